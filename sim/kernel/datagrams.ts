// A message on a datagram link that has faults on it: its fate, its delay, what it waits for. The
// healthy link and plain loss and copies are decided in world.ts, by the same draws.

import type { Odds } from '../chooser.ts'
import { damaged } from '../damaged.ts'
import { sizeOf } from '../plain.ts'
import type { Micros } from '../units.ts'
import { empty } from './empty.ts'
import type { Overlay, Waiting } from './overlay.ts'
import type { Overlays } from './overlays.ts'
import { noThreats, threaten, type Threats } from './threats.ts'
import { delay, delayOfCopy, fate, faultDraw, type Parcel, type Wire } from './wire.ts'

const million = 1_000_000

/** Faults that decide how often a message arrives. */
const fateful: ReadonlySet<string> = new Set(['drop', 'burst', 'duplicate', 'corrupt', 'reorder'])

/** Outcomes of a fate. */
const delivered = 0
const lostOnTheWay = 1
const twice = 2

export class Datagrams {
  readonly #wire: Wire
  readonly #overlays: Overlays
  readonly #latency: Odds
  /** last arrival by directed link, for links in order */
  readonly #last = new Map<number, Micros>()
  // The odds of the last fate: those of the next message are nearly always the same.
  #fateLossPpm = 0
  #fateCopyPpm = 0
  #fateOdds: Odds = { kind: 'weights', parts: [million, 0, 0] }

  constructor(wire: Wire, overlays: Overlays) {
    this.#wire = wire
    this.#overlays = overlays
    this.#latency = { kind: 'quantiles', table: wire.system.latency }
  }

  reset(): void {
    empty(this.#last)
  }

  /** The parcel leaves now. */
  send(parcel: Parcel): void {
    const wire = this.#wire
    const threats = this.#threats(parcel)
    if (threats.cut !== null) return wire.dropped(parcel, 'cut', threats.cut.id)
    const outcome = this.#fate(parcel, threats)
    if (outcome === lostOnTheWay) {
      return wire.dropped(parcel, 'lost', threats.lossBy?.id ?? null)
    }
    const { corrupt } = threats
    const { reorder } = threats
    if (corrupt !== null && this.#strikes(corrupt, parcel)) {
      this.#corrupt(parcel, threats, corrupt)
    } else {
      const back = reorder !== null && this.#strikes(reorder, parcel)
      this.#onItsWay(parcel, threats, back ? reorder : null)
    }
    if (outcome === twice) this.#copy(parcel, threats)
  }

  #threats(parcel: Parcel): Readonly<Threats> {
    const { overlays, threats } = this.#overlays.at(parcel.from, parcel.to)
    return threats ?? this.#threatsTo(parcel, overlays)
  }

  #threatsTo(parcel: Parcel, overlays: readonly Overlay[]): Threats {
    const threats = noThreats()
    for (const overlay of overlays) {
      if (overlay.takes(parcel)) threaten(threats, overlay, this.#burst(overlay, parcel))
    }
    return threats
  }

