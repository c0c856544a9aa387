// A case looked into: an event and the States around it, branches with one thing changed, a debugger
// in front of a step, and two runs side by side.

import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepTwoNumbers, toyFolder, worldlineIn } from './case-toys.suite.ts'

let home = ''
/** The event that broke it. */
let broken = ''
const replay = (...flags: readonly string[]): ReturnType<typeof worldlineIn> =>
  worldlineIn(home, 'replay', 'counter.forgetful', ...flags)

beforeAll(async () => {
  home = toyFolder()
  await keepTwoNumbers(home)
  broken = /added once at (e\d+)/u.exec((await replay()).out)?.[1] ?? ''
})
afterAll(() => rmSync(home, { recursive: true }))

describe('an event', () => {
  test('with what led to it, what it changed, and the State after it', async () => {
    const { out, code } = await replay('--until', broken, '--state', 'server')
    expect(out).toMatch(
      /receive add#\d workload>client1[^]*expire again#[^]*receive add#3 client1>server/u,
    )
    expect(out).toMatch(
      /server\n {4}what this step changed\n {6}\/total {3}2 ▶ 3\n {4}State after it\n {6}total +3/u,
    )
    expect(code).toBe(0)
  })

  test('is named in other ways: the one that broke it, the last before an instant', async () => {
    expect((await replay('--until', 'fail')).out).toContain(`#${broken} `)
    expect((await replay('--until', 't=0s')).out).toMatch(/#e\d .*\n\n.*\n.* 0\.000 /u)
  })

  test('of a coordinate, and of all nodes', async () => {
    const { out } = await worldlineIn(
      home,
      'replay',
      'counter:forgetful@1/min#e1',
      '--state',
      'all',
    )
    expect(out).toMatch(/server\n {4}it starts, with a State of its own/u)
    expect(out).toMatch(
      /client1\n {4}this event changed nothing in it\n {4}State after it\n {6}it is not up/u,
    )
  })

  test('is a document for machines', async () => {
    const document = JSON.parse((await replay('--until', broken, '--json')).out)
    expect(document).toMatchObject({
      schema: 'worldline.event/1',
      event: { kind: 'receive', node: 'server' },
      states: [{ node: 'server', before: { total: 2 }, after: { total: 3 } }],
    })
  })

  test.each`
    flags                                  | told
    ${['--until', 'e9999']}                | ${/WL1004: there is no event e9999\.\nthe run has {5}e1 to e\d+/u}
    ${['--until', '2s']}                   | ${/WL1004: "2s" names no event/u}
    ${['--until', 'fail', '--state', 'n']} | ${/WL3002: --state: there is no node "n"\.\nnodes {10}server {2}client1/u}
    ${['--break', 'e3']}                   | ${/WL1004: --break e3: no handler makes it, it is a fault/u}
    ${['--at', '1s']}                      | ${/WL1001: replay takes --at for the recording of a real run/u}
    ${['--without', 'g1']}                 | ${/WL1004: --without cannot be "g1"/u}
    ${['--without', 'f7']}                 | ${/WL1004: there is no fault f7\.\nfaults {9}f1 {2}drop/u}
    ${['--with', 'crsh server @ 1s']}      | ${/WL3001: I do not know the fault "crsh"/u}
    ${['--drop', 'e1']}                    | ${/WL1004: --drop e1: it is no message: start\./u}
    ${['--set', 'cleints=1']}              | ${/WL1003: counter has no parameter "cleints"\.\ndid you mean {3}--set clients=1/u}
  `('that is wrong: $flags', async ({ flags, told }) => {
    const { out, code } = await replay(...flags)
    expect(out).toMatch(told)
    expect(code).toBe(2)
  })
})

describe('branches', () => {
  test('each flag is one, with both verdicts and what they mean', async () => {
    const { out, code } = await replay(
      ...['--without', 'f1', '--with', 'partition server | client1 @ 0s', '--set', 'clients=1'],
      ...['--drop', 'e4'],
    )
    expect(out).toMatch(/✕ FAIL {3}added once/u)
    expect(out).toMatch(/b1 \(without f1\): PASS, so f1 is necessary/u)
    expect(out).toMatch(/b2 \(with partition server \| client1 @ 0s\): PASS, so that prevents it/u)
    expect(out).toMatch(
      /b3 \(drop e4\): (?:PASS, so that message is necessary|FAIL, so that message does not matter)/u,
    )
    expect(out).toMatch(/b4 \(set clients=1\): FAIL, so clients does not matter/u)
    expect(code).toBe(1)
  })

  test('a message that is dropped is lost, and no other', async () => {
    const document = JSON.parse((await replay('--drop', broken, '--json')).out)
    expect(document.branches).toMatchObject([{ name: 'b1', verdict: 'fail' }])
    const { out } = await worldlineIn(home, 'compare', 'counter.forgetful', '--drop', broken)
    expect(out.match(/drop add#\d client1>server: lost/gu)).toHaveLength(1)
  })

  test('together they are one', async () => {
    const { out } = await replay('--without', 'f1', '--set', 'clients=1', '--together')
    expect(out).toMatch(/b1 \(without f1, set clients=1\): PASS, so some of these matter/u)
    expect(out).not.toContain('b2 (')
  })
})

describe('compare', () => {
  test('a case stands beside the run as it was found', async () => {
    const { out, code } = await worldlineIn(home, 'compare', 'counter.forgetful')
    expect(out).toMatch(/left +as it was found, seed 1\n +3 nodes · 1 fault · 10 operations/u)
    expect(out).toMatch(
      /right +\S*counter\.forgetful\.case\.json\n +2 nodes · 1 fault · 2 operations/u,
    )
    expect(out.split('\n').length).toBeLessThan(56)
    expect(code).toBe(0)
  })

  test('a branch is the same up to where it differs, and what only one did is listed', async () => {
    const { out } = await worldlineIn(home, 'compare', 'counter.forgetful', '--without', 'f1')
    expect(out).toMatch(/Identical until e\d+\. Then\n {4}left +e\d+ [^]*right +e\d+ /u)
    expect(out).toMatch(/ = {2}\d+ events the same/u)
    expect(out).toMatch(/ < {2}e\d+ .*fault 1: drop/u)
  })

  test('two that are the same', async () => {
    const { out } = await worldlineIn(home, 'compare', 'counter@3', 'counter@3/orig')
    expect(out).toMatch(/Identical: every event, and every content\./u)
    const json = JSON.parse(
      (await worldlineIn(home, 'compare', 'counter@3', 'counter@4', '--json')).out,
    )
    expect(json).toMatchObject({
      schema: 'worldline.compare/1',
      differs: expect.stringMatching(/^e\d+$/u),
    })
  })

  test.each`
    words                                         | told
    ${[]}                                         | ${/WL1001: compare needs two runs/u}
    ${['counter@1']}                              | ${/WL1001: counter@1 was not shrunk/u}
    ${['counter@1', 'counter@2', '--drop', 'e3']} | ${/WL1001: compare takes two runs, or one run and its branch/u}
    ${['counter@1/mini']}                         | ${/WL1004: "mini" is no branch of a run/u}
  `('says in words what is wrong with $words', async ({ words, told }) => {
    const { out, code } = await worldlineIn(home, 'compare', ...words)
    expect(out).toMatch(told)
    expect(code).toBe(2)
  })
})

test('--break pauses a debugger in front of the step, and the run is the same', async () => {
  const command = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')
  const paused = spawn(
    process.execPath,
    [command, 'replay', 'counter.forgetful', '--break', broken],
    {
      cwd: home,
      env: { ...process.env, NO_COLOR: '1' },
    },
  )
  let [out, err] = ['', '']
  paused.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const address = await new Promise<string>((resolve) =>
    paused.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
      const found = /node inspect (127\.0\.0\.1:\d+)/u.exec(err)?.[1]
      if (found !== undefined) resolve(found)
    }),
  )
  const debug = spawn(process.execPath, ['inspect', address])
  let said = ''
  // What is typed follows what is shown, as a person's would.
  const typed = [
    { after: /calls\.isDue\('receive'[^]*debug> /u, line: "exec('message.nth + state.total')" },
    { after: /debug> \d+\n/u, line: 'cont' },
  ]
  debug.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    while (typed[0]?.after.test(said) === true) debug.stdin.write(`${typed.shift()?.line ?? ''}\n`)
  })
  // The process waits until its debugger has left.
  paused.stdout.on('data', () => debug.kill())
  const code = await new Promise((resolve) => paused.on('close', resolve))
  expect(said).toMatch(/break in .*paused/u)
  expect(err).toMatch(new RegExp(`pausing before ${broken}: receive of server`, 'u'))
  expect(out).toMatch(new RegExp(`FAIL .*added once at ${broken}`, 'u'))
  expect(code).toBe(1)
}, 30_000)
