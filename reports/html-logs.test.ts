import { describe, expect, test } from 'vitest'
import type { NodeLog } from '../sim/role-view.ts'
import { nodeId } from '../sim/units.ts'
import { toldReport } from './export.suite.ts'
import { failureScreen } from './failure-screen.ts'
import { renderHtml } from './html.ts'
import { logsSection } from './html/logs.ts'
import { columns, plainPage } from './page.ts'

const entry = (term: number, text: string): { term: number; text: string } => ({ term, text })
const logs: NodeLog[] = [
  {
    id: nodeId('n1'),
    role: { name: 'leader', term: 7, standing: 'leads' },
    log: {
      ...{ first: 2, cells: [entry(1, 'x=1'), entry(7, '<b>y</b>')], committed: 2 },
      peers: new Map([[nodeId('n2'), { next: 3, match: 2 }]]),
    },
  },
  {
    id: nodeId('n2'),
    role: { name: 'follower', term: 7, standing: 'follows' },
    log: { first: 1, cells: [entry(1, 'a'), entry(1, 'x=1'), entry(2, 'y=2')], committed: 2 },
  },
  { id: nodeId('n3'), role: null, log: null },
]
const report = { ...toldReport, logs }

describe('logs on the page', () => {
  const { markup } = logsSection(report)

  test('cells say their term in a border of its colour, and dashes what is not committed', () => {
    const cells = [...markup.matchAll(/<td class="([^"]*)"(?: title="([^"]*)")?>/gu)]
    expect(cells.map(([, look, title]) => [look, title])).toEqual([
      ['log-snapshot', undefined],
      ['log-entry log-term-1', '2: term 1, x=1'],
      ['log-entry log-term-1 log-open', '3: term 7, &lt;b&gt;y&lt;/b&gt;, not committed'],
      ['log-entry log-term-1', '1: term 1, a'],
      ['log-entry log-term-1', '2: term 1, x=1'],
      ['log-entry log-term-2 log-open', '3: term 2, y=2, not committed'],
    ])
  })

  test('who is what, where they part, what the leader knows; texts stay texts', () => {
    expect(markup).toContain('<th scope="row">n1 <small>leader T7</small></th>')
    expect(markup).toContain('<th scope="row">n3 <small>down</small></th>')
    expect(markup).toContain('<b>1</b> <span class="mark">●</span><small>x=1</small>')
    expect(markup).toContain('<p>They part at 3:</p>')
    expect(markup).toContain('<li>n1: term 7, &lt;b&gt;y&lt;/b&gt;</li>')
    expect(markup).toContain(
      'Dashed: not committed. ▒: in a snapshot alone. ●: the last that n1 knows to be there. ▲: sent next.',
    )
  })

  test('the page holds it where there are logs, and says nothing of them elsewhere', () => {
    expect(renderHtml(report)).toContain(markup)
    expect(renderHtml(toldReport)).not.toContain('id="logs"')
    expect(logsSection({ ...report, failure: null }).markup).toBe('')
  })
})

describe('logs on the screen of a failure', () => {
  const long = Array.from({ length: 300 }, (_, at) => entry(1 + Math.floor(at / 40), `x=${at}`))
  const many = Array.from(
    { length: 9 },
    (_, at): NodeLog => ({
      id: nodeId(`n${at + 1}`),
      role: { name: 'follower', term: 9, standing: 'follows' },
      log: { first: 1, cells: long.slice(0, 300 - 20 * at), committed: 12 },
    }),
  )

  test('they stand below the story, and the screen stays at sixty lines', () => {
    for (const shown of [logs, many]) {
      const lines = failureScreen({ ...report, logs: shown }, plainPage)
      expect(lines.findIndex((line) => /^ {2}Logs at e\d+, /u.test(line))).toBeGreaterThan(
        lines.findIndex((line) => line.includes('How it happened')),
      )
      expect(lines.length).toBeLessThanOrEqual(60)
      expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(100)
    }
  })
})
