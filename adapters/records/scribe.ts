// Writes down one life of a node as it is lived: a line for each step before anything of it leaves,
// so that whatever another node has heard is on file. It decides nothing and repeats nothing.

import type { AnyNode, Timer } from '../../sim/actor.ts'
import type { Damaged } from '../../sim/harm.ts'
import { hashPlain, hashText, type Json, type Plain, toJson } from '../../sim/plain.ts'
import type { DropWhy } from '../../sim/trace.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { noting } from './noting.ts'
import {
  type Act,
  type Cause,
  recordingFormat,
  type RecordLine,
  type Row,
  type StillLine,
} from './recording.ts'
import { type Redact, redactedAct, redactedCause } from './redacted.ts'

export interface ScribeOptions {
  readonly node: NodeId
  readonly life: number
  /** microseconds since the run began */
  now(): Micros
  /** Is on file when this returns. */
  write(line: Json): void
  /** takes secrets out of a message; null: there are none */
  readonly redact: Redact | null
}

/** How much time goes into the hashes of States, as a share of all: one part in so many. */
const hashShare = 20

/** One life of one node. */
export class Scribe {
  readonly #options: ScribeOptions
  #steps = 0
  #began: Micros = 0
  #cause: Cause = { kind: 'start' }
  #acts: Act[] = []
  /** no State is hashed before: a large one costs more than its step */
  #hashFrom: Micros = 0
  /** the last one took so long */
  #hashTook: Micros = 0

  constructor(options: ScribeOptions) {
    this.#options = options
  }

  /** @param rows of its tables, as it finds them */
  begins(rows: Iterable<Row>): void {
    const { node, life, redact } = this.#options
    this.#write({
      ...{ kind: 'life', format: recordingFormat, node, life, time: this.#now },
      redacted: redact !== null,
      rows: redact === null ? [...rows] : [],
    })
  }

  /** The same node, whose calls are written down. */
  face(node: AnyNode): AnyNode {
    return noting(node, (act) => this.#acts.push(act))
  }

  /** A row is not as it was written; it belongs to the call under way. */
  damaged({ harm, table, key, meant, value }: Damaged): void {
    const left = value === undefined ? [] : [value as Plain] // what is stored is plain
    this.#acts.push({ kind: 'damage', harm, table, key, meant, left })
  }

  step(cause: Cause): void {
    this.#began = this.#now
    this.#cause = cause
    this.#acts = []
  }

  /** @param mark of the disk that its outputs wait for */
  stepped(state: object | null, mark: number): void {
    this.#writeStep(this.#began < this.#hashFrom ? null : this.#hash(state), mark, null)
  }

  /** The step under way ended the node. */
  threw(error: unknown): void {
    this.#writeStep(null, 0, error instanceof Error ? error.message : String(error))
  }

  left(to: NodeId, said: number, nth: number): void {
    this.#write({ kind: 'left', to, said, nth, time: this.#now })
  }

  durable(mark: number): void {
    this.#write({ kind: 'durable', mark, time: this.#now })
  }

  dropped(peer: NodeId, message: string, why: DropWhy): void {
    this.#write({ kind: 'dropped', peer, message, why, time: this.#now })
  }

  /** @param timers armed, in the order they were set */
  still(
    nth: number,
    state: object | null,
    { clock, wall }: { readonly clock: Micros; readonly wall: Micros },
    timers: readonly { readonly timer: Timer; readonly left: Micros }[],
  ): void {
    const line: StillLine = {
      ...{ kind: 'still', nth, time: this.#now, steps: this.#steps, clock, wall, timers },
      state: this.#hash(state),
    }
    this.#write(line)
  }

  get #now(): Micros {
    return this.#options.now()
  }

  /** @returns null of a redacted recording: it would be compared with nothing */
  #hash(state: object | null): string | null {
    if (state === null || this.#options.redact !== null) return null
    const began = this.#now
    const hash = hashText(hashPlain(state))
    const ended = this.#now
    const took = ended - began
    // Of two, the quicker: a process that was interrupted is no large State.
    this.#hashFrom = ended + Math.min(took, this.#hashTook) * hashShare
    this.#hashTook = took
    return hash
  }

  #writeStep(state: string | null, mark: number, threw: string | null): void {
    const { redact } = this.#options
    const cause = redact === null ? this.#cause : redactedCause(this.#cause, redact)
    const acts = redact === null ? this.#acts : this.#acts.map((act) => redactedAct(act, redact))
    this.#acts = []
    const [nth, time] = [this.#steps + 1, this.#began]
    this.#write({ kind: 'step', nth, time, cause, acts, mark, state, threw })
    this.#steps = nth
  }

  #write(line: RecordLine): void {
    this.#options.write(toJson(line))
  }
}
