import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeId } from '../../sim/units.ts'
import { letterKey } from './messages.ts'
import { mutants } from './mutants.ts'
import { type Pending, rules, type Seen } from './rules.ts'
import { timingsDefault } from './timings.ts'

const [r1, r2, r3] = [nodeId('receiver1'), nodeId('receiver2'), nodeId('receiver3')]

const letter = (fields: Partial<Pending>): Pending => ({
  text: 'letter',
  to: null,
  asked: null,
  waits: false,
  attempts: 0,
  triedAt: null,
  asker: null,
  ask: 0,
  ...fields,
})

const after = (...keys: number[]): Map<number, Pending> =>
  new Map(keys.map((key) => [key, letter({})]))

describe('lives and names', () => {
  test.each`
    because                                | stored       | life
    ${'the first start is the first life'} | ${undefined} | ${1}
    ${'each start is a life of its own'}   | ${1}         | ${2}
    ${'lives are counted, not drawn'}      | ${41}        | ${42}
  `('next life: $because', ({ stored, life }) => expect(rules.nextLife(stored)).toBe(life))

  test('a later life has larger keys, whatever its numbers', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_048_575), fc.nat(1_048_575), (life, one, other) => {
        expect(letterKey(life, one)).toBeLessThan(letterKey(life + 1, other))
      }),
    )
  })
})

describe('acks', () => {
  const waiting = after(letterKey(1, 3), letterKey(2, 1), letterKey(2, 2))
  test.each`
    because                                       | life | seq  | settles
    ${'it names a letter that waits'}             | ${2} | ${1} | ${letterKey(2, 1)}
    ${'an old life may still have letters out'}   | ${1} | ${3} | ${letterKey(1, 3)}
    ${'that life numbered a letter that is done'} | ${1} | ${1} | ${null}
    ${'this life has not come that far'}          | ${2} | ${3} | ${null}
    ${'nobody has lived that life yet'}           | ${3} | ${1} | ${null}
  `('acked letter: $because', ({ life, seq, settles }) =>
    expect(rules.ackedLetter(waiting, { kind: 'ack', at: r1, life, seq })).toBe(settles),
  )
})

describe('patience', () => {
  test.each`
    because                                  | attempts  | waitMs
    ${'the first attempt waits for an ack'}  | ${1}      | ${250}
    ${'the second waits twice as long'}      | ${2}      | ${500}
    ${'so does the third'}                   | ${3}      | ${1_000}
    ${'there is a bound'}                    | ${4}      | ${1_000}
    ${'also for letters that wait for days'} | ${90_000} | ${1_000}
  `('patience: $because', ({ attempts, waitMs }) =>
    expect(rules.patience(attempts, timingsDefault)).toBe(waitMs * 1_000),
  )

  test.each`
    because                                    | attempts | max  | to      | next
    ${'0 is for ever'}                         | ${9_999} | ${0} | ${r1}   | ${'again'}
    ${'it has attempts left'}                  | ${4}     | ${5} | ${r1}   | ${'again'}
    ${'a letter that left may have arrived'}   | ${5}     | ${5} | ${r1}   | ${'given up'}
    ${'an offer has no effect, and none left'} | ${5}     | ${5} | ${null} | ${'never sent'}
  `('after silence: $because', ({ attempts, max, to, next }) =>
    expect(rules.afterSilence(letter({ attempts, to }), max)).toBe(next),
  )
})

describe('whose a letter is', () => {
  test.each`
    because                                 | to      | may
    ${'nobody was sent it'}                 | ${null} | ${true}
    ${'one receiver may have processed it'} | ${r1}   | ${false}
  `('it may go to another: $because', ({ to, may }) => {
    expect(rules.mayChoose(letter({ to, attempts: 100 }))).toBe(may)
    expect(rules.mayBind(letter({ to }))).toBe(may)
  })

  test.each`
    because                                  | listed          | last    | first | chosen
    ${'nobody is there'}                     | ${[]}           | ${null} | ${0}  | ${null}
    ${'the first is drawn'}                  | ${[r1, r2, r3]} | ${null} | ${1}  | ${r2}
    ${'the next comes after the silent one'} | ${[r1, r2, r3]} | ${r2}   | ${0}  | ${r3}
    ${'after the last comes the first'}      | ${[r1, r2, r3]} | ${r3}   | ${0}  | ${r1}
    ${'who was forgotten is no place'}       | ${[r1, r2]}     | ${r3}   | ${0}  | ${r1}
    ${'there is only one'}                   | ${[r1]}         | ${r1}   | ${0}  | ${r1}
  `('choose: $because', ({ listed, last, first, chosen }) =>
    expect(rules.choose(listed, last, first)).toBe(chosen),
  )
})

