// What did not happen: what was lost, what was still on its way, what came and was forgotten.

import { describe, expect, test } from 'vitest'
import type { Answer } from './reasons.ts'
import { reasonsMax } from './reasons.ts'
import { failingSeeds, reportOfSeed, stepsOf } from './told-run.suite.ts'
import { whyNot } from './why-not.ts'
import { isAnswer } from './why.ts'

const report = reportOfSeed('ack-before-durable', 13)
const ask = (asked: string): Answer => {
  const told = whyNot(report, asked)
  if (!isAnswer(told)) throw new Error(told.sentence)
  return told
}

describe('why not', () => {
  test('a value that a node had, and a crash took away', () => {
    const [, text = '', node = ''] =
      /that ("[^"]+") is acked, and (\w+) has not/u.exec(report.failure?.failure.sentence ?? '') ??
      []
    const steps = stepsOf(ask(`${node} knows ${text}`))
    expect(steps[0]).toMatch(/^1 {2}it did know it, since receiver3 received letter#4/u)
    expect(steps[1]).toMatch(/^2 {2}and no longer since the crash of receiver3 {3}e\d+$/u)
  })

  test('a value that others know, and never told the node', () => {
    const steps = stepsOf(ask('receiver3 knows "letter 12 of client1"'))
    expect(steps).toMatchInlineSnapshot(`
      [
        "1  nobody sent receiver3 a message that holds it   –",
        "2  client1 knew it, since client1 was asked to send text "letter 12 of client1", to null and set open.1048588 = {op 24, peer "sender1", text "letter 12…   e722",
        "3  sender1 knew it, since sender1 received post#12 from client1 and wrote outbox/2097163 = {text "letter 12 of client1", to null}   e726",
        "4  receiver1 knew it, since receiver1 received letter#2 from sender1 and wrote seen/sender1 and inbox/8   e739",
      ]
    `)
  })

  test('messages that were lost, each with its fault', () => {
    const { steps, about } = ask('letter arrives')
    expect(about).toMatch(/did not arrive|arrives/u)
    const drops = report.run.trace?.filter(
      (one) => one.kind === 'drop' && one.message.startsWith('letter#'),
    )
    for (const drop of drops?.slice(0, 3) ?? []) {
      expect(steps.map(({ event }) => event)).toContain(drop.id)
    }
  })

  test('a message that nobody sent, though somebody could have', () => {
    const told = whyNot(report, 'given up arrives', ['given up'])
    expect(isAnswer(told) && told.steps[0]?.text).toBe(
      'no node had sent given up when the run ended',
    )
  })

  test('an operation that never ended', () => {
    const open = report.operations.find(({ end }) => end === null)
    if (open === undefined) return
    expect(ask(`${open.label} completes`).steps.length).toBeGreaterThan(0)
  })

  test('a field with its value is told from the same value in another', () => {
    const texts = (asked: string): string => stepsOf(ask(asked)).join('\n')
    expect(texts('sender1 knows seq=1')).not.toBe(texts('sender1 knows life=1'))
  })

  test('a value that nothing holds', () => {
    expect(stepsOf(ask('receiver1 knows "never said by anybody"'))).toEqual([
      '1  nobody sent receiver1 a message that holds it   –',
    ])
  })

  test('what cannot be asked is told with what can', () => {
    const said = (asked: string): string => JSON.stringify(whyNot(report, asked))
    expect(said('why me')).toContain('I do not understand the question')
    expect(said('reciever1 knows 3')).toContain('did you mean   receiver1')
    expect(said('leter#1 arrives')).toContain('did you mean   letter')
    expect(said('ZZ completes')).toContain('no operation of this run')
  })

  test.each(failingSeeds('floor-too-high', 4, 20))(
    'of seed %i: at most ten steps, each on an event that exists',
    (seed) => {
      const one = reportOfSeed('floor-too-high', seed)
      const ids = new Set<number>((one.run.trace ?? []).map(({ id }) => id))
      const asked = ['ack arrives', 'letter arrives', 'A completes', 'receiver1 knows acked']
      for (const question of asked) {
        const told = whyNot(one, question, ['ack'])
        if (!isAnswer(told)) continue
        expect(told.steps.length).toBeLessThanOrEqual(reasonsMax)
        for (const { event } of told.steps) if (event !== null) expect(ids).toContain(event)
      }
    },
  )
})
