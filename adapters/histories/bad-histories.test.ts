// Files that are no histories: each is told with its line and column, and what was expected there.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readBytes, readText, refusal } from './histories.suite.ts'
import { readHistory } from './read-history.ts'

const call = 'INFO  jepsen.util - 0\t:invoke\t:read\tnil\n'
const edn = (...events: readonly string[]): string =>
  events.map((one) => `{:process 0, ${one}}\n`).join('')
const asks = ':type :invoke, :f :read, :value nil'

test.each`
  what                            | text                                                                                   | says
  ${'no line of a log'}           | ${`${call}hello\n`}                                                                    | ${/^h.log:2:1: this is no line of a Jepsen log\.\ngiven +hello\nexpected +INFO/u}
  ${'a line cut short'}           | ${`${call}INFO  jepsen.util - 0\t:ok\t:re`}                                            | ${/^h.log:2:30: this line is cut short/u}
  ${'a pair cut short'}           | ${'INFO  jepsen.util - 0\t:invoke\t:cas\t[1 '}                                         | ${/^h.log:1:36: this line is cut short/u}
  ${'an unknown operation'}       | ${'INFO  jepsen.util - 0\t:invoke\t:raed\tnil\n'}                                      | ${/^h.log:1:31: this operation is unknown[^]*:write[^]*did you mean +:read/u}
  ${'an unknown type'}            | ${`${call}INFO  jepsen.util - 0\t:okk\t:read\tnil\n`}                                  | ${/^h.log:2:23: this is no type[^]*did you mean +:ok/u}
  ${'a return without a call'}    | ${`${call}INFO  jepsen.util - 1\t:ok\t:read\tnil\n`}                                   | ${/^h.log:2:27: process 1 returns, and it has no call under way/u}
  ${'two calls at once'}          | ${`${call}${call}`}                                                                    | ${/^h.log:2:31: process 0 calls again, and its call of line 1 has not returned/u}
  ${'a return of something else'} | ${`${call}INFO  jepsen.util - 0\t:ok\t:write\t1\n`}                                    | ${/^h.log:2:27: the process has called something else[^]*:read/u}
  ${'a value that is none'}       | ${'INFO  jepsen.util - 0\t:invoke\t:write\tx1\n'}                                      | ${/^h.log:1:38: this is no value[^]*whole number/u}
  ${'a word too many'}            | ${'INFO  jepsen.util - 0\t:invoke\t:write\t1 2\n'}                                     | ${/^h.log:1:40: this is one word too many/u}
  ${'a map cut short'}            | ${'{:process 0, :type :invoke'}                                                        | ${/^h.log:1:1: the file ends within what begins here with \{[^]*\} at its end/u}
  ${'a text cut short'}           | ${'{:process 0, :type "inv'}                                                           | ${/^h.log:1:20: the file ends within the text/u}
  ${'brackets that do not match'} | ${'{:process [0}]'}                                                                    | ${/^h.log:1:13: \} closes nothing: \[ of line 1 is open/u}
  ${'a bracket too many'}         | ${`${edn(asks)}}`}                                                                     | ${/^h.log:2:1: \} closes nothing/u}
  ${'a key without a value'}      | ${'{:process 0 :type}'}                                                                | ${/^h.log:1:18: a map with a key and no value/u}
  ${'an unknown function'}        | ${edn(asks, ':type :ok, :f :read', ':type :invoke, :f :wirte, :value 1')}              | ${/^h.log:3:32: the operation :wirte is unknown[^]*did you mean +:write/u}
  ${'no type'}                    | ${'{:process 0, :tpye :ok}'}                                                           | ${/^h.log:1:1: this event has no :type\.\ngiven +:tpye[^]*did you mean +:type/u}
  ${'no event'}                   | ${'[1 2]'}                                                                             | ${/^h.log:1:2: this is no event[^]*^h.log:1:4/mu}
  ${':index that runs backwards'} | ${edn(`${asks}, :index 5`, ':type :ok, :f :read, :index 4')}                           | ${/^h.log:2:\d+: :index 4 stands behind :index 5/u}
  ${'a call after :info'}         | ${edn(asks, ':type :info, :f :read', asks)}                                            | ${/^h.log:3:1: process 0 calls again, and its call of line 2 ended as :info/u}
  ${'a return after :info'}       | ${edn(asks, ':type :info, :f :read', ':type :ok, :f :read')}                           | ${/^h.log:3:1: process 0 returns, and its call ended in line 2/u}
  ${'a pair that is none'}        | ${edn(':type :invoke, :f :cas, :value [1 2 3]')}                                       | ${/^h.log:1:45: this is no value of :cas[^]*\[OLD NEW\]/u}
  ${'other steps'}                | ${edn(':type :invoke, :f :txn, :value [[:r 1 nil]]', ':type :ok, :f :txn, :value []')} | ${/^h.log:2:41: this is not what the transaction asked/u}
  ${'a symbol of no EDN'}         | ${'{:process 0x}'}                                                                     | ${/^h.log:1:11: this is no EDN\.\ngiven +0x/u}
  ${'a keyword and its text'}     | ${edn(':type :invoke, :f :write, :value [:a ":a"]')}                                   | ${/^h.log:1:\d+: this file holds the text ":a" and something else/u}
  ${'65 brackets'}                | ${'['.repeat(65)}                                                                      | ${/^h.log:1:65: nested more than 64 deep/u}
  ${'no JSON'}                    | ${'{"client":"c1",}\n'}                                                                | ${/^h.log:1:16: this is no JSON[^]*"client"/u}
  ${'JSON cut short'}             | ${'{"client":"c1","ca'}                                                                | ${/^h.log:1:19: this line is cut short/u}
  ${'a field misspelt'}           | ${'{"client":"c1","call":1,"start":1,"reslut":2}'}                                     | ${/^h.log:1:1: there is no field "reslut"[^]*did you mean +result/u}
  ${'no start'}                   | ${'{"client":"c1","call":1}'}                                                          | ${/^h.log:1:1: this line has no "start"/u}
  ${'an end before the start'}    | ${'{"client":"c1","call":1,"start":5,"end":4}'}                                        | ${/^h.log:1:1: it ends at 4, before it starts at 5/u}
  ${'starts that run backwards'}  | ${'{"client":"c1","call":1,"start":5}\n{"client":"c1","call":1,"start":4}\n'}          | ${/^h.log:2:1: it starts at 4, and the operation before it at 5/u}
  ${'an empty file'}              | ${''}                                                                                  | ${/^h.log:1:1: the file holds no operation/u}
  ${'blank lines'}                | ${'\n\n'}                                                                              | ${/^h.log:1:1: this looks like none of the formats/u}
  ${'remarks'}                    | ${'; later\n'}                                                                         | ${/^h.log:2:1: the file holds no operation/u}
  ${'another kind of text'}       | ${'<html>\n'}                                                                          | ${/^h.log:1:1: this looks like none of the formats[^]*jepsen-log/u}
  ${'a byte 0'}                   | ${'{:process 0\n, \u0000}'}                                                            | ${/^h.log:2:3: a byte 00 stands here: this is a binary file/u}
`('$what', async ({ text, says }) => {
  expect(refusal(await readText(text))).toMatch(says)
})

