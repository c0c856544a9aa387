import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Mistake } from '../sim/problem.ts'
import { coordinate, parseSeedCount, parseSeeds, parseTarget, seedMax } from './target.ts'

describe('a target', () => {
  test.each`
    text                         | name                         | isFile   | variant       | from    | to
    ${'ack-retry'}               | ${'ack-retry'}               | ${false} | ${null}       | ${null} | ${null}
    ${'ack-retry:original'}      | ${'ack-retry'}               | ${false} | ${'original'} | ${null} | ${null}
    ${'ack-retry@7'}             | ${'ack-retry'}               | ${false} | ${null}       | ${7}    | ${7}
    ${'ack-retry:original@4182'} | ${'ack-retry'}               | ${false} | ${'original'} | ${4182} | ${4182}
    ${'ack-retry@1..500'}        | ${'ack-retry'}               | ${false} | ${null}       | ${1}    | ${500}
    ${'./wl/orders.scenario.ts'} | ${'./wl/orders.scenario.ts'} | ${true}  | ${null}       | ${null} | ${null}
    ${'wl/orders.ts:late@3'}     | ${'wl/orders.ts'}            | ${true}  | ${'late'}     | ${3}    | ${3}
    ${'@scope/wl/x.ts'}          | ${'@scope/wl/x.ts'}          | ${true}  | ${null}       | ${null} | ${null}
    ${'C:\\wl\\x.ts:late'}       | ${'C:\\wl\\x.ts'}            | ${true}  | ${'late'}     | ${null} | ${null}
    ${'./a:b/x.ts'}              | ${'./a:b/x.ts'}              | ${true}  | ${null}       | ${null} | ${null}
  `('$text', ({ text, name, isFile, variant, from, to }) => {
    const target = parseTarget(text)
    expect(target).toMatchObject({ name, isFile, variant })
    expect(target.seeds).toEqual(from === null ? null : { kind: 'range', from, to })
  })

  test('reads back the coordinate that is printed', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/u)
    fc.assert(
      fc.property(
        word,
        fc.option(word),
        fc.integer({ min: 0, max: seedMax }),
        (name, variant, seed) => {
          const target = parseTarget(coordinate(name, variant, seed))
          expect(target).toMatchObject({
            name,
            variant,
            seeds: { kind: 'range', from: seed, to: seed },
          })
        },
      ),
    )
  })
})

const said = (attempt: () => unknown): string => {
  try {
    attempt()
  } catch (error) {
    if (error instanceof Mistake) {
      return error.problems
        .flatMap((one) => [`${one.code}: ${one.sentence}`, ...one.lines])
        .join('\n')
    }
    throw error
  }
  return 'nothing was wrong'
}

describe('a mistake in a target is pointed at', () => {
  test.each`
    text                      | sentence
    ${'ack-retry@-3'}         | ${'"-3" is no seed'}
    ${'ack-retry@4294967296'} | ${'"4294967296" is no seed'}
    ${'ack-retry@1.5'}        | ${'"1.5" is no seed'}
    ${'ack-retry@0x2a'}       | ${'"0x2a" is no seed'}
    ${'ack-retry@'}           | ${'the seed after "@" is missing'}
    ${'ack-retry@9..3'}       | ${'ends before it begins'}
    ${'ack-retry:'}           | ${'ends where a variant should be named'}
    ${':original'}            | ${'names no scenario'}
    ${'ack-retry@7/min'}      | ${'"/min" is one thing too many'}
  `('$text', ({ text, sentence }) => {
    const message = said(() => parseTarget(text))
    expect(message).toContain(sentence)
    expect(message.split('\n').length).toBeLessThanOrEqual(10)
  })
})

describe('how many seeds, or which', () => {
  test.each`
    text             | first  | from    | to
    ${'1000'}        | ${1}   | ${1}    | ${1000}
    ${'1000'}        | ${500} | ${500}  | ${1499}
    ${'1201..10000'} | ${1}   | ${1201} | ${10000}
    ${'0..0'}        | ${1}   | ${0}    | ${0}
  `('--seeds $text', ({ text, first, from, to }) => {
    expect(parseSeedCount(text, first)).toEqual({ from, to })
  })

  test.each(['0', '-5', 'many', '1e3', '', '5..2', 'random', '1..4294967296'])(
    '--seeds %s is refused',
    (text) => {
      expect(said(() => parseSeedCount(text, 1))).toMatch(/^WL1004/u)
    },
  )

  test('random is a seed that is drawn later', () => {
    expect(parseSeeds('random')).toEqual({ kind: 'random' })
  })
})
