import { describe, expect, test } from 'vitest'
import type { LogCell, NodeLog, Standing } from '../sim/role-view.ts'
import { type NodeId, nodeId } from '../sim/units.ts'
import { logGrid } from './log-grid.ts'
import { logWindow } from './log-window.ts'
import { ascii, columns, plainPage } from './page.ts'

const cellsOf = (text: string): LogCell[] =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const [term = '0', said] = word.split(':')
      return said === undefined ? { term: Number(term) } : { term: Number(term), text: said }
    })

interface Told {
  readonly first?: number
  readonly committed?: number
  readonly peers?: ReadonlyMap<NodeId, { next: number; match: number }>
}

/** `1 1 2:x=3`: the terms of the entries, and what they hold. */
function log(id: string, role: string, cells: string, told: Told = {}): NodeLog {
  const [name = '', term = '0'] = role.split(' T')
  const standing: Standing = name === 'leader' ? 'leads' : 'follows'
  const { first = 1, committed = 0, peers = null } = told
  return {
    id: nodeId(id),
    role: { name, term: Number(term), standing },
    log: { first, cells: cellsOf(cells), committed, peers },
  }
}
const down = (id: string): NodeLog => ({ id: nodeId(id), role: null, log: null })

const peers = new Map([
  [nodeId('n2'), { next: 6, match: 5 }],
  [nodeId('n3'), { next: 5, match: 3 }],
])
const logs = [
  log('n1', 'leader T3', '1 1 1 3:x=4 3:x=5', { committed: 4, peers }),
  log('n2', 'follower T3', '3:x=4 3:x=5', { first: 4, committed: 3 }),
  log('n3', 'follower T3', '1 1 1 2:x=9', { committed: 3 }),
  down('n4'),
]

describe('a grid of logs', () => {
  test('terms in cells, dashes around what is not committed, snapshots, marks of the leader', () => {
    expect(logGrid(logs, plainPage).join('\n')).toMatchInlineSnapshot(`
      "    index             1    2    3    4    5
          n1 leader T3      1    1    1    3   ┊3┊
          n2 follower T3    ▒    ▒    ▒   ┊3┊  ┊3┊●
          n3 follower T3    1    1    1 ● ┊2┊     ▲
          n4 down
          they part at 4: n1 n2 T3 x=4 · n3 T2 x=9
          digit = term   ┊ ┊ = not committed   ▒ = in a snapshot   ● ▲ = n1 knows it there, sends it next"
    `)
  })

  test('in ASCII the same, and nothing but ASCII', () => {
    const lines = logGrid(logs, { ...plainPage, glyphs: ascii })
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "    index             1    2    3    4    5
          n1 leader T3      1    1    1    3   :3:
          n2 follower T3    ~    ~    ~   :3:  :3:o
          n3 follower T3    1    1    1 o :2:     ^
          n4 down
          they part at 4: n1 n2 T3 x=4 - n3 T2 x=9
          digit = term   : : = not committed   ~ = in a snapshot   o ^ = n1 knows it there, sends it next"
    `)
    expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/u)
  })

  test('nothing where nobody has an entry', () => {
    expect(logGrid([], plainPage)).toEqual([])
    expect(logGrid([log('n1', 'follower T0', ''), down('n2')], plainPage)).toEqual([])
  })

  test('long logs fit the width, and many nodes are a few rows', () => {
    const long = Array.from({ length: 900 }, (_, at) => 90 + Math.floor(at / 5)).join(' ')
    const many = Array.from({ length: 12 }, (_, at) =>
      log(`n${at + 1}`, 'follower T270', at === 3 ? long.slice(0, 2_000) : long),
    )
    const lines = logGrid(many, plainPage)
    expect(lines.length).toBeLessThanOrEqual(11)
    for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(100)
    expect(lines.join('\n')).toMatch(/and 5 nodes more/u)
  })

  test('what texts hold cannot move the terminal', () => {
    const evil = [log('n1', 'leader T1', '1:\u001b[2J'), log('n2', 'follower T1', '1:y')]
    expect(logGrid(evil, plainPage).join('')).toContain('\\x1b[2J')
  })
})

describe('the window', () => {
  const ofTerms = (...rows: readonly string[]): NodeLog[] =>
    rows.map((row, at) => log(`n${at + 1}`, 'follower T9', row))
  const ones = '1 '.repeat(40)

  test.each`
    because                                               | rows                        | room  | from  | to    | conflict
    ${'equal logs show their ends'}                       | ${[ones, ones]}             | ${20} | ${33} | ${40} | ${null}
    ${'two before the first difference, then as it fits'} | ${[ones, '1 '.repeat(20)]}  | ${20} | ${19} | ${38} | ${null}
    ${'a short rest shows more of what came before'}      | ${[ones, '1 '.repeat(39)]}  | ${20} | ${33} | ${40} | ${null}
    ${'one entry where others have another'}              | ${[`${ones}2`, `${ones}3`]} | ${20} | ${34} | ${41} | ${41}
    ${'the room is never more than is asked'}             | ${[ones, '']}               | ${5}  | ${1}  | ${5}  | ${null}
  `('$because', ({ rows, room, from, to, conflict }) => {
    expect(logWindow(ofTerms(...rows), room)).toMatchObject({ from, to, conflict })
  })

  test('what one has as a snapshot is compared with nobody', () => {
    const short = [log('n1', 'follower T1', '1 1', { first: 9 }), log('n2', 'follower T1', ones)]
    expect(logWindow(short, 20)).toMatchObject({ from: 9, conflict: null })
  })

  test('of two leaders the one of the higher term says what it knows', () => {
    const two = [
      log('n1', 'leader T3', '1', { peers: new Map([[nodeId('n3'), { next: 1, match: 0 }]]) }),
      log('n2', 'leader T4', '1', { peers: new Map([[nodeId('n3'), { next: 2, match: 1 }]]) }),
      log('n3', 'follower T4', '1'),
    ]
    const window = logWindow(two, 20)
    expect(window?.leader).toBe('n2')
    expect(window?.rows[2]?.cells?.map(({ mark }) => mark)).toEqual(['match'])
  })
})
