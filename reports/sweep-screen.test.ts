import { describe, expect, test } from 'vitest'
import { ascii, columns, plainPage } from './page.ts'
import { harmRows, sweepRows, type SweptTold } from './sweep-screen.ts'

const visited = (places: number, judged: number, failing = 0) => ({
  ...{ places, visits: judged, judged, failing },
})

const told: SweptTold = {
  ...{ seed: 1, downs: [0, 500_000], baseHolds: true, places: 1_274, visits: 3_456, restarts: 139 },
  kinds: {
    ...{ before: visited(406, 812), early: visited(0, 0), written: visited(131, 524, 24) },
    ...{ durable: visited(406, 812), sent: visited(331, 662, 12), recovery: visited(547, 646) },
  },
  nodes: { client1: visited(129, 268), sender1: visited(211, 767, 36) },
  losses: { memory: 361, part: 14, unsynced: 3_081, disk: 0 },
  leftOut: { notDown: { discovery: 194 }, unnamed: 0, outside: 0, parts: 3, restarts: 0 },
}

describe('a sweep', () => {
  test('is told by place and by node, with what was lost and what was not visited', () => {
    expect(sweepRows(told, plainPage).join('\n')).toMatchInlineSnapshot(`
      "  Where it crashed                places   crashes  survived
          before the step                  406       812       812
          after an early send                0         0         0
          written, not durable             131       524       500
          durable, nothing sent            406       812       812
          after a send or an answer        331       662       650
          in a restart after a crash       547       646       646

        Who crashed                     places   crashes  survived
          client1                          129       268       268
          sender1                          211       767       731

        What was lost   memory and all that was not durable 3,081, memory and the last of what was not
                        durable 14, memory alone 361
        How long down   up again at once, then 500ms

        Not visited
          · 194 places of discovery: its budget lets none of them be down
          · 3 lengths of what was not durable, beyond 8 a place
          · second crashes, but for 646 crashes in 139 restarts: one for each content of a disk
          · the calm, in which nothing strikes; other seeds, delays and faults"
    `)
  })

  test('in which crashes did harm says where, in a few rows', () => {
    expect(harmRows(told, plainPage).join('\n')).toMatchInlineSnapshot(`
      "  Harm by place   written, not durable 24 of 524 and after a send or an answer 12 of 662
        Harm by node    sender1 36 of 767"
    `)
  })

  test('of a run that fails by itself has nothing to tell', () => {
    expect(sweepRows({ ...told, baseHolds: false }, plainPage)).toEqual([])
  })

  test('keeps to the width of the page, and to ASCII where nothing else is there', () => {
    const page = { ...plainPage, width: 60, glyphs: ascii }
    for (const row of sweepRows(told, page)) {
      expect(columns(row)).toBeLessThanOrEqual(60)
      expect(row).toMatch(/^[\x20-\x7e]*$/u)
    }
  })
})
