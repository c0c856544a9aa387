// Histories of other tools: what their lines mean, wherever chunks cut them.

import { describe, expect, test } from 'vitest'
import { readBytes, readText, told } from './histories.suite.ts'

const log = [
  'INFO  jepsen.util - 0\t:invoke\t:read\tnil',
  'INFO  jepsen.util - 1   :invoke :write   3',
  'INFO  jepsen.util - 0\t:ok\t:read\tnil',
  'INFO  jepsen.util - 2\t:invoke\t:cas\t[3 4]',
  'INFO  jepsen.util - 1\t:info\t:write\t:timed-out',
  'INFO  jepsen.util - 2\t:fail\t:cas\t[3 4]',
  'INFO  jepsen.util - 0\t:invoke\t:read\tnil',
  'INFO  jepsen.util - 0\t:fail\t:read\t:timed-out',
  'INFO  jepsen.util - 2\t:invoke\t:cas\t[0 1]',
  '',
].join('\n')

const edn = `; a history
[{:type :invoke, :process 0, :f :write, :value 1, :time 12, :index 0}
 #_{:type :never} {:process :a, :f :read, :type :invoke, :error #inst "2026-11-21", :index 1}
 #jepsen.history.Op{:type :ok :process 0 :f :write :value 1 :index 2 :extra #{1 {:a [\\newline 1/2]}}}
 {:type :ok, :process :a, :f :read, :value "x\\n\\u00e9;]", :index 3},
 {:type :info :process :nemesis :f :start :value nil}
 {:type :invoke, :process 0, :f :cas, :value [1 2]} {:type :fail, :process 0, :f :cas, :value [1 2]}
 {:type :invoke, :process 1, :f :read, :value nil} {:type :ok, :process 1, :f :read, :value nil}]`

describe('jepsen-log', () => {
  test('calls and returns by process; a failed compare-and-set is an observation', async () => {
    const read = await readText(log)
    expect(read).toMatchObject({ format: 'jepsen-log', operations: 4, unknown: 2, dropped: 1 })
    expect(told(read)).toEqual([
      ['process 0', { kind: 'read' }, 0, 2, null],
      ['process 1', { kind: 'write', value: 3 }, 1, null, undefined],
      ['process 2', { kind: 'cas', from: 3, to: 4 }, 3, 4, false],
      ['process 2', { kind: 'cas', from: 0, to: 1 }, 7, null, undefined],
    ])
    expect(read).toMatchObject({
      lines: [
        { call: 1, return: 3 },
        { call: 2, return: 5 },
        { call: 4, return: 6 },
        { call: 9, return: null },
      ],
    })
  })
})

describe('jepsen-edn', () => {
  test('a list of maps with remarks, tags, extra keys and a nemesis', async () => {
    const read = await readText(edn)
    expect(read).toMatchObject({ format: 'jepsen-edn', operations: 3, unknown: 0, dropped: 2 })
    expect(told(read)).toEqual([
      ['process 0', { kind: 'write', value: 1 }, 0, 2, null],
      [':a', { kind: 'read' }, 1, 3, 'x\né;]'],
      // Knossos: what read nil has not looked.
      ['process 1', { kind: 'read' }, 6, 7, undefined],
    ])
    expect(read).toMatchObject({ lines: [{ call: 2 }, { call: 3, return: 5 }, { call: 8 }] })
  })

  test('a list with a tag is a list', async () => {
    const read = await readText(
      '#jepsen.history.History [#jepsen.history.Op{:type :invoke :process 0 :f :write :value 1}\n {:type :ok :process 0 :f :write :value 1}]',
    )
    expect(read).toMatchObject({ format: 'jepsen-edn', operations: 1, unknown: 0 })
  })

  test('one map a line, texts over several lines, big numbers as they are', async () => {
    const text = [
      '{:type :invoke, :process 0, :f :write, :value "a',
      'b"}',
      '{:type :ok, :process 0, :f :write, :value "a',
      'b"}',
      '{:type :invoke, :process 0, :f :write, :value 9007199254740993}',
      '{:type :invoke, :process 1, :f :write, :value [-1.5e3 +2 1.50M 9007199254740993N ##Inf \\a :k y]}',
    ].join('\r\n')
    expect(told(await readText(text))).toEqual([
      ['process 0', { kind: 'write', value: 'a\r\nb' }, 0, 1, null],
      ['process 0', { kind: 'write', value: '9007199254740993N' }, 2, null, undefined],
      [
        'process 1',
        {
          kind: 'write',
          value: [-1500, 2, 1.5, '9007199254740993N', '##Inf', '\\a', ':k', "'y"],
        },
        ...[3, null, undefined],
      ],
    ])
  })

  test('a transaction is its steps; what was read is filled in', async () => {
    const text = [
      '{:type :invoke, :process 0, :f :txn, :value [[:append :x 1] [:r :y nil]]}',
      '{:type :ok, :process 0, :f :txn, :value [[:append :x 1] [:r :y [4 5]]]}',
      '{:type :invoke, :process 1, :value [[:r 8 nil]]}',
      '{:type :fail, :process 1, :value [[:r 8 nil]]}',
    ].join('\n')
    const steps = (read: unknown) => [
      ['append', ':x', 1],
      ['r', ':y', read],
    ]
    expect(told(await readText(text))).toEqual([
      ['process 0', { kind: 'txn', ops: steps(null) }, 0, 1, steps([4, 5])],
      // What it had appended must not be read by anybody, so it is no operation that never was.
      ['process 1', { kind: 'txn', ops: [['r', 8, null]] }, 2, 3, { kind: 'failed' }],
    ])
  })

  test('tests of independent keys name the key in the value', async () => {
    const text = [
      '{:type :invoke, :process 0, :f :write, :value [8 1]}',
      '{:type :ok, :process 0, :f :write, :value [8 1]}',
      '{:type :invoke, :process 0, :f :cas, :value [8 [1 2]]}',
      '{:type :ok, :process 0, :f :cas, :value [8 [1 2]]}',
      '{:type :invoke, :process 0, :f :read, :value [8 nil]}',
      '{:type :ok, :process 0, :f :read, :value [8 2]}',
    ].join('\n')
    expect(told(await readText(text, null, { independent: true, isMap: true }))).toEqual([
      ['process 0', { kind: 'put', key: 8, value: 1 }, 0, 1, null],
      ['process 0', { kind: 'cas', key: 8, from: 1, to: 2 }, 2, 3, true],
      ['process 0', { kind: 'get', key: 8 }, 4, 5, 2],
    ])
  })

  test('queues, sets, counters and locks; a drain is a dequeue for each value', async () => {
    const both = (f: string, asks: string, answers = asks): string =>
      `{:type :invoke, :process 0, :f :${f}, :value ${asks}} {:type :ok, :process 0, :f :${f}, :value ${answers}}`
    const text = [
      ...[both('enqueue', '7'), both('drain', 'nil', '[7 8]'), both('add', '3')],
      ...[both('read', 'nil', '#{3}'), both('acquire', 'nil'), both('acquire', 'nil', '12')],
      both('release', '12'),
    ].join('\n')
    const read = await readText(text)
    expect(read).toMatchObject({ operations: 8, dropped: 0 })
    expect(told(read)).toEqual([
      ['process 0', { kind: 'enqueue', value: 7 }, 0, 1, null],
      ['process 0', { kind: 'dequeue' }, 2, 3, 7],
      ['process 0', { kind: 'dequeue' }, 2, 3, 8],
      ['process 0', { kind: 'add', value: 3 }, 4, 5, null],
      ['process 0', { kind: 'read' }, 6, 7, new Set([3])],
      ['process 0', { kind: 'acquire' }, 8, 9, true],
      ['process 0', { kind: 'acquire' }, 10, 11, 12],
      ['process 0', { kind: 'release', token: 12 }, 12, 13, null],
    ])
  })

  test('what the event says it answered counts, also for what failed', async () => {
    const text = [
      '{:type :invoke, :process 0, :f :read, :value nil}',
      '{:type :ok, :process 0, :f :read, :value nil, :answer nil}',
      '{:type :invoke, :process 0, :f :cas, :value [1 2]}',
      '{:type :fail, :process 0, :f :cas, :value [1 2], :answer {:found 3}}',
    ].join('\n')
    expect(told(await readText(text))).toEqual([
      ['process 0', { kind: 'read' }, 0, 1, null],
      ['process 0', { kind: 'cas', from: 1, to: 2 }, 2, 3, { found: 3 }],
    ])
  })
})

