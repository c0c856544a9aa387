import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fixtureOf, passingReport } from '../scenarios/runner/report.suite.ts'
import type { Report } from '../sim/report.ts'
import { longReport, marksReport } from './marks.suite.ts'
import { pictureOf, renderSvg } from './svg.ts'
import { stepMin } from './svg/axis.ts'
import { chosenOf, marksMax } from './svg/chosen.ts'
import { layoutOf } from './svg/layout.ts'
import { boxHigh, type Layout } from './svg/places.ts'
import { anyReport } from './svg/run.arbitrary.ts'
import { textWidth } from './svg/text-width.ts'

const laidOut = (report: Report): Layout => {
  const chosen = chosenOf(report, 'whole')
  if (chosen === null) throw new Error('too much for a picture')
  return layoutOf(report, chosen, 836)
}

const anyLayout = anyReport(150).map(laidOut)

describe('the axis of any run', () => {
  test('grows with time: equal times have equal x, others stand at least 18 pixels apart', () => {
    fc.assert(
      fc.property(anyLayout, ({ axis }) => {
        for (const [nth, time] of axis.times.entries()) {
          const before = axis.times[nth - 1]
          if (before === undefined) continue
          expect(time).toBeGreaterThan(before)
          expect(axis.at(time) - axis.at(before)).toBeGreaterThanOrEqual(stepMin - 1e-6)
        }
        expect(axis.edge).toBeGreaterThan(axis.at(axis.times.at(-1) ?? 0))
      }),
      { numRuns: 40 },
    )
  })

  test('stands every step at its time, in its order, on its lane', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        for (const { event, x, y } of layout.dots) {
          expect(y).toBe(layout.lanes.find(({ lane }) => lane.id === event.node)?.y)
          expect(x).toBeGreaterThanOrEqual(layout.axis.at(event.time))
          const next = layout.axis.times.find((time) => time > event.time)
          if (next !== undefined) expect(x).toBeLessThan(layout.axis.at(next))
        }
      }),
      { numRuns: 40 },
    )
  })

  test('makes arrows of 24 pixels at least, and boxes that hold their labels', () => {
    fc.assert(
      fc.property(anyLayout, ({ arrows, boxes }) => {
        for (const { tail, head } of arrows) {
          expect(Math.hypot(head.x - tail.x, head.y - tail.y)).toBeGreaterThanOrEqual(24 - 1e-6)
        }
        for (const { label, wide } of boxes) {
          expect(wide).toBeGreaterThanOrEqual(textWidth(label, 12, true))
        }
      }),
      { numRuns: 40 },
    )
  })

  test('lets no two boxes and no two faults overlap, and nothing leave the picture', () => {
    fc.assert(
      fc.property(anyLayout, ({ boxes, bars, wide, high, dots, arrows }) => {
        for (const [nth, one] of boxes.entries()) {
          for (const other of boxes.slice(nth + 1)) {
            const apart =
              Math.abs(one.y - other.y) >= boxHigh ||
              one.x + one.wide <= other.x + 1e-6 ||
              other.x + other.wide <= one.x + 1e-6
            expect(apart, `${one.label} and ${other.label}`).toBe(true)
          }
        }
        for (const { x, wide: long } of bars) expect(x + long).toBeLessThanOrEqual(wide)
        for (const { x, y } of [...dots, ...arrows.flatMap(({ tail, head }) => [tail, head])]) {
          expect(x).toBeGreaterThan(0)
          expect(x).toBeLessThanOrEqual(wide)
          expect(y).toBeGreaterThan(0)
          expect(y).toBeLessThanOrEqual(high)
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('words', () => {
  const rects = (
    svg: string,
  ): { text: string; x: number; y: number; wide: number; high: number }[] =>
    [
      ...svg.matchAll(
        /<text class="([^"]+)" x="([^"]+)" y="([^"]+)" font-size="([^"]+)"(?: text-anchor="(\w+)")?>([^<]*)</gu,
      ),
    ].map(([, look, x, y, size, anchor, text]) => {
      const words = (text ?? '').replace(/&\w+;|&#\d+;/gu, '"')
      const bold = /strong|name|said|number/u.test(look ?? '')
      const wide = textWidth(words, Number(size), bold)
      const left = Number(x) - (anchor === 'middle' ? wide / 2 : anchor === 'end' ? wide : 0)
      return { text: words, x: left, y: Number(y) - Number(size) * 0.8, wide, high: Number(size) }
    })

  test('do not lie on each other in any run', () => {
    fc.assert(
      fc.property(anyReport(80), (report) => {
        const all = rects(pictureOf(report, 'whole')?.svg.markup ?? '')
        for (const [nth, one] of all.entries()) {
          for (const other of all.slice(nth + 1)) {
            const apart =
              one.x + one.wide <= other.x + 1 ||
              other.x + other.wide <= one.x + 1 ||
              one.y + one.high <= other.y + 1 ||
              other.y + other.high <= one.y + 1
            expect(apart, `"${one.text}" and "${other.text}"`).toBe(true)
          }
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('every mark is told from the others without its colour', () => {
  const svg = (): string => pictureOf(marksReport(), 'whole')?.svg.markup ?? ''
  const group = (look: string): string => {
    const found = new RegExp(`<g class="wl-m ${look}">[^]*?</g>`, 'u').exec(svg())?.[0]
    if (found === undefined) throw new Error(`there is no ${look}`)
    return found
  }
  /** What is left of a mark when colours are gone: its paths' looks, dashes and words. */
  test.each`
    mark                              | look                  | shape                            | words
    ${'a request'}                    | ${'wl-request'}       | ${/wl-head" d="[^"]+Z"/u}        | ${/e\d+ put c1 → n1, 2 ms/u}
    ${'a reply: open head'}           | ${'wl-reply'}         | ${/wl-open/u}                    | ${/yes n2 → n1/u}
    ${'lost: dots and a cross'}       | ${'wl-lost'}          | ${/wl-lost-shaft[^]*wl-cross/u}  | ${/lost: partition f1, 3 more like it/u}
    ${'a copy: dashes'}               | ${'wl-copy'}          | ${/wl-copy-shaft/u}              | ${/delivered twice/u}
    ${'late: a thick shaft'}          | ${'wl-late'}          | ${/wl-late-shaft/u}              | ${/9 times the median/u}
    ${'overtaking: a dot'}            | ${'wl-overtook'}      | ${/<circle/u}                    | ${/overtook e\d+/u}
    ${'damaged: a zigzag'}            | ${'wl-damaged'}       | ${/(?:L[\d. ]+){5,}/u}           | ${/term 3 arrived as 7/u}
    ${'under way: it fades'}          | ${'wl-flying'}        | ${/wl-fade[^]*wl-faint/u}        | ${/not delivered when the run ended/u}
    ${'a crash: a gap and a cross'}   | ${'wl-down'}          | ${/wl-hatch[^]*wl-cross/u}       | ${/n3 crashed at 120 ms, started again 30 ms later, memory lost/u}
    ${'what a crash took'}            | ${'wl-chipped'}       | ${/∅ memory/u}                   | ${/memory lost/u}
    ${'a restart: a turning arrow'}   | ${'wl-start'}         | ${/wl-turn/u}                    | ${/starts again, life 2/u}
    ${'paused or slow: dots'}         | ${'wl-spell'}         | ${/wl-(?:paused|slow)/u}         | ${/(?:slow|paused) for/u}
    ${'a partition: a hatched band'}  | ${'wl-cutting'}       | ${/wl-band[^]*wl-hatch/u}        | ${/f1 separates n1 from n2 n3/u}
    ${'a timer: a diamond'}           | ${'wl-step'}          | ${/<circle|wl-timer/u}           | ${/./u}
    ${'ok: a box'}                    | ${'wl-op wl-ok'}      | ${/A put x=1 → ok/u}             | ${/A: c1 put x=1, 10 ms to 18 ms, ok/u}
    ${'failed: a cross in the box'}   | ${'wl-op wl-failed'}  | ${/>✕ D/u}                       | ${/refused/u}
    ${'unknown: open at the right'}   | ${'wl-op wl-unknown'} | ${/wl-edge" d="M[^"]+H[^"Z]+"/u} | ${/no answer/u}
    ${'fits nowhere: a bracket'}      | ${'wl-misfit'}        | ${/wl-bracket/u}                 | ${/C: after 1·A 2·B it must be 2/u}
    ${'takes effect: a number'}       | ${'wl-point'}         | ${/wl-order[^]*>1</u}            | ${/takes effect as number 1/u}
    ${'a goal: a flag'}               | ${'wl-goal'}          | ${/wl-flag/u}                    | ${/goal reached: a majority stored it/u}
    ${'the violation: a dashed line'} | ${'wl-violation'}     | ${/wl-broke/u}                   | ${/c1 read x = 1 after x = 2/u}
  `('$mark', ({ look, shape, words }: { look: string; shape: RegExp; words: RegExp }) => {
    const drawn = group(look)
    expect(drawn).toMatch(shape)
    expect(/<title>([^<]*)</u.exec(drawn)?.[1] ?? '').toMatch(words)
  })

  test('a partition that holds one way has half arrows and wider hatches', () => {
    expect(svg()).toMatch(/wl-hatch wl-sparse[^]*wl-half/u)
    expect(svg()).toMatch(/f2 cuts n2 off from n3 one way, 90 ms to 110 ms/u)
  })

  test('every mark has its words', () => {
    const marks = [...svg().matchAll(/<g class="wl-m [^"]+">(?!<title>[^<]+<\/title>)/gu)]
    expect(marks).toEqual([])
  })

  test('dashes and widths of shafts differ', () => {
    const style = /<style>([^]*?)<\/style>/u.exec(renderSvg(marksReport(), 'light'))?.[1] ?? ''
    const rule = (look: string): string =>
      new RegExp(`\\.${look}\\{([^}]*(?:dash|width)[^}]*)\\}`, 'u').exec(style)?.[1] ?? 'plain'
    const looks = ['wl-lost-shaft', 'wl-copy-shaft', 'wl-late-shaft', 'wl-request-shaft']
    expect(new Set(looks.map(rule)).size).toBe(looks.length)
  })

  test('groups that do not touch carry letters on their lanes', () => {
    const report = marksReport()
    const groups = [['n1', 'n3'], ['n2']] as const
    const faults = report.faults.map((one) => (one.id === 'f1' ? { ...one, groups } : one))
    const drawn = pictureOf({ ...report, faults } as Report, 'whole')?.svg.markup ?? ''
    const letters = [...drawn.matchAll(/wl-letter"[^>]*\/><text[^>]*>([A-Z])</gu)].map(
      ([, one]) => one,
    )
    expect(letters).toEqual(['A', 'B', 'A'])
    expect(svg()).not.toContain('wl-letter')
  })
})

describe('what is not drawn', () => {
  test('is counted, event by event', () => {
    const { report } = fixtureOf('ack-retry', 'forget-dedup', false)
    const trace = report.run.trace ?? []
    const chosen = chosenOf(report, 'told')
    const words = chosen?.missing ?? ''
    expect(words).toContain(`${chosen?.events.size} of ${trace.length} events`)
    const counts = [...(words.split('Not drawn: ')[1]?.matchAll(/\d[\d,]*/gu) ?? [])]
    const sum = counts.reduce((all, [one]) => all + Number(one.replaceAll(',', '')), 0)
    expect(sum).toBe(trace.length - (chosen?.events.size ?? 0))
  })

  test('is nothing while there is little, and never the guilty step', () => {
    expect(chosenOf(passingReport(), 'told')?.missing).toBeNull()
    const { report } = fixtureOf('ack-retry', 'forget-dedup')
    expect(chosenOf(report, 'told')?.events).toContain(report.failure?.event)
    expect(chosenOf(marksReport(), 'whole')?.missing).toBeNull()
  })

  test('of much more than a thousand marks the picture holds a thousand and says so', () => {
    const long = longReport(4_000)
    expect(chosenOf(long, 'whole')).toBeNull()
    const begun = chosenOf({ ...long, failure: null }, 'told')
    expect(begun?.events.size).toBe(marksMax)
    expect(begun?.missing).toContain('the first 1,000 marks, 1,000 of 8,002 events. Not drawn:')
    const failed = chosenOf(long, 'told')
    expect(failed?.events.size).toBeLessThanOrEqual(marksMax)
    expect(failed?.missing).toContain('of 8,002 events. Not drawn:')
  })
})
