// What faults kept from a node, in traces written by hand: whoever came through was heard, a copy that
// came makes its loss none, and a message is not lost to whom it was never sent.

import { describe, expect, test } from 'vitest'
import type { FaultTold, OperationTold } from '../sim/report.ts'
import type { TraceEvent, What } from '../sim/trace.ts'
import { type EventId, type NodeId, nodeId } from '../sim/units.ts'
import { isStepEvent, lineageOf } from './lineage.ts'
import { Reasons } from './reasons.ts'
import type { Scene } from './scene.ts'
import { tellNotPassed, tellUnheard } from './why-unheard.ts'

/** An event of a node, with its cause; ids are places in the list, from 1. */
type Line = readonly [node: string, What, cause?: number]

const step: Line = ['n1', { kind: 'expire', timer: { kind: 'tick' }, nth: 1, patch: [] }]
const body: { kind: string } = { kind: 'append' }
const send = (message: string, cause = 1): Line => {
  const [, from = '', to = ''] = /(\S+)>(\S+)$/u.exec(message) ?? []
  return [from, { kind: 'send', message, to: nodeId(to), body, early: false }, cause]
}
const came = (message: string, cause: number, copy: 1 | 2 = 1): Line => {
  const [, from = '', to = ''] = /(\S+)>(\S+)$/u.exec(message) ?? []
  const what: What = { kind: 'receive', message, copy, from: nodeId(from), body, patch: [] }
  return [to, what, cause]
}
const lost = (message: string, cause: number, fault: number | null = 5, copy: 1 | 2 = 1): Line => [
  message.replace(/^.*>/u, ''),
  { kind: 'drop', message, copy, why: 'lost', fault },
  cause,
]

const line = (id: string, entry: number): FaultTold => ({
  ...{ id, text: 'drop 5%', words: 'drop 5%', planned: [entry], start: 0, end: null },
  ...{ groups: null, nodes: [] },
})
const asks: readonly Pick<OperationTold, 'client'>[] = [{ client: nodeId('c1') }]

function sceneWith(lines: readonly Line[], viewed: readonly string[] = []): Scene {
  const trace = lines.map(([node, what, cause], at): TraceEvent => {
    const id = (at + 1) as EventId
    const by = (cause ?? null) as EventId | null
    return { id, time: at, node: node as NodeId, cause: by, draws: [], ...what }
  })
  const roles = viewed.map((id) => ({ id: nodeId(id), spells: [] }))
  return {
    ...{ lineage: lineageOf(trace), faults: [line('f1', 5), line('f2', 6)], failure: null },
    ...{ operations: asks as readonly OperationTold[], due: [], roles, end: trace.length },
  }
}

/** What the last step did not hear of what was lost after the first event. */
const unheard = (...lines: readonly Line[]): string[] => unheardIn(sceneWith(lines))

function unheardIn(scene: Scene): string[] {
  const into = new Reasons()
  const by = scene.lineage.trace.findLast(isStepEvent)
  if (by !== undefined) tellUnheard(by, 1, scene, into)
  return into.steps().map(({ text }) => text)
}

/** What did not pass of all that the first step set going. */
function notPassed(...lines: readonly Line[]): string[] {
  const scene = sceneWith(lines)
  const into = new Reasons()
  tellNotPassed(1 as EventId, 99 as EventId, scene, into)
  return into.steps().map(({ text }) => text)
}

const a1 = 'append#1 n2>n1'
const a2 = 'append#2 n2>n1'

describe('who was not heard', () => {
  test('a peer of whom nothing came after the first loss', () => {
    const two = [send(a1), lost(a1, 2), send(a2), lost(a2, 4, 6)]
    expect(unheard(step, send(a1), lost(a1, 2), step)).toEqual([
      'n1 did not hear n2, because of f1',
    ])
    expect(unheard(step, ...two, step)).toEqual([
      'n1 did not hear n2, because of f1 and f2: 2 messages lost',
    ])
    expect(unheard(step, send(a1), came(a1, 2), send(a2), lost(a2, 4), step)).toEqual([
      'n1 did not hear n2, because of f1',
    ])
  })

  test('not one who came through afterwards, and be it with what the step received', () => {
    const first = [step, send(a1), lost(a1, 2), send(a2), came(a2, 4)]
    expect(unheard(...first, step)).toEqual([])
    expect(unheard(...first)).toEqual([])
  })

  test('one who came through leaves the other one, with the losses of that one alone', () => {
    const other = 'append#1 n3>n1'
    const first = [step, send(a1), lost(a1, 2, 6), send(a2), came(a2, 4)]
    expect(unheard(...first, send(other), lost(other, 6), step)).toEqual([
      'n1 did not hear n3, because of f1',
    ])
  })

  test('not of whose message the other copy came, and not where no fault did it', () => {
    expect(unheard(step, send(a1), came(a1, 2), lost(a1, 2, 5, 2), step)).toEqual([])
    expect(unheard(step, send(a1), lost(a1, 2, null), step)).toEqual([])
  })

  test('not a client', () => {
    const query = 'query#1 c1>n1'
    expect(unheard(step, send(query), lost(query, 2), step)).toEqual([])
  })

  test('of nodes that have a view, only those: an operator is no peer', () => {
    const order = 'change#1 op>n1'
    const lines = [step, send(order), lost(order, 2), send(a1), lost(a1, 4), step]
    expect(unheardIn(sceneWith(lines, ['n1', 'n2']))).toEqual(['n1 did not hear n2, because of f1'])
  })
})

describe('what did not pass', () => {
  const to2 = 'append#77 n1>n2'
  const to3 = 'append#39 n1>n3'
  const vote = 'vote#1 n1>n3'

  test('one message has its name, several have that of their kind', () => {
    expect(notPassed(step, send(to2), lost(to2, 2))).toEqual([
      'append#77 from n1 did not reach n2 (f1)',
    ])
    expect(notPassed(step, send(to2), lost(to2, 2), send(to3), lost(to3, 4))).toEqual([
      'append from n1 did not reach n2 and n3 (f1): 2 messages lost',
    ])
  })

  test('kinds and faults are told apart', () => {
    expect(notPassed(step, send(to2), lost(to2, 2), send(vote), lost(vote, 4))).toEqual([
      'append#77 from n1 did not reach n2 (f1)',
      'vote#1 from n1 did not reach n3 (f1)',
    ])
    expect(notPassed(step, send(to2), lost(to2, 2), send(to3), lost(to3, 4, 6))).toEqual([
      'append#77 from n1 did not reach n2 (f1)',
      'append#39 from n1 did not reach n3 (f2)',
    ])
  })

  test('whom another one of the kind reached later, only those are said not to have reached', () => {
    const later = 'append#78 n1>n2'
    const first = [step, send(to2), lost(to2, 2), send(to3), lost(to3, 4)]
    expect(notPassed(...first, send(later), came(later, 6))).toEqual([
      'append#77 from n1 did not reach n2 (f1)',
      'append#39 from n1 did not reach n3 (f1)',
    ])
  })

  test('a message of which a copy came has passed', () => {
    expect(notPassed(step, send(to2), lost(to2, 2), came(to2, 2, 2))).toEqual([])
  })
})
