// A whole system: a process for each node, started together, watched, told of faults, and ended
// together. A node that ends by itself is told and started again, as a machine would do it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { ask } from '../../adapters/http/request.ts'
import type { Lose } from '../../adapters/host/doom.ts'
import type { NodePlan } from '../../adapters/process/mail.ts'
import { type Left, Supervisor, type Whereabouts } from '../../adapters/process/process.ts'
import type { Struck } from '../../adapters/records/tally.ts'
import { rowsIn } from '../../protocols/ack-retry/wire-caller.ts'
import { placeOf } from '../../protocols/ack-retry/address.ts'
import type { Fault } from '../../sim/fault.ts'
import { type NodeId, nodeId } from '../../sim/units.ts'
import { makeHome } from './keepsakes.ts'
import { placeName, type ServedOrder, type Told } from './orders.ts'
import type { Strike } from './plan.ts'

export type Event =
  | { readonly kind: 'told'; readonly node: string; readonly told: Told }
  | { readonly kind: 'ended'; readonly node: string; readonly how: string }
  | { readonly kind: 'killed' | 'started'; readonly node: string; readonly pid: number }
  | { readonly kind: 'stays down'; readonly node: string; readonly why: string }
  | { readonly kind: 'paused' | 'goes on'; readonly node: string }

export interface WholeOptions {
  readonly orders: readonly ServedOrder[]
  /** folders of the nodes are made in it; null: one that is gone afterwards */
  readonly folder: string | null
  readonly host: string
  readonly seed: number
  readonly strikes: readonly Strike[]
  onEvent(event: Event): void
}

export interface Ended extends Left {
  /** by entry of the plan */
  readonly faults: ReadonlyMap<number, Struck>
}

export interface Whole {
  readonly nodes: readonly Whereabouts[]
  /** where discovery answers */
  readonly url: URL
  /** receivers on the list within `within` ms, by host and port */
  listed(receivers: number, within: number): Promise<ReadonlySet<string>>
  /** Ends everything. @returns what is left, which is nothing, and what the faults have met */
  stop(): Promise<Ended>
}

/** ms until a process has to be ready, and after which one that ended is started again. */
const within = 20_000
const restAfterEnd = 1_000
/** Ends so soon after their start in a row, after which a node stays down. */
const quickEndsMax = 5
const quick = 10_000

/**
 * Starts every node; returns when all are ready.
 * @throws Mistake (WL5002, WL5003, WL5007, WL5008) with everything ended that had started
 */
