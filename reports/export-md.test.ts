import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { passingReport } from '../scenarios/runner/report.suite.ts'
import { renderMarkdown } from './export-md.ts'
import { renderSummary } from './export-results.ts'
import { hostileReport, hostileTexts, toldReport } from './export.suite.ts'
import { mdBlock, mdCell, mdCode, mdText } from './markdown.ts'
import { resultOf } from './result.ts'

test('a failure: what, again, how, and what was taken away, in this order', () => {
  const text = renderMarkdown(toldReport)
  expect(text.split('\n').filter((line) => line.startsWith('#'))).toEqual([
    '## FAIL `toy:forget-dedup@17/min`',
    '### Run it again',
    '### How it happened',
    '### What the clients saw',
    '### Diagram',
    '### Source',
    '### Faults',
    '### Matters',
    '### Does not matter',
    '### Shrunk',
    '### Common cure',
  ])
  expect(text).toContain('**receiver1 processed letter 1 of sender1 twice.**')
  expect(text).toContain('worldline replay toy:forget-dedup@17/min')
  expect(text).toContain('| operations | 388 | 1 |')
  expect(text).toContain('* latency 1–20 ms (20 perturbations)')
  expect(text).toContain('4. receiver1 applies letter 1 again (e20, `src/receiver.ts:30`)')
})

test('a pass says what was judged', () => {
  const text = renderMarkdown(passingReport())
  expect(text).toMatch(/^## PASS `ack-retry@1`\n/u)
  expect(text).toContain('| always | `no duplicate effect` | PASS |  |')
})

/** Lines of a document outside of its blocks of code, and whether every block ends. */
function outside(text: string): string[] {
  const lines: string[] = []
  let fence: string | null = null
  for (const line of text.split('\n')) {
    const mark = /^(`{3,})\S*$/u.exec(line)?.[1] ?? null
    if (fence === null && mark !== null) fence = mark
    else if (fence !== null && mark !== null && mark.length >= fence.length) fence = null
    else if (fence === null) lines.push(line)
  }
  expect(fence).toBeNull()
  return lines
}

/** What is left of a line when code spans and escaped signs are taken away. */
const bare = (line: string): string =>
  line.replace(/(?<!\\)(`+)(?!`)[^]*?(?<!`)\1(?!`)/gu, '').replace(/\\./gu, '')

function harmless(text: string): void {
  const lines = outside(text)
  const shape = outside(renderMarkdown(toldReport)).filter((line) => line.startsWith('#'))
  expect(lines.filter((line) => line.startsWith('#'))).toHaveLength(shape.length)
  for (const line of lines) {
    const left = bare(line)
    expect(left).not.toMatch(/<\w|<\/|!\[|\]\(|@\w|:\/\//u)
    const cells = line.startsWith('|') ? line.replace(/\\\|/gu, '').split('|').length - 2 : 0
    expect([0, 3, 7]).toContain(cells)
  }
}

describe('texts from outside are never markup', () => {
  test.each(hostileTexts)('%j', (text) => harmless(renderMarkdown(hostileReport(text))))

  test('whatever they are', () => {
    const signs = fc.constantFrom(...'`|<>[]()!#*_\\@~:/&-+1. \nab'.split(''))
    const texts = fc.array(signs, { maxLength: 24 }).map((all) => all.join(''))
    fc.assert(fc.property(texts, (text) => harmless(renderMarkdown(hostileReport(text)))))
  })

  test.each`
    text       | code
    ${'plain'} | ${'`plain`'}
    ${'a`b'}   | ${'``a`b``'}
    ${'`'}     | ${'`` ` ``'}
    ${'a\nb'}  | ${'`a\\nb`'}
    ${''}      | ${'` `'}
  `('$text as code is $code', ({ text, code }) => expect(mdCode(text)).toBe(code))

  test('a bar ends no cell, and a block is longer than what it holds', () => {
    expect(mdCell('a|b')).toBe('`a\\|b`')
    expect(mdBlock(['````'], 'text')).toEqual(['`````text', '````', '`````'])
    expect(mdText('ask @all')).toBe('ask @\u200ball')
  })
})

describe('a summary of a step', () => {
  const many = Array.from({ length: 200 }, () => resultOf(toldReport))

  test('holds a table of verdicts, sentences, diagrams and commands', () => {
    const text = renderSummary([resultOf(toldReport)], { bytesMax: 60_000, artifacts: 'https://x' })
    expect(text).toContain('| FAIL | `toy:forget-dedup@17/min` |')
    expect(text).toContain('```text\n')
    expect(text).toContain('worldline replay toy:forget-dedup@17/min')
    expect(text).toContain('Files of this run: https://x')
  })

  test.each([60_000, 4_000, 900])(
    'of two hundred failures is at most %d bytes, and says what is missing',
    (bytesMax) => {
      const text = renderSummary(many, { bytesMax, artifacts: null })
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytesMax)
      expect(text).toMatch(/\n\d+ further parts have no room here\.\n$/u)
      outside(text)
    },
  )

  test('of one that fits is whole', () => {
    const text = renderSummary([resultOf(toldReport)], { bytesMax: 60_000, artifacts: null })
    expect(text).not.toContain('no room here')
  })
})
