// What matters to a failing run and what does not. Nothing is concluded from how it looks: each thing
// is changed at least twenty times, and said not to matter only when the run failed in the same way
// every time. What is needed is taken away once, and lengths are narrowed down.

import { span } from '../../reports/words.ts'
import { type Purpose, purposes as allPurposes } from '../../sim/chooser.ts'
import type { Explicit } from '../../sim/explicit.ts'
import { generatorOf } from '../../sim/generator.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Irrelevance } from '../../sim/report.ts'
import type { Failure } from '../../sim/verdict.ts'
import { askedItems } from './perturb-asked.ts'
import { faultItems, type Length, lengthsOf, withLength } from './perturb-faults.ts'
import { type Change, chanceItems, type Item, type Looked } from './perturb-items.ts'
import type { Runs } from './shrink.ts'

export interface Perturbed {
  readonly irrelevant: readonly Irrelevance[]
  /** in words, what has to be so */
  readonly matters: readonly string[]
  /** how many runs it took */
  readonly runs: number
}

/** How often each thing is changed at least. */
export const perturbationsMin = 20
const perturbationsMax = 100
const runsMax = 600
/** Events of all runs together: those in which time stands still have a hundred thousand each. */
const eventsMax = 2_000_000
/** changes of one thing before it is another's turn */
const round = 10
const narrowings = 12
const neededMax = 8

/**
 * Changes a failing run in every way that is known here.
 * @param explicit a run that fails with `failure`; shrunk, or else it takes long and says little
 * @param over whether to stop, asked before each run: what was not asked often enough is not said
 * @throws Mistake for an actor that breaks its word
 */
export function perturb(
  stagings: Runs,
  explicit: Explicit,
  failure: Failure,
  over: () => boolean = () => false,
): Perturbed {
  return stagings.guarded(() => {
    const tries = new Tries(stagings, failure, over)
    const matters = needed(tries, explicit)
    const standing: Standing[] = []
    for (const alternatives of tries.over() ? [] : itemsOf(stagings, explicit)) {
      const item = alternatives.find((one) => tries.holds(one, '', 0, perturbationsMin) === true)
      if (item !== undefined) standing.push({ item, times: perturbationsMin })
    }
    const irrelevant = confirmed(tries, standing).map(({ item, times }) => ({
      what: item.what,
      perturbed: times,
    }))
    return { irrelevant, matters, runs: tries.runs }
  })
}

/** What has held so far, and how often. */
interface Standing {
  readonly item: Item
  readonly times: number
}

/** Changes everything again and again as long as there are runs, and keeps what goes on holding. */
function confirmed(tries: Tries, first: readonly Standing[]): readonly Standing[] {
  let standing = first
  for (;;) {
    const going = standing.filter(({ times }) => times < perturbationsMax)
    if (going.length === 0 || tries.runs + going.length * round > runsMax) return standing
    if (tries.events > eventsMax || tries.over()) return standing
    standing = standing.flatMap(({ item, times }) => {
      if (times >= perturbationsMax) return [{ item, times }]
      const held = tries.holds(item, '', times, round)
      // Who could not be asked again has held as often as it has.
      if (held === null) return [{ item, times }]
      return held ? [{ item, times: times + round }] : []
    })
  }
}

/** Whether one thing that was said not to matter does not, under other draws. For tests of that. */
export function holdsAgain(
  stagings: Runs,
  explicit: Explicit,
  failure: Failure,
  { what }: Pick<Irrelevance, 'what'>,
  salt: string,
): boolean {
  return stagings.guarded(() => {
    const item = itemsOf(stagings, explicit)
      .flat()
      .find((one) => one.what === what)
    const tries = new Tries(stagings, failure, () => false)
    return item !== undefined && tries.holds(item, salt, 0, perturbationsMin) === true
  })
}

function itemsOf(stagings: Runs, explicit: Explicit): Item[][] {
  const looked = lookedAt(stagings, explicit)
  return [
    ...chanceItems(looked).map((item) => [item]),
    ...askedItems(looked),
    ...faultItems(explicit),
  ]
}

function lookedAt(stagings: Runs, explicit: Explicit): Looked {
  const purposes = new Set<Purpose>()
  for (const name of explicit.decisions.keys()) {
    const purpose = allPurposes.find((one) => name.startsWith(`${one} of `))
    if (purpose !== undefined) purposes.add(purpose)
  }
  const { run, site } = stagings.run(explicit, {
    trace: true,
    undecided: ({ purpose }) => {
      purposes.add(purpose)
      return null
    },
  })
  return { stagings, explicit, site, trace: run.trace ?? [], purposes }
}

