// A served system on the screen: its table, and what happens afterwards as lines.

import { columns, type Page, pad, printable } from './page.ts'

/** A node of the table. */
export interface ServedRow {
  readonly name: string
  readonly pid: number
  /** `127.0.0.1:41851`; null: nobody reaches it */
  readonly address: string | null
  /** what stands behind the word `ready` */
  readonly state: string
}

export interface ServedTold {
  readonly title: string
  /** variant, reach, stores */
  readonly facts: readonly string[]
  readonly rows: readonly ServedRow[]
  /** commands that may be pasted */
  readonly tries: readonly string[]
  readonly ends: string
}

/** Printed once everything answers. */
export function servedTable(told: ServedTold, page: Page): string {
  const { ink, glyphs } = page
  const head = ['NAME', 'PID', 'ADDRESS', 'STATE']
  const cells = told.rows.map(({ name, pid, address, state }) => [
    name,
    String(pid),
    address ?? '-',
    state === '' ? 'ready' : `ready   ${state}`,
  ])
  const wide = head.map((name, at) =>
    Math.max(columns(name), ...cells.map((row) => columns(row[at] ?? ''))),
  )
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, at) => pad(cell, (wide[at] ?? 0) + 3)).join('')}`.trimEnd()
  const facts = told.facts.join(` ${glyphs.bullet} `)
  return [
    '',
    `  ${ink.strong(told.title)}   ${ink.faint(facts)}`,
    '',
    ink.strong(line(head)),
    ...cells.map(line),
    '',
    ...told.tries.map((one, at) => `  ${at === 0 ? 'Try' : '   '}     ${ink.accent(one)}`),
    `  ${told.ends}`,
    '',
    '',
  ].join('\n')
}

/** `WL5001 …` with its lines under it. */
export function waitingLines(
  node: string | null,
  { code, sentence, lines }: { code: string; sentence: string; lines: readonly string[] },
  { ink }: Page,
): string {
  const who = node === null ? '' : `${node}: `
  const first = `  ${ink.warn(code)} ${who}${printable(sentence)}`
  return [first, ...lines.map((line) => `    ${printable(line)}`), ''].join('\n')
}

/** One line of something that happened. */
export const servedLine = (node: string | null, sentence: string): string =>
  `  ${node === null ? '' : `${pad(node, 10)} `}${printable(sentence)}\n`
