// `replay` as people and machines meet it: a recording made by `real`, gone through in a process of
// its own.

import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const command = join(root, 'dist', 'cli', 'main.js')
const folder = mkdtempSync(join(tmpdir(), 'worldline-replay-'))
const env = { ...process.env, NO_COLOR: '1', WORLDLINE_DIR: join(folder, 'w'), LANG: 'C.UTF-8' }

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function worldline(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { cwd: folder, env })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

/** Each node forgets what it was told; what it says next depends on a draw. */
const scenarioText = (words: string): string => `
import { ms, nodeId, scenario } from ${JSON.stringify(pathToFileURL(join(root, 'dist', 'index.js')).href)}
const a = {
  start: (node) => { node.setTimer({ kind: 'say' }, ms(5)); return { said: 0, heard: 0 } },
  expire(node, state) {
    state.said += 1
    node.send(nodeId('b'), { kind: 'word', text: \`${words} \${node.random(10, 'word')}\` })
    node.setTimer({ kind: 'say' }, ms(10))
  },
  receive: (node, state) => { state.heard += 1 },
}
const b = {
  start: () => ({ heard: 0 }),
  receive: (node, state, message, from) => { state.heard += 1; node.send(from, { kind: 'yes' }) },
}
export const chat = scenario('chat', {
  about: 'One says words, the other answers.', nodes: () => ({ a, b }), until: '500ms', settle: '200ms',
  always: { 'nobody hears too much': (w) => (w.b.state.heard > 250 ? 'too much' : null) },
  network: { link: 'datagram', latency: '1ms..5ms' },
  REDACT
})`

/** Records it, and gives the folder. */
async function recorded(name: string, text: string): Promise<string> {
  const file = `./${name}.scenario.mjs`
  writeFileSync(join(folder, file), text)
  const { code, out, err } = await worldline(
    'real',
    file,
    '--via',
    'tcp',
    '--faults',
    'none',
    '--json',
  )
  expect([0, 3], err).toContain(code) // it asks nothing, so little was tested
  return (JSON.parse(out) as { real: { folder: string } }).real.folder
}

let plain = ''
let secret = ''
beforeAll(async () => {
  plain = await recorded('chat', scenarioText('hello').replace('REDACT', ''))
  const redact = "redact: ({ kind }) => ({ kind, text: 'x' }),"
  secret = await recorded('hush', scenarioText('password').replace('REDACT', redact))
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('replay', () => {
  test('verifies every step, compares, and goes on; the same command prints the same', async () => {
    const args = [
      'replay',
      plain,
      '--seed',
      '3',
      '-f',
      'drop 20%',
      '--until',
      '300ms',
      '--no-timing',
    ]
    const [one, other] = await Promise.all([worldline(...args), worldline(...args)])
    expect(one.err).toBe('')
    expect(one.out).toMatch(
      /✓ verified {2}\d+ of \d+ steps of 2 nodes identical · \d+ States? compared/u,
    )
    expect(one.out).toMatch(/message latency p99 +\S+ \S+ +\S+ ms +\S+ \S+/u)
    expect(one.out).toContain('Going on in simulation from the standstill at')
    expect(one.out).toContain('drop 20%')
    expect(one.out).toContain(`replay ${plain} --seed 4 -f 'drop 20%' --until 300ms`)
    expect(one.code).toBe(0)
    expect(other).toEqual(one)
  })

  test('gives machines one document', async () => {
    const { code, out } = await worldline('replay', plain, '--json')
    const told = JSON.parse(out) as Record<string, unknown>
    expect(code).toBe(0)
    expect(told).toMatchObject({
      ...{ schema: 'worldline.result/1', verdict: 'pass', exitCode: 0 },
      recording: { scenario: 'chat', via: 'tcp', sourcesChanged: false },
      replay: { nodes: 2, difference: null },
      fit: { lossPpm: 0, copyPpm: 0 },
      continued: { run: { verdict: 'pass' } },
    })
  })

  test('ends with 1 where what follows fails, in one line where that is wanted', async () => {
    const { code, out } = await worldline(
      'replay',
      plain,
      '-q',
      '-f',
      'duplicate 100%',
      '--at',
      '0s',
      '--until',
      '1s',
    )
    expect(out).toMatch(/^FAIL chat continued, seed 1 [0-9a-f]{16} {2}.*too much\.?\n$/u)
    expect(code).toBe(1)
  })

  test('ends with 4 where the actor does something else now, and says that its source changed', async () => {
    const path = join(folder, 'chat.scenario.mjs')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace('hello', 'hullo'))
    const { code, out } = await worldline('replay', plain)
    writeFileSync(path, text)
    expect(out).toContain('! its sources have changed since')
    expect(out).toMatch(
      /✕ DIVERGED {2}WL4003 a does not do what it did: step 2 of life 1, expire say/u,
    )
    expect(out).toMatch(/recorded {2}send to b: \{kind: "word", text: "hello \d"\}/u)
    expect(out).toMatch(/now {7}send to b: \{kind: "word", text: "hullo \d"\}/u)
    expect(code).toBe(4)
  })

  test('of a recording without its secrets measures, and judges nothing', async () => {
    const lines = readdirSync(join(folder, secret, 'a'))
      .filter((name) => name.startsWith('recording-'))
      .map((name) => readFileSync(join(folder, secret, 'a', name), 'utf8'))
    expect(lines.join('')).toContain('"text":"x"')
    expect(lines.join('')).not.toContain('password')
    const { code, out } = await worldline('replay', secret)
    expect(out).toMatch(/message latency p50 +\d/u)
    expect(out).toMatch(
      /INCONCLUSIVE {3}chat redacts its recordings: they can be measured, not replayed/u,
    )
    expect(code).toBe(3)
  })

  test.each`
    because                      | args                          | says
    ${'no folder was given'}     | ${[]}                         | ${/WL1001: replay needs a case, a coordinate, or the folder/u}
    ${'there is no such folder'} | ${['runs/nowhere']}           | ${/WL1201: this is no recording of a real run: runs\/nowhere is not there/u}
    ${'the folder is another'}   | ${['.']}                      | ${/WL1201: .* holds no run\.json/u}
    ${'a fault is unknown'}      | ${['PLAIN', '-f', 'drip 5%']} | ${/WL3001: .*drip/u}
    ${'an instant is none'}      | ${['PLAIN', '--at', 'noon']}  | ${/WL1004: --at cannot be "noon"/u}
    ${'a parameter is recorded'} | ${['PLAIN', '--set', 'a=1']}  | ${/replay takes --set for a case, not for the recording/u}
  `('says in words that $because', async ({ args, says }: { args: string[]; says: RegExp }) => {
    const { code, err } = await worldline(
      'replay',
      ...args.map((word) => word.replace('PLAIN', plain)),
    )
    expect(err).toMatch(says)
    expect(code).toBe(2)
  })
})
