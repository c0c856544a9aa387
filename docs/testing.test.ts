// docs/testing.md: its test files are run, and its tables name every option, fixture, matcher and kind.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { matcherNames } from '../scenarios/testing/matchers.ts'
import { optionNames } from '../scenarios/testing/options.ts'
import { Folder } from '../scenarios/testing/spawned.suite.ts'

const page = readFileSync(join(import.meta.dirname, 'testing.md'), 'utf8')
const files = [...page.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gmu)].map(
  ([, name = '', text = '']) => [name, text] as const,
)
const folder = new Folder(Object.fromEntries(files))
mkdirSync(join(folder.path, 'node_modules'))
symlinkSync(join(import.meta.dirname, '..'), join(folder.path, 'node_modules', 'worldline'))
afterAll(() => folder.remove())

test('its tests pass as they stand', () => {
  expect(files.length).toBeGreaterThan(2)
  const ran = folder.run()
  expect(ran.code, ran.output).toBe(0)
  expect(ran.tests.size).toBeGreaterThan(8)
})

test('and are typed', () => {
  const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--skipLibCheck']
  const tsc = join(import.meta.dirname, '../node_modules/typescript/bin/tsc')
  const given = [...options, '--exactOptionalPropertyTypes', '--noEmit', '--ignoreConfig']
  const { stdout } = spawnSync(process.execPath, [tsc, ...given, ...files.map(([name]) => name)], {
    cwd: folder.path,
    encoding: 'utf8',
  })
  expect(stdout).toBe('')
})

test('every option and every matcher has its row, and no other has', () => {
  const rows = (from: string, to: string): string[] => {
    const part = page.slice(page.indexOf(`\n## ${from}`), page.indexOf(`\n## ${to}`))
    return [...part.matchAll(/^\| `(\w+)/gmu)].map(([, name]) => name ?? '')
  }
  expect(rows('Options', 'Bodies').toSorted()).toEqual([...optionNames].toSorted())
  expect(rows('Matchers', 'When a test fails').toSorted()).toEqual([...matcherNames].toSorted())
})
