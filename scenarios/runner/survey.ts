// The survey before a crash sweep: one run lists its crash places, and from these come the visits,
// each place with each loss that can be told apart there, within what the protocol promises to
// survive. Restarts are looked at once for each content of a disk, and their places added.

import { Places, type CrashPlace } from '../../sim/explore/places.ts'
import {
  type Crash,
  keptBy,
  linesOf,
  type Loss,
  lossesAt,
  type Promised,
  recoveryOf,
  type Visit,
} from '../../sim/explore/visits.ts'
import { faultLines } from '../../sim/notation-parse.ts'
import { printFault } from '../../sim/notation-print.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Run } from '../../sim/run.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import type { Experiment } from './experiment.ts'
import type { Site } from './site.ts'
import { Sweep } from './sweep.ts'

/** What a sweep is asked. */
export interface SweepAsked {
  readonly seed: number
  /** how long a crashed node is down, each in turn; null: until the calm */
  readonly downs: readonly (Micros | null)[]
}

/** Where a crash falls; `recovery` is a second one in the restart after a first. */
export type PlaceKind = CrashPlace['place']['at'] | 'recovery'

/** What a survey found. */
export interface Survey {
  /** the run without a crash of the sweep, which must hold for its places to mean anything */
  readonly base: Run
  /** in the order in which the run comes by them */
  readonly places: readonly CrashPlace[]
  /** in their order; number 1 is the first */
  readonly visits: readonly Visit[]
  /** places in the restarts that were looked at, and how many restarts those are */
  readonly recovery: { readonly places: number; readonly restarts: number }
  readonly leftOut: LeftOut
}

/** What is listed and not visited. */
export interface LeftOut {
  /** places of nodes that the budget does not allow to be down, by role */
  readonly notDown: ReadonlyMap<string, number>
  /** places whose step has a name that the notation cannot say */
  readonly unnamed: number
  /** crashes that, beside the faults of the run, would be more than the budget allows */
  readonly outside: number
  /** parts of what was unsynced, beyond so many a place */
  readonly parts: number
  /** restarts that were not looked at, beyond so many */
  readonly restarts: number
}

/** Restarts that are looked at: each is run of its own, so far, before the sweep begins. */
const restartsMax = 300

/** Lists places and visits. @throws Mistake for what the user must mend */
export function survey(experiment: Experiment, { seed, downs }: SweepAsked): Survey {
  const listing = new Places()
  const base = experiment.run(seed, { surveyor: listing.survey })
  const { found: places } = listing
  const site = experiment.siteFor(seed)
  const choice = new Choice(site, seed)
  const leftOut = {
    notDown: new Map<string, number>(),
    unnamed: 0,
    outside: 0,
    parts: 0,
    restarts: 0,
  }
  if (base.verdict !== 'pass') {
    return { base, places, visits: [], recovery: { places: 0, restarts: 0 }, leftOut }
  }
  const visits: Visit[] = []
  const times = new Map(places.map(({ place, time }) => [place, time]))
  /** by what a disk holds: the first visit that leaves it so */
  const restarts = new Map<string, Visit>()
  for (const place of places) {
    const role = choice.refused(place.node)
    if (role !== null) leftOut.notDown.set(role, (leftOut.notDown.get(role) ?? 0) + 1)
    else if (!choice.canName(place)) leftOut.unnamed += 1
    else {
      const { losses, beyond } = lossesAt(place, choice.promised(place.node))
      leftOut.parts += beyond
      for (const crash of crashesAt(place, losses, downs)) {
        const visit = { crash, again: null }
        if (choice.isOutside(visit)) {
          leftOut.outside += 1
          continue
        }
        visits.push(visit)
        const disk = `${place.node} ${place.life} ${keptBy(place, crash.lose) ?? 'empty'}`
        if (!restarts.has(disk)) restarts.set(disk, visit)
      }
    }
  }
  const looked = spread([...restarts.values()], restartsMax)
  leftOut.restarts = restarts.size - looked.length
  const sweep = new Sweep(experiment, seed, { first: 1, visits: looked })
  let inRecovery = 0
  for (const [at, { crash }] of looked.entries()) {
    for (const place of recoveryPlaces(sweep, at + 1, crash, times.get(crash.place) ?? 0)) {
      inRecovery += 1
      const { losses, beyond } = lossesAt(place, choice.promised(place.node))
      leftOut.parts += beyond
      const second = crashesAt(place, losses, [crash.down]).map((again) => ({ crash, again }))
      const within = second.filter((visit) => !choice.isOutside(visit))
      leftOut.outside += second.length - within.length
      visits.push(...within)
    }
  }
  return {
    ...{ base, places, visits, leftOut },
    recovery: { places: inRecovery, restarts: looked.length },
  }
}

