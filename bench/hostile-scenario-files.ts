// Scenario files that cannot be run: YAML and JSON that is misspelt, too large, too clever, or of what
// is gone.

import type { Row } from './hostile-siege.ts'
import { scenarioFile, toy } from './hostile-toys.ts'
import { type Trial, tryAll } from './hostile-trials.ts'

export const besiegeScenarioFiles = (cwd: string): Promise<readonly Row[]> =>
  tryAll('run (a scenario file)', cwd, [...yaml, ...used, ...other])

const place = /night\.yaml/u
const of = (sent: string, text: string | Uint8Array, more: Partial<Trial> = {}): Trial => ({
  ...{ sent, words: ['run', './night.yaml'], files: toy({}, { 'night.yaml': text }), says: place },
  ...more,
})
const built = (sent: string, rest: string, more: Partial<Trial> = {}): Trial =>
  of(sent, `use: ack-retry\n${rest}`, more)

const laughs = ['a: &a [x, x, x, x, x, x, x, x, x]']
for (let at = 1; at < 9; at += 1) {
  const [now, before] = ['abcdefghi'[at], 'abcdefghi'[at - 1]]
  laughs.push(`${now}: &${now} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`)
}

const yaml: readonly Trial[] = [
  built('a misspelt key', 'fualts: none\n', { says: /2:1.*fualts[^]*faults/u }),
  built('a key twice', 'until: 1s\nuntil: 2s\n', { says: /3:1/u }),
  built('a tab', 'params:\n\treceivers: 3\n', { says: /3:1/u }),
  built('a number for a duration', 'until: 5\n', { says: /2:8[^]*5s/u }),
  built('a duration for a number', 'params: { receivers: 5s }\n', { says: /2:2\d/u }),
  built('a negative duration', 'until: -5s\n', { says: /2:8/u }),
  built('a duration without an end', 'until: .inf\n', { says: /2:8/u }),
  built('a duration of 1e300s', 'until: 1e300s\n', { says: /2:8/u }),
  built('0x2a', 'params: { receivers: 0x2a }\n'),
  built('010', 'params: { receivers: 010 }\n'),
  built('NaN', 'params: { receivers: .nan }\n'),
  built('1_000', 'params: { receivers: 1_000 }\n'),
  built('no', 'faults: no\n', { says: /2:9/u }),
  built('null', 'faults: null\n'),
  built('nothing behind a colon', 'faults:\n'),
  built('a day for a name', 'name: 2026-11-21\n'),
  built('a list for a text', 'name: [a]\n'),
  built('a text for a list', 'expect: op.ok rate >= 1%\n'),
  built('a record for a fault', 'faults:\n  - drop: 5%\n', { says: /3:5/u }),
  built('a fault misspelt', 'faults:\n  - dorp 5%\n', { says: /3:5[^]*drop/u }),
  built('a fault of nobody', 'faults:\n  - crash reciever1 @ 1s restart +1s\n', {
    says: /receiver1/u,
  }),
  built('a threshold that cannot be read', 'expect: [op.latncy p99 < 1ms]\n', { says: /latency/u }),
  built('a variant that is none', 'variant: orignal\n', { says: /original/u }),
  built('a parameter that is none', 'params: { recievers: 3 }\n', { says: /receivers/u }),
  built('a parameter out of bounds', 'params: { receivers: 1000000000 }\n'),
  built('200 mistakes', Array.from({ length: 200 }, (_, at) => `x${at}: 1\n`).join('')),
  built('an anchor and an alias', 'name: &a x\nabout: *a\n'),
  built('a merge', '<<: { until: 1s }\n'),
  built('a tag of its own', 'name: !!js/function "x"\n'),
  built('a tag of YAML', 'name: !!str x\n'),
  built('a line of %YAML 1.1', '', {
    files: toy({}, { 'night.yaml': '%YAML 1.1\n---\nuse: ack-retry\nfaults: no\n' }),
  }),
  built('two documents', '---\nuse: ack-retry\n'),
  built('__proto__', '__proto__: { until: 1s }\n'),
  built('a key of a record', '? { a: b }\n: c\n'),
  built('escape sequences', 'name: "\\e[2J\\u202e"\n'),
  built('raw escape sequences', 'name: \u001b[2J\n'),
  built('an open quote', 'name: "x\n'),
  built('100,000 brackets', `name: ${'['.repeat(100_000)}\n`),
  built('a line of 200 kB', `name: ${'x'.repeat(200_000)}\n`),
  of('ten thousand million laughs', `${laughs.join('\n')}\nuse: ack-retry\n`),
  of('empty', ''),
  of('nothing but a remark', '# later\n'),
  of('a list', '- ack-retry\n'),
  of('a word', 'ack-retry\n'),
  of('300 kB', `use: ack-retry\n${'# x\n'.repeat(75_000)}`),
  of(
    'binary',
    Uint8Array.from({ length: 999 }, (_, at) => (at * 7_919) % 256),
  ),
  of('UTF-16', Buffer.from('\uFEFFuse: ack-retry\n', 'utf16le')),
  of('with a byte order mark', '\uFEFFuse: ack-retry\nuntil: 1s\n', { exits: [0], says: /PASS/u }),
  of('with CRLF', 'use: ack-retry\r\nuntil: 1s\r\n', { exits: [0], says: /PASS/u }),
  of('a case', '', {
    words: ['run', './x.case.json'],
    files: { 'x.case.json': '{}' },
    says: /replay/u,
  }),
  {
    sent: 'JSON: a comma at the end',
    words: ['run', './n.json'],
    files: { 'n.json': '{"use": "ack-retry",}' },
    says: /n\.json:1:/u,
  },
  {
    sent: 'JSON: a key twice',
    words: ['run', './n.json'],
    files: { 'n.json': '{"use": "ack-retry", "use": "x"}' },
    says: /n\.json:1:22/u,
  },
  {
    sent: 'JSON: YAML in it',
    words: ['run', './n.json'],
    files: { 'n.json': 'use: ack-retry\n' },
    says: /n\.json:1:/u,
  },
  {
    sent: 'JSON: 1e999',
    words: ['run', './n.json'],
    files: { 'n.json': '{"use": "ack-retry", "until": 1e999}' },
    says: /n\.json:1:/u,
  },
]

