// The judge of one run: looks at the world after every step, and at what the run leaves. It says
// what broke; it draws nothing and changes nothing.

import { type Measurable, measure } from '../../sim/check/measure.ts'
import type { HistoryCheck } from '../../sim/check/history-check.ts'
import { limitText, meets, tell, type Threshold } from '../../sim/check/threshold.ts'
import { parseDuration, tellDuration } from '../../sim/duration.ts'
import type { Micros, OpId } from '../../sim/units.ts'
import type { Finding } from '../../sim/verdict.ts'
import type { AnyClaims } from '../form.ts'
import type { CommonView } from '../view.ts'
import { type Broken, failed, passed, sentence, untested } from './broken.ts'
import { blamed } from './blamed.ts'
import { findingOf, type Recorded } from './judge-check.ts'

/** Whether a property is to be asked again after a step. */
type When = (view: CommonView) => boolean

interface AlwaysClaim {
  readonly name: string
  readonly code: string
  readonly when: When | null
  readonly holds: (view: CommonView) => string | null
}

interface EventualClaim {
  readonly name: string
  readonly code: string
  readonly when: When | null
  readonly holds: (view: CommonView) => boolean | string | null
  readonly within: Micros | null
  /** in this calm */
  isAsked: boolean
  /** since when it has held without a break, counted from the start of the calm; null: it does not */
  since: Micros | null
  /** what it said last */
  why: string | null
}

interface GoalClaim {
  readonly name: string
  readonly holds: (view: CommonView) => boolean
  seen: boolean
}

export class Judge {
  readonly #claims: AnyClaims
  readonly #thresholds: readonly Threshold[]
  readonly #always: readonly AlwaysClaim[]
  readonly #eventually: readonly EventualClaim[]
  readonly #facts: readonly GoalClaim[]
  readonly #checks: readonly HistoryCheck[]
  #unseen: GoalClaim[] = []
  #broken: Broken | null = null
  readonly #legal: (() => readonly OpId[] | null)[] = []
  /** what each `when` has said after this step: it is asked once, for it may remember what it saw */
  readonly #due: { readonly when: When; is: boolean | null }[] = []

