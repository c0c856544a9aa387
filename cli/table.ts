// Tables of the command line: columns without frames, as wide as what stands in them. cli-table3
// measures and fills; its colours are switched off, because cells are coloured before they come.

import Table from 'cli-table3'
import { columns, type Page } from '../reports/page.ts'

const frameless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
} as const

/**
 * @param head the names of the columns
 * @param folded the column that may be broken into lines when the page is too narrow; null: none
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  folded: number | null,
  page: Page,
): string {
  const wide = head.map((name, at) =>
    Math.max(columns(name), ...rows.map((row) => columns(row[at] ?? ''))),
  )
  const gap = 2
  const all = wide.reduce((sum, one) => sum + one + gap, gap)
  const own = folded === null ? 0 : (wide[folded] ?? 0)
  const room = Math.max(16, own - Math.max(0, all - page.width))
  const drawn = new Table({
    chars: frameless,
    style: { head: [], border: [], 'padding-left': 2, 'padding-right': 0 },
    head: head.map((name) => page.ink.strong(name)),
    colWidths: wide.map((one, at) => (at === folded ? room : one) + gap),
    wordWrap: true,
    wrapOnWordBoundary: true,
  })
  drawn.push(...rows.map((row) => [...row]))
  return `${drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`
}
