// Reporters and reports as build servers meet them: files, streams, annotations, the same bytes.

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plainPage } from '../reports/page.ts'
import { type Element, readXml } from '../reports/xml.suite.ts'
import { Mistake } from '../sim/problem.ts'
import { type Given, parseArguments } from './arguments.ts'
import { called } from './called.suite.ts'
import type { Context } from './context.ts'
import { report } from './report.ts'
import { Reporters } from './reporters.ts'

const root = join(import.meta.dirname, '..')
const command = join(root, 'dist', 'cli', 'main.js')
const folder = mkdtempSync(join(tmpdir(), 'worldline-reporters-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function worldline(
  args: readonly string[],
  env: Record<string, string> = {},
  cwd: string = folder,
): Promise<Ended> {
  const { NO_COLOR: _no, FORCE_COLOR: _force, GITHUB_ACTIONS: _actions, ...outer } = process.env
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd,
      env: { ...outer, LANG: 'C.UTF-8', ...env },
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

/** The same in this process, where nothing but words and files is asked about. */
const inside = (
  args: readonly string[],
  env: Record<string, string> = {},
  cwd: string = folder,
): Promise<Ended> => called(args, cwd, env)

const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8')
const asFound = ['--no-shrink', '--no-save', '--no-timing']
const once = ['run', 'ack-retry:forget-dedup@1', ...asFound]
const failing = ['explore', 'ack-retry:forget-dedup', '--seeds', '12', ...asFound]
const shrunk = ['explore', 'ack-retry:forget-dedup', '--seeds', '12', '--no-save', '--no-timing']

const all = (element: Element, name: string): Element[] => [
  ...(element.name === name ? [element] : []),
  ...element.children.flatMap((child) => all(child, name)),
]

beforeAll(() => {
  if (!existsSync(command)) throw new Error('dist/cli/main.js is not there: npm run build')
})

const context: Context = {
  ...{ out() {}, document() {}, note() {}, page: plainPage, notePage: plainPage, live: false },
  ...{ env: {}, cwd: folder, name: 'worldline' },
}

describe('which reporters there can be', () => {
  const wrong = (given: Given): string => {
    try {
      return String(new Reporters(context, given).quiet)
    } catch (error) {
      if (!(error instanceof Mistake)) throw error
      return error.problems.map(({ sentence, lines }) => [sentence, ...lines].join('\n')).join('\n')
    }
  }

  test.each`
    because                              | given                                                | said
    ${'a typing error'}                  | ${{ reporter: ['junti=a.xml'] }}                     | ${/no reporter "junti"[^]*\^{5}[^]*--reporter junit=a\.xml \?/u}
    ${'two want standard output'}        | ${{ reporter: ['junit', 'tap'] }}                    | ${/junit and tap cannot all write[^]*--reporter tap=worldline\.tap/u}
    ${'--json wants it too'}             | ${{ reporter: ['md'], json: 'document' }}            | ${/md and json cannot all write/u}
    ${'the same twice'}                  | ${{ reporter: ['line', 'line'] }}                    | ${/line and line cannot/u}
    ${'a file that is a folder'}         | ${{ reporter: ['md=.'] }}                            | ${/that is a folder/u}
    ${'no file after the sign'}          | ${{ reporter: ['md='] }}                             | ${/says no file/u}
    ${'two write one file'}              | ${{ reporter: ['md=a', 'tap=a'] }}                   | ${/the same file/u}
    ${'several, each somewhere else'}    | ${{ reporter: ['md=a', 'tap=b', 'line', 'github'] }} | ${/^false$/u}
    ${'-q leaves the output to another'} | ${{ reporter: ['line'], quiet: true }}               | ${/^true$/u}
    ${'quiet alone'}                     | ${{ reporter: ['quiet'] }}                           | ${/^true$/u}
  `('$because', ({ given, said }) => expect(wrong(given)).toMatch(said))

  test('on the command line that is exit 2, before anything runs', async () => {
    const { code, out, err } = await worldline([...failing, '--reporter', 'xunit'])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/WL1004: there is no reporter "xunit"/u)
  })
})

describe.concurrent('a failing exploration', () => {
  test('is told by several at once, each in its file, beside the screen', async () => {
    const names = ['junit=a/j.xml', 'md=a/m.md', 'tap=a/t.tap']
    names.push('json=a/r.json', 'line=a/l', 'github=a/g')
    const { code, out } = await worldline([
      ...shrunk,
      ...names.flatMap((name) => ['--reporter', name]),
    ])
    expect(code).toBe(1)
    expect(out).toMatch(/✕ FAIL {3}no duplicate effect/u)
    const document = readXml(textOf('a/j.xml'))
    const failed = all(document, 'testcase').filter((one) => all(one, 'failure').length > 0)
    expect(failed.map(({ attributes }) => attributes['name'])).toEqual(['no duplicate effect'])
    const named = all(document, 'property').map(({ attributes }) => attributes)
    expect(named).toContainEqual({
      name: 'coordinate',
      value: expect.stringMatching(/^ack-retry:forget-dedup@\d+/u),
    })
    expect(textOf('a/m.md')).toMatch(/\| FAIL \| `ack-retry:forget-dedup` \|/u)
    // The page tells the shrunk run, and so does everything that names it.
    const sentence = /^\*\*(.*)\*\*$/mu.exec(textOf('a/m.md'))?.[1] ?? 'none'
    expect(all(document, 'failure')[0]?.attributes['message']).toBe(sentence)
    expect(textOf('a/g')).toContain(`::${sentence}%0A`)
    expect(textOf('a/t.tap')).toMatch(/^TAP version 13\n1\.\.\d+\nnot ok 1 - /u)
    expect(JSON.parse(textOf('a/r.json'))).toMatchObject({
      schema: 'worldline.result/1',
      exitCode: 1,
    })
    expect(textOf('a/l')).toMatch(/^FAIL {2}ack-retry:forget-dedup@\d+\S* · WL2006 · .*\n$/u)
    expect(textOf('a/g')).toMatch(/^::error .*title=worldline WL2006 duplicate effect::.*\n$/u)
  })

  test('in Actions has annotations unasked, on the guilty line, and a summary of the step', async () => {
    const summary = join(folder, 'summary.md')
    writeFileSync(summary, 'what was there\n')
    const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: root, GITHUB_STEP_SUMMARY: summary }
    const { out } = await worldline(failing, env, root)
    const annotations = out.split('\n').filter((line) => line.startsWith('::'))
    expect(annotations).toHaveLength(1)
    const place = /^::error file=(protocols\/ack-retry\/\w+\.ts),line=(\d+),/u.exec(
      annotations[0] ?? '',
    )
    const guilty = readFileSync(join(root, place?.[1] ?? ''), 'utf8').split('\n')[
      Number(place?.[2]) - 1
    ]
    expect(guilty).toContain("node.store.put('inbox'")
    const text = readFileSync(summary, 'utf8')
    expect(text).toMatch(
      /^what was there\n## worldline\n[^]*```sh\nworldline [^]*```text\n {4}ms /u,
    )
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000)
  })

  test('as a document stays alone on its stream, in Actions too', async () => {
    const { out, err } = await worldline([...once, '--json'], { GITHUB_ACTIONS: 'true' })
    expect(JSON.parse(out)).toMatchObject({ verdict: 'fail' })
    expect(err).toMatch(/^::error /mu)
    // Where a terminal could show ASCII alone a document still says what it says.
    const env = { GITHUB_ACTIONS: 'true', LC_ALL: 'C' }
    const junit = await worldline([...once, '--reporter', 'junit'], env)
    expect(all(readXml(junit.out), 'failure')[0]?.text).toMatch(/─▶/u)
  })

  test('writes a page where it is told, also with the path as a word of its own', async () => {
    const { err } = await inside([...once, '-q', '--report', 'wl-report.html', '--open'])
    expect(err).toMatch(
      /not opened, since this is no terminal: wl-report\.html\n[^]*Report wl-report\.html/u,
    )
    expect(textOf('wl-report.html')).toMatch(/^<!doctype html>/u)
  })

  test('that cannot write says so with the path, exit 2', async () => {
    writeFileSync(join(folder, 'file'), '')
    const { code, err } = await worldline([...once, '-q', '--reporter', 'md=file/m.md'])
    expect(code).toBe(2)
    expect(err).toMatch(/WL1202: file\/m\.md cannot be written/u)
  })

  test('of a missed threshold names it in every report', async () => {
    const expected = ['--expect', 'op.latency max < 1ms', '--faults', 'none', ...asFound]
    const both = ['--reporter', 'junit', '--reporter', 'tap=missed.tap']
    const { out, code } = await inside(['run', 'ack-retry', ...expected, ...both])
    expect(code).toBe(1)
    const [failure] = all(readXml(out), 'failure')
    expect(failure?.attributes['type']).toBe('WL2013')
    expect(failure?.attributes['message']).toMatch(
      /^op\.latency missed its threshold: it was [\d.]+ ms/u,
    )
    expect(textOf('missed.tap')).toMatch(/^not ok \d+ - ack-retry@1: op\.latency max < 1ms$/mu)
  })
})

