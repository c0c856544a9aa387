// What each fault of a real run was asked and seen to do, as a table. The figures themselves are for
// machines; here stand the words that whoever measured them gave.

import { columns, type Page, pad, padLeft, printable } from './page.ts'
import { wrapped } from './words.ts'

/** What one fault was asked and seen to do. */
export interface EffectTold {
  readonly name: string
  /** in the notation, and its damage alone */
  readonly fault: string
  readonly damage: string
  readonly kind: string
  readonly from: number | null
  readonly to: number | null
  readonly asked: string
  readonly seen: string
  readonly bites: boolean
  readonly figures: Readonly<Record<string, number | boolean>>
}

const effectsMax = 40

/** A row for each fault: when it held, what it was asked, what it was seen to do. */
export function effectRows(effects: readonly EffectTold[], page: Page): string[] {
  if (effects.length === 0) return []
  const told = effects.slice(0, effectsMax)
  const heads = ['', 'effects', 'when', 'asked', 'seen']
  const cells = told.map((one) => [
    one.bites ? page.glyphs.ok : page.glyphs.never,
    `${one.name} ${printable(one.damage)}`,
    whenTold(one),
    one.asked,
    one.seen,
  ])
  const wide = (at: number, most: number): number =>
    Math.min(most, Math.max(...[heads, ...cells].map((row) => columns(row[at] ?? ''))))
  const widths = [wide(0, 4), wide(1, damageMax), wide(2, 14), wide(3, askedMax)]
  const room = page.width - 2 - widths.reduce((sum, width) => sum + width + 2, 0)
  widths.push(Math.max(16, room))
  const rows = ['', tableRow(heads, widths, (text) => page.ink.faint(text))].flat()
  for (const [nth, row] of cells.entries()) {
    const { good, warn } = page.ink
    rows.push(...tableRow(row, widths, told[nth]?.bites === true ? good : warn))
  }
  if (effects.length > effectsMax) rows.push(`  and ${effects.length - effectsMax} more in --json`)
  return rows
}

const damageMax = 34
const askedMax = 16

/** Cells go on below where they are full; the first is painted, times stand at the right. */
function tableRow(
  cells: readonly string[],
  widths: readonly number[],
  paint: (text: string) => string,
): string[] {
  const wrappedCells = cells.map((text, at) => {
    const width = widths[at] ?? 16
    return wrapped(loose(text, width), width)
  })
  const high = Math.max(...wrappedCells.map((lines) => lines.length))
  return Array.from({ length: high }, (_, line) =>
    wrappedCells
      .map((lines, at) => {
        const [text, width] = [lines[line] ?? '', widths[at] ?? 0]
        const put = at === 2 ? padLeft(text, width) : pad(text, width)
        return at === 0 && text !== '' ? paint(put) : put
      })
      .join('  ')
      .trimEnd()
      .replace(/^/, '  '),
  )
}

/** Lists of nodes that are wider than their cell go on below after any comma. */
const loose = (text: string, width: number): string =>
  text
    .split(' ')
    .map((word) => (columns(word) > width ? word.replaceAll(',', ', ') : word))
    .join(' ')

/** `1.20-2.20 s`, `4.01 s` */
function whenTold({ from, to }: EffectTold): string {
  if (from === null) return ''
  return to === null ? seconds(from) : `${(from / 1e6).toFixed(2)}-${seconds(to)}`
}

/** `4.01 s` */
export const seconds = (at: number): string => `${(at / 1e6).toFixed(2)} s`
