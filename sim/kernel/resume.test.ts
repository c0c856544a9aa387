import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { AnyActor } from '../actor.ts'
import type { Resume, ResumedNode } from '../resume.ts'
import { ms, nodeId, type OpId } from '../units.ts'
import type { Cell } from './cell.ts'
import { at, type Lab, mailTo, openingOf, planOf, silent, systemOf, told } from './lab.ts'
import { World } from './world.ts'

/** Counts what it is told, on disk too, tells the other, and beats every 10 ms. */
const counter = (other: string): AnyActor => ({
  start(node) {
    node.setTimer({ kind: 'beat' }, ms(10))
    node.store.put('lives', 1, Number(node.store.get('lives', 1) ?? 0) + 1)
    return { beats: 0, heard: 0, lost: 0, lives: node.store.get('lives', 1), at: 0 }
  },
  receive(node, state, message) {
    const own = state as { heard: number; at: number }
    own.heard += 1
    own.at = node.clock()
    node.store.put('heard', own.heard, node.wallClock())
    if (message.kind === 'go') node.send(nodeId(other), { kind: 'told' })
  },
  expire(node, state) {
    ;(state as { beats: number }).beats += 1
    node.setTimer({ kind: 'beat' }, ms(10))
    if ((state as { beats: number }).beats % 3 === 0) node.send(nodeId(other), { kind: 'told' })
  },
  lost(_node, state) {
    ;(state as { lost: number }).lost += 1
  },
})

const lab = (link: 'datagram' | 'stream'): Lab => ({
  nodes: { a: counter('b'), b: counter('a') },
  network: { link, latency: { kind: 'const', at: ms(1) } },
  sync: { kind: 'const', at: 100 },
})

/** What a world is between two steps, while nothing is on its way. */
const snapshot = (world: World, stream: boolean): Resume => ({
  nodes: world.cells.map((cell) => nodeOf(world, cell)),
  streams: stream ? [{ between: [nodeId('a'), nodeId('b')], closedBy: null }] : [],
  flying: [],
  history: [],
  sent: new Map([['told', world.sentOf('told')]]),
  delivered: new Map([['told', world.deliveredOf('told')]]),
  goals: new Map(),
})

function nodeOf(world: World, cell: Cell): ResumedNode {
  return {
    ...{ id: cell.id, state: cell.state ?? {}, life: cell.life },
    ...{ clock: cell.clock(), wall: cell.wallClock() },
    rows: ['lives', 'heard'].flatMap((table) =>
      Array.from(cell.store.scan(table), ([key, value]) => [table, key, Number(value)] as const),
    ),
    timers: cell
      .armedTimers()
      .sort((one, other) => one.order - other.order)
      .map(({ timer, slot }) => ({ timer, left: world.queue.timeOf(slot) - world.now })),
  }
}

const statesOf = (world: World): unknown => world.cells.map(({ state }) => state)

