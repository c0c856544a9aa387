// The command `shrink`: what it prints, what it refuses, what it keeps.

import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCase } from '../scenarios/runner/case-file.ts'
import { Mistake } from '../sim/problem.ts'
import { parseArguments } from './arguments.ts'
import { contextOf } from './context.ts'
import { shrink } from './shrink.ts'

let cwd = ''
beforeAll(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'worldline-shrink-')))
})
afterAll(() => rmSync(cwd, { recursive: true }))

async function told(...argv: string[]): Promise<{ code: number; out: string }> {
  const parsed = await parseArguments(
    ['shrink', ...argv, '--no-timing', '--color=never'],
    'worldline',
  )
  const written: string[] = []
  const context = { ...(await contextOf(parsed.given)), cwd, name: 'worldline' }
  const code = await shrink(parsed, { ...context, out: (text) => void written.push(text) })
  return { code, out: written.join('') }
}

test('a failing run: what there was, what is left, and the same bytes again', async () => {
  const { code, out } = await told('ack-retry:forget-dedup@1')
  expect(code).toBe(1)
  expect(out).toMatch(/ {2}operations {9}42 {8}1\n/u)
  expect(out).toMatch(/Faults\n {4}pause receiver1/u)
  expect(out).toMatch(/Shrunk {3}\d+ runs · no single part can be taken away\n/u)
  expect(out.split('\n').length).toBeLessThanOrEqual(60)
  expect(await told('ack-retry:forget-dedup@1')).toEqual({ code, out })
})

test('cut short it is the best so far, with the command that goes on', async () => {
  const { out } = await told('ack-retry:late-copy@16', '--shrink-runs', '30')
  expect(out).toMatch(/Shrunk {3}30 runs · best so far/u)
  expect(out).toContain('worldline shrink ack-retry:late-copy@16 --shrink-runs 150')
})

test('as a document', async () => {
  const { out } = await told('ack-retry:forget-dedup@1', '--json')
  expect(JSON.parse(out)).toMatchObject({
    schema: 'worldline.result/1',
    verdict: 'fail',
    shrunk: { operations: [42, 1], complete: true },
    run: { faults: ['pause receiver1'], decisions: {} },
  })
  expect(out).not.toContain('timing')
})

test('a run that passes has nothing to shrink', async () => {
  const { code, out } = await told('ack-retry@1')
  expect(code).toBe(0)
  expect(out).toContain('does not fail')
})

test('kept as a case, which can be shrunk again from where it began', async () => {
  const { out } = await told('ack-retry:forget-dedup@1', '--save')
  expect(out).toMatch(/worldline replay \S*__worldline__\/ack-retry\.forget-dedup\.case\.json\n/u)
  const again = await told('forget-dedup')
  expect(again.out).toMatch(/ {2}operations {9}42 {8}1\n/u)
  await told('ack-retry:forget-dedup@1', '--save=kept')
  const [file] = readdirSync(join(cwd, 'kept'))
  expect(readCase(join(cwd, 'kept', file ?? '')).found).toMatchObject({ seed: 1, complete: true })
})

test.each([
  [[], /WL1001: shrink needs to know which run/u],
  [['ack-retry:forget-dedup@1', '--shrink-runs', '0'], /WL1004: --shrink-runs takes a whole/u],
  [
    ['ack-retry:forget-dedup@1', '--shrink-time', 'soon'],
    /WL1004: --shrink-time cannot be "soon"/u,
  ],
  [['no-such-case'], /WL1009/u],
])('%j is refused', async (argv, told_) => {
  await expect(told(...argv)).rejects.toThrow(Mistake)
  await expect(told(...argv)).rejects.toThrow(told_)
})
