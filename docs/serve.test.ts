// The commands of docs/serve.md and of its compose file are commands that there are.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseArguments } from '../cli/arguments.ts'
import { commonOf, durationIn, listenOf, named, scaleOf, urlIn } from '../cli/served.ts'

const page = readFileSync(join(import.meta.dirname, 'serve.md'), 'utf8')
const compose = readFileSync(join(import.meta.dirname, 'compose', 'compose.yaml'), 'utf8')

const commandsIn = (text: string): string[] =>
  [...text.matchAll(/(?:^|\$ |exec )worldline (serve|call)( [^`\n]*)$/gmu)].map(
    ([, command, words]) => `${command}${words}`,
  )

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare ?? '')

const all = [...commandsIn(page), ...commandsIn(compose)]

test('there are some on either page', () => {
  expect(commandsIn(page).length).toBeGreaterThan(10)
  expect(commandsIn(compose)).toHaveLength(3)
})

test.each(all)('%s', async (line) => {
  const { command, words, given } = await parseArguments(wordsOf(line), 'worldline')
  const target = named(words[0] ?? '', command === 'call' ? 'call' : 'serve')
  commonOf(target, given)
  scaleOf(target, given)
  listenOf(given)
  durationIn(given, 'every', 1_000_000)
  if (given['discovery'] !== undefined) urlIn(given, 'discovery', '')
  expect(words.length).toBeGreaterThan(0)
})
