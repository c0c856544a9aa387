import { describe, expect, test } from 'vitest'
import type { AnyActor, AnyNode } from '../actor.ts'
import type { Fault, Planned } from '../fault.ts'
import { type Micros, ms, nodeId } from '../units.ts'
import { at, type Lab, mailTo, planOf, type Told, told } from './lab.ts'

const n1 = nodeId('n1')

/** Rows `a`, `b` and `c` of 40 letters each, and what each start and each look finds of them. */
const letters = (name: string): string => name.repeat(40)
const found = (node: AnyNode): Record<string, unknown> => Object.fromEntries(node.store.scan('t'))
const keeper: AnyActor = {
  start: (node) => ({ atStart: found(node), seen: {} }),
  receive(node, state, message) {
    const own = state as { seen: unknown }
    if (message.kind === 'look') own.seen = found(node)
    else if (message.kind === 'read b') own.seen = node.store.get('t', 'b')
    else if (message.kind === 'all') {
      for (const name of ['a', 'b', 'c']) node.store.put('t', name, letters(name))
    } else if (message.kind.startsWith('drop ')) node.store.delete('t', message.kind.slice(5))
    else {
      node.store.put('t', message.kind, letters(message.kind))
      node.send(nodeId('n2'), { kind: `kept ${message.kind}` })
    }
  },
}
const lab: Lab = {
  nodes: { n1: keeper, n2: { start: () => ({}), receive() {} } },
  network: { latency: { kind: 'const', at: 0 } },
  sync: { kind: 'const', at: ms(2) },
}

type Entry = readonly [time: Micros, fault: Fault]
const run = (
  mail: readonly (readonly [Micros, string])[],
  plan: readonly Entry[],
  seed = 1,
): Told =>
  told(lab, ms(100), seed, {
    workload: mail.map(([time, kind]) => mailTo('n1', ms(time), kind)),
    plan: planOf(...plan.map(([time, fault]) => [at(ms(time)), fault] as const)) as Planned[],
  })
const rot = (ppm = 1_000_000): Fault => ({ kind: 'disk-rot', node: n1, ppm })
const misdirect: Fault = { kind: 'disk-misdirect', node: n1, ppm: 1_000_000 }
const phantom: Fault = { kind: 'disk-phantom', node: n1, ppm: 1_000_000 }
const unreadable = (ppm = 1_000_000): Fault => ({ kind: 'disk-read-error', node: n1, ppm })
const lying: Fault = { kind: 'disk-lying-sync', node: n1 }
const torn: Fault = { kind: 'disk-torn', node: n1 }
const crash = (lose: 'drawn' | 'memory' | 'unsynced' | 'disk'): Fault => ({
  ...{ kind: 'crash', node: n1, lose },
})
const restart: Fault = { kind: 'restart', node: n1 }
const end = (of: number): Fault => ({ kind: 'end', of })

interface Held {
  readonly atStart: Record<string, string>
  readonly seen: Record<string, string>
}
const state = ({ world }: Told): Held => world.stateOf(0) as Held
const damages = ({ trace }: Told): string[] =>
  trace.flatMap((one) => (one.kind === 'damage' ? [`${one.harm} ${one.key}`] : []))
const whole = { a: letters('a'), b: letters('b'), c: letters('c') }

