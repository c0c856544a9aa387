// The crash sweep as a person meets it: flags that are checked, one screen, the same bytes whoever
// runs it, and a failing crash that is a case from then on.

import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Mistake } from '../sim/problem.ts'
import { ms } from '../sim/units.ts'
import { parseArguments } from './arguments.ts'
import { type SweepGiven, sweepGiven } from './sweep.ts'

const command = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')
const folder = mkdtempSync(join(tmpdir(), 'worldline-sweep-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function worldline(...args: readonly string[]): Promise<Ended> {
  const { NO_COLOR: _no, FORCE_COLOR: _force, CI: _ci, ...env } = process.env
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args, '--no-timing'], {
      cwd: folder,
      env: { ...env, LANG: 'C.UTF-8', TERM: 'xterm' },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}
const short = ['--strategy', 'crash-sweep', '--until', '600ms', '--settle', '2s', '--no-save']
const sweep = (target: string, ...more: readonly string[]): Promise<Ended> =>
  worldline('explore', target, ...short, ...more)

const given = async (...flags: readonly string[]): Promise<SweepGiven | null> =>
  sweepGiven((await parseArguments(['explore', 'x', ...flags], 'worldline')).given)

describe('the flags of a sweep', () => {
  test('say which crashes, and how long a node is down', async () => {
    expect(await given()).toBeNull()
    expect(await given('--strategy', 'random')).toBeNull()
    const swept = ['--strategy', 'crash-sweep']
    expect(await given(...swept)).toEqual({ downs: [0, ms(500)], visits: null })
    expect(await given(...swept, '--restart', '20ms', '--restart', 'calm')).toEqual({
      ...{ downs: [ms(20), null], visits: null },
    })
    expect(await given(...swept, '--visits', '3..9')).toMatchObject({ visits: { from: 3, to: 9 } })
    expect(await given(...swept, '--visits', '7')).toMatchObject({ visits: { from: 7, to: 7 } })
  })

  test.each([
    [['--strategy', 'crash-swep'], 'did you mean   --strategy=crash-sweep ?'],
    [['--visits', '1..3'], '--strategy crash-sweep'],
    [['--restart', '1s'], '--strategy crash-sweep'],
    [['--strategy', 'crash-sweep', '--restart', 'soon'], 'allowed        a duration'],
    [['--strategy', 'crash-sweep', '--visits', '9..3'], 'allowed        numbers from 1'],
    [['--strategy', 'crash-sweep', '--visits', '0..3'], 'allowed        numbers from 1'],
  ])('%j is refused with what is allowed', async (flags, said) => {
    const refused = given(...flags)
    await expect(refused).rejects.toThrow(Mistake)
    const lines = await refused.catch((error: unknown) =>
      error instanceof Mistake ? error.problems.flatMap((problem) => problem.lines) : [],
    )
    expect(JSON.stringify(lines)).toContain(said)
  })
})

describe('a sweep of ack-retry', () => {
  test('passes with every crash point counted, and the same bytes from one worker and two', async () => {
    const [one, two] = await Promise.all([
      sweep('ack-retry', '-w', '1', '--restart', '5ms'),
      sweep('ack-retry', '-w', '2', '--restart', '5ms'),
    ])
    expect(one?.code).toBe(0)
    expect(two?.out).toBe(one?.out)
    const [, survived, all] =
      /PASS {3}(\d+) of (\d+) crash points survived/u.exec(one?.out ?? '') ?? []
    expect(survived).toBe(all)
    expect(Number(all)).toBeGreaterThan(100)
    for (const words of ['before the step', 'in a restart after a crash', 'Not visited', 'sender1'])
      expect(one?.out).toContain(words)
  })

  test('as a document has the same figures, and of one seed', async () => {
    const { code, out } = await sweep(
      'ack-retry',
      '--json',
      '--visits',
      '1..40',
      '--restart',
      '5ms',
    )
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      ...{ verdict: 'pass', coordinate: null, seeds: { asked: 1, failing: 0 } },
      sweep: {
        seed: 1,
        crashes: { asked: 40, judged: 40, failing: 0 },
        survived: 40,
        downUs: [5_000],
      },
    })
  })

  test('that its time ends says how to go on, in whole commands', async () => {
    const flags = ['--strategy', 'crash-sweep', '--until', '2s', '--time', '50ms', '-w', '1']
    const { out } = await worldline('explore', 'ack-retry@2', ...flags)
    expect(out).toMatch(
      /explore ack-retry@2 --faults none --until 2s --strategy crash-sweep --visits \d+\.\.\d+ --time 50ms/u,
    )
  })

  test('tells a failing crash as any failure, and keeps a case that replays', async () => {
    const target = 'ack-retry:ack-before-durable'
    const flags = ['--strategy', 'crash-sweep', '--until', '1200ms', '--settle', '3s']
    const found = await worldline('explore', target, ...flags)
    expect(found.code).toBe(1)
    expect(found.out).toMatch(/Found {4}seed 1, crash \d+/u)
    expect(found.out).toContain('WL2002')
    const [name = ''] = readdirSync(join(folder, '__worldline__'))
    const path = join(folder, '__worldline__', name)
    const again = await worldline('replay', path)
    expect(again.code).toBe(1)
    expect(again.out).toContain('verified')
    // A change of the code, or of the case, after which there is no such place any more.
    const text = readFileSync(path, 'utf8')
    const gone = text.replace(/"crash (receiver\d) @ [^"]*"/u, (_, node: string) =>
      JSON.stringify(`crash ${node} @ at letter#99 sender1>${node} written`),
    )
    expect(gone).not.toBe(text)
    writeFileSync(path, gone)
    const { code, out } = await worldline('replay', path)
    expect(code).toBe(0)
    expect(out).toMatch(/f1 never struck: crash receiver\d @ at letter#99/u)
  })

  test.each(['crash receiver1 @ at letter#99 sender1>receiver1 sent 1', 'crash receiver1 @ 99s'])(
    'has told in a single run too that "%s" never comes',
    async (line) => {
      const often = 'crash receiver2 every 1s restart +100ms'
      const faults = ['--faults', 'none', '-f', line, '-f', often]
      const { out } = await worldline('run', 'ack-retry@1', ...faults)
      expect(out).toContain(`never struck: ${line}`)
      expect(out).not.toContain(`never struck: ${often}`)
    },
  )
})