/** Runs that were changed, counted. */
class Tries {
  runs = 0
  events = 0
  readonly #stagings: Runs
  readonly #failure: Failure
  readonly over: () => boolean

  constructor(stagings: Runs, failure: Failure, over: () => boolean) {
    this.#stagings = stagings
    this.#failure = failure
    this.over = over
  }

  /** How it ends. A world that cannot be judged shows nothing. */
  ends({ explicit, undecided, seed }: Change): 'the same' | 'otherwise' | 'passes' {
    this.runs += 1
    try {
      const extra = undecided === undefined ? {} : { undecided }
      const { failure, events } = this.#stagings.run(explicit, extra, seed).run
      this.events += events
      const { property, code } = this.#failure
      if (failure === null) return 'passes'
      return failure.property === property && failure.code === code ? 'the same' : 'otherwise'
    } catch (error) {
      if (error instanceof Mistake) return 'otherwise'
      throw error
    }
  }

  fails(change: Change): boolean {
    return this.ends(change) === 'the same'
  }

  /** Whether the failure survives so many changes of this thing, from the nth on; null: no time. */
  holds({ what, change }: Item, salt: string, from: number, times: number): boolean | null {
    if (this.runs + times > runsMax || this.events > eventsMax) return false
    for (let nth = from; nth < from + times; nth += 1) {
      if (this.over()) return null
      const changed = change(nth, generatorOf(nth, `perturb ${salt}${what}`))
      if (changed === null || !this.fails(changed)) return false
    }
    return true
  }
}

/** What cannot be left out, each left out once; and how long what lasts has to last. */
function needed(tries: Tries, explicit: Explicit): string[] {
  const without = (change: Partial<Explicit>): boolean =>
    tries.fails({ explicit: { ...explicit, ...change }, seed: 0 })
  const words: string[] = []
  const { faults, operations, decisions } = explicit
  for (const [at, line] of faults.slice(0, neededMax).entries()) {
    if (tries.over()) return words
    const change = { ...explicit, faults: faults.filter((one) => one !== line) }
    const ends = tries.ends({ explicit: change, seed: 0 })
    if (ends === 'the same') continue
    words.push(`f${at + 1}: without it, it ${ends === 'passes' ? 'passes' : 'does not fail so'}`)
  }
  const alone = (operations.length > neededMax ? [] : operations).filter(
    (call) => !tries.over() && !without({ operations: operations.filter((one) => one !== call) }),
  )
  if (operations.length > 1 && operations.length <= neededMax && !tries.over()) {
    if (alone.length === operations.length) words.push(`each of the ${alone.length} operations`)
    else if (alone.length > 0) words.push(`${alone.length} of the ${operations.length} operations`)
  }
  for (const [name, outcome] of [...decisions].slice(0, neededMax)) {
    if (tries.over()) return words
    const others = new Map([...decisions].filter(([one]) => one !== name))
    if (!without({ decisions: others })) words.push(decisionWords(name, outcome))
  }
  for (const length of lengthsOf(explicit)) {
    const least = tries.over() ? null : leastOf(tries, explicit, length)
    if (least !== null && !tries.over()) words.push(`${length.words} at least ${span(least)}`)
  }
  return words
}

/** The shortest length with which it fails, to the millisecond or a hundredth; null: any length. */
function leastOf(tries: Tries, explicit: Explicit, one: Length): number | null {
  const failsAt = (length: number): boolean =>
    tries.fails({ explicit: withLength(explicit, one, length), seed: 0 })
  let [passes, fails] = [1, one.length]
  if (fails <= 1_000 || failsAt(passes)) return null
  for (
    let nth = 1;
    nth < narrowings && !tries.over() && fails - passes > Math.max(1_000, fails / 100);
    nth += 1
  ) {
    const half = Math.round((passes + fails) / 2)
    if (failsAt(half)) fails = half
    else passes = half
  }
  return fails
}

/** `ack#1 receiver1>sender1 is lost`, `coin#1 at receiver1 is 1`. */
function decisionWords(name: string, outcome: number): string {
  const at = name.indexOf(' of ')
  const [purpose, what] = [name.slice(0, at), name.slice(at + 4)]
  if (purpose === 'fate') return `${what} ${outcome === 1 ? 'is lost' : 'comes twice'}`
  if (purpose === 'random') return `${what} draws ${outcome}`
  if (purpose === 'kept') return `how much of ${what} is kept`
  return `${purpose} of ${what}: ${span(outcome)} more`
}
