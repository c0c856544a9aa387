// A story for which there is little room loses what tells least, and its numbers have no holes.

import { expect, test } from 'vitest'
import { reportsForTests } from '../scenarios/runner/report.suite.ts'
import type { FailureTold, StoryStep } from '../sim/report.ts'
import type { EventId, Micros } from '../sim/units.ts'
import { storyRows } from './failure-story.ts'
import { plainPage } from './page.ts'

const step = (event: number, rank: number, text: string): StoryStep => ({
  ...{ from: event as EventId, to: event as EventId, time: 0 as Micros, place: null, text, rank },
})
const story = [
  step(11, 2, 'c2 asks A'),
  step(57, 1, 'n3 leads term 1'),
  step(60, 4, 'n2 receives append from n3 and writes log/1'),
  step(499, 1, 'the append from n3 to n1 does not pass: f2'),
  step(500, 4, 'the append from n3 to n2 does not pass: f2'),
  step(538, 1, 'n1 leads term 2'),
  step(618, 1, 'c1 has its answer to B'),
  step(620, 4, 'n3 no longer leads'),
  step(803, 0, 'c3 has its answer to C: this breaks it'),
]

function told(room: number, steps: readonly StoryStep[] = story, width: number = 100): string[] {
  const failure = reportsForTests().find((one) => one.failure !== null)?.failure
  const of: FailureTold | undefined = failure === null ? undefined : failure
  if (of === undefined) throw new Error('some report tells of a failure')
  return storyRows({ ...of, story: steps }, room, { ...plainPage, width })
}

test('what only stores, is lost again or ceases to lead goes first, and the numbers run on', () => {
  expect(told(6).map((line) => line.replace(/ {2,}e/u, ' e'))).toEqual([
    '   1  c2 asks A e11',
    '   2  n3 leads term 1 e57',
    '   3  the append from n3 to n1 does not pass: f2 e499',
    '   4  n1 leads term 2 e538',
    '   5  c1 has its answer to B e618',
    '   6  c3 has its answer to C: this breaks it e803',
  ])
  expect(told(60)).toHaveLength(story.length)
  expect(told(2).at(-1)).toContain('this breaks it')
})

test('a short sentence comes back where a long one found no room', () => {
  const long = step(700, 1, `n1 tells ${'many things '.repeat(16)}`)
  const [first, next] = [step(1, 1, 'n3 leads term 1'), step(801, 1, 'n1 leads term 2')]
  const rows = told(3, [first, long, next, step(803, 0, 'it breaks')], 60)
  expect(rows.map((row) => row.trim().split('  ')[1])).toEqual([
    'n3 leads term 1',
    'n1 leads term 2',
    'it breaks',
  ])
})

test('the sentence that it ends with is told to its end', () => {
  const end = step(803, 0, `c3 is told ${'"a value" and '.repeat(9)}this breaks it`)
  expect(told(60, [end], 60).join(' ')).toContain('this breaks it')
})
