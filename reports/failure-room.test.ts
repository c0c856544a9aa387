// What gives way on a screen of a failure where there is little room, and what stays.

import { describe, expect, test } from 'vitest'
import { reportsForTests, stagedReport } from '../scenarios/runner/report.suite.ts'
import type { Report } from '../sim/report.ts'
import type { NodeLog } from '../sim/role-view.ts'
import { ms, nodeId } from '../sim/units.ts'
import { diagram } from './diagram.ts'
import { endingNone } from './ending.ts'
import { ample, fitted, type Room } from './failure-room.ts'
import { failureScreen } from './failure-screen.ts'
import { plainPage } from './page.ts'

const letter = { kind: 'send', through: 'sender1', to: 'receiver1', text: 'hello' }
const lostAck = stagedReport('ack-retry', 'forget-dedup', {
  nodes: ['client1', 'sender1', 'receiver1', 'discovery'].map(nodeId),
  operations: [{ client: nodeId('client1'), at: ms(500), message: letter }],
  faults: ['drop kind ack#1..2 @ 0s'],
})

describe('a screen that is too long', () => {
  const drawn = (room: Room): string[] =>
    Array.from({ length: room.diagram + room.story + room.irrelevant }, () => '')
  const cuts = [{ diagram: 10 }, { irrelevant: 0 }, { story: 20 }, { story: 5 }]

  test('is cut step by step until it fits, and what then finds room comes back', () => {
    expect(fitted(drawn, cuts, 200)).toHaveLength(ample.diagram + ample.story + ample.irrelevant)
    // The last step makes so much room that the first need not have been.
    expect(fitted(drawn, cuts, 75)).toHaveLength(75)
    let seen: Room = ample
    fitted((room) => drawn((seen = room)), cuts, 34)
    expect(seen).toMatchObject({ story: 20, irrelevant: 4, diagram: 10 })
  })

  test('does not come to be where even the least is too long', () => {
    expect(fitted(drawn, cuts, 14)).toBeNull()
  })
})

describe('logs', () => {
  const logs = ['n1', 'n2', 'n3', 'n4', 'n5'].map(
    (id, at): NodeLog => ({
      id: nodeId(id),
      role: { name: 'follower', term: 2, standing: 'follows' },
      log: { first: 1, cells: [{ term: 1 }, { term: at % 2 }], committed: 1 },
    }),
  )
  const some: Report = { ...lostAck, logs }

  test('stay beside a story and a picture, and long lists give way', () => {
    for (const report of [some, ...reportsForTests().map((one) => ({ ...one, logs }))]) {
      const text = failureScreen(report, plainPage, {
        ...endingNone,
        closing: Array.from({ length: 6 }, (_, at) => `  line ${at}`),
        page: '.worldline/last/report.html',
      }).join('\n')
      expect(text).toMatch(/Logs at e\d+, /u)
      expect(text).toContain('How it happened')
      expect(text).toContain('line 5')
    }
  })

  test('for which there is no room at all are somewhere else, and a line says where', () => {
    const closing = Array.from({ length: 18 }, (_, at) => `  line ${at}`)
    const narrow = { ...plainPage, width: 40 }
    const screen = (html: string | null): string =>
      failureScreen(some, narrow, { ...endingNone, closing, page: html }).join('\n')
    expect(screen('report.html')).toContain('  Logs    side by side: in the report below')
    expect(screen(null)).toMatch(/ {2}Logs {4}side by side: worldline report ack-retry\S+@17/u)
  })
})

test('where lanes do not fit, those stay that lead to the end', () => {
  const lanesAt = (width: number): string[] =>
    (diagram(lostAck, 20, { ...plainPage, width }).lines[0] ?? '').trim().split(/\s+/u).slice(1)
  expect(lanesAt(100)).toEqual(['client1', 'sender1', 'receiver1'])
  expect(lanesAt(40)).toEqual(['sender1', 'receiver1'])
})

test('where what stood between is left out, a timer that fires again and again is one row', () => {
  const report = stagedReport('ack-retry', 'silent-backoff', {
    nodes: ['client1', 'sender1', 'receiver1', 'discovery'].map(nodeId),
    operations: [{ client: nodeId('client1'), at: ms(500), message: letter }],
    faults: ['crash receiver1 @ 400ms restart +5s'],
  })
  for (const room of [4, 6, 8]) {
    const lines = diagram(report, room, plainPage).lines.filter((line) => line.includes('resend'))
    expect(lines.length).toBeLessThanOrEqual(1)
  }
})
