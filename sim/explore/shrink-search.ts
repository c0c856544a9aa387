// The search for a smaller run: what stands now, how many runs were spent, and what was tried before.
// It knows nothing of what could be taken away; each pass proposes, and here it is decided.

import { hashText } from '../draw.ts'
import type { Explicit } from '../explicit.ts'
import type { FaultLine } from '../notation.ts'
import { printFault } from '../notation-print.ts'
import type { Trace } from '../trace.ts'
import type { Micros } from '../units.ts'

/** A run that failed for the reason that is looked for. */
export interface Trial {
  /** when it failed */
  readonly time: Micros
  /** whether a step broke it; false: the end of the run showed it */
  readonly early: boolean
  readonly events: number
  /** the decisions whose names were asked for; the others changed nothing */
  readonly asked: ReadonlySet<string>
}

/** The events of a run, and which entries of its plan each of its lines made. */
export interface Traced {
  readonly trace: Trace
  readonly planned: ReadonlyMap<FaultLine, readonly number[]>
}

export type Outcome = 'passes' | 'other' | 'same'
const gravity: Readonly<Record<Outcome, number>> = { passes: 0, other: 1, same: 2 }

/** What is shrunk: how it is run, and what is known of the scenario. */
export interface Subject {
  /** runs it; null: it does not fail, or not for the same reason */
  attempt(candidate: Explicit): Trial | null
  /** runs it: it does not fail, fails for the same reason, or for another */
  outcome(candidate: Explicit): Outcome
  /** runs it again with its events */
  trace(candidate: Explicit): Traced
  /** who only asks: they are left out first */
  readonly clients: ReadonlySet<string>
  /** the property says what must come about: it breaks too where nobody is there to bring it about */
  readonly patient: boolean
  /** by parameter, the texts that are simpler than another, simplest first; the dull one is absent */
  simpler(name: string, text: string): readonly string[]
}

export interface Bounds {
  readonly runs: number
  /** asked before each run: whether the time is up */
  readonly over: () => boolean
}

/** What stands and what it cost; passes ask it to take smaller candidates. */
export class Search {
  readonly subject: Subject
  /** what a pass may cost is a share of it, whichever attempt it is in */
  readonly whole: number
  readonly #bounds: Bounds
  readonly #keys = new Keys()
  readonly #tried = new Map<string, Trial | null>()
  /** the line of the beginning that a line has become of */
  readonly #origins = new Map<FaultLine, FaultLine>()
  #current: Explicit
  #trial: Trial
  #runs = 0
  #changes = 0
  #cut = false
  readonly #outcomes = new Map<string, Outcome>()
  /** the beginning without faults and decisions; null: not run yet */
  #calm: Outcome | null = null

  /**
   * @param start fails; `trial` is what it left
   * @param whole runs of all attempts together, this one's among them
   */
  constructor(
    start: Explicit,
    trial: Trial,
    subject: Subject,
    bounds: Bounds,
    whole: number = bounds.runs,
  ) {
    this.subject = subject
    this.whole = whole
    this.#bounds = bounds
    this.#current = start
    this.#trial = trial
    for (const line of start.faults) this.#origins.set(line, line)
    this.#prune()
  }

  get current(): Explicit {
    return this.#current
  }

  get trial(): Trial {
    return this.#trial
  }

  get runs(): number {
    return this.#runs
  }

  /** Grows with every change. */
  get changes(): number {
    return this.#changes
  }

  /** Whether a run was wanted that the bounds did not allow. */
  get cut(): boolean {
    return this.#cut
  }

