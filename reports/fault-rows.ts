// Of the screen of a failure: which fault `f1` is, in the notation, so that it can be typed again.
// When each struck and what came of it is told by the story and the diagram.

import type { FaultTold, Report } from '../sim/report.ts'
import { columns, itemRows, type Page, printable } from './page.ts'
import { grouped, wrapped } from './words.ts'

const indent = '    '

/**
 * `f1 pause n1 @ 0ms for 1s · f2 partition n3 | n1,n2 @ 2s`, in the order of the plan; a notation is
 * never cut. Of many faults those come first that the rest of the screen speaks of.
 * @param most lines, from 1; one fault is told even where it needs more
 */
export function faultRows({ faults, failure }: Report, most: number, page: Page): string[] {
  if (faults.length === 0 || failure === null) return []
  const { story, matters, irrelevant } = failure
  const said = [...story.map(({ text }) => text), ...matters, ...irrelevant.map(({ what }) => what)]
  const spoken = new Set(said.flatMap((text) => text.match(/\bf\d+\b/gu) ?? []))
  const first = [
    ...faults.filter(({ id }) => spoken.has(id)),
    ...faults.filter(({ id }) => !spoken.has(id)),
  ]
  for (let count = first.length; count > 1; count -= 1) {
    const rows = rowsOf(faults, first.slice(0, count), page)
    if (rows.length <= most) return rows
  }
  return rowsOf(faults, first.slice(0, 1), page)
}

function rowsOf(all: readonly FaultTold[], shown: readonly FaultTold[], page: Page): string[] {
  const left = all.length - shown.length
  const items = all
    .filter((one) => shown.includes(one))
    .map(({ id, text }) => `${id} ${printable(text)}`)
  if (left > 0) items.push(`and ${grouped(left)} more`)
  const room = page.width - indent.length
  const lines = itemRows(items, room, page)
  return lines.flatMap((one) =>
    wrapped(one, columns(one) > room ? room - 3 : room).map(
      (row, at) => indent + (at === 0 ? '' : '   ') + row,
    ),
  )
}