test('porcupine-kv: each event has its key', async () => {
  const text = [
    '{:process 9, :type :invoke, :f :append, :key "0", :value "x 9 0 y"}',
    '{:process 1, :type :invoke, :f :get, :key "0", :value nil}',
    '{:process 9, :type :ok, :f :append, :key "0", :value "x 9 0 y"}',
    '{:process 1, :type :ok, :f :get, :key "0", :value "x 9 0 y"}',
  ].join('\n')
  const read = await readText(text)
  expect(read).toMatchObject({ format: 'porcupine-kv' })
  expect(told(read)).toEqual([
    ['process 9', { kind: 'append', key: '0', value: 'x 9 0 y' }, 0, 2, null],
    ['process 1', { kind: 'get', key: '0' }, 1, 3, 'x 9 0 y'],
  ])
})

describe('worldline', () => {
  test('an operation a line, open without an end; what failed did not happen', async () => {
    const text = [
      '{"client":"c1","call":{"kind":"write","value":{"$set":[1]}},"start":1,"end":4,"result":null}',
      '{"client":"c2","call":{"kind":"write","value":2},"start":2,"outcome":"failed","end":3}',
      '{"client":"c2","call":{"kind":"read"},"start":3}',
    ].join('\n')
    const read = await readText(text)
    expect(read).toMatchObject({ format: 'worldline', operations: 2, unknown: 1, dropped: 1 })
    expect(told(read)).toEqual([
      ['c1', { kind: 'write', value: new Set([1]) }, 1, 4, null],
      ['c2', { kind: 'read' }, 3, null, undefined],
    ])
  })

  test('the history of a recorded run; a line that a kill cut short is left out', async () => {
    const text = [
      '{"kind":"invoke","op":4294967297,"time":5,"call":{"kind":"read"}}',
      '{"kind":"invoke","op":4294967298,"time":6,"call":{"kind":"read"}}',
      '{"kind":"complete","op":4294967297,"time":9,"result":7}',
      '{"kind":"complete","op":42949',
    ].join('\n')
    const read = await readText(text)
    expect(told(read)).toEqual([
      ['c1', { kind: 'read' }, 5, 9, 7],
      ['c1', { kind: 'read' }, 6, null, undefined],
    ])
    expect(read).toMatchObject({ lines: [{ call: 1, return: 3 }, { call: 2 }] })
  })
})

test.each([
  ['jepsen-log', log],
  ['jepsen-edn', edn],
])('%s: it does not matter where chunks end', async (_, text) => {
  const bytes = Buffer.from(text)
  const whole = await readBytes(bytes)
  for (const size of [1, 2, 3, 5, 7, 64]) {
    expect(await readBytes(bytes, null, size)).toEqual(whole)
    // A byte order mark and ends of lines as Windows has them change nothing.
    const marked = Buffer.from(`\uFEFF${text.replaceAll('\n', '\r\n')}`)
    expect(told(await readBytes(marked, null, size))).toEqual(told(whole))
  }
})
