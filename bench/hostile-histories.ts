// Files that are no histories, given to `check`: cut, damaged, endless, of other tools, of nobody. Each
// is told by file, line and column, and what was expected there; none hides the verdict of another.

import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Row } from './hostile-siege.ts'
import { type Trial, tryAll } from './hostile-trials.ts'

export const besiegeHistories = (cwd: string): Promise<readonly Row[]> =>
  tryAll('check', cwd, [...logs, ...edn, ...own, ...bytes, ...large, ...files, ...words])

const head = 'INFO  jepsen.util - '
const log = (...events: readonly string[]): string =>
  events.map((one) => `${head}${one}\n`).join('')
const call = '0\t:invoke\t:write\t1'
const good = log(call, '0\t:ok\t:write\t1', '1\t:invoke\t:read\tnil', '1\t:ok\t:read\t1')
const wrong = good.replace(':ok\t:read\t1', ':ok\t:read\t2')

const of = (
  sent: string,
  name: string,
  text: string | Uint8Array,
  says: RegExp,
  more: Partial<Trial> = {},
): Trial => ({ sent, words: ['check', name], files: { [name]: text }, says, ...more })

const line = (sent: string, events: readonly string[], says: RegExp): Trial =>
  of(sent, 'h.log', log(...events), says)
const map = (sent: string, text: string, says: RegExp, more: Partial<Trial> = {}): Trial =>
  of(sent, 'h.edn', text, says, more)
const json = (sent: string, text: string, says: RegExp): Trial => of(sent, 'h.jsonl', text, says)

const logs: readonly Trial[] = [
  line('an unknown operation', ['0\t:invoke\t:raed\tnil'], /h\.log:1:31[^]*:read/u),
  line('an unknown type', [call, '0\t:okk\t:write\t1'], /h\.log:2:23[^]*:ok/u),
  line('a return without a call', [call, '1\t:ok\t:read\t1'], /h\.log:2:27[^]*no call under way/u),
  line('two calls at once', [call, call], /h\.log:2:31[^]*line 1 has not returned/u),
  line('two returns', [call, '0\t:ok\t:write\t1', '0\t:ok\t:write\t1'], /h\.log:3:27/u),
  line('a return of another call', [call, '0\t:ok\t:read\t1'], /h\.log:2:27[^]*:write/u),
  line('a call after :info', [call, '0\t:info\t:write\t:timed-out', call], /h\.log:3:31[^]*:info/u),
  line('a process that is none', ['x\t:invoke\t:read\tnil'], /h\.log:1:21/u),
  line('a value that is none', ['0\t:invoke\t:write\tone'], /h\.log:1:38[^]*whole number/u),
  line('a number beyond all', ['0\t:invoke\t:write\t99999999999999999999'], /h\.log:1:38/u),
  line('a pair of three', ['0\t:invoke\t:cas\t[1 2 3]'], /h\.log:1:36/u),
  of('a line cut short', 'h.log', good.slice(0, -7), /h\.log:4:\d+[^]*cut short/u),
  of('a pair cut short', 'h.log', `${head}0\t:invoke\t:cas\t[1 `, /h\.log:1:36[^]*cut short/u),
  of('another line within', 'h.log', `${good}# restarted\n`, /h\.log:5:1/u),
  of('escape sequences', 'h.log', `${good}\u001b[2J\u001b]0;x\u0007\n`, /h\.log:5:1/u),
  of('9,999 wrong lines', 'h.log', 'nonsense\n'.repeat(9_999), /more mistake|none of the formats/u),
]

const event = (rest: string): string => `{:process 0, ${rest}}\n`
const asks = event(':type :invoke, :f :read, :value nil')

