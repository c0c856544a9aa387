import { expect, test } from 'vitest'
import type { TraceEvent } from '../sim/trace.ts'
import { ms, type OpId, seconds } from '../sim/units.ts'
import { ascii, plainInk, plainPage } from './page.ts'
import { strip, type StripOf } from './strip.ts'
import { columnOf } from './strip-grid.ts'
import { everybody, trace } from './trace.suite.ts'

const whole = { nodes: everybody, trace, until: ms(700), end: ms(815), broke: ms(815) }

test('a row a node, a row for the cut, a row for operations, and only what is there in the legend', () => {
  expect(strip(whole, plainPage).join('\n')).toMatchInlineSnapshot(`
    "               0ms       500ms
        client1    ······▪··········
        sender1    ······▪·········▪
        receiver1  ······▪·········▪
        receiver2  ············xxxx·
        net            ═══════════ receiver2 cut off
        ops
                                   ✕ 815 ms
                   ▪ = step   · = quiet   x = down   ops = operations completed   column = 50 ms"
  `)
})

test('in ASCII the same in the same columns', () => {
  const lines = strip(whole, { ...plainPage, glyphs: ascii, ink: plainInk }).join('\n')
  expect(lines).toMatchInlineSnapshot(`
    "               0ms       500ms
        client1    ......o..........
        sender1    ......o.........o
        receiver1  ......o.........o
        receiver2  ............xxxx.
        net            ~~~~~~~~~~~ receiver2 cut off
        ops
                                   FAIL 815 ms
                   o = step   . = quiet   x = down   ops = operations completed   column = 50 ms"
  `)
})

test.each`
  because                                  | end              | room  | column
  ${'a column is a tenth of a second'}     | ${seconds(5)}    | ${88} | ${ms(100)}
  ${'a minute takes a second a column'}    | ${seconds(60)}   | ${88} | ${seconds(1)}
  ${'a quarter of a second is seen close'} | ${ms(250)}       | ${88} | ${ms(10)}
  ${'an hour still fits'}                  | ${seconds(3600)} | ${88} | ${seconds(60)}
`('$because', ({ end, room, column }) => {
  expect(columnOf(end, room)).toBe(column)
  expect(end / column).toBeLessThanOrEqual(Math.max(room, 41))
})

test('a thousand nodes do not fill the screen', () => {
  const nodes = Array.from({ length: 1_000 }, () => everybody[0] ?? trace[0]?.node).filter(
    (id) => id !== null && id !== undefined,
  )
  expect(strip({ ...whole, nodes }, plainPage).length).toBeLessThan(30)
})

test('where it is known which operations succeeded, those alone count', () => {
  const answered = [
    { kind: 'invoke', id: 900, time: ms(0), node: null, op: 1 },
    { kind: 'complete', id: 901, time: ms(100), node: null, op: 1 },
    { kind: 'complete', id: 902, time: ms(400), node: null, op: 2 },
  ] as unknown as TraceEvent[]
  const rows = (some: Partial<StripOf>): string[] =>
    strip({ ...whole, trace: answered, ...some }, plainPage).map((line) => line.trim())
  expect(rows({}).filter((line) => line.includes('█'))[0]).toBe('ops          █     █')
  expect(rows({}).at(-1)).toContain('ops = operations completed')
  const succeeded = new Set([2 as OpId])
  expect(rows({ succeeded }).filter((line) => line.includes('█'))[0]).toBe('ops                █')
  expect(rows({ succeeded }).at(-1)).toContain('ops = operations that succeeded')
})