  constructor(claims: AnyClaims, thresholds: readonly Threshold[]) {
    this.#claims = claims
    this.#thresholds = thresholds
    this.#always = Object.entries(claims.always ?? {}).map(([name, claim]) =>
      typeof claim === 'function'
        ? { name, code: 'WL2099', when: null, holds: claim }
        : {
            ...{ name, code: claim.code ?? 'WL2099', when: claim.when ?? null },
            holds: (view) => claim.holds(view),
          },
    )
    this.#eventually = Object.entries(claims.eventually ?? {}).map(([name, claim]) => {
      const blank = { name, since: null, why: null, isAsked: false }
      if (typeof claim === 'function')
        return { ...blank, code: 'WL2012', when: null, holds: claim, within: null }
      const within = claim.within === undefined ? null : parseDuration(claim.within)
      const holds = (view: CommonView): boolean | string | null => claim.holds(view)
      return { ...blank, code: claim.code ?? 'WL2012', when: claim.when ?? null, holds, within }
    })
    this.#facts = factsOf(claims)
    const { check = [] } = claims
    this.#checks = 'judge' in check ? [check] : check
  }

  /** Whether anything is claimed at all. */
  get hasClaims(): boolean {
    const claims = [this.#always, this.#eventually, this.#checks, this.#thresholds]
    return claims.some((list) => list.length > 0)
  }

  get broken(): Broken | null {
    return this.#broken
  }

  /** A legal order of the whole history, where a check has found one; null: none has, or was asked to. */
  legal(): readonly OpId[] | null {
    for (const make of this.#legal) {
      const order = make()
      if (order !== null) return order
    }
    return null
  }

  reset(): void {
    this.#broken = null
    this.#legal.length = 0
    for (const claim of this.#eventually) {
      claim.since = null
      claim.why = null
      claim.isAsked = false
    }
    for (const fact of this.#facts) fact.seen = false
    this.#unseen = [...this.#facts]
  }

  /** After a step of the storm: the sentence of what broke, or null. */
  storm(view: CommonView): string | null {
    for (const due of this.#due) due.is = null
    // One try around all of them: this runs after every step.
    let at = 0
    try {
      for (; at < this.#always.length; at++) {
        const claim = this.#always[at]
        if (claim === undefined) continue
        const why = this.#isDue(claim.when, view) ? claim.holds(view) : null
        if (why !== null) return this.#breaksNow(claim, why)
      }
    } catch (error) {
      throw blamed('always', this.#always[at]?.name, error)
    }
    if (this.#unseen.length > 0) this.#lookForFacts(view)
    return null
  }

  #breaksNow({ name: property, code }: AlwaysClaim, why: string): string {
    this.#broken = { property, section: 'always', code, sentence: sentence(why) }
    return why
  }

  /**
   * After a step of the calm that began at `calmAt`.
   * @param whole asks everything, whatever the last step has changed
   */
  calm(view: CommonView, calmAt: Micros, whole: boolean): string | null {
    const why = this.storm(view)
    if (why !== null) return why
    for (const claim of this.#eventually) {
      const isDue = this.#isEventuallyDue(claim, view)
      if (isDue || whole || !claim.isAsked) this.#asks(claim, view, calmAt)
    }
    return null
  }

  #isDue(when: When | null, view: CommonView): boolean {
    if (when === null) return true
    for (const due of this.#due) if (due.when === when) return (due.is ??= when(view))
    const is = when(view)
    this.#due.push({ when, is })
    return is
  }

  #isEventuallyDue(claim: EventualClaim, view: CommonView): boolean {
    try {
      return this.#isDue(claim.when, view)
    } catch (error) {
      throw blamed('eventually', claim.name, error)
    }
  }

  #asks(claim: EventualClaim, view: CommonView, calmAt: Micros): void {
    const said = saidOf(claim, view)
    const holds = said === true || said === null
    claim.isAsked = true
    claim.why = typeof said === 'string' ? said : null
    if (!holds) claim.since = null
    else claim.since ??= view.now - calmAt
  }

  #lookForFacts(view: CommonView): void {
    for (const fact of this.#unseen) {
      try {
        fact.seen = fact.holds(view)
      } catch (error) {
        throw blamed('sometimes', fact.name, error)
      }
    }
    if (this.#unseen.some(({ seen }) => seen)) {
      this.#unseen = this.#unseen.filter(({ seen }) => !seen)
    }
  }

  /** Goals as counted by the actors, with declared ones that nobody reached at 0. */
  goals(reached: ReadonlyMap<string, number>): Record<string, number> {
    const goals: Record<string, number> = {}
    const { sometimes } = this.#claims
    if (Array.isArray(sometimes)) for (const name of sometimes) goals[name] = 0
    for (const fact of this.#facts) goals[fact.name] = fact.seen ? 1 : 0
    for (const [name, times] of reached) goals[name] = times
    return goals
  }

  /** Whether a goal that is a fact about the whole has been seen. */
  hasSeen(goal: string): boolean {
    return this.#facts.some(({ name, seen }) => seen && name === goal)
  }

  /** How long after the calm began everything eventual held for good; null: it does not. */
  get convergence(): Micros | null {
    let last: Micros = 0
    for (const { since } of this.#eventually) {
      if (since === null) return null
      if (since > last) last = since
    }
    return last
  }

  /** What is said when a run was cut short by `broken`: what held so far, and what nobody asked. */
  cutShort(broken: Broken, at: Micros): Finding[] {
    const findings: Finding[] = []
    for (const { name } of this.#always) {
      const here = broken.section === 'always' && broken.property === name
      findings.push(here ? failed(broken) : passed(name, 'always', null))
    }
    if (!findings.some(({ verdict }) => verdict === 'fail')) findings.unshift(failed(broken))
    const why = `the run ended at ${tellDuration(at)}, before it could be judged`
    for (const { name } of this.#eventually) findings.push(untested(name, 'eventually', why))
    for (const { name } of this.#checks) findings.push(untested(name, 'check', why))
    for (const { text } of this.#thresholds) findings.push(untested(text, 'expect', why))
    return findings
  }

  /**
   * What is said of a run that came to its end. The first that broke is kept as `broken`.
   * @param record makes it again with its events, for a check that asks why
   */
  end(run: Measurable, record?: Recorded): Finding[] {
    return [
      ...this.#always.map(({ name }) => passed(name, 'always', null)),
      ...this.#eventually.map((claim) => this.#judgeEventual(claim)),
      ...this.#checks.map((check) => this.#judgeCheck(check, run, record)),
      ...this.#thresholds.map((threshold) => this.#judgeThreshold(threshold, run)),
    ]
  }

  #judgeEventual({ name, code, within, since, why }: EventualClaim): Finding {
    const limit = within === null ? '' : `   (limit ${tellDuration(within)})`
    if (since !== null && (within === null || since <= within)) {
      return passed(name, 'eventually', `${tellDuration(since)} after healing${limit}`)
    }
    const late = since === null ? null : `it took ${tellDuration(since)} after healing`
    const told = why ?? late ?? 'it does not hold at the end of the calm'
    const words = why === null ? `"${name}" is not reached: ${told}` : told
    return this.#breaks({ property: name, section: 'eventually', code, sentence: sentence(words) })
  }

  #judgeCheck(check: HistoryCheck, run: Measurable, record?: Recorded): Finding {
    const { finding, broken, order } = findingOf(check, run, record)
    if (broken !== null) return this.#breaks(broken)
    if (order !== null) this.#legal.push(order)
    return finding
  }

  #judgeThreshold(threshold: Threshold, run: Measurable): Finding {
    const { text, metric } = threshold
    const measured = measure(threshold, run)
    if (measured.kind === 'none') {
      // Nothing of the kind happened in this run: the threshold says nothing about it, and a run in
      // which no operation ended at all is told as such by its own finding.
      const early = metric === 'convergence' && this.#eventually.length > 0
      return early
        ? this.#misses(threshold, measured.why)
        : passed(text, 'expect', `not measured: ${measured.why}`)
    }
    const figure = tell(metric, measured.value, tellDuration)
    if (meets(threshold, measured.value)) return passed(text, 'expect', figure)
    return this.#misses(threshold, `it was ${figure}, and the limit is ${limitText(threshold)}`)
  }

  #misses({ text, metric }: Threshold, why: string): Finding {
    const words = `${metric} missed its threshold: ${why}`
    const code = 'WL2013'
    return this.#breaks({ property: text, section: 'expect', code, sentence: sentence(words) })
  }

  #breaks(broken: Broken): Finding {
    this.#broken ??= broken
    return failed(broken)
  }
}

function factsOf({ sometimes }: AnyClaims): readonly GoalClaim[] {
  if (sometimes === undefined || Array.isArray(sometimes)) return []
  return Object.entries(sometimes).map(([name, holds]) => ({ name, holds, seen: false }))
}

function saidOf(claim: EventualClaim, view: CommonView): boolean | string | null {
  try {
    return claim.holds(view)
  } catch (error) {
    throw blamed('eventually', claim.name, error)
  }
}