describe('a world that goes on', () => {
  test.each(['datagram', 'stream'] as const)(
    'from a quiet instant of another comes to the same States over a %s',
    (link) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 20 }),
          fc.integer({ min: 1, max: 300 }),
          (ten, on) => {
            const half = ms(ten * 10 + 5) // between two beats, and what they sent has arrived
            const workload = [mailTo('a', half + ms(7), 'go'), mailTo('b', half + ms(12), 'go')]
            const whole = silent(lab(link), half + ms(on), 1, { workload })
            const first = silent(lab(link), half)
            const resume = snapshot(first, link === 'stream' && ten >= 3)
            const later = workload.map((call) => ({ ...call, at: call.at - half }))
            const second = silent(lab(link), ms(on), 7, { resume, workload: later })
            expect(statesOf(second)).toEqual(statesOf(whole))
            expect(second.sentOf('told')).toBe(whole.sentOf('told'))
            expect(second.deliveredOf('told')).toBe(whole.deliveredOf('told'))
            const walls = (world: World): unknown => [
              ...(world.cells[0]?.store.scan('heard') ?? []),
            ]
            expect(walls(second)).toEqual(walls(whole))
          },
        ),
        { numRuns: 60 },
      )
    },
  )

  test('leaves what it began from as it was, for every seed again', () => {
    const resume = snapshot(silent(lab('datagram'), ms(25)), false)
    const before = JSON.stringify(resume.nodes)
    const digests = [1, 1].map((seed) =>
      silent(lab('datagram'), ms(100), seed, { resume }).digest(),
    )
    expect(digests[0]).toBe(digests[1])
    expect(JSON.stringify(resume.nodes)).toBe(before)
    const world = new World(systemOf(lab('datagram')))
    world.reset(openingOf(1, { resume }))
    world.run(ms(100), null)
    world.reset(openingOf(1))
    world.run(ms(100), null)
    expect(world.digest()).toBe(silent(lab('datagram'), ms(100)).digest())
  })

  test('has its messages on their way, its lives counted on and its tables after a crash', () => {
    const base = snapshot(silent(lab('datagram'), ms(25)), false)
    const [a, b] = [nodeId('a'), nodeId('b')]
    const flying = [
      { from: a, to: b, message: { kind: 'told' } },
      { from: b, to: b, message: { kind: 'told' } },
    ]
    const plan = planOf(
      [at(ms(3)), { kind: 'crash', node: b, lose: 'unsynced' }],
      [at(ms(4)), { kind: 'restart', node: b }],
    )
    const { world, trace } = told(lab('datagram'), ms(5), 1, { resume: { ...base, flying }, plan })
    expect(trace.filter(({ kind, node }) => kind === 'receive' && node === b)).toHaveLength(2)
    expect(world.cells[1]?.life).toBe(2)
    expect(world.stateOf(1)).toMatchObject({ lives: 2, heard: 0 })
    expect([...(world.cells[1]?.store.scan('heard') ?? [])]).toHaveLength(2)
  })

  test('tells an end of what the other had closed', () => {
    const base = snapshot(silent(lab('stream'), ms(5)), true)
    const [a, b] = [nodeId('a'), nodeId('b')]
    const streams = [{ between: [a, b] as const, closedBy: a }]
    const world = silent(lab('stream'), ms(3), 1, { resume: { ...base, streams } })
    expect(world.stateOf(0)).toMatchObject({ lost: 0 })
    expect(world.stateOf(1)).toMatchObject({ lost: 1 })
  })

  test('completes operations of before by the numbers that their client knows', () => {
    const own = 2 ** 32 + 1
    const client: AnyActor = {
      start: () => ({}),
      receive(node, _state, message) {
        if (message.kind === 'new') node.complete(node.invoke('new'), 'done')
        else node.complete(own as OpId, 'at last')
      },
    }
    const nodes = ['a', 'b'].map(
      (id): ResumedNode => ({
        ...{ id: nodeId(id), state: {}, life: 1, clock: 10, wall: 10, rows: [], timers: [] },
      }),
    )
    const past = (name: string, id: number): Resume['history'][number] => ({
      ...{ id: id as OpId, own, client: nodeId(name), call: name, start: -5, end: null },
      result: undefined,
    })
    const resume: Resume = {
      ...{ nodes, streams: [], flying: [], sent: new Map(), delivered: new Map() },
      ...{ goals: new Map([['seen', 3]]), history: [past('a', 1), past('b', 2)] },
    }
    const workload = [mailTo('b', ms(1), 'old'), mailTo('a', ms(2), 'new')]
    const world = silent({ nodes: { a: client, b: client } }, ms(5), 1, { resume, workload })
    expect(world.history()).toEqual([
      { ...past('a', 1), own: undefined },
      { ...past('b', 2), own: undefined, end: ms(1), result: 'at last' },
      { id: 3, client: 'a', call: 'new', start: ms(2), end: ms(2), result: 'done' },
    ])
    expect(world.goals.get('seen')).toBe(3)
  })
})