  /** The lines of the beginning of which something is left. */
  get kept(): ReadonlySet<FaultLine> {
    return new Set(this.#current.faults.map((line) => this.originOf(line)))
  }

  originOf(line: FaultLine): FaultLine {
    return this.#origins.get(line) ?? line
  }

  /** Says what a simpler line was made of. */
  derive(line: FaultLine, from: FaultLine): FaultLine {
    this.#origins.set(line, this.originOf(from))
    return line
  }

  /** Takes the candidate in place of what stands, when it fails for the same reason. */
  take(candidate: Explicit): boolean {
    const trial = this.#run(candidate)
    if (trial === null || !this.#sound(candidate)) return false
    this.#current = candidate
    this.#trial = trial
    this.#changes += 1
    this.#prune()
    return true
  }

  /** Whether the candidate fails for the same reason; what stands stays. */
  fails(candidate: Explicit): boolean {
    return this.#run(candidate) !== null
  }

  /** What stands, with some of its parts replaced. */
  change(parts: Partial<Explicit>): boolean {
    return this.take({ ...this.#current, ...parts })
  }

  /** The events of what stands; counted as a run. */
  trace(): Traced | null {
    if (this.#spent()) return null
    this.#runs += 1
    return this.subject.trace(this.#current)
  }

  /** Decisions that nobody asked for changed nothing: the run without them is the same. */
  #prune(): void {
    const { asked } = this.#trial
    const { decisions } = this.#current
    if (asked.size === decisions.size) return
    const left = new Map([...decisions].filter(([name]) => asked.has(name)))
    this.#current = { ...this.#current, decisions: left }
  }

  #run(candidate: Explicit): Trial | null {
    const key = this.#keys.of(candidate)
    const known = this.#tried.get(key)
    if (known !== undefined) return known
    if (this.#spent()) return null
    this.#runs += 1
    const trial = this.subject.attempt(candidate)
    this.#tried.set(key, trial)
    return trial
  }

  #spent(): boolean {
    const spent = this.#runs >= this.#bounds.runs || this.#bounds.over()
    if (spent) this.#cut = true
    return spent
  }

  /**
   * Without a node that is needed, or without the time to come to an end, a run fails in fair weather
   * too, and a mended protocol would still fail. So what is without faults and decisions must not
   * be worse than it was at the beginning. Where that fails already, nobody who is spoken to may
   * be missing.
   */
  #sound(candidate: Explicit): boolean {
    const { nodes, params, until, settle } = this.#current
    const fewer = candidate.nodes.length < nodes.length
    const same =
      !fewer &&
      candidate.params === params &&
      candidate.until === until &&
      candidate.settle === settle
    if (same) return true
    this.#calm ??= this.#outcome(calm(this.#current))
    if (this.#calm === null) return false
    if (this.#calm === 'same') return !fewer || !this.subject.patient || !this.#misses(candidate)
    const now = this.#outcome(calm(candidate))
    return now !== null && gravity[now] <= gravity[this.#calm]
  }

  /** null: it was not allowed any more */
  #outcome(candidate: Explicit): Outcome | null {
    const key = this.#keys.of(candidate)
    const known = this.#outcomes.get(key)
    if (known !== undefined) return known
    if (this.#spent()) return null
    this.#runs += 1
    const outcome = this.subject.outcome(candidate)
    this.#outcomes.set(key, outcome)
    return outcome
  }

  /** Whether something was said to somebody who is not there. */
  #misses(candidate: Explicit): boolean {
    if (this.#spent()) return true
    this.#runs += 1
    return this.subject
      .trace(candidate)
      .trace.some((event) => event.kind === 'drop' && event.why === 'gone')
  }
}

/** The same in fair weather. */
export const calm = (run: Explicit): Explicit => ({ ...run, faults: [], decisions: new Map() })

/** Two runs with equal keys are the same, as far as 64 bits can tell. */
class Keys {
  /** of parts that many candidates share: a run may have thousands of decisions */
  readonly #known = new WeakMap<object, string>()

  of(run: Explicit): string {
    const { params, nodes, until, settle, faults, operations, decisions, expect } = run
    return [
      JSON.stringify([params, nodes, until, settle, expect]),
      this.#part(faults, () => faults.map(printFault).join('\n')),
      this.#part(operations, () => operations.map(callText).join('\n')),
      this.#part(decisions, () => [...decisions].join('\n')),
    ].join(' ')
  }

  #part(part: object, textOf: () => string): string {
    const known = this.#known.get(part)
    if (known !== undefined) return known
    const text = textOf()
    const key = `${hashText(text)} ${hashText(`again ${text}`)}`
    this.#known.set(part, key)
    return key
  }
}

/** Contents are only ever left as they are or renamed, so their own text tells them apart. */
const callText = ({ client, at, message }: Explicit['operations'][number]): string =>
  `${client} ${at} ${JSON.stringify(message, (_field, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...value] : value,
  )}`
