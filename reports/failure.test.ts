import { describe, expect, test } from 'vitest'
import { ms } from '../sim/units.ts'
import { plainPage } from './page.ts'
import { renderRun, type RunTold } from './run-screen.ts'
import { story } from './story.ts'
import { everybody, failingRun, receiver1, sender1, trace } from './trace.suite.ts'

const broke = { time: ms(815), node: receiver1, step: 'letter#2 sender1>receiver1' }
const told: RunTold = {
  coordinate: 'ack-retry:original@17',
  nodes: everybody,
  roles: [
    ['client', 1],
    ['sender', 1],
    ['receiver', 2],
  ],
  until: ms(700),
  settle: ms(300),
  faults: ['drop 10%', 'partition receiver2 @ 200ms for 500ms'],
  planned: 'default',
  run: failingRun,
  wallMs: 2,
  next: ['worldline explore ack-retry:original --keep-going'],
}

describe('the story of a failure', () => {
  test('begins with the request and ends with the guilty step', () => {
    const { events, guilty, nodes, leftOut } = story(trace, broke, 18)
    expect(events.map((event) => event.id)).toEqual([6, 9, 11, 14, 18, 20])
    expect(guilty).toBe(20)
    expect(nodes).toContain(sender1)
    expect(leftOut).toBe(0)
  })

  test('with little room keeps both ends and says how much is missing', () => {
    const { events, leftOut } = story(trace, broke, 4)
    expect(events).toHaveLength(4)
    expect(events[0]?.id).toBe(6)
    expect(events.at(-1)?.id).toBe(20)
    expect(leftOut).toBe(2)
  })

  test('of a run that only its end showed to be wrong is that of the request nobody answered', () => {
    const { events, guilty } = story(trace, { time: ms(815), node: null, step: null }, 18)
    expect(guilty).toBeNull()
    expect(events[0]?.id).toBe(6)
  })
})

describe('the screen of a failing run', () => {
  test('says its sentence first and ends with what to do next', () => {
    expect(renderRun(told, plainPage)).toMatchInlineSnapshot(`
      "
        ✕ FAIL   no duplicate effect                                                 ack-retry:original@17

        receiver1 processed letter 1 of sender1 twice.
        This is a duplicate effect (WL2006): it broke at 815 ms, when receiver1 took the step letter#2
        sender1>receiver1.

        client · sender · 2 receivers · 700 ms + 300 ms calm
          drop 10% · partition receiver2 @ 200ms for 500ms · (faults: default)

                     0ms       500ms
          client1    ······▪··········
          sender1    ······▪·········▪
          receiver1  ······▪·········▪
          receiver2  ············xxxx·
          net            ═══════════ receiver2 cut off
          ops
                                     ✕ 815 ms
                     ▪ = step   · = quiet   x = down   ops = operations completed   column = 50 ms

        What the clients saw
          client1   post text "hello"   300 → ? ms   no answer

        How it happened
            ms   client1         sender1         receiver1
           300   ▶ ask           │               │                e6     asks post text "hello"
           305   ├─ post ────────▶               │                e9
           312   │               ├─ letter ──────▶                e11    processed letter 1 · seq 1, text…
           320   │               │        ✕ ack ─┤                e14    lost
           805   │               ? resend        │                e18
           815   │               ├─ letter ──────▶                e20    ✕ processed letter 1 · seq 1, te…

        always      ✕ no duplicate effect                  receiver1 processed letter 1 twice
                    ✓ nothing acknowledged is unprocessed  0 letters acknowledged
        sometimes   ◦ a retry ×1
        not judged  delivered

        FAIL   0.815 s simulated in 2 ms (408×) · 21 events · digest 3f9c21a15b7e04d8

        Next:
          worldline explore ack-retry:original --keep-going

      "
    `)
  })

  test('is at most 60 lines long and 100 columns wide', () => {
    const lines = renderRun(told, plainPage).split('\n')
    expect(lines.length).toBeLessThanOrEqual(60)
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(100)
  })

  test('without timing holds nothing that the wall clock decides', () => {
    const page = { ...plainPage, timing: false }
    expect(renderRun({ ...told, wallMs: 2 }, page)).toBe(renderRun({ ...told, wallMs: 999 }, page))
  })
})
