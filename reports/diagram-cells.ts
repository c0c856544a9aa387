// The cells of a row of the text diagram: the lanes with one mark, one arrow or one band on them. It
// knows nothing of events.

import type { NodeId } from '../sim/units.ts'
import { clipped, columns, type Page, pad } from './page.ts'

/** How a node stands while a row is drawn. */
export type Standing = 'up' | 'down' | 'still'

export interface Canvas {
  readonly lanes: readonly NodeId[]
  /** columns of a lane */
  readonly wide: number
  readonly page: Page
  readonly standing: (node: NodeId) => Standing
}

/** The lanes with nothing on them. */
export function emptyCells({ lanes, wide, page, standing }: Canvas): string {
  const { lane, still } = page.glyphs
  const signs = { up: lane, down: ' ', still }
  return lanes.map((id) => pad(signs[standing(id)], wide)).join('')
}

/** A few words at a node's lane; nothing where it has none. */
export function mark(node: NodeId | null, text: string, canvas: Canvas): string {
  const lane = node === null ? -1 : canvas.lanes.indexOf(node)
  const cells = emptyCells(canvas)
  if (lane < 0) return cells
  const { wide } = canvas
  const put = pad(clipped(text, wide - 1), wide)
  return (
    [...cells].slice(0, lane * wide).join('') + put + [...cells].slice((lane + 1) * wide).join('')
  )
}

/**
 * From one lane to another. The tail stands on the sender's lane, the head on the receiver's, what
 * is between is line; the kind stands near the tail, where arrows that cross do not meet it.
 */
export function arrow(
  from: number,
  to: number,
  kind: string,
  lost: boolean,
  canvas: Canvas,
): string {
  const { glyphs } = canvas.page
  const cells = [...emptyCells(canvas)]
  const start = Math.min(from, to) * canvas.wide
  const stop = Math.max(from, to) * canvas.wide
  for (let place = start + 1; place < stop; place += 1) cells[place] = glyphs.line
  const label = ` ${clipped(kind, stop - start - 5)} `
  const wide = columns(label)
  if (from < to) {
    cells[start] = glyphs.fromLeft
    if (!lost) cells[stop] = glyphs.right
    write(cells, start + 2, label)
    if (lost) fade(cells, start + 2 + wide, stop, 'right', canvas)
  } else {
    if (!lost) cells[start] = glyphs.left
    cells[stop] = glyphs.fromRight
    write(cells, stop - 1 - wide, label)
    if (lost) fade(cells, start + 1, stop - 1 - wide, 'left', canvas)
  }
  return cells.join('')
}

function write(cells: string[], place: number, text: string): void {
  for (const [offset, one] of [...text].entries()) cells[place + offset] = one
}

/** The rest of a way that a lost message did not go: a cross, then nothing. */
function fade(
  cells: string[],
  from: number,
  to: number,
  way: 'left' | 'right',
  { page }: Canvas,
): void {
  for (let place = from; place < to; place += 1) cells[place] = ' '
  const cross = page.glyphs.fail.length === 1 ? page.glyphs.fail : 'X'
  cells[way === 'left' ? to - 1 : from] = cross
}

/** What happens to all: across the lanes, with its words in the middle where they fit. */
export function band(words: string, { lanes, wide, page }: Canvas): string {
  const room = Math.max(1, (lanes.length - 1) * wide + 1)
  const sign = page.glyphs.band
  const text = clipped(` ${words} `, Math.max(1, room - 2))
  const before = Math.max(1, Math.floor((room - columns(text)) / 2))
  const after = Math.max(0, room - before - columns(text))
  return pad(sign.repeat(before) + text + sign.repeat(after), lanes.length * wide)
}
