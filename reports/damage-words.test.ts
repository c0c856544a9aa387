import { expect, test } from 'vitest'
import type { TraceEvent } from '../sim/trace.ts'
import type { EventId } from '../sim/units.ts'
import { nodeId } from '../sim/units.ts'
import { damageWords } from './damage-words.ts'
import { eventRows } from './events.ts'
import { plainPage } from './page.ts'

type Damage = Extract<TraceEvent, { kind: 'damage' }>
const head = { id: 1 as EventId, time: 0, node: nodeId('n1'), cause: null, draws: [] }
const damage = (harm: Damage['harm'], more: Partial<Damage> = {}): Damage => ({
  ...{ ...head, kind: 'damage', harm, table: 'log', key: 3, value: 'x', meant: null, fault: 2 },
  ...more,
})

test.each<[Damage, string]>([
  [damage('rot'), 'bits of log/3 have flipped: it is "x" now'],
  [damage('torn'), 'of a torn write log/3 is on the disk: it is "x"'],
  [damage('torn', { value: undefined }), 'of a torn write log/3 is on the disk: nothing is there'],
  [damage('read-error'), 'log/3 cannot be read'],
  [damage('misdirect', { meant: 2 }), 'the write of log/2 landed on log/3: it is "x" now'],
  [damage('phantom'), 'the write of log/3 was acknowledged and not done: it is "x"'],
  [damage('rot', { table: 'a\u001b[2J' }), 'bits of a\\x1b[2J/3 have flipped: it is "x" now'],
])('%#', (event, words) => {
  expect(damageWords(event)).toBe(words)
})

test('a list of events tells damage with its fault, and a sync that lied', () => {
  const lie: TraceEvent = { ...head, kind: 'durable', upTo: 7 as EventId, lie: 2 }
  const rows = eventRows(
    [damage('read-error'), lie, { ...head, kind: 'durable', upTo: 7 as EventId }],
    plainPage,
  )
  expect(rows.map((row) => row.slice(row.indexOf('n1') + 2).trim())).toEqual([
    'damage by fault 2: log/3 cannot be read',
    'said to be durable up to e7, by fault 2',
    'durable up to e7',
  ])
})
