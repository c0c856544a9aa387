import { expect, test } from 'vitest'
import { ms, seconds } from '../sim/units.ts'
import { ascii, plainInk, plainPage } from './page.ts'
import { strip } from './strip.ts'
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
