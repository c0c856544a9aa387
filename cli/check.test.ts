// `check` as people meet it: the built command over histories of every format, good, wrong and damaged.

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { historyFormats } from '../adapters/histories/formats.ts'
import { isolations } from '../sim/check/transactions/isolation.ts'
import { called } from './called.suite.ts'
import { modelNames } from './check-models.ts'
import { historyFormatWords, isolationWords, modelWords } from './commands-check.ts'

const root = join(import.meta.dirname, '..')
const command = join(root, 'dist', 'cli', 'main.js')
const folder = mkdtempSync(join(tmpdir(), 'worldline-check-'))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** In this process, unless the terminal has a say. */
const check = (args: readonly string[]): Promise<Ended> =>
  args.includes('--ascii') ? started(args) : called(['check', ...args, '--no-timing'], folder)

/** In one of its own, which has a folder to be in and a standard input. */
function started(args: readonly string[], input = '', cwd = folder): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const { FORCE_COLOR: _force, npm_command: _npm, ...env } = process.env
    const child = spawn(process.execPath, [command, 'check', ...args, '--no-timing'], {
      ...{ cwd, env: { ...env, LANG: 'C.UTF-8', TERM: 'xterm', NO_COLOR: '1' } },
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
    child.stdin.end(input)
  })
}

const log = (...events: readonly string[]): string =>
  events.map((one) => `INFO  jepsen.util - ${one}\n`).join('')

/** What was overwritten before is read. */
const stale = log(
  ...['0\t:invoke\t:write\t1', '0\t:ok\t:write\t1', '1\t:invoke\t:write\t2', '1\t:ok\t:write\t2'],
  ...['0\t:invoke\t:read\tnil', '0\t:ok\t:read\t1'],
)

const files: Readonly<Record<string, string>> = {
  'good.log': log('0\t:invoke\t:write\t1', '1\t:invoke\t:read\tnil', '1\t:ok\t:read\t1'),
  'stale.log': stale,
  'cut.log': stale.slice(0, -4),
  'open.log': log('0\t:invoke\t:write\t1'),
  'history.edn': `[{:type :invoke :process 0 :f :cas :value [0 1]} {:type :ok :process 0 :f :cas :value [0 1]}
                   {:type :invoke :process 0 :f :read :value nil} {:type :ok :process 0 :f :read :value 1}]`,
  'keys.edn': [
    '{:type :invoke, :process 0, :f :write, :value [8 1]}',
    '{:type :ok, :process 0, :f :write, :value [8 1]}',
    '{:type :invoke, :process 0, :f :read, :value [9 nil]}',
    '{:type :ok, :process 0, :f :read, :value [9 1]}',
  ].join('\n'),
  'queue.edn': [
    '{:type :invoke, :process 0, :f :enqueue, :value 1} {:type :ok, :process 0, :f :enqueue, :value 1}',
    '{:type :invoke, :process 0, :f :dequeue} {:type :ok, :process 0, :f :dequeue, :value 2}',
  ].join('\n'),
  'map.txt': [
    '{:process 0, :type :invoke, :f :append, :key "a", :value "x"}',
    '{:process 0, :type :ok, :f :append, :key "a", :value "x"}',
    '{:process 0, :type :invoke, :f :get, :key "a", :value nil}',
    '{:process 0, :type :ok, :f :get, :key "a", :value "x"}',
    '{:process 0, :type :invoke, :f :get, :key "b", :value nil}',
    '{:process 0, :type :ok, :f :get, :key "b", :value ""}',
  ].join('\n'),
  'txn.edn': [
    '{:type :invoke, :process 0, :f :txn, :value [[:append :x 1] [:r :y nil]]}',
    '{:type :invoke, :process 1, :f :txn, :value [[:append :x 2] [:append :y 1]]}',
    '{:type :ok, :process 0, :f :txn, :value [[:append :x 1] [:r :y [1]]]}',
    '{:type :ok, :process 1, :f :txn, :value [[:append :x 2] [:append :y 1]]}',
    '{:type :invoke, :process 0, :f :txn, :value [[:r :x nil]]}',
    '{:type :ok, :process 0, :f :txn, :value [[:r :x [1 2]]]}',
  ].join('\n'),
  'own.jsonl': [
    '{"client":"c1","call":{"kind":"write","value":1},"start":1,"end":2,"result":null}',
    '{"client":"c2","call":{"kind":"read"},"start":3,"end":4,"result":2}',
  ].join('\n'),
  'run/run.json': '{}',
  'run/c1/history-1.jsonl':
    '{"kind":"invoke","op":1,"time":1,"call":{"kind":"write","value":1}}\n{"kind":"complete","op":1,"time":2,"result":null}\n',
  'run/c2/history-1.jsonl':
    '{"kind":"invoke","op":1,"time":3,"call":{"kind":"read"}}\n{"kind":"complete","op":1,"time":4,"result":7}\n',
  'some/README.md': '# no history\n',
  'some/deep/a.log': stale,
  'odd.jsonl': '{"client":"c1","call":{"kind":"wirte","value":1},"start":0,"end":1,"result":null}',
  'some/results.edn': '{:valid? true}\n',
  'nil.edn': [
    '{:type :invoke, :process 0, :f :write, :value [8 1]}',
    '{:type :ok, :process 0, :f :write, :value [8 1]}',
    '{:type :invoke, :process 0, :f :read, :value [9 nil]}',
    '{:type :ok, :process 0, :f :read, :value [9 nil], :answer nil}',
  ].join('\n'),
}

