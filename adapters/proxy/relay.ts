// One connection through a proxy: the end that dialed is near, the node it was dialed to is far. It
// opens, carries two lanes, and ends as the faults of its two ways have it, in the words of the
// simulated streams: unanswered openings and cut connections are reset after a while, a stall has
// no timeout, a half-open connection is gone for one end only.

import type { Socket } from 'node:net'

import { reset } from '../reset.ts'
import type { Agenda, Ticket } from './agenda.ts'
import type { Laid, LinkFault } from './laid.ts'
import { Lane } from './lane.ts'
import type { Way } from './way.ts'

export interface RelayOwner {
  readonly agenda: Agenda
  /** a cut or unanswered connection is reset after this long, ms */
  readonly resetAfter: number
  /** Begins to connect to where the far node is now; null: nobody knows where that is. */
  dial(): Socket | null
  /** What a node says before it ends a connection in order; empty: nothing. */
  readonly farewell: Uint8Array
  /** Both sockets are gone. */
  gone(relay: Relay): void
}

/** How long an end that was told in order may take to say so too, ms. */
const linger = 2_000

/** Bytes that an opening may say before it has an answer; then it is read no further. */
const earlyMax = 1 << 16

/** One connection. */
export class Relay {
  readonly out: Way
  readonly back: Way
  readonly #owner: RelayOwner
  readonly #near: Socket
  #far: Socket | null = null
  #phase: 'waiting' | 'dialing' | 'open' | 'closing' | 'half-open' | 'over' = 'waiting'
  #lanes: readonly [Lane, Lane] | null = null
  /** what the near end said before the far one was there */
  readonly #early: Buffer[] = []
  /** resets what is cut or unanswered for too long */
  #watch: Ticket | null = null
  /** ends that have gone out, and what waits for the answers to those that a fault sent */
  #said = 0
  #linger: Ticket | null = null
  /** faults that have been counted for it */
  readonly #met = new Set<Laid>()

