// An answer on a terminal: what is explained, then its numbered steps, each with its event, its time
// and its place in the source, then a cure that is common for such a failure.

import type { Report } from '../sim/report.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { eventIds } from './event-words.ts'
import { columns, type Page, pad, padLeft, printable } from './page.ts'
import type { Answer, Reason } from './reasons.ts'
import { span, wrapped } from './words.ts'

/**
 * Lines without line breaks.
 * @param question as it was asked: `--why C`
 * @param cure told below the steps; null: none
 */
export function whyLines(
  answer: Answer,
  report: Report,
  question: string,
  cure: string | null,
  page: Page,
): string[] {
  const { ink, width } = page
  const at = new Map((report.run.trace ?? []).map((event) => [event.id, event]))
  const marks = inColumns(answer.steps.map((step) => markOf(step, at, report)))
  const rows = answer.steps.flatMap((step, nth) => stepRows(step, marks[nth] ?? '–', nth + 1, page))
  const head = `${report.coordinate}   ${question}`
  return [
    `  ${ink.strong(printable(head))}`,
    ...wrapped(printable(answer.about), width - 4).map((line) => `  ${line}`),
    '',
    ...rows,
    ...answer.notes
      .flatMap((note) => wrapped(printable(note), width - 4))
      .map((line) => `  ${line}`),
    ...(cure === null ? [] : ['', ...cureRows(cure, page)]),
  ]
}

/** The parts of marks under each other; a step without a mark has a dash. */
function inColumns(marks: readonly (readonly string[])[]): string[] {
  const wide = [0, 1, 2].map((part) =>
    Math.max(0, ...marks.map((mark) => columns(mark[part] ?? ''))),
  )
  const [first = 0, second = 0, third = 0] = wide
  return marks.map(([event, time = '', place = '']) =>
    event === undefined
      ? '–'
      : [pad(event, first), padLeft(time, second), pad(place, third)]
          .slice(0, third === 0 ? 2 : 3)
          .join('  '),
  )
}

/** `e35   640 ms   src/raft.ts:148`, in parts. */
function markOf(
  { event }: Reason,
  at: ReadonlyMap<number, TraceEvent>,
  { places }: Report,
): string[] {
  if (event === null) return []
  const found = at.get(event)
  const place =
    places.get(event) ??
    (found?.cause === undefined || found.cause === null ? undefined : places.get(found.cause))
  return [
    `e${event}`,
    found === undefined ? '' : span(found.time),
    place === undefined ? '' : printable(place),
  ]
}

function stepRows({ text, also }: Reason, stamp: string, nth: number, page: Page): string[] {
  const { ink, width } = page
  const head = `  ${padLeft(String(nth), 2)}  `
  const indent = ' '.repeat(columns(head))
  const more = also.length === 0 ? '' : ` (also ${eventIds(also)})`
  const lines = wrapped(printable(text) + more, width - columns(head))
  const last = lines.at(-1) ?? ''
  const room = width - columns(head) - columns(last) - columns(stamp)
  const rows = lines.map((line, at) => (at === 0 ? head : indent) + line)
  // Where the end of the sentence leaves room, what it rests on stands at the right edge.
  if (room >= 2) rows[rows.length - 1] += ' '.repeat(room) + ink.faint(stamp)
  else rows.push(padLeft(ink.faint(stamp), width))
  return rows.map((row) => row.trimEnd())
}

const cureRows = (cure: string, { width }: Page): string[] =>
  wrapped(cure, width - 17).map((line, at) => `  ${pad(at === 0 ? 'Common cure' : '', 13)}${line}`)

/** The same as data. */
export const whyDocument = (
  answer: Answer,
  report: Report,
  question: string,
): Record<string, unknown> => ({
  schema: 'worldline.explain/1',
  coordinate: report.coordinate,
  question,
  about: answer.about,
  steps: answer.steps.map(({ text, event, also }) => ({
    text,
    event: event === null ? null : `e${event}`,
    also: also.map((id) => `e${id}`),
    place: event === null ? null : (report.places.get(event) ?? null),
  })),
  notes: answer.notes,
})