describe('rot', () => {
  test('damages what is stored when it is read, to a value of the same shape, and it stays so', () => {
    const told1 = run(
      [
        [1, 'all'],
        [20, 'look'],
      ],
      [
        [10, rot()],
        [30, end(1)],
        [40, crash('memory')],
        [50, restart],
      ],
    )
    const { atStart } = state(told1)
    expect(damages(told1)).toEqual(['rot a', 'rot b', 'rot c'])
    for (const name of ['a', 'b', 'c'] as const) {
      expect(atStart[name]).not.toBe(whole[name])
      expect(atStart[name]).toHaveLength(40)
    }
  })

  test('meets a row once each time it is written, not each time it is read', () => {
    const looks = Array.from({ length: 50 }, (_, nth) => [20 + nth, 'look'] as const)
    const half = run([[1, 'all'], ...looks], [[10, rot(500_000)]])
    const draws = half.trace.flatMap((one) => one.draws.filter((draw) => draw.includes('rot t#')))
    expect(draws.length).toBe(damages(half).length)
    expect(draws.every((draw) => /^fault of rot t#[123] at n1: 1$/u.test(draw))).toBe(true)
  })

  test('is healed by a write, which may rot again while it lasts', () => {
    const healed = run(
      [
        [1, 'all'],
        [20, 'look'],
        [40, 'b'],
        [50, 'look'],
      ],
      [
        [10, rot()],
        [30, end(1)],
      ],
    )
    expect(state(healed).seen['b']).toBe(whole.b)
    expect(state(healed).seen['a']).not.toBe(whole.a)
    const again = run(
      [
        [1, 'all'],
        [20, 'look'],
        [40, 'b'],
        [50, 'look'],
      ],
      [[10, rot()]],
    )
    expect(damages(again)).toEqual(['rot a', 'rot b', 'rot c', 'rot b'])
  })

  test('leaves alone what is not on the disk yet, what nobody reads, and everything else', () => {
    const told1 = run(
      [
        [1, 'all'],
        [20, 'b'],
        [21, 'read b'],
      ],
      [[10, rot()]],
    )
    expect([state(told1).seen, damages(told1)]).toEqual([whole.b, []])
    expect(
      damages(
        run(
          [
            [1, 'all'],
            [20, 'look'],
          ],
          [],
        ),
      ),
    ).toEqual([])
    expect(
      damages(
        run(
          [
            [1, 'all'],
            [40, 'look'],
          ],
          [
            [10, rot()],
            [30, end(1)],
          ],
        ),
      ),
    ).toEqual([])
    const healed = run(
      [
        [1, 'all'],
        [40, 'look'],
      ],
      [
        [10, rot()],
        [30, { kind: 'heal', links: null }],
      ],
    )
    expect(damages(healed)).toEqual([])
  })
})

describe('a read error', () => {
  test('stops the node where it reads, undoes the step, and harms nothing that is stored', () => {
    const told1 = run(
      [
        [1, 'all'],
        [20, 'look'],
      ],
      [[10, unreadable()]],
    )
    expect(told1.world.stateOf(0)).toBe(null)
    expect(told1.trace.find(({ kind }) => kind === 'crash')).toMatchObject({
      ...{ place: 'look#2 workload>n1', fault: 1, time: ms(20) },
    })
    expect(damages(told1)).toEqual(['read-error a'])
    const back = run(
      [
        [1, 'all'],
        [20, 'look'],
      ],
      [
        [10, unreadable()],
        [30, end(1)],
        [40, restart],
      ],
    )
    expect(state(back).atStart).toEqual(whole)
  })

  test('is drawn anew at each read: a start may fail, and one after it succeed', () => {
    const plan: Entry[] = [
      [10, unreadable(300_000)],
      [12, crash('memory')],
    ]
    for (let time = 20; time < 95; time += 5) plan.push([time, restart])
    const lives = Array.from({ length: 10 }, (_, seed) => run([[1, 'all']], plan, seed + 1))
    const crashes = lives.map(({ trace }) => trace.filter(({ kind }) => kind === 'crash').length)
    expect(lives.filter((one) => one.world.stateOf(0) !== null)).toHaveLength(10)
    expect(Math.max(...crashes)).toBeGreaterThan(2)
  })
})

describe('a lying sync', () => {
  const heard = ({ trace }: Told): string[] =>
    trace.flatMap((one) =>
      one.kind === 'receive' && one.node === 'n2' ? [`${one.body.kind} ${one.time / 1_000}`] : [],
    )

  test('lets go at once what waits for it; a crash that loses what was not synced takes it all', () => {
    const mail = [
      [1, 'a'],
      [20, 'b'],
      [21, 'c'],
    ] as const
    const plan = (lose: 'drawn' | 'memory' | 'unsynced'): Entry[] => [
      ...([
        [10, lying],
        [30, crash(lose)],
        [40, restart],
      ] as const),
    ]
    const unsynced = run(mail, plan('unsynced'))
    expect(heard(unsynced)).toEqual(['kept a 3', 'kept b 20', 'kept c 21'])
    expect(Object.keys(state(unsynced).atStart)).toEqual(['a'])
    expect(unsynced.trace.find(({ kind }) => kind === 'crash')).toMatchObject({ fault: 2 })
    expect(Object.keys(state(run(mail, plan('memory'))).atStart)).toEqual(['a', 'b', 'c'])
    const kept = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
      (seed) => Object.keys(state(run(mail, plan('drawn'), seed)).atStart).length,
    )
    expect([...new Set(kept)].sort()).toEqual([1, 2, 3])
  })

  test('says so in the trace, and the first true sync after it makes everything durable', () => {
    const told1 = run(
      [
        [1, 'a'],
        [20, 'b'],
        [40, 'c'],
      ],
      [
        [10, lying],
        [30, end(1)],
        [50, crash('unsynced')],
        [60, restart],
      ],
    )
    const lies = told1.trace.flatMap((one) => (one.kind === 'durable' ? [one.lie ?? 0] : []))
    expect(lies).toEqual([0, 1, 0])
    expect(Object.keys(state(told1).atStart)).toEqual(['a', 'b', 'c'])
    const before = run(
      [
        [1, 'a'],
        [20, 'b'],
      ],
      [
        [10, lying],
        [30, end(1)],
        [50, crash('unsynced')],
        [60, restart],
      ],
    )
    expect(Object.keys(state(before).atStart)).toEqual(['a'])
  })

  test('lets a sync that is under way succeed, and a stall holds it back as any other', () => {
    const under = run(
      [[10, 'a']],
      [
        [11, lying],
        [30, crash('unsynced')],
        [40, restart],
      ],
    )
    expect(Object.keys(state(under).atStart)).toEqual(['a'])
    const stall: Fault = { kind: 'disk-stall', node: n1 }
    expect(
      heard(
        run(
          [[10, 'a']],
          [
            [5, lying],
            [6, stall],
            [50, end(2)],
          ],
        ),
      ),
    ).toEqual(['kept a 50'])
  })
})

describe('a misdirected write', () => {
  test('lands on another row of its table, and its own keeps what it had', () => {
    const told1 = run(
      [
        [1, 'all'],
        [20, 'b'],
        [30, 'look'],
      ],
      [[10, misdirect]],
    )
    const hit = told1.trace.find((one) => one.kind === 'damage')
    expect(hit).toMatchObject({ harm: 'misdirect', meant: 'b', value: whole.b, fault: 1 })
    const { seen } = state(told1)
    expect(seen['b']).toBe(whole.b)
    expect([seen['a'], seen['c']].filter((one) => one === whole.b)).toHaveLength(1)
  })

  test('is undone with its batch, and where no other row is it lands where it should', () => {
    const undone = run(
      [
        [1, 'all'],
        [20, 'b'],
      ],
      [
        [10, misdirect],
        [21, crash('unsynced')],
        [30, restart],
      ],
    )
    expect(state(undone).atStart).toEqual(whole)
    const alone = run(
      [
        [20, 'b'],
        [30, 'look'],
      ],
      [[10, misdirect]],
    )
    expect([state(alone).seen, damages(alone)]).toEqual([{ b: whole.b }, []])
  })

  test('may be a deletion, of another row', () => {
    const told1 = run(
      [
        [1, 'all'],
        [20, 'drop b'],
        [30, 'look'],
      ],
      [[10, misdirect]],
    )
    expect(Object.keys(state(told1).seen)).toHaveLength(2)
    expect(state(told1).seen['b']).toBe(whole.b)
  })
})

describe('a phantom write', () => {
  test('is acknowledged like any other, when a sync has ended, and is not there', () => {
    const told1 = run(
      [
        [1, 'all'],
        [20, 'drop a'],
        [25, 'd'],
        [30, 'look'],
      ],
      [[10, phantom]],
    )
    expect(state(told1).seen).toEqual(whole)
    expect(damages(told1)).toEqual(['phantom a', 'phantom d'])
    const ack = told1.trace.find((one) => one.kind === 'receive' && one.node === 'n2')
    expect(ack?.time).toBe(ms(27))
  })
})

describe('a torn write', () => {
  const plan: Entry[] = [
    [10, torn],
    [21, crash('unsynced')],
    [30, restart],
  ]
  const rowsOf = (seed: number, mail: readonly (readonly [Micros, string])[]): Held['atStart'] =>
    state(run(mail, plan, seed)).atStart
  const seeds = Array.from({ length: 60 }, (_, nth) => nth + 1)

  test('is stored in part: of its rows some are new, some old, at most one is damaged', () => {
    const kinds = new Set<string>()
    for (const seed of seeds) {
      const rows = rowsOf(seed, [[20, 'all']])
      const row = (name: 'a' | 'b' | 'c'): string => {
        if (rows[name] === undefined) return 'old'
        return rows[name] === whole[name] ? 'new' : `half ${rows[name]?.length}`
      }
      const how = (['a', 'b', 'c'] as const).map(row)
      expect(how.filter((one) => one === 'half 20').length).toBeLessThanOrEqual(1)
      for (const one of how) kinds.add(one)
      kinds.add(new Set(how).size > 1 ? 'mixed' : 'all the same')
    }
    expect([...kinds].sort()).toEqual(['all the same', 'half 20', 'mixed', 'new', 'old'])
  })

  test('is the oldest that was not kept; those after it are gone, those before it are whole', () => {
    for (const seed of seeds.slice(0, 20)) {
      const rows = rowsOf(seed, [
        [1, 'a'],
        [20, 'b'],
        [20.5, 'c'],
      ])
      expect(rows['a']).toBe(whole.a)
      expect(rows['c']).toBeUndefined()
    }
  })

  test('is none where nothing was under way, where nothing is lost, and after the fault', () => {
    for (const seed of seeds.slice(0, 20)) {
      expect(rowsOf(seed, [[1, 'all']])).toEqual(whole)
      const kept = run(
        [[20, 'all']],
        [
          [10, torn],
          [21, crash('memory')],
          [30, restart],
        ],
        seed,
      )
      expect(state(kept).atStart).toEqual(whole)
      const over = run([[20, 'all']], [[10, torn], [15, end(1)], ...plan.slice(1)], seed)
      expect(state(over).atStart).toEqual({})
      expect(damages(over)).toEqual([])
    }
  })

  test('leaves nothing of a disk that is lost', () => {
    const told1 = run(
      [[20, 'all']],
      [
        [10, torn],
        [21, crash('disk')],
        [30, restart],
      ],
    )
    expect([state(told1).atStart, damages(told1)]).toEqual([{}, []])
  })
})

describe('a lost disk', () => {
  test('comes back with nothing, whatever was durable, and keeps what is written then', () => {
    const told1 = run(
      [
        [1, 'all'],
        [40, 'b'],
      ],
      [
        [20, crash('disk')],
        [30, restart],
        [50, crash('unsynced')],
        [60, restart],
      ],
    )
    expect(state(told1).atStart).toEqual({ b: whole.b })
  })
})
