import { expect, test } from 'vitest'
import { eventRows } from './events.ts'
import { plainPage } from './page.ts'
import { trace } from './trace.suite.ts'

test('every event has a line with its number, and the cause it names exists', () => {
  const rows = eventRows(trace, plainPage)
  expect(rows).toHaveLength(trace.length)
  for (const [at, row] of rows.entries()) {
    expect(row).toContain(`e${at + 1} `)
    const cause = /← e(\d+)/u.exec(row)?.[1]
    if (cause !== undefined) expect(Number(cause)).toBeLessThanOrEqual(at)
  }
})

test('what happened stands in words', () => {
  expect(eventRows(trace, plainPage).slice(4, 15).join('\n')).toMatchInlineSnapshot(`
    "  e5         200.000  –          fault 1: receiver2 | client1 sender1 receiver1
      e6         300.000  client1    receive ask#1 workload>client1
      e7         300.000  client1    invoke 1: post text "hello"  ← e6
      e8         300.000  client1    send post#1 client1>sender1  ← e6
      e9         305.000  sender1    receive post#1 client1>sender1  ← e8
      e10        305.000  sender1    send letter#1 sender1>receiver1  seq 1, text "hello"  ← e9
      e11        312.000  receiver1  receive letter#1 sender1>receiver1  seq 1, text "hello"  ← e10
      e12        312.000  receiver1  note processed letter 1  ← e11
      e13        313.000  receiver1  send ack#1 receiver1>sender1  seq 1  ← e11
      e14        320.000  –          drop ack#1 receiver1>sender1: lost  ← e13
      e15        600.000  receiver2  crash before by fault 3"
  `)
})
