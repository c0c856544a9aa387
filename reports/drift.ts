// Real beside simulated, as a table: what was measured of messages and operations in both worlds,
// whether the simulation stands for the network there, and one line where it does not.

import type { Drift, DriftRow } from '../sim/drift.ts'
import { columns, type Page, pad, padLeft, printable } from './page.ts'
import { counted, decimal, span, wrapped } from './words.ts'

const indent = '    '

/** Rows without line breaks; at the end where the simulation is kinder than the network. */
export function driftRows(drift: Drift, page: Page): string[] {
  const { ink, glyphs } = page
  const fits = drift.rows.some(({ fitted }) => fitted !== null)
  const heads = ['real', 'simulated', ...(fits ? ['as fitted'] : [])]
  const cells = drift.rows.map((row) => cellsOf(row, fits))
  const wide = heads.map((head, at) =>
    Math.max(columns(head), ...cells.map((own) => columns(own[at] ?? ''))),
  )
  const line = (texts: readonly string[]): string =>
    texts.map((text, at) => padLeft(text, wide[at] ?? 0)).join('  ')
  const nameWide = Math.max(...drift.rows.map(({ what }) => columns(what)))
  const rows = drift.rows.flatMap((row, at) => {
    const head = `${indent}${signOf(row, page)} ${pad(row.what, nameWide)}  ${line(cells[at] ?? [])}`
    if (row.why === null) return [head]
    const under = columns(indent) + columns(glyphs.ok) + 1
    const why = wrapped(printable(row.why), page.width - under)
    return [head, ...why.map((text) => `${' '.repeat(under)}${ink.faint(text)}`)]
  })
  const seeds = `the same calls and faults, ${counted(drift.seeds, 'seed')}`
  const sign = Math.max(columns(glyphs.ok), 1)
  return [
    `  as simulated  ${ink.faint(seeds)}`,
    `${indent}${' '.repeat(sign)} ${pad('', nameWide)}  ${ink.faint(line(heads))}`,
    ...rows,
    ...drift.kinder.flatMap((why) => kinderRows(why, page)),
  ]
}

function kinderRows(why: string, { ink, glyphs, width }: Page): string[] {
  const words = `WL5004 the simulation is kinder than the network: ${printable(why)}`
  return wrapped(words, width - 6).map((text, at) =>
    ink.warn(`${indent}${at === 0 ? glyphs.never : ' '} ${text}`),
  )
}

function signOf({ holds }: DriftRow, { glyphs, ink }: Page): string {
  if (holds === null) return ink.faint(pad(glyphs.unsure, columns(glyphs.ok)))
  return holds ? ink.good(glyphs.ok) : ink.warn(pad(glyphs.never, columns(glyphs.ok)))
}

const cellsOf = ({ unit, real, simulated, fitted }: DriftRow, fits: boolean): string[] =>
  [real, simulated, ...(fits ? [fitted] : [])].map((value) => cellOf(unit, value))

function cellOf(unit: DriftRow['unit'], value: number | null): string {
  if (value === null) return 'none'
  switch (unit) {
    case 'us':
      return span(Math.round(value))
    case 'percent':
      return `${decimal(value, value !== 0 && Math.abs(value) < 1 ? 2 : 1)} %`
    case 'count':
      return decimal(value, 1)
    case 'kinds':
      return decimal(value, 0)
  }
}
