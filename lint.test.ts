// The determinism fence, shown to bite: every line below stands once in a pure folder, where the
// linter must refuse it, and once in cli/, where it must not.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = import.meta.dirname
const place = mkdtempSync(join(tmpdir(), 'worldline-lint-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const pureFolders = ['sim', 'sim/kernel', 'protocols/some', 'services/some'] as const

/** Refused in pure folders only. */
const fenced = [
  'export const a = Date.now()',
  'export const a = new Date()',
  'export const a = performance.now()',
  'export const a = Math.random()',
  'export const { random } = Math',
  'export const a = crypto.randomUUID()',
  'export const a = (go: () => void) => setTimeout(go, 1)',
  'export const a = (go: () => void) => setInterval(go, 1)',
  'export const a = (go: () => void) => setImmediate(go)',
  'export const a = (go: () => void) => queueMicrotask(go)',
  'export const a = async (): Promise<void> => {}',
  'export const a = Promise.resolve(1)',
  "export const a = fetch('http://localhost')",
  'export const a = process.env',
  'export const a = process.hrtime()',
  'export const a = new WeakRef({})',
  'export const a = new FinalizationRegistry(() => {})',
  'export const a = new Intl.NumberFormat()',
  "export const a = 'a'.localeCompare('b')",
  'export const a = (1).toLocaleString()',
  'export const a = Math.log(2)',
  'export const a = Math.exp(2)',
  'export const a = Math.pow(2, 3)',
  'export const a = Math.sin(2)',
  'export const a = Math.hypot(2, 3)',
  'export const a = globalThis',
  'export const a = Buffer.alloc(1)',
  'export const a = AbortSignal.timeout(1)',
  'export const a = new SharedArrayBuffer(1)',
  "export { readFileSync } from 'node:fs'",
  "import { now } from 'node:perf_hooks'\nexport const a = now",
]

/** Refused everywhere. */
const forbidden = [
  'export default 1',
  'export const a = (b: any): void => void b',
  'export const a = (b: string | null): string => b!',
  "export const a = (): void => console.log('a')",
]

const fine = [
  'export const a = Math.sqrt(2) + Math.floor(1.5)',
  'export const a = new Map([[1, 2]])',
]

interface Report {
  readonly diagnostics: readonly { readonly filename: string }[]
}

const refused = new Set<string>()
const fileOf = (folder: string, list: string, nth: number): string => `${folder}/${list}-${nth}.ts`

beforeAll(() => {
  cpSync(join(root, '.oxlintrc.json'), join(place, '.oxlintrc.json'))
  for (const folder of [...pureFolders, 'cli']) {
    mkdirSync(join(place, folder), { recursive: true })
    for (const [list, lines] of Object.entries({ fenced, forbidden, fine })) {
      for (const [nth, line] of lines.entries()) {
        writeFileSync(join(place, fileOf(folder, list, nth)), `${line}\n`)
      }
    }
  }
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint')
  const ended = spawnSync(process.execPath, [oxlint, '-f', 'json', '.'], {
    cwd: place,
    encoding: 'utf8',
  })
  for (const { filename } of (JSON.parse(ended.stdout) as Report).diagnostics) {
    refused.add(filename.replaceAll('\\', '/').replace(/^\.\//u, ''))
  }
})

describe('the determinism fence', () => {
  test.each(fenced.map((line, nth) => [line, nth] as const))('%s', (_line, nth) => {
    for (const folder of pureFolders) expect(refused).toContain(fileOf(folder, 'fenced', nth))
    expect(refused).not.toContain(fileOf('cli', 'fenced', nth))
  })
})

describe('nowhere', () => {
  test.each(forbidden.map((line, nth) => [line, nth] as const))('%s', (_line, nth) => {
    for (const folder of [...pureFolders, 'cli']) {
      expect(refused).toContain(fileOf(folder, 'forbidden', nth))
    }
  })
})

test('what is fine passes', () => {
  for (const folder of [...pureFolders, 'cli']) {
    for (const nth of fine.keys()) expect(refused).not.toContain(fileOf(folder, 'fine', nth))
  }
})
