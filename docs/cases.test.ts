// The commands of docs/cases.md are commands that there are, and its table has every field of a case.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseArguments } from '../cli/arguments.ts'
import { wantedBranches } from '../cli/branch-flags.ts'
import { caseVerbs } from '../cli/commands.ts'
import { parseCoordinate, parseEvent } from '../cli/coordinate.ts'
import { caseSchema } from '../scenarios/runner/case-schema.ts'

const page = readFileSync(join(import.meta.dirname, 'cases.md'), 'utf8')
const lines = [...page.matchAll(/^worldline ((?:cases|replay|compare) .*)$/gmu)].map(
  ([, line]) => line ?? '',
)
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare ?? '')

test('there are some', () => expect(lines.length).toBeGreaterThan(10))

test.each(lines)('%s', async (line) => {
  const { command, words, given } = await parseArguments(wordsOf(line), 'worldline')
  const [first = '', ...rest] = words
  if (command === 'cases') expect(caseVerbs).toContain(first)
  for (const word of command === 'cases' ? rest : words) {
    if (word.includes('@')) expect(parseCoordinate(word)).not.toBeNull()
  }
  wantedBranches(given)
  if (typeof given['until'] === 'string') parseEvent(given['until'])
})

test('the table of fields has them all, in their order', () => {
  const table = page.slice(page.indexOf('## The file'))
  const told = [...table.matchAll(/^\| (`[^|]*) \|/gmu)].flatMap(([, cell]) =>
    [...(cell ?? '').matchAll(/`(\w+)`/gu)].map(([, name]) => name),
  )
  const fields = Object.keys(caseSchema.properties ?? {}).filter((name) => name !== '$schema')
  expect(told).toEqual(fields)
})