test('passes are told too', async () => {
  const passing = ['explore', 'ack-retry', '--faults', 'none', '--seeds', '5', '--no-timing']
  const both = ['--reporter', 'line', '--reporter', 'junit=pass.xml', '--report']
  const { out, err } = await worldline([...passing, ...both])
  expect(out).toMatch(/^PASS {2}ack-retry · 5 seeds · [0-9a-f]{16}\n$/u)
  const [suite] = all(readXml(textOf('pass.xml')), 'testsuite')
  expect(suite?.attributes).toMatchObject({ failures: '0', skipped: '0' })
  expect(err).toContain('no report was written: nothing failed')
})

test('the same command writes the same bytes, with one worker and with two', async () => {
  const names = ['pretty', 'line', 'json', 'junit', 'github', 'md', 'tap', 'quiet']
  const files = names.flatMap((name) => ['--reporter', `${name}=${name}`])
  const runs = ['1', '2'].map((workers) => {
    mkdirSync(join(folder, `w${workers}`))
    const args = ['--keep-going', '--workers', workers, ...files, '--report', 'page.html']
    return worldline([...shrunk, ...args], {}, join(folder, `w${workers}`))
  })
  const [one, two] = await Promise.all(runs)
  expect(two?.out).toBe(one?.out)
  for (const name of [...names, 'page.html']) {
    expect(textOf(`w1/${name}`).length).toBeGreaterThan(20)
    expect(textOf(`w2/${name}`), name).toBe(textOf(`w1/${name}`))
  }
})

