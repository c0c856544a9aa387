// The sheet a picture is drawn on: layers from the ground up, and the places that are taken, so that
// no two texts meet. It knows nothing of runs.

import { escaped, type Markup, markup } from '../markup.ts'
import type { Point } from './places.ts'
import { textWidth } from './text-width.ts'

/** From the ground up. Arrows lie over hatches and lanes, their halos under all arrows, boxes over arrows, words over all. */
const layers = ['ground', 'lanes', 'halos', 'arrows', 'steps', 'boxes', 'words', 'end'] as const
export type Layer = (typeof layers)[number]

export interface Rect {
  readonly x: number
  readonly y: number
  readonly wide: number
  readonly high: number
}

/** A place for a text; `x` is its left, middle or right, `y` its base line. */
export interface Spot extends Point {
  readonly anchor: 'start' | 'middle' | 'end'
}

export interface Words {
  readonly text: string
  readonly size: number
  readonly bold?: boolean
  /** of the style sheet */
  readonly look: string
}

export class Sheet {
  readonly #marks = new Map<Layer, Markup[]>()
  readonly #taken: Rect[] = []
  readonly #shafts: (readonly [Point, Point])[] = []
  readonly #bounds: Rect

  constructor(bounds: Rect) {
    this.#bounds = bounds
  }

  put(layer: Layer, mark: Markup): void {
    const marks = this.#marks.get(layer)
    if (marks === undefined) this.#marks.set(layer, [mark])
    else marks.push(mark)
  }

  /** No text will stand here. */
  take(rect: Rect): void {
    this.#taken.push(rect)
  }

  /** Texts keep off this line where they can. */
  avoid(from: Point, to: Point): void {
    this.#shafts.push([from, to])
  }

  /**
   * Writes a text at the first spot that is free and that no more than `through` lines cross.
   * @returns whether there was room
   */
  write(words: Words, spots: readonly Spot[], through: number = 1): boolean {
    let best: { readonly spot: Spot; readonly rect: Rect; readonly crossed: number } | null = null
    for (const spot of spots) {
      const rect = rectOf(words, spot)
      if (!within(rect, this.#bounds) || this.#taken.some((one) => meet(one, rect))) continue
      const crossed = this.#shafts.filter(([from, to]) => crosses(from, to, rect)).length
      if (best === null || crossed < best.crossed) best = { spot, rect, crossed }
      if (crossed === 0) break
    }
    if (best === null || best.crossed > through) return false
    this.take(best.rect)
    this.put('words', text(words, best.spot))
    return true
  }

  /** All layers, each a group of its own. */
  marks(): readonly Markup[] {
    return layers.flatMap((layer) => {
      const marks = this.#marks.get(layer)
      return marks === undefined ? [] : [markup`<g class="wl-${layer}">${marks}</g>\n`]
    })
  }
}

/** A text, wherever it stands. */
export function text(words: Words, { x, y, anchor }: Spot): Markup {
  const side = anchor === 'start' ? '' : ` text-anchor="${anchor}"`
  const place = `x="${px(x)}" y="${px(y)}" font-size="${words.size}"${side}`
  return { markup: `<text class="${words.look}" ${place}>${escaped(words.text)}</text>` }
}

function rectOf(words: Words, { x, y, anchor }: Spot): Rect {
  const wide = textWidth(words.text, words.size, words.bold ?? false)
  const left = anchor === 'start' ? x : anchor === 'middle' ? x - wide / 2 : x - wide
  return { x: left, y: y - words.size * 0.85, wide, high: words.size * 1.1 }
}

const gap = 2

const meet = (one: Rect, other: Rect): boolean =>
  one.x < other.x + other.wide + gap &&
  other.x < one.x + one.wide + gap &&
  one.y < other.y + other.high + gap &&
  other.y < one.y + one.high + gap

const within = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.wide <= outer.x + outer.wide &&
  inner.y + inner.high <= outer.y + outer.high

/** Whether a line passes through a rectangle: clipped against its four sides something is left. */
function crosses(from: Point, to: Point, { x, y, wide, high }: Rect): boolean {
  let [enter, leave] = [0, 1]
  const sides: readonly (readonly [number, number])[] = [
    [from.x - to.x, from.x - x],
    [to.x - from.x, x + wide - from.x],
    [from.y - to.y, from.y - y],
    [to.y - from.y, y + high - from.y],
  ]
  for (const [slope, room] of sides) {
    if (slope === 0) {
      if (room < 0) return false
    } else if (slope < 0) enter = Math.max(enter, room / slope)
    else leave = Math.min(leave, room / slope)
  }
  return enter < leave
}

/** A length as a picture says it: to a tenth of a pixel. */
export const px = (length: number): string => String(Math.round(length * 10) / 10)

/** `M1 2L3 4` */
export const line = (...points: readonly Point[]): string =>
  points.map(({ x, y }, nth) => `${nth === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('')

/** A mark with what it says in words, for those who point at it and those who cannot see it. */
export const mark = (look: string, words: string, ...parts: readonly Markup[]): Markup =>
  markup`<g class="wl-m ${look}"><title>${words}</title>${parts}</g>`

/** A path of the style sheet's class `look`. */
export const path = (look: string, d: string): Markup => ({
  markup: `<path class="${look}" d="${d}"/>`,
})

/** A cross of two strokes. */
export const cross = (look: string, { x, y }: Point, r: number): Markup =>
  path(
    look,
    line({ x: x - r, y: y - r }, { x: x + r, y: y + r }) +
      line({ x: x - r, y: y + r }, { x: x + r, y: y - r }),
  )

/** Diagonal lines that fill a rectangle. */
export function hatched(look: string, { x, y, wide, high }: Rect, apart: number): Markup {
  let d = ''
  for (let at = apart / 2; at < wide + high; at += apart) {
    const [low, top] = [Math.min(at, wide), Math.min(at, high)]
    d += line({ x: x + low, y: y + at - low }, { x: x + at - top, y: y + top })
  }
  return path(look, d)
}
