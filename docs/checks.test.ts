// docs/checks.md: its test files run and are typed, every check and model that it names is exported, and
// every one that is exported is named.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import * as face from '../index.ts'
import { codes } from '../reports/codes.ts'
import { Folder } from '../scenarios/testing/spawned.suite.ts'

const page = readFileSync(join(import.meta.dirname, 'checks.md'), 'utf8')
const files = [...page.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gmu)].map(
  ([, name = '', text = '']) => [name, text] as const,
)
const folder = new Folder(Object.fromEntries(files))
mkdirSync(join(folder.path, 'node_modules'))
symlinkSync(join(import.meta.dirname, '..'), join(folder.path, 'node_modules', 'worldline'))
afterAll(() => folder.remove())

test('its tests pass as they stand', () => {
  const ran = folder.run()
  expect(ran.code, ran.output).toBe(0)
  expect(ran.tests.size).toBe(4)
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

const part = (from: string, to: string): string =>
  page.slice(page.indexOf(`\n## ${from}`), page.indexOf(`\n## ${to}`))

test('every check and every model is one, and is told', () => {
  const named = [...part('Which', 'Verdicts').matchAll(/`(\w+)\(/gu)].map(([, name = '']) => name)
  expect(named.filter((name) => !(name in face))).toEqual([])
  const models = face.models.map(({ make }) =>
    make().name.replace(/-(\w)/gu, (_, letter: string) => letter.toUpperCase()),
  )
  const made = [...models, ...checks()].filter((name) => name !== 'casRegister')
  expect(made.filter((name) => !named.includes(name))).toEqual([])
})

/** Functions of the public face that make a check of nothing, or of what they cannot do without. */
function checks(): string[] {
  const given = { within: '1s', sent: () => null, arrived: () => null, ...face.register() }
  return Object.entries(face).flatMap(([name, value]) => {
    if (typeof value !== 'function') return []
    try {
      const made: unknown = Reflect.apply(value, null, [given])
      return typeof made === 'object' && made !== null && 'judge' in made ? [name] : []
    } catch {
      return []
    }
  })
}

test('every code is one', () => {
  const known = new Set(codes.map(({ code }) => code))
  const said = page.match(/WL\d{4}/gu) ?? []
  expect(said.filter((code) => !known.has(code))).toEqual([])
})
