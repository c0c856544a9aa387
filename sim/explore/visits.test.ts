import { describe, expect, test } from 'vitest'
import { printFault } from '../notation-print.ts'
import { ms, nodeId } from '../units.ts'
import { type Crash, decidedBy, keptBy, linesOf, lossesAt, partsMax } from './visits.ts'

describe('the losses that can be told apart', () => {
  test.each`
    because                                     | unsynced | promised                            | losses
    ${'with nothing unsynced all are one'}      | ${0}     | ${{ unsynced: true, disk: false }}  | ${['unsynced']}
    ${'one batch is there or not'}              | ${1}     | ${{ unsynced: true, disk: false }}  | ${['memory', 'unsynced']}
    ${'of three, each suffix'}                  | ${3}     | ${{ unsynced: true, disk: false }}  | ${['memory', 1, 2, 'unsynced']}
    ${'a disk goes only where that is allowed'} | ${0}     | ${{ unsynced: true, disk: true }}   | ${['unsynced', 'disk']}
    ${'without a promise, memory alone'}        | ${3}     | ${{ unsynced: false, disk: false }} | ${['memory']}
  `('$because', ({ unsynced, promised, losses }) => {
    expect(lossesAt({ unsynced }, promised)).toEqual({ losses, beyond: 0 })
  })

  test('are bounded at each place, and what is beyond is counted', () => {
    const { losses, beyond } = lossesAt({ unsynced: 100 }, { unsynced: true, disk: false })
    expect(losses).toHaveLength(partsMax + 2)
    expect(beyond).toBe(99 - partsMax)
  })
})

test('what a disk holds after a crash is what was written without what is lost', () => {
  const place = { written: 5, unsynced: 3 }
  expect((['memory', 1, 'unsynced', 'disk'] as const).map((lose) => keptBy(place, lose))).toEqual([
    ...[5, 4, 2, null],
  ])
})

describe('a visit in words', () => {
  const crash: Crash = {
    ...{ node: nodeId('n1'), life: 2, lose: 'unsynced', down: ms(100) },
    place: { step: 'append#3 n2>n1', at: 'sent', nth: 1 },
  }

  test('is a crash at its place', () => {
    expect(linesOf({ crash, again: null }).map(printFault)).toEqual([
      'crash n1 @ at append#3 n2>n1 sent 1 restart +100ms lose unsynced',
    ])
  })

  test('in recovery it is two', () => {
    const place = { step: 'start#3 at n1', at: 'written', nth: 0 } as const
    const again: Crash = { ...crash, life: 3, place, lose: 'memory', down: null }
    expect(linesOf({ crash, again }).map(printFault)[1]).toBe(
      'crash n1 @ at start#3 at n1 written lose memory',
    )
  })

  test('that loses a part leaves it to chance, and decides the chance', () => {
    const part: Crash = { ...crash, lose: 2 }
    expect(linesOf({ crash: part, again: null }).map(printFault)[0]).not.toContain('lose')
    expect([...decidedBy({ crash: part, again: null })]).toEqual([['kept of writes#2 at n1', 2]])
    expect(decidedBy({ crash, again: null }).size).toBe(0)
  })
})
