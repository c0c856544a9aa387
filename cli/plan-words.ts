// A run's faults in the notation, for its title and its document: the lines of the plan, and what
// the seed drew where it was a swarm.

import type { Settings } from '../scenarios/runner/order.ts'
import type { Site } from '../scenarios/runner/site.ts'
import { printFault } from '../sim/notation-print.ts'
import type { Trace } from '../sim/trace.ts'

const drawnMax = 12

/** Where the plan is from: `default`, `swarm`, `none` or `given`. */
export function plannedBy(settings: Settings, { plans }: Site): string {
  if (plans.swarm) return settings.extraFaults.length > 0 ? 'swarm and given' : 'swarm'
  if (settings.extraFaults.length > 0 || typeof settings.faults !== 'string') return 'given'
  return settings.faults
}

/** The lines of the plan; those of a swarm as this seed drew them, each once. */
export function planLines({ plans }: Site, seed: number): string[] {
  const lines = plans.swarm ? plans.occurrencesOf(seed).map(({ line }) => line) : plans.lines
  return [...new Set(lines.map(printFault))]
}

/** As many lines as a title has room for. */
export function planWords(site: Site, seed: number): string[] {
  const words = planLines(site, seed)
  const more = words.length - drawnMax
  return more > 0 ? [...words.slice(0, drawnMax), `and ${more} more`] : words
}

/**
 * The lines that somebody gave and that never struck, and those drawn that waited for an event of the
 * run, a place of a step say, which never came.
 */
export function idleLines({ plans }: Site, seed: number, trace: Trace): string[] {
  const struck = new Set(trace.flatMap((event) => (event.kind === 'fault' ? [event.planned] : [])))
  const occurrences = plans.occurrencesOf(seed)
  const busy = new Set(
    occurrences
      .filter(({ planned }) => planned.some(({ id }) => struck.has(id)))
      .map(({ source }) => source),
  )
  const given = new Set(plans.lines)
  const waited = occurrences.filter(({ source, planned: [first] }) => {
    return !given.has(source) && first?.when.kind !== 'time' && !busy.has(source)
  })
  const lines = [
    ...plans.lines.filter((line) => !busy.has(line)),
    ...waited.map(({ line }) => line),
  ]
  return [...new Set(lines.map(printFault))]
}
