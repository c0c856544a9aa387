import { describe, expect, test } from 'vitest'
import { ms } from '../sim/units.ts'
import { stagedReport } from '../scenarios/runner/report.suite.ts'
import { nodeId } from '../sim/units.ts'
import { diagram } from './diagram.ts'
import { plainPage } from './page.ts'
import { story } from './story.ts'
import { receiver1, sender1, trace } from './trace.suite.ts'

const broke = { time: ms(815), node: receiver1, step: 'letter#2 sender1>receiver1' }

describe('the story of a failure', () => {
  test('begins with the request and ends with the guilty step; faults still in force come first', () => {
    const { events, guilty, nodes, leftOut } = story(trace, broke, 18)
    expect(events.map((event) => event.id)).toEqual([5, 6, 9, 11, 14, 16, 18, 20])
    expect(guilty).toBe(20)
    expect(nodes).toContain(sender1)
    expect(leftOut).toBe(0)
  })

  test('with little room keeps both ends and says how much is missing', () => {
    const { events, leftOut } = story(trace, broke, 4)
    expect(events).toHaveLength(4)
    expect(events[0]?.id).toBe(6)
    expect(events.at(-1)?.id).toBe(20)
    expect(leftOut).toBe(4)
  })

  test('of a run that only its end showed to be wrong is that of the request nobody answered', () => {
    const { events, guilty } = story(trace, { time: ms(815), node: null, step: null }, 18)
    expect(guilty).toBeNull()
    expect(events.map(({ id }) => id)).toContain(6)
  })

  test('takes up the requests that the sentence quotes', () => {
    const late = { time: ms(800), node: null, step: null, sentence: '"hello" is gone.' }
    expect(story(trace, late).events.map(({ id }) => id)).toContain(6)
  })
})

test('a node that is down has no lane, and what happens again and again is drawn once', () => {
  const nodes = ['client1', 'sender1', 'receiver1', 'discovery'].map(nodeId)
  const message = { kind: 'send', through: 'sender1', to: 'receiver1', text: 'hello' }
  const report = stagedReport('ack-retry', 'silent-backoff', {
    nodes,
    operations: [{ client: nodeId('client1'), at: ms(500), message }],
    faults: ['crash receiver1 @ 400ms restart +5s', 'crash discovery @ 450ms restart +100ms'],
  })
  const { lines } = diagram(report, 30, plainPage)
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "    ms   client1         sender1         receiver1
       400   │               │               x crash          e19    f1 · memory lost
       500   ▶ send          │                                e22    asks A
       503   ├─ post ────────▶                                e25    writes outbox/1048577
       505   │               ├─ letter ✕                      e29    it is down · then 2 more
       768   │               ◷ resend                         e32    letter again · 3 times
     2,363   │               ├─ letter ✕                      e80    it is down
     5,400   │               │               start            e154   life 2"
  `)
})
