// Why a failure came about: golden answers for four planted bugs, and for every failing seed that the
// answer is short and rests on events that are there.

import { describe, expect, test } from 'vitest'
import type { EventId } from '../sim/units.ts'
import type { Answer } from './reasons.ts'
import { reasonsMax } from './reasons.ts'
import { failingSeeds, plantedBugs, reportOfSeed, stepsOf } from './told-run.suite.ts'
import { isAnswer, why } from './why.ts'

function answerTo(variant: string, seed: number, asked: string): Answer {
  const told = why(reportOfSeed(variant, seed), asked)
  if (!isAnswer(told)) throw new Error(told.sentence)
  return told
}

describe('why a failure came about', () => {
  test('forget-dedup: it was done before, nothing undid that, and it was sent again', () => {
    expect(stepsOf(answerTo('forget-dedup', 1, ''))).toMatchInlineSnapshot(`
      [
        "1  receiver2 received letter#6 from sender1 and wrote seen/sender1 and inbox/7   e732",
        "2  "letter 7 of client1" had been written before, to inbox/2 when receiver2 received letter#1 from sender1   e345",
        "3  nothing undid that: it was durable, and receiver2 did not crash in between   e348",
        "4  sender1 sent letter#6 again, because its timer resend expired   e729",
        "5  ack#1 from receiver2 to sender1 came damaged and was rejected (f5)   e350",
        "6  letter#2 from sender1 to receiver2 was cut off (f15), and 1 more in the same way   e385 e486",
        "7  client1 sent post#4 when it was asked to send text "letter 7 of client1", to "receiver2"   e338",
      ]
    `)
  })

  test('dedup-in-memory: the crash took the memory of it', () => {
    expect(stepsOf(answerTo('dedup-in-memory', 2, ''))).toMatchInlineSnapshot(`
      [
        "1  receiver2 received a copy of letter#1 from sender1 and wrote seen/sender1 and inbox/3   e460",
        "2  "letter 3 of client1" had been written before, to inbox/2 when receiver2 received letter#1 from sender1   e275",
        "3  the crash of receiver2 (f26) took the memory of it   e389",
        "4  receiver2 started again and no longer had seen.sender1   e413",
        "5  sender1 sent letter#1 when it received post#3 from client1   e162",
        "6  client1 sent post#3 when it was asked to send text "letter 3 of client1", to "receiver2"   e159",
      ]
    `)
  })

  test('ack-before-durable: what was acked was not durable yet', () => {
    expect(stepsOf(answerTo('ack-before-durable', 13, ''))).toMatchInlineSnapshot(`
      [
        "1  receiver3 started again (life 2)   e820",
        "2  the crash of receiver3 (f29) undid e619, which was not durable yet   e768",
        "3  before, receiver3 received letter#4 from sender1 and wrote seen/sender1 and inbox/7   e619",
        "4  and receiver3 had sent ack#4, early, without waiting for the disk   e622",
        "5  so client1 was told acked by "receiver3"   e635",
      ]
    `)
  })

  test('floor-too-high: each attempt was heard and ignored', () => {
    expect(stepsOf(answerTo('floor-too-high', 1, ''))).toMatchInlineSnapshot(`
      [
        "1  client1 was asked to send text "letter 7 of client1", to "receiver2"   e338",
        "2  sender1 received post#4 from client1 and wrote outbox/2097155 = {text "letter 7 of client1", to "receiv…   e341",
        "3  then receiver2 received letter#1 from sender1 and wrote seen/sender1 and inbox/2   e345",
        "4  the timer resend of sender1 expired, 8 times, the last at 9.998 s: it sent letter#12   e1416 e382 e474 e722 e1041 e1202 e1277 e1351",
        "5  ack#1 from receiver2 to sender1 came damaged and was rejected (f5)   e350",
        "6  letter#2 from sender1 to receiver2 was cut off (f15), and 1 more in the same way   e385 e477",
        "7  receiver2 received letter#11 from sender1, changed nothing and answered nothing; so did 4 before it   e1354 e725 e1044 e1206 e1280",
        "8  what receiver2 knows from sender1 it had learned when receiver2 received letter#7 from sender1 and wrote seen/sender1 and inbox/6   e822",
        "9  letter#12 would reach receiver2 7.6 ms after the end   e1418",
      ]
    `)
  })
})

describe('why of other things', () => {
  const report = reportOfSeed('forget-dedup', 1)
  const ask = (asked: string): Answer => {
    const told = why(report, asked)
    if (!isAnswer(told)) throw new Error(told.sentence)
    return told
  }

  test('an event is told with its chain', () => {
    const { steps } = ask(`e${report.failure?.event ?? 0}`)
    expect(steps[0]?.event).toBe(report.failure?.event)
    expect(steps.length).toBeGreaterThan(2)
  })

  test('an operation is told by its answer, or by how far it came', () => {
    for (const { label, end } of report.operations) {
      const { about, steps } = ask(label)
      expect(about).toContain(end === null ? 'no answer' : '→')
      expect(steps.length).toBeGreaterThan(0)
    }
  })

  test('a part of a State is told by who wrote it last', () => {
    const { about, steps } = ask('receiver2.inbox')
    expect(about).toMatch(/^receiver2\.inbox is /u)
    const writer = report.run.trace?.find(({ id }) => id === steps[0]?.event)
    expect(writer?.node).toBe('receiver2')
  })

  test('what is not there is told with the nearest', () => {
    const told = (asked: string): string => JSON.stringify(why(report, asked))
    expect(told('reciever2.inbox')).toContain('did you mean   receiver2')
    expect(told('receiver2.inbx')).toContain('did you mean   receiver2.inbox')
    expect(told('e99999')).toContain('allowed        e1 to e')
    expect(told('nonsense')).toContain('is no event, operation or node')
  })
})

describe('every answer', () => {
  const seeds = plantedBugs.flatMap((variant) =>
    failingSeeds(variant, 1, 60).map((seed) => [variant, seed] as const),
  )

  test('there is something to explain', () => {
    expect(seeds.length).toBeGreaterThan(12)
  })

  test.each(seeds)('%s@%i has at most ten steps, each on an event that exists', (variant, seed) => {
    const report = reportOfSeed(variant, seed)
    const trace = report.run.trace ?? []
    const ids = new Set<EventId>(trace.map(({ id }) => id))
    const some = trace.filter((_, at) => at % Math.ceil(trace.length / 6) === 0)
    const places = ['sender1.letters', 'receiver1.effects', 'discovery']
    const asked = ['', 'A', ...some.map(({ id }) => `e${id}`), ...places]
    for (const one of asked) {
      const told = why(report, one)
      if (!isAnswer(told)) continue
      expect(told.steps.length).toBeLessThanOrEqual(reasonsMax)
      for (const { event, also, text } of told.steps) {
        expect(text).not.toMatch(/undefined|\[object/u)
        for (const id of [event, ...also]) if (id !== null) expect(ids).toContain(id)
      }
    }
    const failure = why(report, '')
    expect(isAnswer(failure) && failure.steps.length).toBeGreaterThan(0)
  })
})
