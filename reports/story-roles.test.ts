// Who leads in the middle of a story is told in it, whatever the protocol calls its leaders.

import { expect, test } from 'vitest'
import type { NodeRoles, RoleSpell } from '../sim/role-view.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { type EventId, ms, nodeId } from '../sim/units.ts'
import { sentences, stepsMax } from './sentences.ts'
import { story } from './story.ts'
import { turnsMax, turnsOf } from './story-roles.ts'
import { receiver1, trace } from './trace.suite.ts'

const standing = { leader: 'leads', primary: 'leads', follower: 'follows' } as const
/** What a node becomes at an event, each a millisecond after the one before it. */
type Became = readonly [event: number, name: keyof typeof standing, term: number | null]

/** @param down the event of its crash */
function nodeOf(id: string, became: readonly Became[], down: number = 100): NodeRoles {
  const spells = became.map(([event, name, term], at): RoleSpell => {
    const to = ms(became[at + 1]?.[0] ?? down)
    return { name, term, standing: standing[name], event: event as EventId, from: ms(event), to }
  })
  return { id: nodeId(id), spells }
}
const at = (id: number): TraceEvent => ({ id, time: ms(id) }) as TraceEvent
const told = (...nodes: readonly NodeRoles[]): string[] =>
  turnsOf(nodes, at(10), at(50)).map(({ text, event }) => `${event} ${text}`)

const n1 = nodeOf('n1', [
  [1, 'follower', 0],
  [20, 'leader', 2],
])
const n3 = nodeOf('n3', [
  [1, 'follower', 0],
  [5, 'leader', 1],
  [30, 'follower', 2],
])

test.each`
  because                                              | nodes                                        | said
  ${'one leads, another comes, the first hears of it'} | ${[n1, n3]}                                  | ${['5 n3 leads term 1', '20 n1 leads term 2', '30 n3 no longer leads']}
  ${'who led before and is the only one is no news'}   | ${[n3]}                                      | ${[]}
  ${'roles may have no terms, and names of their own'} | ${[nodeOf('a', [[12, 'primary', null]])]}    | ${['12 a is now primary']}
  ${'who leads again leads another term'} | ${[nodeOf('a', [[3, 'leader', 1], [12, 'leader', 4]])]} | ${['3 a leads term 1', '12 a leads term 4']}
  ${'what comes behind the story is not in it'}        | ${[nodeOf('a', [[51, 'leader', 1]])]}        | ${[]}
  ${'who had gone before it is not in it either'}      | ${[n1, nodeOf('a', [[2, 'leader', 1]], 8)]}  | ${['20 n1 leads term 2']}
  ${'a crash tells itself'}                            | ${[n1, nodeOf('a', [[2, 'leader', 1]], 15)]} | ${['2 a leads term 1', '20 n1 leads term 2']}
  ${'nobody has a view'}                               | ${[]}                                        | ${[]}
`('$because', ({ nodes, said }) => {
  expect(told(...nodes)).toEqual(said)
})

test('where leaders come and go all the time, the last are told', () => {
  const busy = nodeOf(
    'a',
    Array.from({ length: 30 }, (_, nth): Became => [nth + 5, 'leader', nth]),
  )
  expect(told(busy)).toHaveLength(turnsMax)
  expect(told(busy).at(-1)).toBe('34 a leads term 29')
})

test('they stand between the steps of the story, which stays as short', () => {
  const broke = { time: ms(815), node: receiver1, step: 'letter#2 sender1>receiver1' }
  const roles = [
    nodeOf('x', [[2, 'leader', 1]]),
    nodeOf('y', [
      [12, 'leader', 2],
      [20, 'leader', 3],
    ]),
  ]
  // Its times are those of the trace, in which the story begins later than its first events.
  const lasting = roles.map((node) => ({
    ...node,
    spells: node.spells.map((spell) => ({ ...spell, to: ms(10_000) })),
  }))
  const blank = { faults: [], labels: new Map(), names: new Set<string>(), places: new Map() }
  const of = { trace, ...blank, property: 'no duplicate effect', until: ms(6_000) }
  const [without, withThem] = [[], lasting].map((some) =>
    sentences(story(trace, broke, 18), { ...of, roles: some }),
  )
  const texts = (withThem ?? []).map(({ text }) => text)
  expect(texts).toContain('x leads term 1')
  expect(texts).toContain('y leads term 2')
  const ids = (withThem ?? []).map(({ from }) => from)
  expect(ids).toEqual(ids.toSorted((one, other) => one - other))
  expect(texts.length).toBe(Math.min(stepsMax, (without ?? []).length + 3))
  // One comes to lead in the very step that breaks it, which stays the last.
  expect(texts.at(-2)).toBe('y leads term 3')
  expect(texts.at(-1)).toBe(without?.at(-1)?.text)
})
