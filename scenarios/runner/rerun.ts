// One life of a node gone through again: the recorded inputs reach the same actor, its questions get
// the recorded answers, and everything it does has to be what the recording has. Nothing is timed,
// sent or stored; the first difference ends it.

import type { Act, Row, StepLine } from '../../adapters/records/recording.ts'
import type { AnyActor, AnyNode } from '../../sim/actor.ts'
import { equal, hashPlain, hashText, text } from '../../sim/plain.ts'
import type { DiskHarm } from '../../sim/fault.ts'
import type { Key } from '../../sim/store.ts'
import type { NodeId, OpId } from '../../sim/units.ts'
import type { Life } from './recorded-read.ts'
import { type DamageAct, RerunTables } from './rerun-tables.ts'

/** Where the actor does not do what its recording has. */
export interface Difference {
  readonly node: NodeId
  readonly life: number
  /** within the life, from 1 */
  readonly step: number
  /** in words: `letter from sender1` */
  readonly cause: string
  /** in words */
  readonly expected: string
  readonly got: string
}

/** Thrown through the actor's handler where it leaves its recording. */
class Diverged extends Error {
  override readonly name = 'Diverged'
  readonly expected: string
  readonly got: string

  constructor(expected: string, got: string) {
    super(`${expected} was recorded, not ${got}`)
    this.expected = expected
    this.got = got
  }
}

/** One life, step by step. */
export class Rerun {
  readonly life: Life
  readonly #actor: AnyActor
  readonly #node: AnyNode
  readonly #tables: RerunTables
  #state: object | null = null
  /** steps made */
  #made = 0
  /** State hashes that were compared */
  hashes = 0
  #acts: readonly Act[] = []
  #at = 0

  constructor(life: Life, actor: AnyActor) {
    this.life = life
    this.#actor = actor
    this.#node = this.#face()
    this.#tables = new RerunTables(life.begins.rows)
  }

  /** Its State now; null before its start. */
  get state(): object | null {
    return this.#state
  }

  /** Steps made so far. */
  get steps(): number {
    return this.#made
  }

  /** Its tables now. */
  rows(): Row[] {
    return this.#tables.rows()
  }

  /** Goes on to the end of that step. @returns the first difference, or null */
  to(steps: number): Difference | null {
    for (; this.#made < steps; this.#made += 1) {
      const step = this.life.steps[this.#made]
      if (step === undefined) return null
      const difference = this.#step(step)
      if (difference !== null) return difference
    }
    return null
  }

  #step(step: StepLine): Difference | null {
    this.#acts = step.acts
    this.#at = 0
    try {
      this.#handle(step)
      const left = step.acts[this.#at]
      if (left !== undefined) throw new Diverged(actWords(left), 'nothing more')
      if (step.state !== null) this.#compareState(step.state)
    } catch (error) {
      if (!(error instanceof Diverged)) return this.#threw(step, error)
      // The world behind refused what the actor did next; here nothing refuses it.
      if (step.threw !== null && this.#at >= step.acts.length) return null
      return this.#differs(step, error.expected, error.got)
    }
    return step.threw === null ? null : this.#differs(step, `it threw: ${step.threw}`, 'it ended')
  }

  #handle({ cause }: StepLine): void {
    const actor = this.#actor
    const node = this.#node
    if (cause.kind === 'start') {
      this.#state = actor.start(node)
      return
    }
    const state = this.#state ?? {}
    if (cause.kind === 'receive') actor.receive(node, state, cause.message, cause.from)
    else if (cause.kind === 'expire') actor.expire?.(node, state, cause.timer)
    else actor.lost?.(node, state, cause.peer, cause.why)
  }

  #threw(step: StepLine, error: unknown): Difference | null {
    const words = error instanceof Error ? error.message : String(error)
    if (step.threw === words) return null
    const expected = step.threw === null ? 'the end of the step' : `it threw: ${step.threw}`
    return this.#differs(step, expected, `it threw: ${words}`)
  }

  #compareState(recorded: string): void {
    const now = hashText(hashPlain(this.#state))
    this.hashes += 1
    if (now === recorded) return
    throw new Diverged(`a State of hash ${recorded}`, `${now}: ${text(this.#state, 160)}`)
  }

  #differs({ nth, cause }: StepLine, expected: string, got: string): Difference {
    const { node, life } = this.life
    return { node, life, step: nth, cause: causeWords(cause), expected, got }
  }