beforeAll(() => {
  if (!existsSync(command)) throw new Error('dist/cli/main.js is not there: npm run build')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('each file has its line, a wrong one its reason with lines, and the last line the exit code', async () => {
  const ended = await check(['good.log', 'stale.log', '--model', 'cas-register'])
  expect(ended.code).toBe(1)
  const [pass, fail, why, enough] = ended.out.split('\n')
  expect(pass).toBe('  PASS   good.log    linearizable   2 operations · 1 unknown')
  expect(fail).toBe('  ✕ FAIL stale.log   not linearizable   3 operations · WL2003')
  expect(why).toMatch(/^ {4}process 0 read 1 \(line 6\), /u)
  expect(enough).toMatch(/^ {4}3 operations are enough to show it +--report draws them +exit 1$/u)
})

test('a page draws what did not pass, and nothing is drawn unasked', async () => {
  const page = join(folder, 'page.html')
  const drawn = await check(['good.log', 'stale.log', '--model', 'cas-register', '--report', page])
  expect(drawn.code).toBe(1)
  expect(drawn.out).not.toContain('--report')
  expect(drawn.err).toContain('Report page.html')
  const html = readFileSync(page, 'utf8')
  expect(html).toMatch(/fits nowhere: must be 2 or newer: process 1 wrote 2/u)
  expect(html.match(/<svg/gu)).toHaveLength(1)
  expect(existsSync(join(folder, '.worldline'))).toBe(false)
})

test.each`
  file             | flags                                       | code | says
  ${'history.edn'} | ${[]}                                       | ${1} | ${/✕ FAIL history.edn   not linearizable/u}
  ${'history.edn'} | ${['--initial', '0']}                       | ${0} | ${/PASS   history.edn   linearizable   2 operations/u}
  ${'keys.edn'}    | ${['--model', 'kv']}                        | ${1} | ${/✕ FAIL keys.edn[^]*\(line 4\)/u}
  ${'keys.edn'}    | ${['--model', 'register', '--independent']} | ${1} | ${/✕ FAIL keys.edn/u}
  ${'nil.edn'}     | ${[]}                                       | ${2} | ${/each value is a pair[^]*--model kv/u}
  ${'nil.edn'}     | ${['--model', 'kv']}                        | ${0} | ${/PASS   nil.edn   linearizable/u}
  ${'odd.jsonl'}   | ${[]}                                       | ${2} | ${/odd.jsonl:1:1: no model knows the operation wirte[^]*did you mean {3}write/u}
  ${'queue.edn'}   | ${[]}                                       | ${1} | ${/✕ FAIL queue.edn[^]*process 0 dequeued 2/u}
  ${'map.txt'}     | ${[]}                                       | ${0} | ${/PASS   map.txt   linearizable   3 operations/u}
  ${'map.txt'}     | ${['--whole']}                              | ${0} | ${/PASS   map.txt   linearizable   3 operations/u}
  ${'txn.edn'}     | ${[]}                                       | ${1} | ${/✕ FAIL txn.edn   not strict-serializable[^]*G1c[^]*T1 {2}process 0 .*y \[1\] {2}\(line 3\)/u}
  ${'txn.edn'}     | ${['--isolation', 'read-uncommitted']}      | ${0} | ${/PASS   txn.edn   read-uncommitted/u}
  ${'own.jsonl'}   | ${[]}                                       | ${1} | ${/✕ FAIL own.jsonl[^]*c2 read 2 \(line 2\)/u}
  ${'run'}         | ${[]}                                       | ${1} | ${/✕ FAIL run[^]*c2 read 7 \(c2\/history-1.jsonl line 2\)/u}
  ${'some'}        | ${[]}                                       | ${1} | ${/✕ FAIL some\/deep\/a.log[^]*not looked at, no history by their looks: some\/results.edn/u}
  ${'s*/**/*.log'} | ${[]}                                       | ${1} | ${/✕ FAIL some\/deep\/a.log/u}
  ${'open.log'}    | ${[]}                                       | ${3} | ${/INCONCLUSIVE open.log[^]*no operation completed[^]*exit 3/u}
  ${'open.log'}    | ${['--strict']}                             | ${1} | ${/INCONCLUSIVE open.log/u}
  ${'stale.log'}   | ${['--quiet']}                              | ${1} | ${/^✕ FAIL stale.log\n$/u}
  ${'stale.log'}   | ${['--ascii']}                              | ${1} | ${/^ {2}FAIL {3}stale.log   not linearizable   3 operations - WL2003\n/u}
`('$file $flags', async ({ file, flags, code, says }) => {
  const ended = await check([file, ...flags])
  expect(ended.out + ended.err).toMatch(says)
  expect(ended.code).toBe(code)
})

test('standard input is a file too', async () => {
  const ended = await started(['-'], stale)
  expect(ended.out).toMatch(/✕ FAIL standard input/u)
  expect(ended.code).toBe(1)
})

describe('files that are none', () => {
  test('do not hide the verdicts of the others, nor what is wrong with those', async () => {
    const ended = await started(['cut.log', 'stale.log', 'god.log', 'good.log'])
    expect(ended.err).toMatch(/error WL1204: cut.log:6:\d+: this line is cut short/u)
    expect(ended.err).toMatch(
      /god.log cannot be read: there is no such file[^]*did you mean +good.log/u,
    )
    expect(ended.out).toMatch(/✕ FAIL stale.log[^]*PASS   good.log/u)
    expect(ended.code).toBe(1)
    expect((await check(['cut.log', 'good.log'])).code).toBe(2)
    expect((await check(['cut.log', 'open.log'])).code).toBe(2)
  })

  test.each`
    args                                       | says
    ${[]}                                      | ${/WL1001: check needs a file/u}
    ${['stale.log', '--model', 'cas-regster']} | ${/WL1004: --model cannot be "cas-regster"[^]*did you mean +--model=cas-register/u}
    ${['stale.log', '--format', 'jepsn-log']}  | ${/WL1004: --format cannot be "jepsn-log"[^]*jepsen-log/u}
    ${['stale.log', '--format', 'worldline']}  | ${/WL1204: stale.log:1:1: this is no JSON/u}
    ${['stale.log', '--model', 'queue']}       | ${/WL1204: stale.log:1:1: the model queue does not know this operation[^]*did you mean +--model cas-register/u}
    ${['stale.log', '--budget', 'much']}       | ${/WL1004: --budget cannot be "much"/u}
    ${['txn.edn', '--isolation', 'serial']}    | ${/WL1004: --isolation cannot be "serial"/u}
    ${['stale.log', '--initial', '{']}         | ${/WL1004: --initial cannot be "\{"/u}
    ${['keys.edn']}                            | ${/WL1204: keys.edn: which model[^]*--independent/u}
    ${['x*.log']}                              | ${/WL1002: no file is called like x\*\.log/u}
  `('$args', async ({ args, says }) => {
    const ended = await check(args)
    expect(ended.err).toMatch(says)
    expect(ended.err).toMatch(/exit 2\n$/u)
    expect(ended.code).toBe(2)
  })
})

test('one document, a result for each file', async () => {
  const { out, code } = await check(['good.log', 'stale.log', 'cut.log', '--json'])
  expect(code).toBe(1)
  const document = JSON.parse(out)
  expect(document).toMatchObject({
    schema: 'worldline.result/1',
    verdict: 'fail',
    exitCode: 1,
    results: [
      { file: 'good.log', verdict: 'pass', model: 'cas-register', failure: null },
      {
        file: 'stale.log',
        operations: { asked: 3, answered: 3, unanswered: 0 },
        failure: { property: 'linearizable', code: expect.stringMatching(/^WL20/u), misfit: 3 },
      },
      { file: 'cut.log', verdict: null, exitCode: 2, problems: [{ code: 'WL1204' }] },
    ],
  })
  expect(document.results[1].failure.operations).toMatchObject([
    { client: 'process 0', place: 'line 2', call: { kind: 'write', value: 1 } },
    { client: 'process 1', place: 'line 4' },
    { client: 'process 0', place: 'line 6', call: { kind: 'read' }, result: 1 },
  ])
  const lines = (await check(['good.log', 'stale.log', '--json=stream'])).out.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).verdict)).toEqual(['pass', 'fail'])
})