describe('what a receiver remembers', () => {
  test.each`
    because                                  | floor | above     | key  | obsolete | repeat
    ${'nothing was seen'}                    | ${0}  | ${[]}     | ${5} | ${false} | ${false}
    ${'it was processed and may come again'} | ${4}  | ${[4, 6]} | ${6} | ${false} | ${true}
    ${'a gap is a letter on its way'}        | ${4}  | ${[4, 6]} | ${5} | ${false} | ${false}
    ${'its sender has settled it'}           | ${4}  | ${[4, 6]} | ${3} | ${true}  | ${false}
  `('seen: $because', ({ floor, above, key, obsolete, repeat }) => {
    expect(rules.isObsolete({ floor, above }, key)).toBe(obsolete)
    expect(rules.isRepeat({ floor, above }, key)).toBe(repeat)
  })

  test.each`
    because                                    | seen                           | key  | floor | now
    ${'a new letter is remembered'}            | ${{ floor: 1, above: [1] }}    | ${2} | ${1}  | ${{ floor: 1, above: [1, 2] }}
    ${'what is settled is forgotten'}          | ${{ floor: 1, above: [1, 2] }} | ${3} | ${3}  | ${{ floor: 3, above: [3] }}
    ${'an overtaken letter does not lower it'} | ${{ floor: 3, above: [4] }}    | ${3} | ${2}  | ${{ floor: 3, above: [4, 3] }}
  `('remember: $because', ({ seen, key, floor, now }) =>
    expect(rules.remember(seen, key, floor)).toEqual(now),
  )

  test.each`
    because                                      | keys         | now  | floor
    ${'it is the only one'}                      | ${[7]}       | ${7} | ${7}
    ${'an older one is still being repeated'}    | ${[5, 6, 7]} | ${7} | ${5}
    ${'newer ones say nothing about older ones'} | ${[6, 7, 9]} | ${6} | ${6}
  `('floor: $because', ({ keys, now, floor }) =>
    expect(rules.floorOf(after(...keys), now)).toBe(floor),
  )

  test('no letter is processed twice, in whatever order its copies come', () => {
    // A sender with letters 1..n settles some of them in some order; each sending carries the floor
    // of its moment, and every sending made so far may arrive, again and in any order.
    const moves = fc.array(fc.tuple(fc.nat(5), fc.constantFrom('send', 'arrive', 'settle')))
    fc.assert(
      fc.property(moves, (story) => {
        const waiting = after(1, 2, 3, 4, 5, 6)
        const sent: { key: number; floor: number }[] = []
        const done: number[] = []
        let seen: Seen = { floor: 0, above: [] }
        for (const [nth, move] of story) {
          const key = nth + 1
          if (move === 'settle' && done.includes(key)) waiting.delete(key)
          if (move === 'send' && waiting.has(key)) {
            sent.push({ key, floor: rules.floorOf(waiting, key) })
          }
          const copy = sent[nth]
          if (move !== 'arrive' || copy === undefined) continue
          if (rules.isObsolete(seen, copy.key) || rules.isRepeat(seen, copy.key)) continue
          expect(done).not.toContain(copy.key)
          done.push(copy.key)
          seen = rules.remember(seen, copy.key, copy.floor)
          expect(seen.above.length).toBeLessThanOrEqual(6)
        }
      }),
    )
  })
})

describe('discovery', () => {
  test.each`
    because                                 | lastHeard | now    | silent
    ${'it has just been heard'}             | ${10}     | ${10}  | ${false}
    ${'the expiry itself is still in time'} | ${10}     | ${110} | ${false}
    ${'it has been silent for longer'}      | ${10}     | ${111} | ${true}
  `('silent: $because', ({ lastHeard, now, silent }) =>
    expect(rules.isSilent(lastHeard, now, 100)).toBe(silent),
  )

  test('who never registered is unknown', () => {
    expect(rules.isKnown(new Map([['receiver1', 1]]), r1)).toBe(true)
    expect(rules.isKnown(new Map([['receiver1', 1]]), r2)).toBe(false)
  })
})

describe('planted bugs', () => {
  test.each(Object.entries(mutants))('%s replaces one rule', (_name, { rules: replaced }) => {
    const names = Object.keys(replaced)
    expect(names).toHaveLength(1)
    expect(names.every((name) => name in rules)).toBe(true)
  })
})