const used: readonly Trial[] = [
  of('use: nothing', 'use:\n'),
  of('use: a built-in misspelt', 'use: ack-rety\n', { says: /ack-retry/u }),
  of('use: a file that is gone', 'use: ./gone.ts#x\n', { says: /gone\.ts/u }),
  of('use: an export that is none', `use: ./${scenarioFile}#couting\n`, { says: /counting/u }),
  of('use: itself', 'use: ./night.yaml\n'),
  of('use: two that use each other', 'use: ./day.yaml\n', {
    files: { 'night.yaml': 'use: ./day.yaml\n', 'day.yaml': 'use: ./night.yaml\n' },
  }),
  of('use: a folder', 'use: ./wl\n'),
  of('use: /etc/passwd', 'use: /etc/passwd\n'),
  of('use: a page of the web', 'use: https://example.com/x.ts\n'),
  of('use: a list', 'use: [ack-retry]\n'),
  of('use: a module that throws', 'use: ./bad.mjs\n', {
    files: { 'night.yaml': 'use: ./bad.mjs\n', 'bad.mjs': 'throw new Error("bad luck")' },
    says: /bad luck/u,
  }),
  of('use: a module without a scenario', 'use: ./bad.mjs\n', {
    files: { 'night.yaml': 'use: ./bad.mjs\n', 'bad.mjs': 'export const a = 1' },
    says: /bad\.mjs/u,
  }),
]

const other: readonly Trial[] = [
  'nope.yaml',
  './nope.yml',
  './wl',
  '.',
  '/',
  '/dev/zero',
  './\u001b[2J.yaml',
].map(
  (word): Trial => ({ sent: `run ${JSON.stringify(word)}`, words: ['run', word], files: toy() }),
)