describe('report', () => {
  const run = 'ack-retry:forget-dedup@1/min'
  const every = 'html,md,junit,json,perfetto,shiviz,mermaid,edn,svg'

  test('writes every format into a folder, twice the same', async () => {
    const [one, two] = await Promise.all(
      ['one', 'two'].map((out) => worldline(['report', run, '--format', every, '--out', out])),
    )
    expect([one?.code, two?.code], one?.err).toEqual([0, 0])
    const endings = [...(one?.out.matchAll(/one\/(report\.\S+)/gu) ?? [])].map(
      ([, name]) => name ?? '',
    )
    expect(endings).toHaveLength(9)
    for (const name of endings) expect(textOf(`one/${name}`)).toBe(textOf(`two/${name}`))
  })

  test('speaks to standard output where one text was asked for', async () => {
    const { out } = await inside(['report', run, '--format', 'edn'])
    expect(out).toMatch(/^\{:type :invoke, :process 0, :f :send, /u)
    const { out: page } = await inside(['report', run, '--out', '-'])
    expect(page).toMatch(/^<!doctype html>/u)
  })

  test('of nothing tells the last failure, and without one says how to find one', async () => {
    const fresh = join(folder, 'fresh')
    mkdirSync(fresh)
    const before = await inside(['report'], {}, fresh)
    expect(before.code).toBe(2)
    expect(before.err).toMatch(/nothing has failed here yet/u)
    const own = { WORLDLINE_DIR: '.own' }
    await inside([...once, '-q'], own, fresh)
    const after = await inside(['report'], own, fresh)
    expect(after.out).toBe('  Report html     .own/last/report.html\n')
    const text = await inside(['report', '--format', 'md'], own, fresh)
    expect(text.out).toMatch(/^## FAIL `ack-retry:forget-dedup@\d+\/min`/u)
  })

  test('of a failure under settings of its own does them again', async () => {
    const fresh = join(folder, 'settings')
    mkdirSync(fresh)
    const missed = ['--faults', 'none', '--expect', 'op.latency max < 1ms', '-q']
    await inside(['run', 'ack-retry', ...missed, '--no-shrink', '--no-save'], {}, fresh)
    const { out } = await inside(['report', '--format', 'md'], {}, fresh)
    expect(out).toMatch(/op\.latency missed its threshold/u)
    expect(out).toContain("worldline run ack-retry@1 --faults none --expect 'op.latency max < 1ms'")
  })

  test.each`
    args                                         | said
    ${[run, '--format', 'htlm']}                 | ${/no format "htlm"[^]*--format html \?/u}
    ${[run, '--format', 'md,edn', '--out', '-']} | ${/one format fits on standard output/u}
    ${[run, '--format', 'md', '--out=']}         | ${/--out names no file|--out needs a value/u}
    ${[run, run]}                                | ${/takes no further word/u}
    ${['ack-rety@1']}                            | ${/no scenario called "ack-rety"/u}
    ${['no-such-case']}                          | ${/no case called "no-such-case"/u}
  `('$args is a mistake', async ({ args, said }) => {
    expect(await mistakeOf(['report', ...args])).toMatch(said)
  })
})

async function mistakeOf(args: readonly string[]): Promise<string> {
  try {
    return `it ended with ${await report(await parseArguments(args, 'worldline'), context)}`
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    return error.problems.map(({ sentence, lines }) => [sentence, ...lines].join('\n')).join('\n')
  }
}
