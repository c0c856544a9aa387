// Each demo finds what it is about and lets the correct protocol stand, the same on every run. The
// usual one explores ten thousand seeds and is left to people; what it names is checked.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { builtIn } from '../scenarios/runner/catalogue.ts'
import { Mistake } from '../sim/problem.ts'
import { startCommands } from './commands-start.ts'
import { demoNamed, demos } from './demos.ts'

const main = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')
const folder = mkdtempSync(join(tmpdir(), 'worldline-demo-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function shown(name: string): { readonly status: number | null; readonly out: string } {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  const words = [main, 'demo', name, '--no-timing', '--workers', '1']
  const { status, stdout } = spawnSync(process.execPath, words, { cwd: folder, env })
  return { status, out: stdout.toString() }
}

test('stale-read: the deposed leader, its log beside the others, and the protocol that stands', () => {
  const { status, out } = shown('stale-read')
  expect(out).toMatch(/FAIL {3}linearizable +raft-kv:stale-read@7/u)
  expect(out).toContain('c2 read "y" = null, although c1 wrote "y" = "30" and was told so before.')
  expect(out).toMatch(/n1 leader T2 [^]*n2 leader T1 /u)
  expect(out).toContain('PASS   100 seeds · no violation')
  expect(status).toBe(0)
  expect(readdirSync(folder)).toEqual([])
})

test('split-vote: terms go by and nobody leads, then somebody does', () => {
  const { status, out } = shown('split-vote')
  expect(out).toMatch(/FAIL {3}led +raft-kv:no-spread@1\n\n {2}nobody leads\./u)
  expect(out).toMatch(/n1 {5}·\?[·?]+\n[^]* \d\d terms, 0 of them led\n/u)
  expect(out).toMatch(/n2 {5}·\?1+\n[^]* 1 term, 1 of them led\n/u)
  expect(out).toContain('PASS   100 seeds · no violation')
  expect(status).toBe(0)
})

test('all of them name what there is, and help names all of them', () => {
  for (const { faulty, correct } of demos) {
    for (const { scenario, variant } of [faulty, correct]) {
      const found = builtIn.find(({ name }) => name === scenario)
      expect(found, scenario).toBeDefined()
      if (variant !== null) expect(Object.keys(found?.variants ?? {})).toContain(variant)
    }
  }
  const notes = startCommands.find(({ name }) => name === 'demo')?.notes.join(' ') ?? ''
  for (const { name } of demos) expect(notes).toContain(name)
  expect(demoNamed(undefined, 'worldline')).toBe(demos[0])
  expect(() => demoNamed('stale-raed', 'worldline')).toThrow(Mistake)
})