const edn: readonly Trial[] = [
  map('no end of a map', '{:process 0, :type :invoke', /h\.edn:1:1[^]*ends within/u),
  map('no end of a vector', `[${asks}`, /h\.edn:1:1[^]*ends within/u),
  map('no end of a text', '{:process "0', /h\.edn:1:11[^]*text/u),
  map('brackets that cross', '{:process [0}]', /h\.edn:1:13/u),
  map('a bracket too many', `${asks}}`, /h\.edn:2:1/u),
  map('a key without a value', '{:process 0 :type}', /h\.edn:1:18/u),
  map('a key twice', '{:process 0 :process 1 :type :ok}', /h\.edn:1:1[^]*twice/u),
  map('no :type', '{:process 0, :tpye :invoke, :f :read}', /:tpye[^]*:type/u),
  map('no :process', '{:type :invoke, :f :read}', /h\.edn:1:1[^]*:process/u),
  map('no :f', event(':type :invoke, :value 1'), /h\.edn:1:1[^]*no :f/u),
  map('an unknown :f', event(':type :invoke, :f :wirte, :value 1'), /h\.edn:1:32[^]*:write/u),
  map('an unknown :type', event(':type :invok, :f :read'), /h\.edn:1:20[^]*:invoke/u),
  map('a value of a cas that is none', event(':type :invoke, :f :cas, :value 1'), /OLD NEW/u),
  map('a return without a call', event(':type :ok, :f :read, :value 1'), /h\.edn:1:1[^]*no call/u),
  map('two calls at once', `${asks}${asks}`, /h\.edn:2:1/u),
  map(
    ':index that runs backwards',
    `${event(':type :invoke, :f :read, :index 7')}${event(':type :ok, :f :read, :index 3')}`,
    /h\.edn:2:\d+[^]*:index 3/u,
  ),
  map('numbers in place of events', '[1 2 3]', /h\.edn:1:2[^]*no event/u),
  map('100,000 brackets', '['.repeat(100_000), /h\.edn:1:65[^]*nested/u),
  map('100,000 tags', '#a '.repeat(100_000), /h\.edn:1:\d+[^]*nested/u),
  map('100,000 discards', '#_ '.repeat(100_000), /h\.edn:1:\d+[^]*nested/u),
  map('Clojure that is no EDN', '{:process @x}', /h\.edn/u),
  map('a function', '#(+ 1 %)', /h\.edn:1:1/u),
  map('a number with letters', '{:process 0x1G}', /h\.edn:1:11/u),
  map('a wrong escape', '{:process "\\q"}', /h\.edn:1:11[^]*escape/u),
  map('half of a character', event(':type :invoke, :f :write, :value "\\ud800"'), /h\.edn:1:/u),
  map('a keyword and its text', event(':type :invoke, :f :write, :value [:a ":a"]'), /":a"/u),
  map('__proto__', event(':type :invoke, :f :write, :value {:__proto__ 1}'), /INCONCLUSIVE/u, {
    exits: [3],
  }),
  map('remarks and tags of another tool', `; x\n#_ {:a 1}\n#jepsen.history.Op${asks}`, /INCONCL/u, {
    exits: [3],
  }),
  map(
    'transactions that answer otherwise',
    `${event(':type :invoke, :f :txn, :value [[:r 1 nil]]')}${event(':type :ok, :f :txn, :value []')}`,
    /h\.edn:2:/u,
  ),
]

const op = '{"client":"c1","call":{"kind":"read"},"start":1,"end":2,"result":null}\n'
const own: readonly Trial[] = [
  json('JSON cut short', op.slice(0, 30), /h\.jsonl:1:31[^]*cut short/u),
  json('no JSON', `${op}{'client': 1}\n`, /h\.jsonl:2:2[^]*no JSON/u),
  json('a field misspelt', op.replace('result', 'reslut'), /reslut[^]*result/u),
  json('no client', '{"call":1,"start":1}\n', /h\.jsonl:1:1[^]*client/u),
  json('a start that is a text', op.replace('"start":1', '"start":"1"'), /h\.jsonl:1:1[^]*start/u),
  json('an end before the start', op.replace('"end":2', '"end":0'), /before it starts/u),
  json('times that run backwards', `${op.replace('1,"end"', '2,"end"')}${op}`, /h\.jsonl:2:1/u),
  json('1e999', op.replace('"start":1', '"start":1e999'), /h\.jsonl:1:1/u),
  json('a value that is not plain', op.replace('null}', '{"$nan":true}}'), /\$nan/u),
  json('a list in place of lines', `[${op.trim()}]`, /h\.jsonl:1:2|none of the formats|no event/u),
  json(
    'a return that was not called',
    '{"kind":"complete","op":1,"time":1,"result":1}\n',
    /not under way/u,
  ),
]

const bytes: readonly Trial[] = [
  of('an empty file', 'h.log', '', /h\.log:1:1[^]*no operation/u),
  of('blank lines', 'h.log', '\n\n\n', /h\.log:1:1/u),
  of(
    'a binary file',
    'h.log',
    Uint8Array.from({ length: 9_999 }, (_, at) => (at * 7_919) % 256),
    /h\.log:1:/u,
  ),
  of('a byte 00 within', 'h.log', `${good}\u0000\n`, /h\.log:5:1[^]*binary/u),
  of(
    'no UTF-8',
    'h.log',
    Buffer.concat([Buffer.from(good), Buffer.from([0xc3, 0x28, 0x0a])]),
    /h\.log:5:1/u,
  ),
  of('UTF-16', 'h.log', Buffer.from(`\uFEFF${good}`, 'utf16le'), /UTF-16/u),
  of('compressed', 'h.log', Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), /gunzip/u),
  of('a byte order mark and CRLF', 'h.log', `\uFEFF${good.replaceAll('\n', '\r\n')}`, /PASS/u, {
    exits: [0],
  }),
  of('a web page', 'h.log', '<!doctype html>\n<p>404\n', /h\.log:1:1[^]*none of the formats/u),
]

