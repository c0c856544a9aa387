// Live runs: driven by steps they are the run of their seed, and what is done to them from outside is
// data that does the same again.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Message } from '../../sim/actor.ts'
import type { Explicit } from '../../sim/explicit.ts'
import { Recording } from '../../sim/explore/record.ts'
import { printFault } from '../../sim/notation-print.ts'
import type { FaultLine } from '../../sim/notation.ts'
import { Mistake } from '../../sim/problem.ts'
import { ackRetry } from '../ack-retry.ts'
import { counter } from './counter.test.toy.ts'
import { Experiment } from './experiment.ts'
import { explicitOf, Stagings } from './explicit.ts'
import { askedNow, struckNow } from './inject.ts'
import type { Live } from './live.ts'
import { settingsDefault } from './order.ts'

const experiment = new Experiment(counter, { variant: null, settings: settingsDefault })
const letters = new Experiment(ackRetry, { variant: null, settings: settingsDefault })

/** Strikes now, and says what it was. */
function strike(live: Live, text: string, nth = 1): FaultLine[] {
  return struckNow(live, text, nth).map(({ line, planned }) => {
    live.strike(live.free, planned)
    return line
  })
}

const add = (nth: number): Message => {
  const message = { kind: 'add', nth }
  return message
}

describe('a live run', () => {
  test.each([
    ['the toy', experiment, 7],
    ['ack-retry', letters, 3],
  ])('driven by steps to its end is the run of its seed: %s', (_name, of, seed) => {
    const whole = of.run(seed, { content: true })
    const times = fc.array(fc.integer({ min: 0, max: whole.simTime }), { maxLength: 12 })
    fc.assert(
      fc.property(times, (stops) => {
        const run = of.guarded(() => {
          const live = of.live(seed, { content: true })
          for (const time of stops.sort((a, b) => a - b)) live.to(time)
          return live.finish()
        })
        expect(run).toEqual(whole)
      }),
      { numRuns: 25 },
    )
  })

  test('again is the same, up to the same instant, in a world of its own', () => {
    experiment.guarded(() => {
      const live = experiment.live(5)
      live.to(400_000)
      strike(live, 'crash server restart +50ms')
      live.ask(askedNow(live, 'client1', add(900)))
      live.to(800_000)
      const other = live.again({ trace: true })
      expect(other.now).toBe(live.now)
      expect(other.soFar().digest).toBe(live.soFar().digest)
      expect(other.soFar().trace?.filter(({ kind }) => kind === 'crash')).toHaveLength(2)
      live.to(900_000)
      expect(other.soFar().digest).not.toBe(live.soFar().digest)
    })
  })

  test('stops at the step that breaks a property, and stays there', () => {
    const buggy = new Experiment(counter, {
      variant: 'forget-repeats',
      settings: settingsDefault,
    })
    const seed = [1, 2, 3, 4, 5].find((one) => buggy.run(one).verdict === 'fail') ?? 0
    const whole = buggy.run(seed)
    const live = buggy.live(seed)
    buggy.guarded(() => live.to(live.end))
    expect(live.broken?.property).toBe('each number is added once')
    expect(live.stopped).toBe(true)
    const { now } = live
    live.to(live.end)
    expect(live.now).toBe(now)
    expect(live.soFar()).toEqual(whole)
    expect(live.finish()).toEqual(whole)
  })
})

describe('what is done from outside', () => {
  /** Drives a run and hands it over as data. */
  function told(seed: number, drive: (live: Live) => FaultLine[]): [string, Explicit] {
    const records: Recording[] = []
    const live = experiment.live(seed, {
      chooser: (world) => {
        const record = new Recording(world)
        records.push(record)
        return record
      },
    })
    const injected = experiment.guarded(() => drive(live))
    const { digest } = experiment.guarded(() => live.finish())
    const drawn = explicitOf(experiment, seed)
    return [
      digest,
      {
        ...drawn,
        faults: [...drawn.faults, ...injected],
        operations: live.workload,
        decisions: records[0]?.outcomes ?? new Map(),
      },
    ]
  }
  const stagings = new Stagings(counter, null)

  test.each([
    'crash server restart +200ms',
    'partition server | client1 for 150ms',
    'drop 50% client1->server',
    'pause random one for 100ms',
    'delay 20ms..40ms every 100ms for 30ms',
  ])('%s is, as data, the same run', (text) => {
    const [digest, explicit] = told(9, (live) => {
      live.to(250_000)
      return strike(live, text)
    })
    expect(stagings.run(explicit).run.digest).toBe(digest)
    expect(digest).not.toBe(experiment.run(9).digest)
    expect(explicit.faults.map(printFault).at(-1)).toMatch(/ @ \d+/)
  })

  test('many things at one instant and at odd ones are, as data, the same run', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 6 }), (gaps) => {
        const [digest, explicit] = told(4, (live) =>
          gaps.flatMap((gap, nth) => {
            live.to(Math.min(live.now + gap, 1_100_000))
            live.ask(askedNow(live, 'client1', add(500 + nth)))
            const one = strike(live, 'drop 10%', nth)
            return [...one, ...strike(live, nth % 2 === 0 ? 'heal' : 'reorder 20%', nth)]
          }),
        )
        expect(stagings.run(explicit).run.digest).toBe(digest)
      }),
      { numRuns: 25 },
    )
  })

  test('a round instant stays round, unless something has just happened', () => {
    const live = experiment.live(1)
    live.to(250_000)
    expect(live.free).toBe(250_000)
    const [call] = live.workload
    const busy = experiment.live(1)
    busy.to(call?.at ?? 0)
    expect(busy.free).toBe((call?.at ?? 0) + 1)
  })

  test.each([
    ['crash serer', /did you mean/],
    ['crash server @ 2s', /strikes at once, so it says no instant/],
  ])('%s is refused', (text, words) => {
    const live = experiment.live(1)
    expect(() => strike(live, text)).toThrow(Mistake)
    try {
      strike(live, text)
    } catch (error) {
      const problem = error instanceof Mistake ? error.problems[0] : undefined
      expect([problem?.sentence, ...(problem?.lines ?? [])].join('\n')).toMatch(words)
    }
  })

  test('nothing strikes in the calm, and nobody asks who is not there', () => {
    const live = experiment.live(1)
    live.to(live.site.until)
    expect(() => strike(live, 'crash server')).toThrow('the storm is over at 1.2 s')
    expect(() => askedNow(live, 'client9', { kind: 'add' })).toThrow('no node "client9"')
  })
})