  /** The next recorded act, which has to be this one. */
  #does<K extends Act['kind']>(
    kind: K,
    same: (act: Extract<Act, { kind: K }>) => boolean,
    words: () => string,
  ): Extract<Act, { kind: K }> {
    const act = this.#acts[this.#at]
    if (act !== undefined && isOf(act, kind) && same(act)) {
      this.#at += 1
      return act
    }
    throw new Diverged(act === undefined ? 'nothing more' : actWords(act), words())
  }

  /** One that is compared as a whole. */
  #did(now: Act): void {
    this.#does(
      now.kind,
      (act) => equal(act, now),
      () => actWords(now),
    )
  }

  #face(): AnyNode {
    return {
      id: this.life.node,
      clock: () =>
        this.#does(
          'clock',
          () => true,
          () => 'a look at the clock',
        ).is,
      wallClock: () =>
        this.#does(
          'wall',
          () => true,
          () => 'a look at the wall clock',
        ).is,
      random: (below, what) =>
        this.#does(
          'random',
          (act) => act.below === below && act.what === what,
          () => `a draw below ${below} for ${text(what, 40)}`,
        ).is,
      send: (to, message, when) =>
        this.#did({ kind: 'send', to, message, early: when === 'early' }),
      close: (peer) => this.#did({ kind: 'close', peer }),
      setTimer: (timer, after, spread = 0) => {
        this.#does(
          'timer',
          (act) => equal(act.timer, timer) && act.after === after && act.spread === spread,
          () => `timer ${text(timer, 80)} after ${after} µs, spread ${spread}`,
        )
      },
      cancelTimer: (timer) => this.#did({ kind: 'cancel', timer }),
      store: this.#store(),
      invoke: (call) =>
        this.#does(
          'invoke',
          (act) => equal(act.call, call),
          () => `operation ${text(call, 120)}`,
        ).op,
      complete: (op: OpId, result) => {
        this.#does(
          'complete',
          (act) => act.op === op && equal(act.result, result),
          () => `operation ${op} ends with ${text(result, 120)}`,
        )
      },
      note: (words) => this.#did({ kind: 'note', text: words }),
      sometimes: (goal, reached = true) => this.#did({ kind: 'goal', goal, reached }),
    }
  }

  #store(): AnyNode['store'] {
    return {
      get: (table, key) => {
        this.#tables.read(this.#damages('rot', 'read-error'))
        return this.#tables.of(table).get(key)
      },
      scan: (table, from, to) => {
        this.#tables.read(this.#damages('rot', 'read-error'))
        return this.#tables.of(table).scan(from, to)
      },
      put: (table, key, value, how) => {
        const mend = this.#tables.written(this.#damages('phantom', 'misdirect'))
        this.#does(
          'put',
          (act) =>
            act.table === table &&
            act.key === key &&
            act.relaxed === (how === 'relaxed') &&
            equal(act.value, value),
          () => `${table}[${text(key, 40)}] = ${text(value, 120)}`,
        )
        this.#tables.of(table).put(key, value)
        mend()
      },
      delete: (table, key, how) => {
        const mend = this.#tables.written(this.#damages('phantom', 'misdirect'))
        this.#did({ kind: 'delete', table, key, relaxed: how === 'relaxed' })
        this.#tables.of(table).delete(key)
        mend()
      },
      deleteRange: (table, from: Key, to?: Key) => {
        const mend = this.#tables.written(this.#damages('phantom', 'misdirect'))
        this.#did({ kind: 'delete range', table, from, to: to ?? null })
        for (const key of this.#tables.of(table).keys(from, to)) {
          this.#tables.of(table).delete(key)
        }
        mend()
      },
    }
  }

  #damages(...harms: readonly DiskHarm[]): DamageAct[] {
    const found: DamageAct[] = []
    for (;;) {
      const act = this.#acts[this.#at]
      if (act?.kind !== 'damage' || !harms.includes(act.harm)) return found
      this.#at += 1
      found.push(act)
    }
  }
}

const isOf = <K extends Act['kind']>(act: Act, kind: K): act is Extract<Act, { kind: K }> =>
  act.kind === kind

/** `letter from sender1`, `expire resend`, `lost receiver1 (reset)`, `start` */
export function causeWords(cause: StepLine['cause']): string {
  switch (cause.kind) {
    case 'start':
      return 'start'
    case 'receive':
      return `${cause.message.kind} from ${cause.from}`
    case 'expire':
      return `expire ${cause.timer.kind}`
    case 'lost':
      return `lost ${cause.peer} (${cause.why})`
  }
}

function actWords(act: Act): string {
  switch (act.kind) {
    case 'send':
      return `send to ${act.to}${act.early ? ' early' : ''}: ${text(act.message, 160)}`
    case 'timer':
      return `timer ${text(act.timer, 80)} after ${act.after} µs, spread ${act.spread}`
    case 'put':
      return `${act.table}[${text(act.key, 40)}] = ${text(act.value, 120)}`
    case 'goal':
      return act.reached ? `goal "${act.goal}"` : `no goal "${act.goal}"`
    case 'invoke':
      return `operation ${text(act.call, 120)}`
    case 'complete':
      return `operation ${act.op} ends with ${text(act.result, 120)}`
    case 'random':
      return `a draw below ${act.below} for ${text(act.what, 40)}`
    default: {
      const { kind, ...rest } = act
      return `${kind} ${text(rest, 120)}`
    }
  }
}
