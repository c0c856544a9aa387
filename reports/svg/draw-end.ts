// Marks of the verdict: the dashed line where it broke, with its flag.

import type { Report } from '../../sim/report.ts'
import { brokeOf, brokeWords } from '../broke.ts'
import { span } from '../words.ts'
import type { Layout } from './places.ts'
import { line, mark, path, px, type Sheet, text } from './sheet.ts'
import { fitted, textWidth } from './text-width.ts'

/** Nothing for a run that did not fail. */
export function drawViolation(report: Report, layout: Layout, sheet: Sheet): void {
  const told = report.failure
  if (told === null) return
  const { failure } = told
  const broke = brokeOf({ ...report.run, failure })
  if (broke === null) return
  const { event, time } = broke
  // What no event shows is drawn at the end.
  const point = event === null ? null : layout.pointOf(event)
  const x = point?.x ?? layout.axis.edge
  const top = Math.min(...layout.lanes.map(({ y }) => y)) - 26
  const foot = layout.ruler + 42
  const at = event === null ? brokeWords(broke) : `e${event}`
  const words = `✕ ${fitted(failure.property, 12, 300, true)} violated ${at} · ${span(time)}`
  const wide = textWidth(words, 12, true)
  const left = x - wide - 8 > 8
  const dashes = path('wl-broke', line({ x, y: top }, { x, y: foot }))
  const side = left ? -9 : 9
  const flag = path('wl-pennant', `M${px(x)} ${px(foot - 12)}l${side} 6l${-side} 6Z`)
  const label = text(
    { text: words, size: 12, bold: true, look: 'wl-strong wl-bad' },
    { x: left ? x - 14 : Math.max(12, x + 14), y: foot - 2, anchor: left ? 'end' : 'start' },
  )
  sheet.put('ground', mark('wl-violation', `${failure.sentence} (${failure.code}, ${at})`, dashes))
  sheet.put('end', mark('wl-violation', failure.sentence, flag, label))
  sheet.take({ x: left ? x - wide - 16 : x, y: foot - 14, wide: wide + 16, high: 15 })
}
