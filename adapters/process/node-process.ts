// The child's side of a node process: opens what its supervisor says, runs the host, reports, and
// ends by itself when the supervisor is gone.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { AnyActor } from '../../sim/actor.ts'
import { generatorOf } from '../../sim/generator.ts'
import { Unreadable } from '../../sim/harm.ts'
import type { LinkKind } from '../../sim/link.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Shapes } from '../../sim/shape.ts'
import type { NodeId } from '../../sim/units.ts'
import { historyJson, LineFile } from '../records/history-file.ts'
import {
  type FaultyTransport,
  type MessageFaultOptions,
  withMessageFaults,
} from '../faults/faulty-transport.ts'
import { since } from '../host/clock.ts'
import { heldMaxDefault, Host } from '../host/host.ts'
import { type DurableStore, openLevelStore } from '../leveldb/leveldb.ts'
import { DiskFull } from '../leveldb/trouble.ts'
import { openNothingKept } from '../leveldb/nothing-kept.ts'
import { tablesIn } from './folders.ts'
import type { Death, FromNode, ToNode } from './mail.ts'
import { recordingName } from '../records/recording.ts'
import type { Records } from '../records/records.ts'
import type { Redact } from '../records/redacted.ts'
import { Scribe } from '../records/scribe.ts'
import { listenOver } from '../carriers.ts'
import { type Book, limitsDefault, type TransportOptions } from '../transport.ts'

/** What the entry module makes of a plan's program. */
export interface NodeProgram {
  readonly actor: AnyActor
  readonly hears: Shapes | null
  /** messages that may wait for one peer */
  readonly queue: number
  kindOf(peer: NodeId): LinkKind
  /** what a node of the system hears, for damage that has to be heard; absent: not known */
  hearsOf?(peer: NodeId): Shapes | null
  /** how its steps are written down; absent: they are not */
  readonly record?: { readonly redact: Redact | null }
  /** its name among others where that is not the plan's: an address */
  readonly name?: NodeId
  /** whether its tables live no longer than it does */
  readonly memory?: boolean
  /** how it is reached; absent: over the carrier of the run */
  listen?(options: TransportOptions, how: MessageFaultOptions): Promise<FaultyTransport>
  /** Right after `start`. */
  begun?(): void
}

/** Refusals of a life that are written down. */
const refusalsMax = 1_000

/** Where a node lives, and a way to say something to whoever supervises it. */
export interface NodeHouse {
  readonly folder: string
  /** @param told plain */
  tell(told: unknown): void
}

type Build = (id: NodeId, program: unknown, house: NodeHouse) => Promise<NodeProgram>

/** Counts go to the supervisor at most this often, ms. */
const tallyEvery = 50

/**
 * Serves the supervisor over this process's channel until it says stop or goes away.
 * @param build makes the actor of a program; may throw a Mistake
 */
export function serveSupervisor(build: Build): void {
  let node: NodeProcess | null = null
  // Whatever happens to the supervisor, a node without one has no reason to be.
  process.on('disconnect', () => process.exit(0))
  // Ctrl-C reaches the whole group; the supervisor decides in which order it ends.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => process.exit(0))
  process.on('uncaughtException', (error) => perish({ step: 'outside a step', ...wordsOf(error) }))
  process.on('message', (said: ToNode) => {
    if (said.kind !== 'open') return node?.hear(said)
    node = new NodeProcess(said)
    node.open(build).catch((error: unknown) => {
      if (error instanceof Mistake) tell({ kind: 'problems', problems: error.problems }, 2)
      else perish({ step: 'opening', ...wordsOf(error) })
    })
  })
}

class NodeProcess {
  readonly #plan: Extract<ToNode, { kind: 'open' }>
  readonly #book: Book = new Map()
  readonly #host: LazyHost = { host: null }
  #store: DurableStore | null = null
  #transport: FaultyTransport | null = null
  #history: LineFile | null = null
  #log: LineFile | null = null
  #recording: LineFile | null = null
  #tally: NodeJS.Timeout | null = null
  #begun: () => void = () => {}
  readonly #struck = new Set<number>()
  #refusals = 0

  constructor(plan: Extract<ToNode, { kind: 'open' }>) {
    this.#plan = plan
  }