  /** @param near just accepted, nothing read */
  constructor(near: Socket, out: Way, back: Way, owner: RelayOwner) {
    this.out = out
    this.back = back
    this.#near = near
    this.#owner = owner
    near.setNoDelay(true)
    near.on('error', () => {}) // its close tells
    near.on('close', (failed) => this.#closed('near', failed))
    // It is read from the beginning: who is not read is not seen to give up.
    near.on('data', (bytes) => this.#heard(bytes))
    near.on('end', () => this.#lanes?.[0].finish('fin'))
    near.resume()
    out.counts.connections += 1
  }

  /** bytes on their way through it */
  get held(): number {
    const early = this.#early.reduce((sum, { length }) => sum + length, 0)
    return (this.#lanes ?? []).reduce((sum, lane) => sum + lane.held, early)
  }

  /** Whether connection faults concern it. */
  get isStream(): boolean {
    return this.out.kind === 'stream'
  }

  touches(covers: (from: Way['from'], to: Way['to']) => boolean): boolean {
    const { from, to } = this.out
    return this.isStream && (covers(from, to) || covers(to, from))
  }

  /** Faults came or went. */
  settle(): void {
    if (this.#phase === 'waiting') return this.#opening()
    if (this.#phase !== 'open' && this.#phase !== 'closing') return
    this.#watchOver(this.#either('cut') !== null)
    for (const lane of this.#lanes ?? []) lane.settle()
  }

  /** Both ends get a RST; what was under way is lost. */
  break(): void {
    if (this.#phase === 'over') return
    this.out.counts.broken += 1
    this.#end()
  }

  /** What is under way arrives, then both ends get a FIN. What comes later goes nowhere. */
  close(): void {
    if (this.#phase === 'waiting' || this.#phase === 'dialing') return this.break()
    if (this.#phase !== 'open' || this.#lanes === null) return
    this.#phase = 'closing'
    this.out.counts.broken += 1
    for (const lane of this.#lanes) lane.finish('fin', this.#owner.farewell)
  }

  /** One end gets a RST. The other is told nothing, and what it says goes nowhere. */
  halve(gone: 'near' | 'far'): void {
    const opening = this.#phase === 'waiting' || this.#phase === 'dialing'
    if (opening && gone === 'near') return this.break()
    if (this.#phase !== 'open' || this.#lanes === null) return
    this.#phase = 'half-open'
    this.out.counts.broken += 1
    this.#watchOver(false)
    for (const lane of this.#lanes) lane.lose()
    const socket = gone === 'near' ? this.#near : this.#far
    if (socket !== null) reset(socket)
  }

  /** The end that did not know learns of it, once no half-open fault lies here any more. */
  learn(): void {
    if (this.#phase === 'half-open' && this.#either('half-open') === null) this.#end()
  }

  /** At once, for good. */
  destroy(): void {
    this.#end()
  }

  // ---- opening

  #opening(): void {
    const cut = this.#either('cut')
    const stall = this.#either('stall')
    if (cut === null && stall !== null) {
      this.#watchOver(false)
      return this.#meet(stall)
    }
    const unanswered = this.out.under('hang') ?? cut ?? this.#either('half-open')
    this.#watchOver(unanswered !== null)
    if (unanswered !== null) return this.#meet(unanswered)
    const refused = this.out.under('refuse', 'disconnect')
    if (refused === null) return this.#dial()
    this.#meet(refused)
    this.#refuse()
  }

  #refuse(): void {
    this.out.counts.refused += 1
    this.#end()
  }

  #dial(): void {
    const far = this.#owner.dial()
    if (far === null) return this.#refuse()
    this.#far = far
    this.#phase = 'dialing'
    far.setNoDelay(true)
    far.on('error', () => {})
    far.on('close', (failed) => this.#closed('far', failed))
    far.once('connect', () => this.#opened(far))
  }

  #opened(far: Socket): void {
    if (this.#phase !== 'dialing') return
    this.#phase = 'open'
    const { agenda } = this.#owner
    const near = this.#near
    const out = new Lane(this.out, agenda, near, far, () => this.#ended())
    const back = new Lane(this.back, agenda, far, near, () => this.#ended())
    this.#lanes = [out, back]
    far.on('data', (bytes) => back.take(bytes))
    far.on('end', () => back.finish('fin'))
    near.resume() // before the lane takes anything, for that may have to pause it again
    for (const bytes of this.#early.splice(0)) out.take(bytes)
    if (near.readableEnded) out.finish('fin')
    this.settle()
  }

  /** Bytes of the near end; they wait for the far one, up to a bound. */
  #heard(bytes: Buffer): void {
    if (this.#lanes !== null) return this.#lanes[0].take(bytes)
    this.#early.push(bytes)
    if (this.#early.reduce((sum, { length }) => sum + length, 0) >= earlyMax) this.#near.pause()
  }

  // ---- ending

  /** An end went out. Where a fault sent both, the answers are not waited for without a limit. */
  #ended(): void {
    this.#said += 1
    if (this.#phase !== 'closing' || this.#said < 2 || this.#linger !== null) return
    this.#linger = this.#owner.agenda.at(performance.now() + linger, () => this.#end())
  }

  #closed(side: 'near' | 'far', failed: boolean): void {
    if (this.#phase === 'dialing' && side === 'far') return this.#refuse()
    if (this.#phase === 'waiting' || this.#phase === 'dialing') return this.#end()
    const [out, back] = this.#lanes ?? []
    const [from, toward] = side === 'near' ? [out, back] : [back, out]
    const socket = side === 'near' ? this.#near : this.#far
    toward?.lose()
    if (failed || socket?.readableEnded === false) from?.finish('rst')
    this.#tidy()
  }

  #end(): void {
    this.#still()
    reset(this.#near)
    if (this.#far !== null) reset(this.#far)
    this.#tidy()
  }

  #tidy(): void {
    if (!this.#near.closed || this.#far?.closed === false) return
    this.#still()
    this.#owner.gone(this)
  }

  /** Nothing is due any more. */
  #still(): void {
    this.#phase = 'over'
    this.#watchOver(false)
    this.#owner.agenda.cancel(this.#linger)
    for (const { length } of this.#early.splice(0)) this.out.counts.bytesLost += length
    for (const lane of this.#lanes ?? []) lane.lose()
  }

  // ---- faults

  #either(kind: LinkFault['kind']): Laid | null {
    return this.out.under(kind) ?? this.back.under(kind)
  }

  /** A connection is counted once by each fault. */
  #meet(laid: Laid): void {
    if (this.#met.has(laid)) return
    this.#met.add(laid)
    laid.strikes()
  }

  #watchOver(isCut: boolean): void {
    const { agenda, resetAfter } = this.#owner
    if (!isCut) {
      agenda.cancel(this.#watch)
      this.#watch = null
      return
    }
    this.#watch ??= agenda.at(performance.now() + resetAfter, () => {
      this.#watch = null
      this.break()
    })
  }
}