const crashesAt = (
  { node, place, life }: CrashPlace,
  losses: readonly Loss[],
  downs: readonly (Micros | null)[],
): Crash[] => losses.flatMap((lose) => downs.map((down) => ({ node, place, life, lose, down })))

/** At most so many, evenly over all of them. */
function spread(all: readonly Visit[], most: number): readonly Visit[] {
  if (all.length <= most) return all
  const taken = Array.from({ length: most }, (_, at) => Math.floor((at * all.length) / most))
  return all.filter((_, at) => taken.includes(at))
}

/**
 * The places of the step in which the node of this visit starts again. When its writes are durable,
 * all that waited for them leaves at that instant: nothing of the step comes later.
 */
function recoveryPlaces(sweep: Sweep, nth: number, crash: Crash, from: Micros): CrashPlace[] {
  const listing = new Places()
  const step = recoveryOf(crash)
  const isOver = (): boolean =>
    listing.found.some(({ place }) => place.step === step && place.at === 'durable')
  sweep.runUntil(nth, { surveyor: listing.survey }, from + (crash.down ?? 0), isOver)
  return listing.found.filter(({ place }) => place.step === step)
}

/** What the budget of a site lets crash, and what of its disk may go. */
class Choice {
  readonly #site: Site
  readonly #seed: number
  /** the faults of the run alone are inside the budget: else no crash makes that worse */
  readonly #holds: boolean
  readonly #named = new Map<string, boolean>()
  readonly #outside = new Map<string, boolean>()

  constructor(site: Site, seed: number) {
    this.#site = site
    this.#seed = seed
    this.#holds = site.plans.excess(site.planOf(seed)) === null
  }

  /** Whether the crashes of a visit are too much beside the faults of the run. */
  isOutside(visit: Visit): boolean {
    if (!this.#holds) return false
    const { crash, again } = visit
    // A crash at a place counts as if it fell at the worst instant, whichever place it is.
    const key = [crash.node, crash.lose, crash.down, again?.lose ?? ''].join(' ')
    const known = this.#outside.get(key)
    if (known !== undefined) return known
    const { plans } = this.#site
    const occurrences = plans.occurrencesOf(this.#seed, linesOf(visit))
    const is = plans.excess(occurrences.flatMap(({ planned }) => planned)) !== null
    this.#outside.set(key, is)
    return is
  }

  /** The role of a node that may not be down; null: it may. */
  refused(id: NodeId): string | null {
    const { budget } = this.#site
    const { role, domain } = this.#member(id)
    if (budget === null || (budget.down[role] ?? 0) > 0) return null
    return budget.domains > 0 && domain !== null ? null : role
  }

  /** Without a budget nothing is said, and a crash loses what it loses by default. */
  promised(id: NodeId): Promised {
    const { budget } = this.#site
    if (budget === null) return { unsynced: true, disk: false }
    return { unsynced: budget.unsynced, disk: (budget.disks[this.#member(id).role] ?? 0) > 0 }
  }

  /** Whether a plan can say this place: a case of it would have to. */
  canName({ node, place, life }: CrashPlace): boolean {
    const key = `${place.step.replace(/#\d+/u, '')} ${place.at}`
    const known = this.#named.get(key)
    if (known !== undefined) return known
    const crash: Crash = { node, place, life, lose: 'unsynced', down: null }
    const [line] = linesOf({ crash, again: null }).map(printFault)
    const can = line !== undefined && this.#reads(line)
    this.#named.set(key, can)
    return can
  }

  #reads(line: string): boolean {
    try {
      const [read] = faultLines([line], this.#site.roster)
      return read !== undefined && printFault(read) === line
    } catch (error) {
      if (error instanceof Mistake) return false
      throw error
    }
  }

  #member(id: NodeId): { readonly role: string; readonly domain: string | null } {
    const member = this.#site.roster.members.find((one) => one.id === id)
    return { role: member?.role ?? String(id), domain: member?.domain ?? null }
  }
}

/** Where the crash of a visit falls. */
export const kindOf = ({ crash, again }: Visit): PlaceKind =>
  again === null ? crash.place.at : 'recovery'
