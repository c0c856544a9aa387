// Which damage of a disk an explanation of a step names: what the step met itself, and what its life
// began with, as long as it stands. The traces are written by hand, a line an event.

import { expect, test } from 'vitest'
import type { DiskHarm, Fault } from '../sim/fault.ts'
import type { TraceEvent, What } from '../sim/trace.ts'
import { type EventId, nodeId } from '../sim/units.ts'
import { isStepEvent, lineageOf } from './lineage.ts'
import { Reasons } from './reasons.ts'
import { tellDamaged } from './why-damage.ts'

const n1 = nodeId('n1')

/** An event of n1, with what caused it; ids are places in the list, from 1. */
type Line = readonly [What, cause?: number]

const start = (life: number): Line => [{ kind: 'start', life, patch: [] }]
const step: Line = [{ kind: 'expire', timer: { kind: 'tick' }, nth: 1, patch: [] }]
const write = (key: number, cause: number): Line => [
  { kind: 'write', table: 'log', key, value: 'w', relaxed: false },
  cause,
]
const damage = (harm: DiskHarm, key: number, cause?: number): Line => {
  const row = { table: 'log', key, value: 'x', meant: harm === 'misdirect' ? key + 1 : null }
  const event: What = { kind: 'damage', harm, ...row, fault: 9 }
  return cause === undefined ? [event] : [event, cause]
}
const crash = (...undone: number[]): Line => [
  { kind: 'crash', place: '', undone: undone as EventId[], fault: 5 },
]
const strike = (lose: 'memory' | 'disk'): Line => {
  const fault: Fault = { kind: 'crash', node: n1, lose }
  return [{ kind: 'fault', planned: 5, fault }]
}

/** The damage that is named when the last step is explained: `log/3` each. */
function named(...lines: readonly Line[]): string[] {
  const trace = lines.map(([what, cause], at): TraceEvent => {
    const id = (at + 1) as EventId
    return { id, time: at, node: n1, cause: (cause ?? null) as EventId | null, draws: [], ...what }
  })
  const lineage = lineageOf(trace)
  const asked = trace.findLast(isStepEvent)
  const into = new Reasons()
  const scene = {
    lineage,
    faults: [],
    operations: [],
    failure: null,
    due: [],
    roles: [],
    end: trace.length,
  }
  if (asked !== undefined) tellDamaged(asked, scene, into)
  // Of a write that went astray, the row that it was meant for is named first.
  return into.steps().map(({ text }) => text.match(/log\/\d+/gu)?.at(-1) ?? text)
}

test('what the step met, and what the start of its life met, of rows that are as they were', () => {
  expect(named(start(1), step, damage('rot', 3, 2))).toEqual(['log/3'])
  expect(named(start(1), damage('rot', 3, 1), step)).toEqual(['log/3'])
  expect(named(start(1), damage('rot', 3, 1), step, write(3, 3))).toEqual(['log/3'])
})

test('not what another step of this life met', () => {
  expect(named(start(1), step, damage('rot', 3, 2), step)).toEqual([])
})

test('not a row that was written anew since, by this life or an earlier one', () => {
  expect(named(start(1), damage('rot', 3, 1), step, write(3, 3), step)).toEqual([])
  expect(named(start(1), damage('rot', 3, 1), step, write(4, 3), step)).toEqual(['log/3'])
  const before = [start(1), step, damage('rot', 3, 2), step, write(3, 4)]
  expect(named(...before, crash(), start(2))).toEqual([])
  expect(named(...before, crash(4), start(2))).toEqual(['log/3']) // the crash took the write back
})

test('what a crash or an earlier life left on the disk for this one', () => {
  expect(named(start(1), crash(), damage('torn', 3), start(2), step)).toEqual(['log/3'])
  const astray = [start(1), step, write(4, 2), damage('misdirect', 3, 2)]
  expect(named(...astray, crash(), start(2))).toEqual(['log/3'])
  expect(named(...astray, crash(2), start(2))).toEqual([]) // it went with its step
  const rotten = [start(1), damage('rot', 3, 1)]
  expect(named(...rotten, strike('memory'), crash(), start(2))).toEqual(['log/3'])
  expect(named(...rotten, strike('disk'), crash(), start(2))).toEqual([])
})

test('not where no bit has changed', () => {
  expect(named(start(1), damage('read-error', 3, 1))).toEqual([])
  expect(named(start(1), damage('lying-sync', 3, 1), step)).toEqual([])
})

test('the last three of many', () => {
  const rows = [1, 2, 3, 4, 5].map((key) => damage('rot', key, 1))
  expect(named(start(1), ...rows, step)).toEqual(['log/3', 'log/4', 'log/5'])
})
