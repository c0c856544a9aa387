// What is wrong with a scenario is told with what its user can mend: the parameters that they gave, and
// their own file; never a file that came with worldline.

import { expect, test } from 'vitest'
import { linearizable } from '../../sim/check/linearizable.ts'
import { mutex } from '../../sim/check/models/mutex.ts'
import { register } from '../../sim/check/models/register.ts'
import { sequentiallyConsistent } from '../../sim/check/sequential.ts'
import { Mistake } from '../../sim/problem.ts'
import { raftKv } from '../raft-kv.ts'
import { Complaints } from './complaints.ts'
import { Experiment } from './experiment.ts'
import { settingsDefault } from './order.ts'
import { isPackaged, tellPlace } from './place.ts'

function linesOf(make: () => unknown): readonly string[] {
  try {
    make()
  } catch (error) {
    if (error instanceof Mistake)
      return error.problems.flatMap(({ sentence, lines }) => [sentence, ...lines])
    throw error
  }
  return []
}
const complaint = (place: string, set: Readonly<Record<string, string>>): readonly string[] =>
  linesOf(() => {
    const complaints = new Complaints(place, set)
    complaints.add('nodes.c.count', 'cannot be 0', '1 or more')
    complaints.raise()
  })

test('a parameter that was given is named with what it made impossible', () => {
  const settings = { ...settingsDefault, set: { clients: '0' } }
  const told = linesOf(() => new Experiment(raftKv, { variant: null, settings }).run(1))
  expect(told).toContain('nodes.c.count cannot be 0.')
  expect(told).toContain('given          --set clients=0')
})

test('the file of a scenario is told, and nothing is said to be given that was not', () => {
  expect(complaint('/else/wl/lock.ts:7', {})).toEqual([
    'nodes.c.count cannot be 0.',
    'allowed        1 or more',
    `in             ${tellPlace({ file: '/else/wl/lock.ts', line: 7 })}`,
  ])
})

test('what was given is told once, under the last problem that may be of it', () => {
  const told = linesOf(() => {
    const complaints = new Complaints('/else/wl/lock.ts:7', { n: '0', m: '0' })
    complaints.add('nodes.s.count', 'cannot be 0', '1 or more')
    complaints.add('nodes.t.count', 'cannot be 0', '1 or more')
    complaints.also({ code: 'WL3101', sentence: 'I do not know the metric.', lines: [] })
    complaints.raise()
  })
  const place = `in             ${tellPlace({ file: '/else/wl/lock.ts', line: 7 })}`
  expect(told).toEqual([
    ...['nodes.s.count cannot be 0.', 'allowed        1 or more', place],
    ...['nodes.t.count cannot be 0.', 'allowed        1 or more', place],
    'given          --set n=0   --set m=0',
    'I do not know the metric.',
  ])
})

test('a file that came with worldline is a place to those who work on it alone', () => {
  const own = import.meta.filename
  expect(isPackaged(own, '/else')).toBe(true)
  expect(isPackaged(own, import.meta.dirname)).toBe(false)
  expect(isPackaged('/else/wl/lock.ts', '/else')).toBe(false)
})

test('the function that makes a model is no model, and is told so by its name', () => {
  for (const check of [linearizable, sequentiallyConsistent]) {
    const told = linesOf(() => check(mutex as never))
    expect(told[0]).toMatch(/ was given no model\.$/u)
    expect(told).toContain('did you mean   mutex() ?')
    expect(linesOf(() => check(register(0) as never))).toEqual([])
  }
})

test('a class is no model, and cannot be called either', () => {
  class Lock {
    step(): void {}
  }
  const told = linesOf(() => linearizable(Lock as never))
  expect(told[0]).toMatch(/ was given no model\.$/u)
  expect(told.join('\n')).not.toContain('did you mean')
})
