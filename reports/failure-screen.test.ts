import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  fixtureOf,
  passingReport,
  reportsForTests,
  stagedReport,
} from '../scenarios/runner/report.suite.ts'
import type { Report } from '../sim/report.ts'
import { ms, nodeId } from '../sim/units.ts'
import { diagram } from './diagram.ts'
import { type Ending, endingNone } from './ending.ts'
import { failureScreen, linesMax } from './failure-screen.ts'
import { ascii, columns, inAscii, type Page, plainPage } from './page.ts'

const ending: Ending = {
  ...endingNone,
  found: { seed: 1, wallMs: 1_200, stopped: true },
  shrinkMs: 400,
  saved: '__worldline__/ack-retry.forget-dedup.case.json',
  page: '.worldline/last/report.html',
  closing: ['  FAIL   1 cause'],
}

const nodes = ['client1', 'sender1', 'receiver1', 'discovery'].map(nodeId)
const letter = { kind: 'send', through: 'sender1', to: 'receiver1', text: 'hello' }
const operations = [{ client: nodeId('client1'), at: ms(500), message: letter }]
const lostAck = { nodes, operations, faults: ['drop kind ack#1..2 @ 0s'] }
const lostWrite = {
  ...{ nodes, operations },
  faults: ['disk slow 1s receiver1 @ 0s', 'crash receiver1 @ 600ms restart +200ms lose unsynced'],
}

const screenOf = (report: Report, page: Page = plainPage, end: Ending = ending): string =>
  failureScreen(report, page, end)
    .map((line) => `${line}\n`)
    .join('')

