import { describe, expect, test } from 'vitest'
import type { Fault, Filter } from '../sim/fault.ts'
import { ms, nodeId } from '../sim/units.ts'
import { brief, briefBody, briefCall } from './brief.ts'
import { inShort } from './fault-words.ts'
import { spells } from './spells.ts'
import { trace } from './trace.suite.ts'

const [n1, n2, n3] = [nodeId('n1'), nodeId('n2'), nodeId('n3')]
const all = [n1, n2, n3]
const every: Filter = { kinds: null, first: null, last: null, where: null }
const both = (from: typeof all, to: typeof all): Fault => ({
  kind: 'cut',
  links: [
    { from, to },
    { from: to, to: from },
  ],
})

describe('a fault in a few words', () => {
  test.each<[Fault, string]>([
    [both([n1], [n2, n3]), 'n1 cut off'],
    [both([n2, n3], [n1]), 'n1 cut off'],
    [both([n1], [n2]), 'n1 | n2'],
    [{ kind: 'cut', links: [{ from: [n1], to: [n2, n3] }] }, 'n1 → n2 n3 cut'],
    [{ kind: 'drop', links: [{ from: all, to: all }], ppm: 50_000, filter: every }, 'drop 5 %'],
    [
      {
        kind: 'drop',
        links: [{ from: [n1], to: [n2] }],
        ppm: 1_000_000,
        filter: { ...every, kinds: ['ack'] },
      },
      'drop 100 % ack n1 → n2',
    ],
    [
      {
        kind: 'delay',
        links: [{ from: all, to: all }],
        extra: { kind: 'exp', mean: ms(10) },
        filter: every,
      },
      'delay about 10 ms',
    ],
    [
      {
        kind: 'stall',
        links: [
          { from: [n1], to: all },
          { from: all, to: [n1] },
        ],
      },
      'stall n1 - n2 n3',
    ],
    [{ kind: 'crash', node: n1, lose: 'drawn' }, 'crash n1'],
    [{ kind: 'crash', node: n1, lose: 'disk' }, 'crash n1 lose disk'],
    [{ kind: 'slow', node: n2, step: { kind: 'const', at: ms(2) } }, 'slow n2 2 ms'],
    [{ kind: 'clock-step', node: n2, by: -250_000 }, 'clock n2 -250 ms'],
    [{ kind: 'clock-drift', node: n2, ppm: 200 }, 'clock n2 +200ppm'],
    [{ kind: 'disk-full', node: n2 }, 'disk n2 full'],
    [{ kind: 'disk-stall', node: n2 }, 'disk n2 stalled'],
    [
      { kind: 'disk-slow', node: n2, by: { kind: 'exp', mean: ms(5) } },
      'disk n2 slow by about 5 ms',
    ],
    [{ kind: 'disk-torn', node: n2 }, 'disk n2 tears'],
    [{ kind: 'disk-rot', node: n2, ppm: 1_000 }, 'disk n2 rots 0.1 %'],
    [{ kind: 'disk-read-error', node: n2, ppm: 10_000 }, 'disk n2 unreadable 1 %'],
    [{ kind: 'disk-lying-sync', node: n2 }, 'disk n2 lies'],
    [{ kind: 'disk-misdirect', node: n2, ppm: 10_000 }, 'disk n2 misdirects 1 %'],
    [{ kind: 'disk-phantom', node: n2, ppm: 10_000 }, 'disk n2 forgets 1 %'],
    [{ kind: 'heal', links: null }, 'healed'],
  ])('%#: %j', (fault, words) => expect(inShort(fault, all)).toBe(words))
})

describe('when a fault was in force', () => {
  test('from its event to the one that ended it', () => {
    expect(spells(trace, ms(2_000), ms(2_000)).map(({ id, from, to }) => [id, from, to])).toEqual([
      [1, ms(200), ms(700)],
    ])
  })

  test('and with the storm at the latest', () => {
    const unended = trace.filter((event) => event.kind !== 'fault' || event.fault.kind !== 'end')
    expect(spells(unended, ms(600), ms(815))[0]?.to).toBe(ms(600))
    expect(spells(unended, ms(900), ms(815))[0]?.to).toBe(ms(815))
  })
})

describe('a value in a few words', () => {
  test.each([
    [{ kind: 'letter', seq: 7, text: 'hello' }, 'seq 7, text "hello"'],
    [{ kind: 'ack' }, ''],
    [
      { kind: 'list', of: [1, 2], by: new Map([['a', true]]), bytes: new Uint8Array(3) },
      'of [1, 2], by {a true}, bytes 3 bytes',
    ],
    [
      { kind: 'x', text: 'a very long text that nobody wants to read here' },
      'text "a very long text that n…"',
    ],
    [{ kind: 'x', text: '\u001b[31m' }, 'text "\\x1b[31m"'],
  ])('%j', (message, words) => expect(briefBody(message)).toBe(words))

  test('calls and results by their kind', () => {
    expect(briefCall({ kind: 'put', key: 'x' })).toBe('put key "x"')
    expect(briefCall('acked')).toBe('acked')
    expect(briefCall(null)).toBe('null')
    expect(brief({ a: { b: { c: { d: 1 } } } })).toBe('{a {b {c …}}}')
  })
})