  async open(build: Build): Promise<void> {
    const { id, life, origin, folder, host: address, port, carrier, program, seed } = this.#plan
    mkdirSync(folder, { recursive: true })
    const made = await build(id, program, {
      folder,
      tell: (told) => tell({ kind: 'told', told }),
    })
    const { actor, hears, queue, kindOf, record, name = id } = made
    this.#history = new LineFile(join(folder, `history-${life}.jsonl`))
    this.#log = new LineFile(join(folder, `log-${life}.jsonl`))
    const scribe = record === undefined ? null : this.#scribe(record.redact)
    const host = new Host({
      id: name,
      actor,
      life,
      origin,
      seed,
      heldMax: heldMaxDefault,
      records: this.#records(),
      scribe,
    })
    this.#host.host = host
    const { faults } = host.tally
    this.#store =
      made.memory === true
        ? await openNothingKept(id, host)
        : await openLevelStore(tablesIn(folder), id, host, {
            draws: (what) => generatorOf(seed, `${id} life ${life} ${what}`),
            counts: faults,
            damaged: (what) => scribe?.damaged(what),
          })
    const reach: TransportOptions = {
      ...{ id: name, life, hears, book: this.#book, ears: host, kindOf },
      ...{ host: address, port, queue, limits: limitsDefault },
    }
    const hearsOf = (peer: NodeId): Shapes | null => made.hearsOf?.(peer) ?? null
    const how = { seed, faults, hearsOf }
    this.#transport =
      (await made.listen?.(reach, how)) ??
      (await withMessageFaults(reach, how, (options) => listenOver(carrier, options)))
    this.#begun = () => made.begun?.()
    tell({ kind: 'listening', address: this.#transport.address })
  }

  hear(said: Exclude<ToNode, { kind: 'open' }>): void {
    const { host } = this.#host
    if (host === null) {
      // It is still being made: nothing has been promised to anybody.
      if (said.kind === 'stop') process.exit(0)
      return
    }
    switch (said.kind) {
      case 'book':
        this.#book.clear()
        for (const [id, address] of said.entries) this.#book.set(id, address)
        return
      case 'begin':
        if (this.#store === null || this.#transport === null) return
        host.start(this.#store, this.#transport)
        if (host.state === null) return // it died, and has said so
        this.#begun()
        this.#tally = setInterval(() => tellOf(host), tallyEvery)
        return tell({ kind: 'ready' })
      case 'mail':
        return host.mail(said.message)
      case 'fault':
        return this.#fault(host, said)
      case 'calm':
        host.calm()
        this.#store?.fault({ kind: 'heal', links: null }, 0)
        return this.#transport?.calm()
      case 'freeze':
        host.freeze(said.nth)
        return tell({ kind: 'frozen', ...host.snapshot() })
      case 'thaw':
        return host.thaw()
      case 'doom':
        return host.doom(said.lose, (bites) => tell({ kind: 'doomed', bites }))
      case 'stop':
        this.#stop(host).catch((error: unknown) => perish({ step: 'stop', ...wordsOf(error) }))
    }
  }

  /** Each entry of the plan strikes a life once, however often it is told. */
  #fault(host: Host, { id, fault, at }: Extract<ToNode, { kind: 'fault' }>): void {
    if (this.#transport === null || this.#struck.has(id)) return
    this.#struck.add(id)
    // A heal of the plan is of the network, as in a simulation.
    if (fault.kind !== 'heal') this.#store?.fault(fault, id)
    host.fault(id, fault, at)
    this.#transport.fault(id, fault)
  }

  async #stop(host: Host): Promise<void> {
    host.stop()
    if (this.#tally !== null) clearInterval(this.#tally)
    await this.#transport?.close()
    await this.#store?.close()
    this.#history?.close()
    this.#log?.close()
    this.#recording?.close()
    tell({ kind: 'stopped', tally: host.tally }, 0)
  }

  #scribe(redact: Redact | null): Scribe {
    const { id, life, origin, folder } = this.#plan
    const file = new LineFile(join(folder, recordingName(life)))
    this.#recording = file
    return new Scribe({
      ...{ node: id, life, redact },
      now: () => since(origin),
      write: (line) => file.write(line),
    })
  }

  /** Strangers may come for ever, and the log of a life is bounded; all are counted. */
  #refused(remote: string, why: string): void {
    this.#refusals += 1
    if (this.#refusals > refusalsMax) return
    this.#log?.write({ kind: 'refused', remote, why })
    if (this.#refusals < refusalsMax) return
    this.#log?.write({ kind: 'note', text: 'further refusals are counted and not written down' })
  }

  #records(): Records {
    return {
      history: (line) => this.#history?.write(historyJson(line)),
      note: (text) => this.#log?.write({ kind: 'note', text }),
      refused: (remote, why) => this.#refused(remote, why),
      died: (step, error) => {
        const death: Death = { step, ...wordsOf(error) }
        this.#log?.write({ kind: 'died', ...death })
        const { host } = this.#host
        if (host !== null) tellOf(host) // what it died of is counted
        perish(death)
      },
    }
  }
}

/** The host is made when the plan has been read. */
interface LazyHost {
  host: Host | null
}

/** What it has counted, and what its clocks show. */
function tellOf(host: Host): void {
  const { tally, clock, wall, at } = host.snapshot()
  tell({ kind: 'tally', tally, clock, wall, at })
}

/** Sends, and with `exit` ends once it is sent. */
function tell(said: FromNode, exit?: number): void {
  const end = (): void => {
    if (exit !== undefined) process.exit(exit)
  }
  if (process.send === undefined || !process.connected) return end()
  process.send(said, undefined, undefined, end)
}

const perish = (death: Death): void => tell({ kind: 'died', ...death }, 1)

function wordsOf(error: unknown): Omit<Death, 'step'> {
  if (!(error instanceof Error)) return { error: String(error), stack: null, fault: null }
  const fault = error instanceof DiskFull || error instanceof Unreadable ? error.fault : null
  return { error: error.message, stack: error.stack ?? null, fault }
}