describe('the screen of a failure', () => {
  test('tells a letter that was processed twice', () => {
    expect(screenOf(stagedReport('ack-retry', 'forget-dedup', lostAck))).toMatchInlineSnapshot(`
      "
        ✕ FAIL   no duplicate effect                                         ack-retry:forget-dedup@17/min

        receiver1 processed "hello" again.
        This is a duplicate effect (WL2006): something that should happen once happened twice: a message
        was applied again.

        What the clients saw
          A  client1   send "hello" to receiver1   500 → … ms   no answer

        How it happened                                    1 fault · 4 nodes · 44 events
          f1 drop kind ack#1..2 @ 0ms
         1  f1 strikes: drop kind ack#1..2                                                          e8
         2  client1 asks A: send "hello" to receiver1; it sends post to sender1                     e19
         3  sender1 receives post from client1, writes outbox/1048577 and sends letter to
            receiver1                                                                               e23
         4  receiver1 receives letter from sender1, writes seen/sender1 and inbox/1 and answers
            ack                                                                                     e27
         5  the ack from receiver1 to sender1 is lost: f1 drop kind ack#1..2                        e32
         6  sender1's resend timer fires; it sends letter to receiver1 again                        e39
         7  receiver1 receives letter from sender1 a second time and writes seen/sender1 and
            inbox/2: this breaks "no duplicate effect"                                              e42

            ms   client1         sender1         receiver1
             0   ▒▒▒▒▒ f1 drop kind ack#1..2 ▒▒▒▒▒                e8
           500   ▶ send          │               │                e19    asks A
           503   ├─ post ────────▶               │                e23    writes outbox/1048577
           505   │               ├─ letter ──────▶                e27    writes seen/sender1, inbox/1
           506   │               │        ✕ ack ─┤                e32    lost: f1
           768   │               ◷ resend        │                e39    letter again
           769   │               ├─ letter ──────▶                e42    ✕ writes seen/sender1, inbox/2

        Where   protocols/ack-retry/receiver.ts:118  receive of receiver1
                116 │     state.applied.add(text)
                117 │     state.latest = text
                118 │     node.store.put('inbox', state.effects, text)   ← e42 broke it
                119 │   }

        Does not matter    message latency 1–10 ms · texts of operations
        Matters            f1: without it, it passes
        Common cure        Keep the identifiers of what was applied as durably as the effect, and write
                           both in one step.

        Shrunk   22 faults → 1 · 42 operations → 1 · 8 nodes → 4 · 1,234 events → 21    412 runs, 400 ms
        Found    seed 1 after 1.2 s · stopped at the first cause (--keep-going looks for others)

          worldline replay ack-retry:forget-dedup@17/min             run it again, verified
          worldline explain ack-retry:forget-dedup@17/min --why A    the causes
        Saved  __worldline__/ack-retry.forget-dedup.case.json      commit it
        Report .worldline/last/report.html

        FAIL   1 cause
      "
    `)
  })

  test('tells an acknowledged letter that is lost', () => {
    const report = stagedReport('ack-retry', 'ack-before-durable', lostWrite)
    expect(screenOf(report)).toMatchInlineSnapshot(`
      "
        ✕ FAIL   nothing acknowledged is unprocessed                   ack-retry:ack-before-durable@17/min

        client1 was told that "hello" is acked, and receiver1 has not processed it.
        This is an acknowledged write lost (WL2002): a client was told that its write is done, and
        afterwards nothing has it.

        What the clients saw
          A  client1   send "hello" to receiver1   500 → 508 ms   acked by receiver1

        How it happened                                    2 faults · 4 nodes · 43 events
          f1 disk slow 1s receiver1 @ 0ms · f2 crash receiver1 @ 600ms restart +200ms lose unsynced
         1  f1 strikes: disk receiver1 slow by 1 s                                                  e8
         2  client1 asks A: send "hello" to receiver1; it sends post to sender1                     e19
         3  sender1 receives post from client1, writes outbox/1048577 and sends letter to
            receiver1                                                                               e23
         4  receiver1 receives letter from sender1, writes seen/sender1 and inbox/1 and answers
            ack                                                                                     e27
         5  sender1 receives ack from receiver1, deletes 1 row and sends outcome to client1         e31
         6  client1 receives outcome from sender1 and has its answer to A: acked by receiver1       e35
         7  receiver1 crashes (f2): its memory is gone, and so are the writes of 1 step             e39
         8  receiver1 starts again with what its disk kept: this breaks "nothing acknowledged is
            unprocessed"                                                                            e42

            ms   client1         sender1         receiver1
             0   │               │               f1 disk slow     e8
           500   ▶ send          │               │                e19    asks A
           503   ├─ post ────────▶               │                e23    writes outbox/1048577
           505   │               ├─ letter ──────▶                e27    writes seen/sender1, inbox/1
           506   │               ◀───────── ack ─┤                e31    life 1, seq 1 at receiver1
           508   ◀───── outcome ─┤               │                e35    A is answered
           600   │               │               x crash          e39    f2 · memory and 1 write lost
           800   │               │               start            e42    ✕ life 2

        Where   protocols/ack-retry/receiver.ts:118  receive of receiver1
                116 │     state.applied.add(text)
                117 │     state.latest = text
                118 │     node.store.put('inbox', state.effects, text)   ← e27: undone by the crash at e39
                119 │   }

        Does not matter    message latency 1–10 ms · texts of operations
        Matters            f1: without it, it passes
        Common cure        Acknowledge only what is durable: send after the write in the same step, never
                           "early".

        Shrunk   22 faults → 2 · 42 operations → 1 · 8 nodes → 4 · 1,234 events → 22    412 runs, 400 ms
        Found    seed 1 after 1.2 s · stopped at the first cause (--keep-going looks for others)

          worldline replay ack-retry:ack-before-durable@17/min             run it again, verified
          worldline explain ack-retry:ack-before-durable@17/min --why A    the causes
        Saved  __worldline__/ack-retry.forget-dedup.case.json      commit it
        Report .worldline/last/report.html

        FAIL   1 cause
      "
    `)
  })

  test('of a run that its end showed to be wrong says so', () => {
    const text = screenOf(fixtureOf('ack-retry', 'silent-backoff').report)
    expect(text).toContain('the run ends')
    expect(text).toContain('"delivered" does not hold')
  })

  test('with -v says how often each thing was changed that does not matter', () => {
    const { report } = fixtureOf('ack-retry', 'forget-dedup')
    expect(screenOf(report, plainPage, { ...ending, verbose: true })).toContain('(×20)')
    expect(screenOf(report)).not.toContain('(×20)')
  })

  test('of a run that passed is empty', () => {
    expect(failureScreen(passingReport(), plainPage)).toEqual([])
    expect(diagram(passingReport(), 20, plainPage).lines).toEqual([])
  })

  test('without timing holds nothing that the wall clock decides', () => {
    const page = { ...plainPage, timing: false }
    const [report] = reportsForTests()
    if (report === undefined) return
    const slow = { ...ending, shrinkMs: 9, found: { seed: 1, wallMs: 9, stopped: true } }
    expect(screenOf(report, page)).toBe(screenOf(report, page, slow))
  })

  test('in ASCII has one sign for each glyph', () => {
    for (const report of reportsForTests()) {
      const text = inAscii(screenOf(report, { ...plainPage, glyphs: ascii }))
      expect(text).toMatch(/^\n {2}FAIL {3}/)
      expect(text).not.toMatch(/\P{ASCII}/u)
      expect(text.replaceAll(/"[^"]*"/gu, '')).not.toContain(' ? ')
    }
  })
})

/** Whole reports, and ones whose texts are as long and as strange as texts may be. */
const reports: fc.Arbitrary<Report> = fc
  .record({
    report: fc.constantFrom(
      ...reportsForTests(),
      fixtureOf('ack-retry', 'forget-dedup', false).report,
      fixtureOf('ack-retry', 'reused-numbers', false).report,
    ),
    sentence: fc.string({ maxLength: 900, unit: 'binary' }),
    item: fc.string({ maxLength: 200 }),
    items: fc.nat(30),
  })
  .map(({ report, sentence, item, items }) => {
    const { failure } = report
    if (failure === null) return report
    const list = Array.from({ length: items }, (_, at) => `${item}${at}`)
    return {
      ...report,
      next: list.map((command) => ({ command, does: command })),
      failure: {
        ...failure,
        failure: { ...failure.failure, sentence, property: item, excess: sentence },
        matters: list,
        irrelevant: list.map((what) => ({ what, perturbed: 20 })),
      },
    }
  })

test('is at most sixty lines long, whatever is in it, and none of them breaks', () => {
  fc.assert(
    fc.property(reports, fc.integer({ min: 40, max: 100 }), (report, width) => {
      const page = { ...plainPage, width }
      const closing = Array.from({ length: 20 }, (_, at) => `  line ${at}`)
      const lines = failureScreen(report, page, { ...ending, closing })
      expect(lines.length).toBeLessThanOrEqual(linesMax)
      for (const line of lines) {
        // oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/u)
      }
    }),
    { numRuns: 60 },
  )
})

test.each([100, 80, 60])('no line but commands and names is longer than %i columns', (width) => {
  for (const report of reportsForTests()) {
    for (const line of failureScreen(report, { ...plainPage, width }, ending)) {
      if (/worldline|__worldline__|@\d+/.test(line)) continue
      expect(columns(line), line).toBeLessThanOrEqual(width)
    }
  }
})
