import { describe, expect, test } from 'vitest'
import { passingReport, reportsForTests } from '../scenarios/runner/report.suite.ts'
import { renderMermaid } from './export-mermaid.ts'
import { hostileReport, hostileTexts, toldReport } from './export.suite.ts'

/** Every form that a line may have; whatever texts hold, no other line comes of it. */
const forms = [
  /^sequenceDiagram$/u,
  /^ {2}title [^;{}<>"]*(?:#\d+;[^;{}<>"]*)*$/u,
  /^ {2}(?:actor|participant) p\d+ as \w+$/u,
  /^ {2}Note over p\d+(?:,p\d+)?: [^;{}<>"]*(?:#\d+;[^;{}<>"]*)*$/u,
  /^ {2}p\d+(?:->>|-x)p\d+: [^;{}<>"]*(?:#\d+;[^;{}<>"]*)*$/u,
]

const strangers = (text: string): string[] =>
  text
    .split('\n')
    .slice(0, -1)
    .filter((line) => !forms.some((form) => form.test(line)))

test('a letter, its lost ack, and the letter again, with what struck between', () => {
  const lines = renderMermaid(toldReport).split('\n')
  expect(lines.slice(0, 5)).toEqual([
    'sequenceDiagram',
    '  title toy:forget-dedup@17/min',
    '  actor p1 as client1',
    '  participant p2 as sender1',
    '  participant p3 as receiver1',
  ])
  const told = [
    '  p1->>p2: post · e9 305 ms',
    '  p2->>p3: letter · e11 312 ms · seq 1, text #34;hello#34;',
    '  p3-xp2: ack · e14 320 ms · lost: lost',
    '  Note over p2: expire resend#35;1  #123;seq 1#125; · e18 805 ms',
    '  p2->>p3: letter · e20 815 ms · seq 1, text #34;hello#34;',
    '  Note over p1,p3: ✕ receiver1 processed letter 1 of sender1 twice.',
  ]
  expect(lines.filter((line) => told.includes(line))).toEqual(told)
  expect(lines).toContain('  Note over p1,p3: f1 receiver2 cut off · e5 200 ms')
})

test.each([...reportsForTests(), passingReport()])(
  '$coordinate has lines of the grammar only',
  (report) => {
    const text = renderMermaid(report)
    expect(strangers(text)).toEqual([])
    // Mermaid refuses more.
    expect(text.length).toBeLessThan(50_000)
    expect(text).toBe(renderMermaid(report))
  },
)

describe('texts from outside', () => {
  test.each(hostileTexts)('%j is text', (text) => {
    const drawn = renderMermaid(hostileReport(text))
    expect(strangers(drawn)).toEqual([])
    expect(drawn.split('\n')).toHaveLength(renderMermaid(toldReport).split('\n').length)
  })
})
