// Two runs on one screen: how large each is and how it ended, the first event that differs, and a
// short list of what only one of them did.

import type { Size } from '../sim/explicit.ts'
import type { Run } from '../sim/run.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { aligned, type Aligned, type Stretch } from './aligned.ts'
import { brokeOf } from './broke.ts'
import { eventRows } from './events.ts'
import { type Page, clipped, failed, pad, printable } from './page.ts'
import { counted, grouped, span } from './words.ts'

/** One of the two runs, with its trace. */
export interface Side {
  readonly name: string
  readonly size: Size
  readonly run: Run
}

export interface CompareTold {
  readonly left: Side
  readonly right: Side
  /** number of the first event that differs; null: none */
  readonly differs: number | null
}

const linesMax = 40
/** Events of a longer stretch that only one run has: so many, then how many more. */
const shownMax = 4

/** The whole screen. */
export function renderCompare(told: CompareTold, page: Page): string {
  const { left, right, differs } = told
  const lines = [
    '',
    ...sideRows('left', left, page),
    ...sideRows('right', right, page),
    '',
    ...differenceRows(told, page),
  ]
  if (differs !== null) {
    const both = aligned(left.run.trace ?? [], right.run.trace ?? [])
    lines.push('', ...alignedRows(both, page))
  }
  return `${lines.join('\n')}\n\n`
}

function sideRows(word: string, { name, size, run }: Side, page: Page): string[] {
  const { ink, glyphs } = page
  const parts = [
    counted(size.nodes, 'node'),
    counted(size.faults, 'fault'),
    counted(size.operations, 'operation'),
    counted(size.decisions, 'decision'),
    counted(size.events, 'event'),
  ]
  const verdict =
    run.failure !== null
      ? `${ink.bad(failed('FAIL', page))}   ${printable(run.failure.property)} (${run.failure.code}) at ${span(brokeOf(run)?.time ?? run.failure.time)}`
      : run.verdict === 'pass'
        ? ink.good('PASS')
        : ink.warn('INCONCLUSIVE')
  return [
    `  ${pad(word, 5)}  ${ink.strong(printable(name))}`,
    `         ${parts.join(` ${glyphs.bullet} `)}`,
    `         ${verdict}`,
  ]
}

function differenceRows({ left, right, differs }: CompareTold, page: Page): string[] {
  if (differs === null) return ['  Identical: every event, and every content.']
  const at = (run: Run): string => {
    const event = run.trace?.[differs - 1]
    if (event === undefined) return 'has ended'
    return (eventRows([event], page)[0] ?? '').trim()
  }
  const head =
    differs === 1
      ? '  Different from their first event on.'
      : `  Identical until e${differs - 1}. Then`
  return [
    head,
    `    left   ${clipped(at(left.run), page.width - 11)}`,
    `    right  ${clipped(at(right.run), page.width - 11)}`,
  ]
}

function alignedRows({ stretches, cut, compared }: Aligned, page: Page): string[] {
  const rows: string[] = []
  for (const stretch of stretches) {
    const own = stretchRows(stretch, page)
    if (rows.length + own.length > linesMax - 2) {
      const left = stretches.length - stretches.indexOf(stretch)
      rows.push(page.ink.faint(`    and ${counted(left, 'more stretch', 'more stretches')}`))
      break
    }
    rows.push(...own)
  }
  return [
    '  Steps, drops and faults of both, in order   (= both  < left only  > right only)',
    ...rows,
    ...(cut
      ? [
          page.ink.faint(
            `    the first ${grouped(Math.max(compared.left, compared.right))} of each were compared`,
          ),
        ]
      : []),
  ]
}

function stretchRows({ kind, left, right }: Stretch, page: Page): string[] {
  if (kind === 'same') {
    const [first] = left
    const last = left.at(-1)
    const range = first === undefined || last === undefined ? '' : rangeOf(first, last)
    const other = right[0]
    const there = other === undefined ? '' : `, there ${rangeOf(other, right.at(-1) ?? other)}`
    return [page.ink.faint(`    =  ${counted(left.length, 'event')} the same   ${range}${there}`)]
  }
  const events = kind === 'left' ? left : right
  const sign = kind === 'left' ? '<' : '>'
  const shown = events.length > shownMax + 1 ? events.slice(0, shownMax) : events
  const rows = eventRows(shown, page).map(
    (row) => `    ${sign}  ${clipped(row.trim(), page.width - 8)}`,
  )
  const more = events.length - shown.length
  return more === 0 ? rows : [...rows, `    ${sign}  and ${counted(more, 'more event')}`]
}

const rangeOf = (first: TraceEvent, last: TraceEvent): string =>
  first === last ? `e${first.id}` : `e${first.id} to e${last.id}`

/** The same for machines. */
export function compareDocument(told: CompareTold): Record<string, unknown> {
  const { left, right, differs } = told
  const both = aligned(left.run.trace ?? [], right.run.trace ?? [])
  const side = ({ name, size, run }: Side): Record<string, unknown> => ({
    ...{ name, size, verdict: run.verdict, digest: run.digest, content: run.content },
    failure:
      run.failure === null
        ? null
        : {
            property: run.failure.property,
            code: run.failure.code,
            sentence: run.failure.sentence,
          },
  })
  return {
    schema: 'worldline.compare/1',
    left: side(left),
    right: side(right),
    differs: differs === null ? null : `e${differs}`,
    stretches: both.stretches.map((stretch) => ({
      kind: stretch.kind,
      left: stretch.left.map(({ id }) => `e${id}`),
      right: stretch.right.map(({ id }) => `e${id}`),
    })),
    cut: both.cut,
  }
}
