import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Trace } from '../trace.ts'
import { type Micros, ms, seconds } from '../units.ts'
import { openingOf, systemOf } from './lab.ts'
import { Recorder } from './recorder.ts'
import { anyPlans, connectionPlans, labOf, names, stormMax, workloads } from './storm.arbitrary.ts'
import { World } from './world.ts'

/** What one node did and met on its connections to a peer, in order. */
interface Side {
  /** how often its view of the connection has ended: it was told, hung up, or died */
  ends: number
  told: number
  /** event of the last of them */
  ended: number
  /** messages sent in each of these views, by name */
  readonly sent: Map<number, string[]>
}

const ends = (side: Side, event: number): void => {
  side.ends += 1
  side.ended = event
}

/** What of the promises of streams a trace breaks; what was sent after `until` may be on its way. */
function broken(trace: Trace, until: Micros): string[] {
  const wrong: string[] = []
  const sides = new Map<string, Side>()
  const of = (node: string, peer: string): Side => {
    const key = `${node} ${peer}`
    const known = sides.get(key) ?? { ends: 0, told: 0, ended: 0, sent: new Map() }
    sides.set(key, known)
    return known
  }
  /** view of the sender, and of the receiver when it came */
  const sentIn = new Map<string, number>()
  const got = new Map<string, { from: string; to: string; of: number; at: number }>()
  const dropped = new Map<string, number>()
  const last = new Map<string, number>()
  const order = new Map<string, number>()
  for (const event of trace) {
    const { node } = event
    if (node === null && event.kind !== 'drop') continue
    const me = node ?? ''
    if (event.kind === 'send' && event.to !== me) {
      const side = of(me, event.to)
      sentIn.set(event.message, side.ends)
      order.set(event.message, order.size)
      // What waited for the disk while its connection ended is dropped, and its end was told.
      if (event.time > until || (event.cause ?? 0) < side.ended) continue
      side.sent.set(side.ends, [...(side.sent.get(side.ends) ?? []), event.message])
    } else if (event.kind === 'receive' && event.from !== 'workload' && event.from !== me) {
      const { message, from } = event
      const view = sentIn.get(message) ?? -1
      if (got.has(message)) wrong.push(`${message} came twice`)
      if (dropped.has(message)) wrong.push(`${message} came after it was dropped`)
      const link = `${from}>${me}`
      const place = order.get(message) ?? -1
      if (place < (last.get(link) ?? -1)) wrong.push(`${message} came out of order`)
      last.set(link, place)
      got.set(message, { from, to: me, of: view, at: of(me, from).ends })
    } else if (event.kind === 'drop') {
      if (dropped.has(event.message)) wrong.push(`${event.message} was dropped twice`)
      if (got.has(event.message)) wrong.push(`${event.message} was dropped after it came`)
      dropped.set(event.message, event.id)
    } else if (event.kind === 'lost') {
      ends(of(me, event.peer), event.id)
      of(me, event.peer).told += 1
    } else if (event.kind === 'complete' && typeof event.result === 'string') {
      const [what, peer] = event.result.split(' ')
      // Hanging up waits in line too, and leaves alone what its step did not see.
      const meant = peer !== undefined && (event.cause ?? 0) > of(me, peer).ended
      if (what === 'closed' && meant) ends(of(me, peer), event.id)
    } else if (event.kind === 'crash') {
      for (const peer of names) ends(of(me, peer), event.id)
    }
  }
  // One view of the sender is one connection: it comes within one view of the receiver, and a view
  // of the receiver holds nothing of another.
  const joined = new Map<string, number>()
  for (const [message, { from, to, of: view, at }] of got) {
    for (const key of [`${from}#${view}>${to}`, `${from}>${to}#${at}`]) {
      const other = key.startsWith(`${from}#`) ? at : view
      if ((joined.get(key) ?? other) !== other) wrong.push(`${message} is of another connection`)
      joined.set(key, other)
    }
  }
  for (const [key, side] of sides) {
    const [node, peer] = key.split(' ') as [string, string]
    for (const [view, messages] of side.sent) {
      const missing = messages.findIndex((message) => !got.has(message))
      if (missing >= 0 && messages.slice(missing).some((message) => got.has(message))) {
        wrong.push(`${messages[missing]} is missing before one that came`)
      }
      if (missing >= 0 && side.ends <= view)
        wrong.push(`${node} was not told: ${messages[missing]}`)
      for (const message of messages) {
        if (!got.has(message) && !dropped.has(message)) wrong.push(`${message} is nowhere`)
      }
    }
    const opened = side.sent.size + (sides.get(`${peer} ${node}`)?.sent.size ?? 0)
    if (side.told > opened) wrong.push(`${node} was told ${side.told} ends of ${opened}`)
  }
  return wrong
}

describe('whatever happens to connections', () => {
  test('order, once, nothing missing before what came, ends told once and before what follows', () => {
    const lab = labOf('stream')
    const system = systemOf(lab)
    fc.assert(
      fc.property(fc.nat(), connectionPlans, workloads, (seed, plan, workload) => {
        const world = new World(system)
        const recorder = new Recorder()
        // After the calm everybody talks to everybody: no connection is stuck.
        const probes = names.flatMap((client) =>
          names.map((to) => ({
            client,
            at: stormMax + seconds(5),
            message: { kind: 'talk', to, how: 'say' } as const,
          })),
        )
        world.reset(openingOf(seed, { plan, workload: [...workload, ...probes], recorder }))
        expect(world.run(stormMax, null).kind).toBe('until')
        world.calm()
        expect(world.run(stormMax + seconds(9), null).kind).toBe('until')
        const trace = recorder.trace()
        const end = stormMax + seconds(9) - ms(100)
        expect(broken(trace, end)).toEqual([])
        const late = trace.filter(
          ({ time, kind }) => time > stormMax + seconds(5) && kind === 'drop',
        )
        expect(late).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

describe.each(['datagram', 'stream'] as const)('a storm among %ss', (link) => {
  const system = systemOf(labOf(link))
  const used = new World(system)

  test('is the same with a trace, by copy, by a chooser, and on a world that ran others', () => {
    fc.assert(
      fc.property(fc.nat(), anyPlans, workloads, (seed, plan, workload) => {
        const outcome = (world: World, more: Parameters<typeof openingOf>[1]): string[] => {
          world.reset(openingOf(seed, { plan, workload, ...more }))
          const stop = world.run(ms(4_000), null).kind
          world.calm()
          const then = world.run(ms(6_000), null).kind
          return [stop, then, world.digest(), JSON.stringify(world.history()), `${world.events}`]
        }
        const plain = outcome(new World(system), {})
        expect(plain.slice(0, 2)).toEqual(['until', 'until'])
        expect(outcome(new World(system), { recorder: new Recorder() })).toEqual(plain)
        expect(outcome(new World(system), { byCopy: true })).toEqual(plain)
        const asked = new World(system)
        const chooser = { pick: asked.seeded.bind(asked) }
        expect(outcome(asked, { chooser })).toEqual(plain)
        expect(outcome(used, {})).toEqual(plain)
        const fresh = new World(system)
        expect(outcome(fresh, { content: true })).toEqual(plain)
        const content = fresh.content()
        expect(outcome(used, { content: true })).toEqual(plain)
        expect(used.content()).toBe(content)
      }),
      { numRuns: 60 },
    )
  })
})