/** Written in the folder of a trial, a piece at a time. */
const filled =
  (name: string, piece: string, times: number, before = ''): NonNullable<Trial['prepare']> =>
  (folder) => {
    const file = openSync(join(folder, name), 'w')
    writeSync(file, before)
    for (let left = times; left > 0; left--) writeSync(file, piece)
    closeSync(file)
  }
const million = 1_000_000
/** Memory that the engine may take for objects; a file that was held whole would not fit. */
const small = { NODE_OPTIONS: '--max-old-space-size=256' }
const big = (sent: string, prepare: NonNullable<Trial['prepare']>, says: RegExp): Trial => ({
  ...{ sent, words: ['check', 'h'], prepare, says, env: small },
  after(folder) {
    rmSync(join(folder, 'h'))
    return null
  },
})

const large: readonly Trial[] = [
  big(
    'a gigabyte in one line',
    filled('h', 'x'.repeat(million), 1_000, head),
    /h:1:1[^]*characters/u,
  ),
  big('a gigabyte of zeros', (folder) => truncateSync(openedAt(folder), 1e9), /h:1:1[^]*binary/u),
  big(
    '300 MB of one text',
    filled('h', 'x'.repeat(million), 300, '{:process "'),
    /h:1:11[^]*4 million/u,
  ),
  big('300 MB of nonsense', filled('h', 'what is this\n'.repeat(80_000), 300, log(call)), /h:2:1/u),
  big(
    '300 MB of one event',
    filled('h', '1 '.repeat(million / 2), 300, '{:process 0 :value ['),
    /h:1:\d+[^]*4 million values/u,
  ),
]

/** An empty file, for a hole to be made of. */
function openedAt(folder: string): string {
  const path = join(folder, 'h')
  closeSync(openSync(path, 'w'))
  return path
}

const several: Readonly<Record<string, string>> = {
  'a.log': good.slice(0, -3),
  'b.log': good,
  'c.log': wrong,
}

const files: readonly Trial[] = [
  { sent: 'no file', words: ['check'], says: /needs a file/u },
  { sent: 'a file that is not there', words: ['check', 'c.lgo'], files: several, says: /c\.log/u },
  {
    ...{ sent: 'a folder without histories', words: ['check', 'empty'], says: /holds no history/u },
    prepare(folder) {
      mkdirSync(join(folder, 'empty'))
    },
  },
  {
    ...{
      sent: 'a folder that leads to itself',
      words: ['check', 'empty'],
      says: /holds no history/u,
    },
    prepare: (folder) => {
      mkdirSync(join(folder, 'empty'))
      symlinkSync('.', join(folder, 'empty', 'again'))
    },
  },
  {
    ...{ sent: 'a link to itself', words: ['check', 'h.log'], says: /h\.log cannot be read/u },
    prepare: (folder) => symlinkSync('h.log', join(folder, 'h.log')),
  },
  {
    ...{ sent: 'a name of escape sequences', words: ['check', '\u001b[2J.log'] },
    says: /cannot be read/u,
  },
  ...(process.getuid?.() === 0
    ? []
    : [
        of('a file that may not be read', 'h.log', good, /may not be read/u, {
          prepare: (folder) => chmodSync(join(folder, 'h.log'), 0),
        }),
      ]),
  {
    ...{ sent: 'one bad file among good ones', words: ['check', 'a.log', 'b.log'], files: several },
    says: /a\.log:4:[^]*PASS|PASS[^]*a\.log:4:/u,
  },
  {
    ...{ sent: 'and among wrong ones', words: ['check', 'a.log', 'c.log'], files: several },
    ...{ exits: [1], says: /a\.log:4:[^]*FAIL|FAIL[^]*a\.log:4:/u },
  },
  {
    ...{ sent: 'standard input that ends at once', words: ['check', '-'], input: '' },
    says: /standard input:1:1/u,
  },
]

const good2 = { 'h.log': good }
const word = (sent: string, more: readonly string[], says: RegExp): Trial => ({
  ...{ sent, words: ['check', 'h.log', ...more], files: good2, says },
})

const words: readonly Trial[] = [
  word('a model misspelt', ['--model', 'cas-regster'], /cas-register/u),
  word('a model of other calls', ['--model', 'queue'], /h\.log:1:1[^]*--model cas-register/u),
  word('a format misspelt', ['--format', 'jepsenlog'], /jepsen-log/u),
  word('another format', ['--format', 'jepsen-edn'], /h\.log:1:1/u),
  word('a budget of nothing', ['--budget', '0'], /--budget cannot be/u),
  word('a budget of all', ['--budget', '1e99'], /--budget cannot be/u),
  word('a beginning that is no JSON', ['--initial', 'nil'], /--initial cannot be/u),
  word('a level that is none', ['--isolation', 'acid'], /--isolation cannot be/u),
]
