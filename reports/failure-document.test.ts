// What a document of a failure says of roles and logs: what the strip and the grid show of them.

import { expect, test } from 'vitest'
import type { NodeLog, NodeRoles } from '../sim/role-view.ts'
import { type EventId, ms, nodeId } from '../sim/units.ts'
import { toldReport } from './export.suite.ts'
import { failureOfReport } from './failure-document.ts'

const spell = { term: 2, event: 57 as EventId, from: ms(3), to: ms(9) }
const roles: NodeRoles[] = [
  { id: nodeId('n1'), spells: [{ ...spell, name: 'leader', standing: 'leads' }] },
]
const cells = Array.from({ length: 102 }, (_, nth) => ({ term: 1 + (nth > 100 ? 1 : 0) }))
const logs: NodeLog[] = [
  {
    id: nodeId('n1'),
    role: { name: 'leader', term: 2, standing: 'leads' },
    log: { first: 5, cells, committed: 6 },
  },
  { id: nodeId('n2'), role: null, log: null },
]

test('roles from when to when, and the ends of the logs', () => {
  const told = failureOfReport({ ...toldReport, roles, logs })
  const times = { startUs: 3_000, endUs: 9_000 }
  expect(told?.['roles']).toEqual([
    {
      node: 'n1',
      spells: [{ role: 'leader', standing: 'leads', term: 2, event: 'e57', ...times }],
    },
  ])
  expect(told?.['logs']).toEqual([
    {
      ...{ node: 'n1', up: true, role: 'leader', standing: 'leads', term: 2 },
      log: { first: 7, committed: 6, entries: expect.any(Array) },
    },
    { node: 'n2', up: false, log: null },
  ])
  const held = told?.['logs'] as { log: { entries: unknown[] } | null }[] | undefined
  const entries = held?.[0]?.log?.entries
  expect(entries).toHaveLength(100)
  expect(entries?.at(-1)).toEqual({ term: 2, text: null })
})

test('nothing where nobody has a view', () => {
  expect(failureOfReport(toldReport)).toMatchObject({ roles: [], logs: [] })
})