export async function startWhole(options: WholeOptions): Promise<Whole> {
  const { orders, seed, onEvent } = options
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'worldline-'))
  for (const order of orders) makeHome(join(folder, placeName(order)))
  const lives = new Map<NodeId, { since: number; quickEnds: number }>()
  const timers = new Set<NodeJS.Timeout>()
  let serving = false
  let ending = false
  const supervisor = new Supervisor({
    entry: new URL(import.meta.url.endsWith('.ts') ? 'entry.ts' : 'entry.js', import.meta.url),
    ...{ folder, origin: process.hrtime.bigint(), host: options.host, carrier: 'tcp' },
    ...{ within, stillWithin: within },
    onTold: (id, told) => onEvent({ kind: 'told', node: id, told: told as Told }), // of our own entry
    onDeath(id, { code, signal, death }) {
      if (!serving) return // whoever waits for its start is told
      const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`
      onEvent({
        ...{ kind: 'ended', node: id },
        how: death === null ? how : `died: ${death.step}: ${death.error}`,
      })
      later(restAfterEnd, () => again(id))
    },
  })

  function later(ms: number, act: () => void): void {
    if (ending) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
  }

  /** Acts on one node follow one another: a start waits for the end of the kill before it. */
  const turns = new Map<NodeId, Promise<void>>()
  function next(id: NodeId, act: () => Promise<void>): void {
    const turn = (turns.get(id) ?? Promise.resolve()).then(act)
    turns.set(id, turn)
  }

  function again(id: NodeId): void {
    next(id, async () => {
      if (ending || supervisor.isUp(id)) return
      const life = lives.get(id) ?? { since: 0, quickEnds: 0 }
      life.quickEnds = performance.now() - life.since < quick ? life.quickEnds + 1 : 0
      life.since = performance.now()
      lives.set(id, life)
      if (life.quickEnds >= quickEndsMax) {
        const why = `it ended ${quickEndsMax} times at once`
        return onEvent({ kind: 'stays down', node: id, why })
      }
      try {
        await supervisor.restart(id)
        onEvent({ kind: 'started', node: id, pid: pidOf(id) })
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        if (!ending) onEvent({ kind: 'stays down', node: id, why })
      }
    })
  }

  const pidOf = (id: NodeId): number =>
    supervisor.whereabouts().find((one) => one.id === id)?.pid ?? 0

  /** by the entry that stopped it: nodes that stand still */
  const paused = new Map<number, NodeId>()
  const downForGood = new Set<NodeId>()

  function strike({ id, fault }: Strike): void {
    switch (fault.kind) {
      case 'crash':
        return kill(fault.node, fault.lose)
      case 'restart':
        return downForGood.has(fault.node) ? undefined : again(fault.node)
      case 'stay-down':
        return void downForGood.add(fault.node)
      case 'pause':
        if (!supervisor.isUp(fault.node)) return
        paused.set(id, fault.node)
        supervisor.pause(fault.node)
        return onEvent({ kind: 'paused', node: fault.node })
      case 'end':
        return paused.has(fault.of) ? goOn(fault.of) : tellAll(id, fault)
      default:
        return tellAll(id, fault)
    }
  }

  /** Made by the processes themselves. */
  function tellAll(id: number, fault: Fault): void {
    const nodes = 'node' in fault ? [fault.node] : supervisor.whereabouts().map((one) => one.id)
    for (const node of nodes) supervisor.fault(node, id, fault)
  }

  function kill(node: NodeId, lose: Lose): void {
    next(node, async () => {
      if (ending || !supervisor.isUp(node)) return
      const pid = pidOf(node)
      await supervisor.kill(node, lose)
      if (!ending) onEvent({ kind: 'killed', node, pid })
    })
  }

  function goOn(id: number): void {
    const node = paused.get(id)
    paused.delete(id)
    if (node === undefined || !supervisor.isUp(node)) return
    void supervisor.resume(node)
    onEvent({ kind: 'goes on', node })
  }

  async function stop(): Promise<Ended> {
    ending = true
    for (const timer of timers) clearTimeout(timer)
    await supervisor.stop()
    if (options.folder === null) rmSync(folder, { recursive: true, force: true })
    const { faults } = supervisor.tally()
    return { ...(await supervisor.left()), faults }
  }

  try {
    const nodes = await supervisor.start(orders.map((order) => planOf(order, seed)))
    serving = true
    const began = performance.now()
    for (const { id } of nodes) lives.set(id, { since: began, quickEnds: 0 })
    for (const one of options.strikes) later(one.at / 1_000, () => strike(one))
    const url = new URL(`http://${nodes.find(({ id }) => id === 'discovery')?.address ?? ''}`)
    return { nodes, url, stop, listed: (count, ms) => listed(url, count, ms) }
  } catch (error) {
    await stop()
    throw error
  }
}

const planOf = (order: ServedOrder, seed: number): NodePlan => ({
  ...{ id: nodeId(placeName(order)), program: order, seed, port: order.port },
})

/** Asks again until so many are listed, or the time is over. */
async function listed(url: URL, count: number, ms: number): Promise<ReadonlySet<string>> {
  const end = performance.now() + ms
  const to = new URL('/receivers', url)
  for (;;) {
    const incoming = await ask({
      ...{ method: 'GET', url: to, body: null, within: 1_000, bodyMax: 1_048_576, signal: null },
    })
    const rows = incoming.kind === 'answer' ? rowsIn(incoming.answer) : []
    const places = typeof rows === 'string' ? [] : rows.map(({ at }) => placeOf(at))
    const ports = new Set(places.map((place) => String(place?.port ?? 0)))
    if (ports.size >= count || performance.now() > end) return ports
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
