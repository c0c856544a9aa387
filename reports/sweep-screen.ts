// What a crash sweep went through, as rows of a screen: where it crashed, on which nodes, what was
// lost, and what was listed and not visited, with the reason. The verdict stands above it, in
// campaign-screen.ts.

import { formatDuration } from '../sim/duration.ts'
import type { Micros } from '../sim/units.ts'
import { columns, type Page, pad, padLeft } from './page.ts'
import { counted, grouped, inUnits, listed, wrapped } from './words.ts'

interface Visited {
  readonly places: number
  readonly visits: number
  readonly judged: number
  readonly failing: number
}

/** Where a crash falls; `recovery`: in the restart after another one. */
export type PlaceKind = 'before' | 'early' | 'written' | 'durable' | 'sent' | 'recovery'

/** A sweep, as far as a screen tells it. */
export interface SweptTold {
  readonly seed: number
  /** how long a node is down; null: until the calm */
  readonly downs: readonly (Micros | null)[]
  readonly baseHolds: boolean
  readonly places: number
  readonly visits: number
  readonly kinds: Readonly<Record<PlaceKind, Visited>>
  readonly nodes: Readonly<Record<string, Visited>>
  readonly losses: Readonly<Record<'memory' | 'part' | 'unsynced' | 'disk', number>>
  readonly restarts: number
  readonly leftOut: {
    readonly notDown: Readonly<Record<string, number>>
    readonly unnamed: number
    readonly outside: number
    readonly parts: number
    readonly restarts: number
  }
}

const kindWords: Readonly<Record<PlaceKind, string>> = {
  before: 'before the step',
  early: 'after an early send',
  written: 'written, not durable',
  durable: 'durable, nothing sent',
  sent: 'after a send or an answer',
  recovery: 'in a restart after a crash',
}
const kinds = ['before', 'early', 'written', 'durable', 'sent', 'recovery'] as const
const nodesMax = 16

/** The rows of a sweep in which nothing failed. */
export function sweepRows(told: SweptTold, page: Page): string[] {
  if (!told.baseHolds) return []
  const places = kinds.map((kind) => [kindWords[kind], told.kinds[kind]] as const)
  const nodes = Object.entries(told.nodes)
  const shown = nodes.slice(0, nodesMax)
  const wide = Math.max(...[...places, ...shown].map(([name]) => columns(name)))
  const more = nodes.length - shown.length
  return [
    ...table('Where it crashed', places, wide, page),
    '',
    ...table('Who crashed', shown, wide, page),
    ...(more > 0 ? [`    and ${counted(more, 'node')} more`] : []),
    '',
    ...fact('What was lost', lossWords(told), page),
    ...fact('How long down', told.downs.map(downWords).join(', then '), page),
    '',
    ...leftOutRows(told, page),
  ]
}

/** Where crashes did harm, in a few rows: a failure has the screen to itself. */
export function harmRows(told: SweptTold, page: Page): string[] {
  const places = kinds.map((kind) => [kindWords[kind], told.kinds[kind]] as const)
  const nodes = Object.entries(told.nodes)
  return [
    ...fact('Harm by place', harmWords(places), page),
    ...fact('Harm by node', harmWords(nodes), page),
  ]
}

function harmWords(rows: readonly (readonly [string, Visited])[]): string {
  const harmed = rows.filter(([, { failing }]) => failing > 0)
  const said = harmed.map(
    ([name, { failing, judged }]) => `${name} ${grouped(failing)} of ${grouped(judged)}`,
  )
  return listed(said, harmMax)
}

const harmMax = 8

function table(
  title: string,
  rows: readonly (readonly [string, Visited])[],
  wide: number,
  { ink }: Page,
): string[] {
  const heads = ['places', 'crashes', 'survived']
  const cells = (values: readonly string[]): string =>
    values.map((value, at) => padLeft(value, at === 0 ? 8 : 10)).join('')
  return [
    `  ${ink.strong(`${pad(title, wide + 4)}${cells(heads)}`)}`,
    ...rows.map(([name, { places, judged, failing }]) => {
      const survived = `${grouped(judged - failing)}`
      return `    ${pad(name, wide + 2)}${cells([grouped(places), grouped(judged), survived])}`
    }),
  ]
}

const factWide = 16

function fact(title: string, text: string, page: Page): string[] {
  return wrapped(text, page.width - factWide - 4).map((line, at) =>
    at === 0
      ? `  ${page.ink.strong(pad(title, factWide))}${line}`
      : ' '.repeat(factWide + 2) + line,
  )
}

function lossWords({ losses }: SweptTold): string {
  const { memory, part, unsynced, disk } = losses
  const said: readonly (readonly [number, string])[] = [
    [unsynced, 'memory and all that was not durable'],
    [part, 'memory and the last of what was not durable'],
    [memory, 'memory alone'],
    [disk, 'the whole disk'],
  ]
  const parts = said.flatMap(([count, words]) =>
    count === 0 ? [] : [`${words} ${grouped(count)}`],
  )
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}

const downWords = (down: Micros | null): string =>
  down === null ? 'to the end of the storm' : down === 0 ? 'up again at once' : formatDuration(down)

/** What there was besides, and why nothing crashed there. */
function leftOutRows({ leftOut, kinds: by, restarts }: SweptTold, page: Page): string[] {
  const rows: string[] = []
  for (const [role, places] of Object.entries(leftOut.notDown)) {
    rows.push(`${counted(places, 'place')} of ${role}: its budget lets none of them be down`)
  }
  if (leftOut.unnamed > 0) {
    const names = counted(leftOut.unnamed, 'place')
    rows.push(`${names} of steps whose names the fault notation cannot say`)
  }
  if (leftOut.outside > 0) {
    const crashes = inUnits(leftOut.outside, 'crash')
    rows.push(`${crashes} that, beside the faults of the run, would be outside its budget`)
  }
  if (leftOut.parts > 0) {
    rows.push(`${counted(leftOut.parts, 'length')} of what was not durable, beyond 8 a place`)
  }
  const crashed = inUnits(by.recovery.visits, 'crash')
  rows.push(
    restarts === 0
      ? 'restarts: a second crash was made in none'
      : `second crashes, but for ${crashed} in ${counted(restarts, 'restart')}: one for each content of a disk`,
  )
  if (leftOut.restarts > 0)
    rows.push(`${counted(leftOut.restarts, 'restart')} that would have been too many to look at`)
  rows.push('the calm, in which nothing strikes; other seeds, delays and faults')
  const { bullet } = page.glyphs
  return [
    `  ${page.ink.strong('Not visited')}`,
    ...rows.flatMap((row) =>
      wrapped(row, page.width - 6).map((line, at) =>
        at === 0 ? `    ${bullet} ${line}` : `      ${line}`,
      ),
    ),
  ]
}

/** `1,274 places listed`. */
export const placesWords = ({ places }: SweptTold): string => `${counted(places, 'place')} listed`