  /** What was held has met its fate already: it is neither lost nor doubled again. */
  #threatsLeft(parcel: Parcel): Threats {
    const { overlays } = this.#overlays.at(parcel.from, parcel.to)
    return this.#threatsTo(
      parcel,
      overlays.filter(({ kind }) => !fateful.has(kind)),
    )
  }

  /** Gilbert–Elliott: the link's state moves with each message, then says how much is lost. */
  #burst(overlay: Overlay, parcel: Parcel): boolean {
    if (overlay.kind !== 'burst') return false
    const link = parcel.from * this.#wire.system.size + parcel.to
    const bad = overlay.bad.has(link)
    const moves = this.#drawn(overlay, parcel, bad ? overlay.ends : overlay.strikes) === 1
    if (!moves) return bad
    if (bad) overlay.bad.delete(link)
    else overlay.bad.add(link)
    return !bad
  }

  #fate(parcel: Parcel, { lossPpm, copyPpm }: Readonly<Threats>): number {
    if (lossPpm + copyPpm === 0) return delivered
    const { what, from, to, nth } = parcel
    if (lossPpm !== this.#fateLossPpm || copyPpm !== this.#fateCopyPpm) {
      const copy = Math.min(million - lossPpm, copyPpm)
      this.#fateOdds = { kind: 'weights', parts: [million - lossPpm - copy, lossPpm, copy] }
      this.#fateLossPpm = lossPpm
      this.#fateCopyPpm = copyPpm
    }
    return this.#wire.decide(fate, what, from, to, nth, this.#fateOdds)
  }

  /** Whether a fault strikes this message, by a draw of its own. */
  #strikes(overlay: Overlay, parcel: Parcel): boolean {
    return this.#drawn(overlay, parcel, overlay.strikes, 'strikes') === 1
  }

  #corrupt(parcel: Parcel, threats: Readonly<Threats>, overlay: Overlay): void {
    if (overlay.fault.kind !== 'corrupt') return
    if (!overlay.fault.unchecked) return this.#wire.dropped(parcel, 'corrupt', overlay.id)
    const message = damaged(parcel.message, overlay.fault.how, (below, what) =>
      this.#drawn(overlay, parcel, { kind: 'even', below }, what),
    )
    this.#onItsWay({ ...parcel, message }, threats, null)
  }

  #copy(parcel: Parcel, threats: Readonly<Threats>): void {
    const copy: Parcel = { ...parcel, copy: 2 }
    const later = threats.copyBy?.table ?? null
    const extra =
      later === null || threats.copyBy === null
        ? 0
        : this.#sampled(threats.copyBy, parcel, later, 'copy')
    this.#onItsWay(copy, threats, null, extra)
  }

  #onItsWay(
    parcel: Parcel,
    threats: Readonly<Threats>,
    reorder: Overlay | null,
    extra: Micros = 0,
  ): void {
    if (threats.hold !== null) return this.#hold(parcel, threats.hold)
    let latency = this.#latencyOf(parcel) + extra
    for (const overlay of threats.extras) {
      if (overlay.table !== null) latency += this.#sampled(overlay, parcel, overlay.table, 'extra')
    }
    const overtaken = reorder !== null && reorder.table !== null
    if (overtaken) latency += this.#sampled(reorder, parcel, reorder.table, 'back')
    if (threats.bandwidth !== null) return this.#squeeze(parcel, threats.bandwidth, latency)
    this.arrive(parcel, latency, overtaken)
  }

  #latencyOf(parcel: Parcel): Micros {
    const purpose = parcel.copy === 1 ? delay : delayOfCopy
    const { what, from, to, nth } = parcel
    const table = this.#wire.system.latency
    return (table[0] as number) + this.#wire.decide(purpose, what, from, to, nth, this.#latency)
  }

  /** @param overtaken a message held back on purpose does not hold up those behind it */
  arrive(parcel: Parcel, latency: Micros, overtaken: boolean): void {
    const wire = this.#wire
    let at = wire.now + latency
    if (wire.system.network.fifo && !overtaken) {
      const link = parcel.from * wire.system.size + parcel.to
      at = Math.max(at, this.#last.get(link) ?? 0)
      this.#last.set(link, at)
    }
    wire.arriveAt(at, parcel)
  }

  #drawn(overlay: Overlay, parcel: Parcel, odds: Odds, what = ''): number {
    const name = overlay.nameOf(this.#wire, parcel.what, what)
    return this.#wire.decide(faultDraw, name, parcel.from, parcel.to, parcel.nth, odds)
  }

  #sampled(overlay: Overlay, parcel: Parcel, table: Int32Array, what: string): Micros {
    return (table[0] as number) + this.#drawn(overlay, parcel, { kind: 'quantiles', table }, what)
  }

  #hold(parcel: Parcel, overlay: Overlay): void {
    const room = overlay.hold(parcel, this.#wire.system.network.queue)
    if (!room) this.#wire.dropped(parcel, 'full', overlay.id)
  }

  /**
   * What was held goes out, in order, each with the delay that it would have had.
   * @param by the hold that lets them go and stays for others, if any
   */
  releaseHeld(parcels: readonly Parcel[], by: Overlay | null = null): void {
    for (const parcel of parcels) {
      const threats = this.#threatsLeft(parcel)
      if (threats.hold === by) threats.hold = null
      if (threats.cut !== null) this.#wire.dropped(parcel, 'cut', threats.cut.id)
      else this.#onItsWay(parcel, threats, null)
    }
  }

  /** The link carries so many bytes a second; what does not fit waits its turn, up to a bound. */
  #squeeze(parcel: Parcel, overlay: Overlay, rest: Micros): void {
    if (overlay.fault.kind !== 'bandwidth') return
    const { bytesPerSecond, queue, policy } = overlay.fault
    const wire = this.#wire
    const link = parcel.from * wire.system.size + parcel.to
    if (queue === null) {
      const waits = overlay.busy(link, wire.now, sizeOf(parcel.message))
      wire.arriveAt(wire.now + waits + rest, parcel)
      return
    }
    const line = (overlay.lines.get(link) ?? []).filter(({ ends }) => ends > wire.now)
    overlay.lines.set(link, line)
    const bytes = sizeOf(parcel.message)
    const waiting = (): Waiting[] => line.filter(({ begins }) => begins > wire.now)
    while (waiting().reduce((sum, one) => sum + one.bytes, bytes) > queue) {
      const victims = policy === 'tail' ? [] : waiting()
      const at =
        policy === 'random' && victims.length > 0
          ? this.#drawn(overlay, parcel, { kind: 'even', below: victims.length + 1 }, 'victim')
          : 0
      const victim = victims[at]
      if (victim === undefined) return wire.dropped(parcel, 'full', overlay.id)
      wire.dropped(wire.takeBack(victim.slot), 'full', overlay.id)
      line.splice(line.indexOf(victim), 1)
      this.#moveUp(line, bytesPerSecond)
    }
    const begins = Math.max(wire.now, line[line.length - 1]?.ends ?? 0)
    const ends = begins + Math.ceil((bytes * million) / bytesPerSecond)
    const slot = wire.arriveAt(ends + rest, parcel)
    line.push({ slot, parcel, bytes, begins, ends, rest })
  }

  /** One fell out of the line: those behind it leave earlier. */
  #moveUp(line: Waiting[], bytesPerSecond: number): void {
    const { now, queue } = this.#wire
    let free = now
    for (const one of line) {
      if (one.begins > now) {
        one.begins = free
        one.ends = free + Math.ceil((one.bytes * million) / bytesPerSecond)
        queue.move(one.slot, one.ends + one.rest)
      }
      free = one.ends
    }
  }
}
