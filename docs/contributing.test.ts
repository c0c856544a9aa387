// CONTRIBUTING.md sends people to files and commands. They are there.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseArguments } from '../cli/arguments.ts'

const root = join(import.meta.dirname, '..')
const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
const described: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
)

const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gmu)]
  .flatMap(([, text]) => (text ?? '').trim().split('\n'))
  .flatMap((line) => line.replace(/ #.*$/u, '').split(' && '))
  .map((one) => one.trim())

test.each(commands)('%s', async (command) => {
  const words = command.replace(/\bNAME\b/gu, 'tcp').split(' ')
  const [program, first = '', ...rest] = words
  if (program === 'npm') {
    const script = first === 'run' ? (rest[0] ?? '') : first
    expect(script === 'ci' || Object.hasOwn(described.scripts, script), script).toBe(true)
  } else if (first === 'worldline') {
    const { command: name } = await parseArguments(rest, 'worldline')
    expect(name).toBe(rest[0])
  } else {
    expect([program, first, rest[0]]).toEqual(['npx', 'vitest', 'run'])
    for (const path of rest.slice(1).filter((word) => !word.startsWith('-')))
      expect(tests(path), path).not.toBe(0)
  }
})

/** How many test files a filter of the runner means. */
const tests = (filter: string): number => {
  const [folder = ''] = filter.split('/')
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return files.filter((path) => `${folder}/${path}`.startsWith(filter) && path.endsWith('.test.ts'))
    .length
}

const places = [...page.matchAll(/`([\w-]+\/[\w./*-]+)`/gu)].map(([, path]) => path ?? '')

test.each(places.filter((path) => !/NAME|\*/u.test(path)))('%s', (path) => {
  expect(existsSync(join(root, path))).toBe(true)
})
