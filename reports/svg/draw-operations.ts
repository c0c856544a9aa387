// Marks of operations: a box from call to return, with its outcome as colour, edge and words; its
// place in a legal order, or that it fits nowhere.

import type { OperationTold } from '../../sim/report.ts'
import { type Markup, markup } from '../markup.ts'
import { span } from '../words.ts'
import { type Box, boxHigh, type Layout } from './places.ts'
import { line, mark, path, px, type Sheet, text } from './sheet.ts'
import { fitted, textWidth } from './text-width.ts'

/**
 * The boxes of all operations, above what crosses their lanes.
 * @param state what the object was where the misfit should have been, in words; null: not known
 */
export function drawOperations(
  layout: Pick<Layout, 'axis' | 'boxes'>,
  state: string | null,
  sheet: Sheet,
): void {
  for (const box of layout.boxes) {
    const { x, y, wide } = box
    sheet.take({ x, y: y - boxHigh / 2, wide, high: boxHigh })
  }
  for (const box of layout.boxes) {
    const { told } = box
    sheet.put(
      'boxes',
      mark(`wl-op wl-${lookOf(told)}`, wordsOf(told), ...shape(box, layout), label(box)),
    )
    if (told.misfit !== null) drawMisfit(box, state, sheet)
    if (told.order !== null) drawOrder(box, told.order, sheet)
  }
}

const lookOf = ({ outcome, misfit }: OperationTold): string =>
  misfit === null ? outcome : 'misfit'

/** `A: c1 put x = 1, 201 ms to 214 ms, ok` */
export function wordsOf(told: OperationTold): string {
  const { label: name, client, call, start, end, outcome, result, misfit } = told
  const times = end === null ? `from ${span(start)}, no answer` : `${span(start)} to ${span(end)}`
  const said =
    result === null || result === '' || result === outcome ? outcome : `${outcome}, ${result}`
  const why = misfit === null ? '' : `; fits nowhere: ${misfit}`
  return `${name}: ${client} ${call}, ${times}, ${said}${why}`
}

function shape({ x, y, wide, told }: Box, layout: Pick<Layout, 'axis'>): Markup[] {
  const top = y - boxHigh / 2
  if (told.outcome !== 'unknown') {
    return [
      markup`<rect class="wl-box" x="${px(x)}" y="${px(top)}" width="${px(wide)}" height="${boxHigh}" rx="3"/>`,
    ]
  }
  // Open at the right: nobody knows when it ended, if ever.
  const right = x + wide + (x + wide >= layout.axis.edge - 1 ? 12 : 0)
  const foot = top + boxHigh
  const outline = `M${px(right)} ${px(top)}H${px(x + 3)}Q${px(x)} ${px(top)} ${px(x)} ${px(top + 3)}V${px(foot - 3)}Q${px(x)} ${px(foot)} ${px(x + 3)} ${px(foot)}H${px(right)}`
  return [
    markup`<rect class="wl-fill" x="${px(x)}" y="${px(top)}" width="${px(right - x)}" height="${boxHigh}"/>`,
    path('wl-edge', outline),
  ]
}

const label = ({ label: words, x, y }: Box): Markup =>
  text(
    { text: words, size: 12, bold: true, look: 'wl-said' },
    { x: x + 8, y: y + 4.2, anchor: 'start' },
  )

const stateMax = 80

/** A bracket over the operation for which there is no place. */
function drawMisfit({ x, y, wide, told }: Box, state: string | null, sheet: Sheet): void {
  const top = y - boxHigh / 2 - 3
  const there =
    state === null
      ? ''
      : `; the state there: ${state.length > stateMax ? `${state.slice(0, stateMax - 1)}…` : state}`
  const bracket = `M${px(x)} ${px(top)}v-4h${px(wide)}v4`
  sheet.put(
    'boxes',
    mark('wl-misfit', `${told.label}: ${told.misfit ?? ''}${there}`, path('wl-bracket', bracket)),
  )
  sheet.take({ x, y: top - 5, wide, high: 5 })
  const words = fitted(
    `✕ fits nowhere: ${told.misfit ?? ''}${there}`,
    11,
    Math.max(330, wide),
    true,
  )
  const spot = { y: top - 11, anchor: 'end' } as const
  sheet.write(
    { text: words, size: 11, bold: true, look: 'wl-strong wl-bad' },
    [
      { ...spot, x: x + wide },
      { ...spot, x, anchor: 'start' },
      { ...spot, x, y: y + boxHigh / 2 + 14, anchor: 'start' },
      { ...spot, x: x + wide, y: y + boxHigh / 2 + 14 },
    ],
    9,
  )
}

/** Ticks above and below, never across the words, and the number in a disc. */
function drawOrder({ x, y, wide }: Box, order: number, sheet: Sheet): void {
  const middle = x + wide / 2
  const [top, foot] = [y - boxHigh / 2, y + boxHigh / 2]
  const ticks =
    line({ x: middle, y: top - 5 }, { x: middle, y: top }) +
    line({ x: middle, y: foot }, { x: middle, y: foot + 5 })
  // A disc for as many digits as fit into one; it grows sideways for more.
  const half = Math.max(7.5, textWidth(String(order), 10.5, true) / 2 + 3)
  const disc = markup`<rect class="wl-order" x="${px(middle - half)}" y="${px(top - 18.5)}" width="${px(2 * half)}" height="15" rx="7.5"/>`
  const number = text(
    { text: String(order), size: 10.5, bold: true, look: 'wl-number' },
    { x: middle, y: top - 7.2, anchor: 'middle' },
  )
  sheet.put(
    'boxes',
    mark('wl-point', `takes effect as number ${order}`, path('wl-tick', ticks), disc, number),
  )
  sheet.take({ x: middle - half, y: top - 19, wide: 2 * half, high: 19 })
}
