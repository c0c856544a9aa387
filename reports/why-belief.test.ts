// What is said of a node that led when it answered: that it still believed so is said only where
// somebody else had come to lead a later term. Traces and roles are written by hand.

import { describe, expect, test } from 'vitest'
import type { Fault } from '../sim/fault.ts'
import type { FaultTold } from '../sim/report.ts'
import type { NodeRoles, RoleSpell, Standing } from '../sim/role-view.ts'
import type { TraceEvent, What } from '../sim/trace.ts'
import { type EventId, type NodeId, nodeId } from '../sim/units.ts'
import { isStepEvent, lineageOf } from './lineage.ts'
import { Reasons } from './reasons.ts'
import { tellAnswer } from './why-answer.ts'

const n1 = nodeId('n1')
const links = [{ from: [n1], to: [nodeId('n2')] }]

type Line = readonly [node: string | null, What, cause?: number]

const strike = (planned: number, fault: Fault): Line => [null, { kind: 'fault', planned, fault }]
const timer: What = { kind: 'expire', timer: { kind: 'canvass' }, nth: 1, patch: [] }
const answer = 'answer#1 n1>c1'
const body: { kind: string } = { kind: 'answer' }

/** Two events of faults, the step that made n1 lead, its next step, an answer, and that it came. */
const eventsAfter = (...strikes: readonly [Line, Line]): readonly Line[] => [
  ...strikes,
  ['n1', timer],
  ['n1', timer],
  ['n1', { kind: 'send', message: answer, to: nodeId('c1'), body, early: false }, 4],
  ['c1', { kind: 'receive', message: answer, copy: 1, from: n1, body, patch: [] }, 5],
]
const quiet = eventsAfter(
  strike(1, { kind: 'heal', links: null }),
  strike(2, { kind: 'heal', links: null }),
)

const role = (id: string, event: number, term: number | null, standing: Standing): NodeRoles => {
  const spell: RoleSpell = {
    ...{ name: standing === 'leads' ? 'leader' : 'follower', term, standing },
    ...{ event: event as EventId, from: event, to: 99 },
  }
  return { id: nodeId(id), spells: [spell] }
}

function told(
  roles: readonly NodeRoles[],
  lines: readonly Line[] = quiet,
  faults: readonly FaultTold[] = [],
): string[] {
  const trace = lines.map(([node, what, cause], at): TraceEvent => {
    const by = (cause ?? null) as EventId | null
    const id = (at + 1) as EventId
    return { id, time: at + 1, node: node as NodeId | null, cause: by, draws: [], ...what }
  })
  const into = new Reasons()
  const step = trace.findLast(isStepEvent)
  const scene = {
    ...{ lineage: lineageOf(trace), faults, operations: [], failure: null },
    ...{ due: [], roles, end: 99 },
  }
  if (step !== undefined) tellAnswer(step, [], scene, into)
  return into.steps().map(({ text }) => text)
}

describe('what a node believed that led', () => {
  test('nobody else came to lead: it led', () => {
    expect(told([role('n1', 3, 5, 'leads'), role('n2', 3, 5, 'follows')])).toEqual([
      'n1 led term 5, since its timer canvass expired',
    ])
  })

  test('somebody came to lead a later term: it still believed', () => {
    expect(told([role('n1', 3, 5, 'leads'), role('n2', 3, 6, 'leads')])).toEqual([
      'n1 still believed that it led term 5, since its timer canvass expired',
      'meanwhile n2 led term 6',
    ])
  })

  test.each([
    ['an earlier term', 4],
    ['the same term', 5],
  ])('somebody came to lead %s: that deposes nobody', (_, term) => {
    expect(told([role('n1', 3, 5, 'leads'), role('n2', 3, term, 'leads')])).toEqual([
      'n1 led term 5, since its timer canvass expired',
      `meanwhile n2 led term ${term}`,
    ])
  })

  test('where there are no terms, whoever came later is the leader', () => {
    expect(told([role('n1', 3, null, 'leads'), role('n2', 3, null, 'leads')])).toEqual([
      'n1 still believed that it was leader, since its timer canvass expired',
      'meanwhile n2 was leader',
    ])
  })

  test('who had come to lead before, or came after the answer, is not held against it', () => {
    const others = [role('n2', 1, 4, 'leads'), role('n3', 5, 6, 'leads')]
    expect(told([role('n1', 3, 5, 'leads'), ...others])).toEqual([
      'n1 led term 5, since its timer canvass expired',
    ])
  })

  test('of a follower nothing is said', () => {
    expect(told([role('n1', 3, 5, 'follows'), role('n2', 1, 5, 'leads')])).toEqual([])
  })
})

describe('what held when it came to lead', () => {
  const fault = (planned: readonly number[], end: number | null): FaultTold => ({
    ...{ id: 'f1', text: '', words: 'n1 | n2', planned, start: 1, end, groups: null, nodes: [] },
  })
  const leads = [role('n1', 3, 5, 'leads')]
  const cut: Fault = { kind: 'cut', links }

  test('a fault that was in force', () => {
    const lines = eventsAfter(strike(1, cut), strike(9, { kind: 'heal', links: [] }))
    expect(told(leads, lines, [fault([1], null)])).toEqual([
      'n1 led term 5, since its timer canvass expired; then, f1 held: n1 | n2',
    ])
  })

  test('not one of a line that strikes again, between two of its strikes', () => {
    const ended = eventsAfter(strike(1, cut), strike(2, { kind: 'end', of: 1 }))
    const again = [...ended, strike(3, cut)]
    expect(told(leads, again, [fault([1, 2, 3], null)])).toEqual([
      'n1 led term 5, since its timer canvass expired',
    ])
  })

  test('of a crash with its restart, until the restart', () => {
    const crash: Fault = { kind: 'crash', node: n1, lose: 'memory' }
    const lines = eventsAfter(strike(1, crash), strike(2, { kind: 'restart', node: n1 }))
    const held = (end: number): string[] => told(leads, lines, [fault([1, 2], end)])
    expect(held(9)[0]).toContain('f1 held')
    expect(held(2)[0]).not.toContain('f1 held')
  })
})
