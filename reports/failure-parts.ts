// Of the screen of a failure: the source, what matters and what does not, what was shrunk away, and
// the commands to go on with.

import type { FailureTold, Report, Shrunk } from '../sim/report.ts'
import type { Ending } from './ending.ts'
import { clipped, columns, itemRows, type Page, pad, padLeft, printable } from './page.ts'
import { counted, grouped, wall, wrapped } from './words.ts'

const labelWide = 21
const cureLines = 4
const commandsMax = 3

/** How much of the source is shown: the lines around it, the line alone, only where it stands. */
export type SourceShown = 'around' | 'line' | 'place'

/** `Where   src/raft.ts:148  receive of n1`, and the lines around it. */
export function sourceRows({ failure }: Report, shown: SourceShown, page: Page): string[] {
  const source = failure?.source ?? null
  if (source === null || failure === null) return []
  const { file, line, handler, lines, note = `e${failure.event}` } = source
  const beside = `   ← ${note}`
  const wide = Math.max(...lines.map(({ number }) => String(number).length))
  const place = `  ${page.ink.strong('Where')}   ${file}:${line}`
  const head = `${place}  ${printable(handler)}`
  return [
    columns(head) <= page.width ? head : place,
    ...lines.flatMap(({ number, text }) => {
      const here = number === line
      if (shown === 'place' || (shown === 'line' && !here)) return []
      const said = `          ${padLeft(String(number), wide)} ${page.glyphs.lane} ${printable(text)}`
      const room = Math.max(24, page.width - (here ? columns(beside) : 0))
      return here ? clipped(clipped(said, room) + beside, page.width) : clipped(said, page.width)
    }),
  ]
}

/** How many lines there are at most for each part of what matters. */
export interface AboutRoom {
  readonly irrelevant: number
  readonly matters: number
  /** a pattern in whole sentences, or only where it is told */
  readonly cure: 'whole' | 'place'
}

/** What does not matter, what does, and what cures such things. */
export function aboutRows(
  failure: FailureTold,
  { verbose, name }: Pick<Ending, 'verbose' | 'name'>,
  room: AboutRoom,
  page: Page,
): string[] {
  const { irrelevant, matters } = failure
  const times = ({ perturbed }: { perturbed: number }): string =>
    verbose ? ` (×${perturbed})` : ''
  return [
    ...labelled(
      'Does not matter',
      irrelevant.map((one) => printable(one.what) + times(one)),
      room.irrelevant,
      page,
    ),
    ...labelled('Matters', matters.map(printable), room.matters, page),
    ...cureRows(failure, room.cure, name, page),
  ]
}

/** What commonly cures this kind of anomaly: a pattern, nothing that is known of this run. */
function cureRows(
  { cure, failure }: FailureTold,
  told: AboutRoom['cure'],
  name: string,
  page: Page,
): string[] {
  if (cure === null) return []
  const label = pad(`  ${page.ink.strong('Common cure')}`, labelWide)
  if (told === 'place') return [`${label}${name} explain ${failure.code}`]
  const lines = wrapped(cure, page.width - labelWide)
  const kept = lines.slice(0, cureLines)
  if (lines.length > kept.length) kept[cureLines - 1] += ' …'
  return kept.map((line, at) => (at === 0 ? label : ' '.repeat(labelWide)) + line)
}

/** Items in lines under one label, the last line cut where there are too many. */
function labelled(label: string, items: readonly string[], most: number, page: Page): string[] {
  if (items.length === 0 || most === 0) return []
  const room = page.width - labelWide
  const lines = itemRows(items, room, page)
  const kept = lines.slice(0, most)
  if (lines.length > kept.length) kept[kept.length - 1] += ' …'
  return kept.map(
    (text, at) =>
      `${pad(at === 0 ? `  ${page.ink.strong(label)}` : '', labelWide)}${clipped(text, room)}`,
  )
}

/** What shrinking took away, and how the run was found. */
export function shrunkRows(shrunk: Shrunk | null, ending: Ending, page: Page): string[] {
  const rows: string[] = []
  if (shrunk !== null && shrunk.runs > 0) {
    const { from, to, runs, complete } = shrunk
    const sizes = [
      size(from.faults, to.faults, 'fault'),
      size(from.operations, to.operations, 'operation'),
      size(from.nodes, to.nodes, 'node'),
      size(from.events, to.events, 'event'),
    ].join(` ${page.glyphs.bullet} `)
    const took = page.timing && ending.shrinkMs !== null ? `, ${wall(ending.shrinkMs)}` : ''
    const best = complete ? '' : ', best so far'
    rows.push(...said('Shrunk', `${sizes}    ${counted(runs, 'run')}${took}${best}`, page))
  }
  const { found } = ending
  if (found !== null) {
    const after = page.timing && found.wallMs !== null ? ` after ${wall(found.wallMs)}` : ''
    const stopped = found.stopped
      ? ` ${page.glyphs.bullet} stopped at the first cause (--keep-going looks for others)`
      : ''
    const crash = found.crash === undefined ? '' : `, crash ${grouped(found.crash)}`
    rows.push(...said('Found', `seed ${grouped(found.seed)}${crash}${after}${stopped}`, page))
  }
  return rows
}

const size = (from: number, to: number, noun: string): string =>
  from === to ? counted(from, noun) : `${counted(from, noun)} → ${grouped(to)}`

const said = (label: string, text: string, page: Page): string[] =>
  wrapped(text, page.width - 11).map(
    (line, at) => `  ${at === 0 ? pad(page.ink.strong(label), 9) : ' '.repeat(9)}${line}`,
  )

/** At most three commands and one that shrinks on, then what was written where. */
export function commandRows({ next }: Report, ending: Ending, page: Page): string[] {
  const { shrinkOn, saved, page: html } = ending
  const more = shrinkOn === null ? [] : [{ command: shrinkOn, does: 'shrink on' }]
  const commands = [...[...next, ...ending.next].slice(0, commandsMax), ...more].map((one) => ({
    ...one,
    command: one.command.replace(/^worldline(?= )/u, ending.name),
  }))
  const wide = Math.max(0, ...commands.map(({ command }) => columns(command)))
  const rows = commands.map(({ command, does }) => {
    const line = `    ${page.ink.accent(command)}${' '.repeat(wide - columns(command))}`
    // Commands never wrap; what they do is said where there is room for it.
    return does !== '' && columns(line) + 4 + columns(does) <= page.width
      ? `${line}    ${does}`
      : line.trimEnd()
  })
  if (saved !== null) rows.push(fileRow('Saved', saved, 'commit it', page))
  if (html !== null) rows.push(fileRow('Report', html, '', page))
  return rows
}

function fileRow(label: string, path: string, note: string, page: Page): string {
  const line = `  ${pad(page.ink.strong(label), 7)}${path}`
  return note !== '' && columns(line) + 6 + columns(note) <= page.width
    ? `${line}      ${note}`
    : line
}
