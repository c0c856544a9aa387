// One screen about one thing: a heading, then rows with a label each. Whatever can be explained comes
// out as this, so that it reads the same on a terminal and as a document.

import { clipped, columns, type Page, pad, printable } from './page.ts'
import { wrapped } from './words.ts'

export interface ToldRow {
  readonly label: string
  /** prose is filled into lines, a list has a bullet an item, lines stay as they are */
  readonly form: 'prose' | 'list' | 'lines'
  readonly lines: readonly string[]
}

export interface Told {
  /** what was asked for, as it is written: `WL2006`, `partition` */
  readonly word: string
  /** what it is, in a phrase: `a duplicate effect` */
  readonly name: string
  /** what kind of thing it is: `anomalies`, `fault` */
  readonly kind: string
  /** whole sentences */
  readonly about: readonly string[]
  readonly rows: readonly ToldRow[]
}

const linesMax = 60
const labelWide = 14

/** The whole screen, at most sixty lines. */
export function toldScreen(told: Told, page: Page): string {
  const { ink, width } = page
  const lines = [
    '',
    ...headLines(told, page),
    '',
    ...told.about.flatMap((text) => wrapped(text, width - 4)).map((line) => `  ${line}`),
    ...(told.about.length === 0 ? [] : ['']),
    ...spaced(told.rows.map((row) => rowLines(row, page)).filter((rows) => rows.length > 0)),
  ]
  const cut = lines.length > linesMax - 1
  const kept = cut ? [...lines.slice(0, linesMax - 2), ink.faint('  …')] : lines
  return `${kept.join('\n')}\n`
}

/** The word, what it is, and at the right edge what kind of thing; in two lines where that is much. */
function headLines({ word, name, kind }: Told, { ink, width }: Page): string[] {
  const whole = `  ${ink.strong(printable(word))}   ${printable(name)}`
  const room = width - columns(kind) - 3
  if (columns(whole) <= room) return [pad(whole, width - columns(kind)) + ink.faint(kind)]
  const head = `  ${ink.strong(clipped(printable(word), room - 2))}`
  return [
    pad(head, width - columns(kind)) + ink.faint(kind),
    ...wrapped(printable(name), width - 4).map((line) => `  ${line}`),
  ]
}

function rowLines({ label, form, lines }: ToldRow, page: Page): string[] {
  const room = page.width - labelWide - 4
  const body = lines.flatMap((line) => {
    const text = printable(line)
    if (form === 'lines') return isCommand(text) ? [text] : folded(text, room)
    if (form === 'prose') return wrapped(text, room)
    return wrapped(text, room - 2).map((one, at) =>
      at === 0 ? `${page.glyphs.bullet} ${one}` : `  ${one}`,
    )
  })
  if (body.length === 0) return []
  const rows = body.map((line, at) =>
    `  ${page.ink.faint(pad(at === 0 ? label : '', labelWide))}${line}`.trimEnd(),
  )
  return rows
}

/** A command is pasted whole. */
const isCommand = (line: string): boolean => /(?:^| )(?:worldline|main\.js) \w/u.test(line)

/** What is too long goes on below, indented. */
function folded(text: string, room: number): string[] {
  if (columns(text) <= room) return [text]
  const [first = '', ...rest] = wrapped(text, room)
  return [first, ...rest.flatMap((line) => wrapped(line, room - 2)).map((line) => `  ${line}`)]
}

/** Rows of several lines stand apart from others; those of one line stand together. */
function spaced(blocks: readonly (readonly string[])[]): string[] {
  const apart = (at: number): boolean =>
    (blocks[at]?.length ?? 0) > 1 || (blocks[at + 1]?.length ?? 2) > 1
  return blocks.flatMap((block, at) => (apart(at) ? [...block, ''] : [...block]))
}

/** The same as data. */
export const toldDocument = (told: Told): Record<string, unknown> => ({
  schema: 'worldline.explain/1',
  ...{ word: told.word, name: told.name, kind: told.kind, about: told.about.join(' ') },
  told: Object.fromEntries(told.rows.map(({ label, lines }) => [label, lines])),
})

export const prose = (label: string, ...lines: readonly string[]): ToldRow => ({
  label,
  form: 'prose',
  lines,
})
export const listing = (label: string, lines: readonly string[]): ToldRow => ({
  label,
  form: 'list',
  lines,
})
export const verbatim = (label: string, lines: readonly string[]): ToldRow => ({
  label,
  form: 'lines',
  lines,
})