test('flags offer the models, formats and levels that there are', () => {
  expect(modelWords).toEqual(modelNames())
  expect(historyFormatWords).toEqual(historyFormats.map(({ name }) => name))
  expect([...isolationWords].toSorted()).toEqual([...isolations].toSorted())
})

/** The folder of histories with known verdicts, beside the repository or further up; or null. */
function given(): string | null {
  for (let at = root; dirname(at) !== at; at = dirname(at)) {
    const here = join(at, 'shared', 'data', 'porcupine')
    if (existsSync(join(here, 'truth.tsv'))) return here
  }
  return null
}

const porcupine = given()

describe.skipIf(porcupine === null)(
  'histories with known verdicts (skipped: they are not here)',
  () => {
    const here = porcupine ?? ''
    const rows =
      porcupine === null
        ? []
        : readFileSync(join(here, 'truth.tsv'), 'utf8')
            .trim()
            .split('\n')
            .slice(1)
            .map((row) => row.split('\t'))

    const judgedAs = async (model: string, flags: readonly string[]): Promise<void> => {
      const wanted = rows.filter((row) => row[1] === model)
      const names = wanted.map(([file]) => file ?? '')
      const { out, err } = await started([...names, ...flags, '--json'], '', here)
      expect(err.replaceAll(/^worldline check: .*\n/gmu, '')).toBe('')
      const { results } = JSON.parse(out)
      const told = results.map((one: { verdict: string; operations: Record<string, number> }) => ({
        verdict: one.verdict === 'pass' ? 'linearizable' : 'illegal',
        ...{ operations: one.operations['asked'], open: one.operations['unanswered'] },
      }))
      expect(told).toEqual(
        wanted.map(([, , operations, verdict, open]) => ({
          ...{ verdict, operations: Number(operations), open: Number(open) },
        })),
      )
    }

    test('fifty logs of etcd', () => judgedAs('etcd-cas-register', []), 30_000)
    test('four maps by key', () => judgedAs('kv-partitioned', []), 30_000)
    test('and as one object', () => judgedAs('kv-nopartition', ['--whole']), 30_000)
  },
)
