// Texts from outside made fit for Markdown: nothing in them can become a tag, a link, a heading, a
// cell or a mention. Whole documents are made elsewhere.

import { printable } from './page.ts'

/** Running text: every sign that Markdown could read is escaped, and nobody is notified. */
export function mdText(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]<>#|~&!]/gu, (sign) =>
      sign === '<' ? '&lt;' : sign === '>' ? '&gt;' : sign === '&' ? '&amp;' : `\\${sign}`,
    )
    .replace(/@(?=\S)/gu, '@\u200b')
    .replace(/^(\s*)([-+]|\d+[.)])(?=\s)/u, '$1\\$2')
    .replace(/:\/\//gu, ':\u200b//')
}

/** A code span, its fence longer than any within it. */
export function mdCode(text: string): string {
  const one = printable(text)
  // Two fences without anything between them would be one longer fence.
  if (one === '') return '` `'
  const fence = '`'.repeat(longest(one) + 1)
  const air = /^`|`$|^ .* $/u.test(one) ? ' ' : ''
  return `${fence}${air}${one}${air}${fence}`
}

/** A code span within a table, where a bar would end the cell. */
export const mdCell = (text: string): string => mdCode(text).replaceAll('|', '\\|')

/** A block of code, its fence longer than any within it. */
export function mdBlock(lines: readonly string[], language: string): string[] {
  const fence = '`'.repeat(Math.max(3, longest(lines.join('\n')) + 1))
  return [`${fence}${language}`, ...lines.map(printable), fence]
}

const longest = (text: string): number =>
  Math.max(0, ...(text.match(/`+/gu) ?? []).map((run) => run.length))

/** A table of cells that are fit already. */
export function mdTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}
