// What follows the failure of a body: it takes no more runs and no more time than was allowed, and the
// message is the test's own all the same.

import { describe, expect, test } from 'vitest'
import { chiefs } from '../runner/chiefs.test.toy.ts'
import { Allowance } from './allowance.ts'
import { type Bounds, type Examined, examine } from './examine.ts'
import { groundOf } from './ground.ts'
import { chosen, type SimOptions } from './options.ts'
import { reasonOf } from './reason.ts'
import type { SimWorld } from './sim-world.ts'
import { attempt, type Play } from './trial.ts'
import { simTest } from './vitest.ts'

interface Told {
  readonly found: Examined
  /** of the body */
  readonly runs: number
  /** runs whose message was more than a sentence */
  readonly pictures: number
  readonly message: string
}

/** The failure of seed 7, looked at within bounds. */
function told(
  asserts: (world: SimWorld) => void,
  bounds: Partial<Bounds>,
  options: SimOptions = { faults: 'none' },
): Told {
  const ground = groundOf(chiefs, chosen('a test', options))
  let [runs, pictures] = [0, 0]
  const play: Play = (open) => {
    runs += 1
    const world = open()
    world.advance('800ms')
    try {
      asserts(world)
    } catch (error) {
      if (error instanceof Error && error.message.includes('\n')) pictures += 1
      throw error
    }
  }
  const broken = reasonOf(attempt(ground, play, { seed: 7 }).ending)
  if (broken === null) throw new Error('it does not fail')
  ;[runs, pictures] = [0, 0]
  const found = examine(ground, play, 7, broken, { runs: 2_000, time: 20_000, ...bounds })
  if (found === null) throw new Error('it cannot be told')
  const message = found.error instanceof Error ? found.error.message : ''
  return { found, runs, pictures, message }
}

const ledInTerm7 = (world: SimWorld): void => expect(world).toHaveLeader({ term: 7 })

describe('what follows a failure of a body', () => {
  test.each([20, 60])('takes no more than %i runs of the body, and the last', (runs) => {
    const matcher = told(ledInTerm7, { runs })
    const plain = told((world) => expect(world.leader()).toBe('n7'), { runs })
    // Whether there is anything left is asked before something begins that takes a few.
    expect(matcher.runs).toBeLessThanOrEqual(runs + 5)
    expect(plain.runs).toBeLessThanOrEqual(runs + 5)
    expect(matcher.message).toMatch(/^there should be a leader in term 7, and at 800 ms leading: /u)
    expect(plain.message).toMatch(/^expected '\w+' to be 'n7'/u)
  })

  test('makes one picture: of the run that is told', () => {
    const { runs, pictures, message } = told(ledInTerm7, { runs: 60 })
    expect(runs).toBeGreaterThan(30)
    expect(pictures).toBe(1)
    expect(message).toContain('digit = leader of that term')
  })

  test('leaves runs for the question what matters', () => {
    const { found } = told(ledInTerm7, { runs: 150 })
    expect(found.irrelevant.length).toBeGreaterThan(0)
  })

  test('shrinks nothing where there is no time, and tells the run as it was found', () => {
    const { found, runs, message } = told(ledInTerm7, { time: 0 })
    expect(runs).toBeLessThanOrEqual(6)
    expect([found.shrunk, found.irrelevant, found.matters]).toEqual([null, [], []])
    expect(message).toContain('digit = leader of that term')
  })

  test('tells no sizes of a simpler run in which more happens', () => {
    const { found } = told(ledInTerm7, { runs: 60 })
    const { from, to } = found.shrunk ?? {}
    expect(to?.events).toBeGreaterThan(from?.events ?? 0)
    expect(found.sizes).toBeNull()
  })

  test('tells sizes of what was asked, not of all that would have been', () => {
    const cut = { faults: ['isolate m1 @ 10ms for 700ms', 'pause m3 @ 50ms for 20ms'] }
    const { found } = told((world) => expect(world.leader()).toBe('m1'), { runs: 200 }, cut)
    const all = found.shrunk?.from.operations ?? 0
    expect(found.sizes?.to.operations).toBe(found.ran.run.history.length)
    expect(found.sizes?.from.operations).toBeLessThan(all)
  })
})

test('an allowance ends with its runs or with its time, a part of it before', () => {
  const allowance = new Allowance(10, 1e9)
  for (let nth = 0; nth < 7; nth += 1) allowance.spend()
  expect([allowance.over(0.7), allowance.over()]).toEqual([true, false])
  expect(new Allowance(10, 0).over()).toBe(true)
})

simTest('is a test without a time-out', chiefs, { seed: 1, faults: 'none' }, () => {})
test('no time-out of the runner stands in place of a message', ({ task }) => {
  const tests = task.file.tasks.flatMap((one) => (one.type === 'test' ? [one] : []))
  const own = tests.find(({ name }) => name === 'is a test without a time-out')
  expect(own?.timeout).toBe(0)
})
