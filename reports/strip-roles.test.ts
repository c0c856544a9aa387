import { expect, test } from 'vitest'
import type { NodeRoles, RoleSpell } from '../sim/role-view.ts'
import type { TraceEvent } from '../sim/trace.ts'
import { type EventId, ms, nodeId, seconds } from '../sim/units.ts'
import { ascii, plainPage } from './page.ts'
import { strip } from './strip.ts'
import { roleCells, roleLegend } from './strip-roles.ts'

const standing = { leader: 'leads', candidate: 'stands', follower: 'follows' } as const
const spell = (
  name: keyof typeof standing,
  term: number | null,
  from: number,
  to: number,
): RoleSpell => ({
  ...{ name, term, standing: standing[name], event: 0 as EventId, from: ms(from), to: ms(to) },
})

const cells = (...spells: readonly RoleSpell[]): string =>
  roleCells(spells, 10, (time) => Math.min(9, Math.floor(time / 100_000)), plainPage.glyphs).join(
    '',
  )

test.each`
  because                                            | spells                                                                                                                                                            | said
  ${'a leader is the digit of its term'}             | ${[spell('follower', 1, 0, 200), spell('leader', 2, 200, 1000)]}                                                                                                  | ${'··22222222'}
  ${'a column shows the strongest that was in it'}   | ${[spell('follower', 1, 0, 110), spell('candidate', 2, 110, 120), spell('leader', 2, 120, 130), spell('follower', 3, 130, 400), spell('candidate', 4, 400, 450)]} | ${'·2··?     '}
  ${'of two terms in a column the last is shown'}    | ${[spell('leader', 2, 0, 20), spell('candidate', 3, 20, 30), spell('leader', 3, 30, 200)]}                                                                        | ${'33        '}
  ${'of a long term its last digit is shown'}        | ${[spell('leader', 112, 0, 500), spell('leader', 120, 500, 1000)]}                                                                                                | ${'2222200000'}
  ${'without terms a leader is a star'}              | ${[spell('leader', null, 300, 1000)]}                                                                                                                             | ${'   *******'}
  ${'a node that is nothing leaves its cells blank'} | ${[]}                                                                                                                                                             | ${'          '}
`('$because', ({ spells, said }) => {
  expect(cells(...spells)).toBe(said)
})

const nodes: NodeRoles[] = [
  { id: nodeId('n1'), spells: [spell('follower', 9, 0, 200), spell('leader', 10, 200, 4_000)] },
  {
    id: nodeId('n2'),
    spells: [spell('follower', 9, 0, 1_000), spell('follower', 9, 2_000, 4_000)],
  },
]

test('the legend says only what there is, and of long terms that it is the last digit', () => {
  expect(roleLegend(nodes, new Set('0·'), plainPage.glyphs)).toEqual([
    'digit = leader, last digit of its term',
    '· = follower',
  ])
  expect(roleLegend(nodes.slice(1), new Set('·'), plainPage.glyphs)).toEqual(['· = follower'])
})

const happened = [
  { kind: 'crash', id: 1, time: seconds(1), node: 'n2' },
  { kind: 'start', id: 2, time: seconds(2), node: 'n2' },
  { kind: 'receive', id: 3, time: seconds(3), node: 'c1' },
] as unknown as TraceEvent[]
const of = {
  ...{ nodes: ['n1', 'n2', 'c1', 'c2'].map(nodeId), trace: happened, roles: nodes },
  ...{ until: seconds(3), end: seconds(4), broke: null },
}

test('nodes with a view show what they were; others are left out while nothing befalls them', () => {
  expect(strip(of, plainPage).join('\n')).toMatchInlineSnapshot(`
    "           0s        1s        2s        3s        4s
        n1     ··00000000000000000000000000000000000000
        n2     ··········xxxxxxxxxx····················
               digit = leader, last digit of its term   · = follower   x = down   column = 100 ms"
  `)
})

test('a node without a view that went down has its row', () => {
  const down = [{ kind: 'crash', id: 4, time: seconds(3), node: 'c1' }] as unknown as TraceEvent[]
  expect(
    strip({ ...of, trace: [...happened, ...down] }, plainPage).join('\n'),
  ).toMatchInlineSnapshot(`
    "           0s        1s        2s        3s        4s
        n1     ··00000000000000000000000000000000000000
        n2     ··········xxxxxxxxxx····················
        c1     ······························xxxxxxxxxx
               digit = leader, last digit of its term   · = follower   · = quiet   x = down
               column = 100 ms"
  `)
})

test('in ASCII the same in the same columns', () => {
  const plain = strip(of, plainPage)
  const lines = strip(of, { ...plainPage, glyphs: ascii })
  expect(lines.slice(1, 3).map((line) => line.replaceAll('.', '·'))).toEqual(plain.slice(1, 3))
})