describe('bytes that are no text', () => {
  test.each`
    what                       | bytes                                   | says
    ${'no UTF-8'}              | ${[0x7b, 0x0a, 0xc3, 0xa9, 0xff, 0x41]} | ${/^h.log:2:2: the bytes ff 41 are no UTF-8/u}
    ${'a character cut short'} | ${[0x7b, 0x3a, 0xe2, 0x82]}             | ${/^h.log:1:3: the bytes e2 82 are no UTF-8/u}
    ${'a compressed file'}     | ${[0x1f, 0x8b, 8, 0, 0, 0]}             | ${/^h.log:1:1: this file is compressed: unpack it with gunzip/u}
    ${'UTF-16'}                | ${[0xff, 0xfe, 0x7b, 0]}                | ${/^h.log:1:1: this file is UTF-16/u}
  `('$what', async ({ bytes, says }) => {
    for (const size of [1, 2, 3, 100])
      expect(refusal(await readBytes(Uint8Array.from(bytes), 'jepsen-edn', size))).toMatch(says)
  })

  test('a line that does not end is not held', async () => {
    const read = await readBytes(Buffer.alloc(20_000_000, 'x'), 'jepsen-log')
    expect(refusal(read)).toMatch(/^h.log:1:1: this line has more than 16 million characters/u)
    expect(refusal(await readBytes(Buffer.alloc(5_000_000, 'x'), 'jepsen-edn'))).toMatch(
      /^h.log:1:1: a text or word of more than 4 million characters/u,
    )
  })
})

test('several mistakes are told, and not what only follows from them', async () => {
  const text = [
    'INFO  jepsen.util - 0\t:invoke\t:raed\tnil',
    'INFO  jepsen.util - 0\t:ok\t:read\t1',
    'INFO  jepsen.util - 1\t:invoke\t:wirte\t1',
  ].join('\n')
  const said = refusal(await readText(text))
  expect(said).toMatch(/h\.log:1:[^]*h\.log:3:/u)
  expect(said).not.toMatch(/h\.log:2:/u)
})

describe('paths', () => {
  const folder = mkdtempSync(join(tmpdir(), 'worldline-histories-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('a folder, and a file that is not there', async () => {
    expect(refusal(await readHistory(folder, null, { shown: 'x' }))).toMatch(/^x is a folder/u)
    expect(refusal(await readHistory(join(folder, 'none'), null, { shown: 'x' }))).toMatch(
      /^x cannot be read: there is no such file/u,
    )
  })

  test.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
    const path = join(folder, 'closed')
    writeFileSync(path, call)
    chmodSync(path, 0)
    expect(refusal(await readHistory(path, null))).toMatch(/it may not be read/u)
  })
})
