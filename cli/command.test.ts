// The command as people and machines meet it: a process of its own, its exit code, its two streams.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { called } from './called.suite.ts'

const root = join(import.meta.dirname, '..')
const command = join(root, 'dist', 'cli', 'main.js')
const folder = mkdtempSync(join(tmpdir(), 'worldline-'))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const environment = (more: Record<string, string>): Record<string, string> => {
  const { NO_COLOR: _no, FORCE_COLOR: _force, npm_command: _npm, ...env } = process.env
  return { ...env, LANG: 'C.UTF-8', TERM: 'xterm', ...more } as Record<string, string>
}

function worldline(
  args: readonly string[],
  env: Record<string, string> = {},
  whenStarted: (child: ChildProcess) => void = () => undefined,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: folder,
      env: environment(env),
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
    whenStarted(child)
  })
}

const write = (name: string, text: string): void => {
  const face = JSON.stringify(pathToFileURL(join(root, 'dist', 'index.js')).href)
  writeFileSync(join(folder, name), text.replace('WORLDLINE', face))
}

const quiet = '{ start: () => ({ seen: 0 }), receive(node, state) { state.seen += 1 } }'

beforeAll(() => {
  if (!existsSync(command)) throw new Error('dist/cli/main.js is not there: npm run build')
  write(
    'idle.scenario.mjs',
    `import { scenario } from WORLDLINE
     export const idle = scenario('idle', { about: 'Nobody does anything.', nodes: () => ({ a: ${quiet} }), always: { fine: () => null } })`,
  )
  write(
    'clock.scenario.mjs',
    `import { scenario } from WORLDLINE
     const actor = { start: () => ({ at: 0 }), receive(node, state) { state.at = Date.now() } }
     export const clock = scenario('clock', {
       about: 'Asks the real world for the time.',
       nodes: () => ({ a: actor }),
       workload: { from: 'a', send: (i) => ({ kind: 'tick', i }), rate: '5/s' },
       always: { fine: () => null },
     })`,
  )
  write('throws.scenario.mjs', 'throw new Error("no luck")')
  write('nothing.scenario.mjs', 'export const x = 1')
  write(
    'late.scenario.mjs',
    `import { scenario } from WORLDLINE
     export const late = scenario('late', { about: 'Throws when it is loaded already.', nodes: () => ({ a: ${quiet} }), always: { fine: () => null } })
     setTimeout(() => { throw new Error("too late") }, 0)`,
  )
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.concurrent('the exit code says what happened', () => {
  test.each`
    code  | because                              | args
    ${0}  | ${'every property held'}             | ${['run', 'ack-retry', '--faults', 'none', '-q']}
    ${1}  | ${'a property was violated'}         | ${['explore', 'ack-retry:original', '--faults', 'none', '--seeds', '20', '-q']}
    ${3}  | ${'nothing could be judged'}         | ${['run', './idle.scenario.mjs', '-q']}
    ${1}  | ${'with --strict that is a failure'} | ${['run', './idle.scenario.mjs', '-q', '--strict']}
    ${4}  | ${'an actor asked for the time'}     | ${['run', './clock.scenario.mjs', '-q']}
    ${70} | ${'something threw behind our back'} | ${['explore', './late.scenario.mjs']}
    ${0}  | ${'the bare command only tells'}     | ${[]}
  `('$code: $because', async ({ code, args }) => {
    const ended = await worldline(args)
    expect(ended, ended.err).toMatchObject({ code })
  })

  test('a crash of the tool leaves a file that says how', async () => {
    const { err } = await worldline(['explore', './late.scenario.mjs'], { WORLDLINE_DIR: '.own' })
    expect(err).toContain('worldline itself failed')
    const path = /What happened stands in {3}(\S+)/u.exec(err)?.[1] ?? ''
    expect(path).toMatch(/^\.own/u)
    expect(existsSync(join(folder, path))).toBe(true)
  })
})

describe('a mistake has one answer, exit 2, and nothing is run', () => {
  const told = ({ code, out, err }: Ended, answer: RegExp): void => {
    expect(err).toMatch(answer)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(12)
    expect(err).not.toMatch(/\n\s+at \S+ \(/u)
  }

  test.concurrent.each`
    args                                     | answer
    ${['run', 'ack-rety']}                   | ${/WL1002: there is no scenario called "ack-rety"[^]*did you mean {3}ack-retry \?/u}
    ${['run', 'throws.scenario.mjs']}        | ${/threw while it was loaded[^]*no luck/u}
    ${['real', 'ack-retry', '--via', 'upd']} | ${/--via cannot be "upd"[^]*did you mean/u}
  `('$args, of a process', async ({ args, answer }) => told(await worldline(args), answer))

  test.each`
    args                                                  | answer
    ${['run', './idle.scenario.mj']}                      | ${/there is no file[^]*\.\/idle\.scenario\.mjs/u}
    ${['run', 'ack-retry:forget-dedop']}                  | ${/no variant "forget-dedop"[^]*did you mean {3}ack-retry:forget-dedup/u}
    ${['explore', 'ack-retry', '--bug', 'forgot-dedup']}  | ${/did you mean {3}ack-retry:forget-dedup/u}
    ${['run', 'ack-retry', '-f', 'crsh receiver1']}       | ${/WL3001[^]*did you mean {3}crash/u}
    ${['run', 'ack-retry', '-f', 'crash recever1']}       | ${/WL3002[^]*receiver1/u}
    ${['run', 'ack-retry', '--set', 'recievers=3']}       | ${/no parameter "recievers"[^]*--set receivers=3/u}
    ${['run', 'ack-retry', '--set', 'receivers=many']}    | ${/receivers cannot be "many"/u}
    ${['run', 'ack-retry', '--until', '-5s']}             | ${/until[^]*"-5s"/u}
    ${['run', 'ack-retry', '--expect', 'op.latency p99']} | ${/WL3/u}
    ${['run', 'nothing.scenario.mjs']}                    | ${/exports no scenario/u}
  `('$args', async ({ args, answer }) => told(await called(args, folder), answer))
})

describe.concurrent('streams', () => {
  // oxlint-disable-next-line no-control-regex -- escapes begin with it
  const escape = /\u001b/u
  const line = ['run', 'ack-retry', '--faults', 'none']

  test('a pipe, NO_COLOR and TERM=dumb give no escape; FORCE_COLOR gives some; the flag beats both', async () => {
    const plain = [{}, { NO_COLOR: '1' }, { TERM: 'dumb' }]
    for (const ended of await Promise.all(plain.map((env) => worldline(line, env)))) {
      expect(ended.out).toContain('PASS')
      expect(ended.out + ended.err).not.toMatch(escape)
    }
    const [forced, never, always] = await Promise.all([
      worldline(line, { FORCE_COLOR: '1' }),
      worldline([...line, '--color', 'never'], { FORCE_COLOR: '1' }),
      worldline([...line, '--color=always'], { NO_COLOR: '1' }),
    ])
    expect(forced.out).toMatch(escape)
    expect(never.out + never.err).not.toMatch(escape)
    expect(always.out).toMatch(escape)
  })

  test('--json is a document and nothing else, also of several results', async () => {
    const both = ['ack-retry', './idle.scenario.mjs']
    const { out, code } = await worldline(['run', ...both, '--faults', 'none', '--json'])
    const document: unknown = JSON.parse(out)
    expect(document).toMatchObject({
      schema: 'worldline.result/1',
      verdict: 'inconclusive',
      exitCode: 3,
      results: [{ verdict: 'pass', scenario: { name: 'ack-retry' } }, { verdict: 'inconclusive' }],
    })
    expect(code).toBe(3)
  })

  test('--json=stream is a document a line', async () => {
    const { out } = await worldline(['run', 'ack-retry@1..3', '--faults', 'none', '--json=stream'])
    const seeds = out
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text).seed)
    expect(seeds).toEqual([1, 2, 3])
  })

  test('progress in a pipe is a few plain lines on standard error', async () => {
    const { out, err } = await worldline([
      'explore',
      'ack-retry',
      '--faults',
      'none',
      '--seeds',
      '300',
    ])
    expect(out + err).not.toMatch(/\r/u)
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(12)
    expect(err).toContain('worldline explore ack-retry: 300 seeds')
    expect(out).toContain('If more than 1 % of seeds could fail')
  })
})

describe('Ctrl-C', () => {
  test('sums up, says how to go on, ends with 130; and what it says works', async () => {
    const args = ['explore', 'ack-retry', '--faults', 'none', '--seeds', '3000000']
    const first = await worldline([...args, '--time', '1min'], {}, (child) => {
      child.stderr?.once('data', () => child.kill('SIGINT'))
    })
    expect(first.code, first.err).toBe(130)
    expect(first.out).toMatch(/of 3,000,000 seeds judged before it was stopped/u)
    const resume = /--seeds (\d+)\.\.3000000$/mu.exec(first.out)
    const from = Number(resume?.[1])
    const judged = Number(/([\d,]+) of 3,000,000/u.exec(first.out)?.[1]?.replaceAll(',', ''))
    expect(from).toBe(judged + 1)
    const pasted = /^ {4}node \S+ (explore .*)\.\.3000000$/mu.exec(first.out)?.[1] ?? ''
    const again = await worldline(
      [...pasted.split(' '), '-q'].map((word) => word.replace(/^(\d+)$/u, `$1..${from + 9}`)),
    )
    expect(again, again.err).toMatchObject({ code: 0 })
    expect(again.out).toMatch(/^PASS ack-retry 10 seeds [0-9a-f]{16}\n$/u)
  })

  test('SIGTERM ends with 143', async () => {
    const ended = await worldline(
      ['explore', 'ack-retry', '--faults', 'none', '--seeds', '3000000'],
      {},
      (child) => {
        child.stderr?.once('data', () => child.kill('SIGTERM'))
      },
    )
    expect(ended.code).toBe(143)
  })
})

describe('completion', () => {
  test('bash completes scenarios, variants, flags and faults, though it breaks words at a colon', async () => {
    const { out: script } = await worldline(['completion', 'bash'])
    const asked = [
      {
        line: 'worldline explore ack-retry-gh',
        words: 'worldline explore ack-retry-gh',
        offers: 'ack-retry-ghost',
      },
      {
        line: 'worldline run ack-retry:forget-d',
        words: 'worldline run ack-retry : forget-d',
        offers: 'forget-dedup',
      },
      {
        line: 'worldline explore --keep',
        words: 'worldline explore --keep',
        offers: '--keep-going',
      },
    ]
    const probes = asked.map(
      ({ line, words }) =>
        `COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDS=(${words}) COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))\n_worldline; printf '%s\\n' "\${COMPREPLY[@]}"`,
    )
    const shell = [
      `worldline() { '${process.execPath}' '${command}' "$@"; }`,
      script,
      ...probes,
    ].join('\n')
    const out = await bash(shell)
    expect(out.trim().split('\n')).toEqual(asked.map(({ offers }) => offers))
  })

  test('every shell has a script that asks this program', async () => {
    const shells = ['bash', 'zsh', 'fish', 'powershell']
    const scripts = await Promise.all(shells.map((shell) => worldline(['completion', shell])))
    for (const { out, code } of scripts) {
      expect(code).toBe(0)
      expect(out).toContain('worldline --get-completions')
    }
    const fault = await worldline(['--get-completions', 'worldline run ack-retry -f "crash rec'])
    expect(fault.out).toContain('crash receiver1\n')
  })
})

function bash(script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', script], { cwd: folder, env: environment({}) })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.on('error', reject)
    child.on('close', () => resolve(out))
  })
}

test('a standard error that nobody reads is no failure of ours', async () => {
  const args = ['explore', 'ack-retry', '--faults', 'none', '--seeds', '300']
  const { code, out } = await worldline(args, {}, (child) => child.stderr?.destroy())
  expect(code).not.toBe(70)
  expect(out).toContain('If more than 1 % of seeds could fail')
})

test('the bare command is at most fifteen lines and names four commands', async () => {
  const { out } = await worldline([])
  expect(out.split('\n').length).toBeLessThanOrEqual(15)
  expect(out.match(/node \S+ (demo|run|explore|list)/gu)).toHaveLength(4)
})
