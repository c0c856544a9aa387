// Whether a seed is the same run twice: once in the world that all seeds share, by reference, and
// once in a fresh one, by copy. What differs is told by its first event, with suspects.

import { fileURLToPath } from 'node:url'
import { tellDuration } from '../../sim/duration.ts'
import { text } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Run } from '../../sim/run.ts'
import type { Trace, TraceEvent } from '../../sim/trace.ts'
import type { How } from './execute.ts'
import type { Module } from './module-graph.ts'
import { tellFile } from './place.ts'
import { suspectsIn, tellSuspect } from './suspects.ts'

const suspectsMax = 5

/** @returns the first of the two runs @throws Mistake (WL4001) when they differ */
export function twice(
  scenario: string,
  seed: number,
  run: (how: How) => Run,
  modules: () => readonly Module[],
): Run {
  const first = run({ content: true })
  const second = run({ content: true, fresh: true, byCopy: true })
  if (first.digest === second.digest && first.content === second.content) return first
  // A value that was changed after it was sent throws here, where it happens.
  const one = run({ content: true, trace: true })
  const other = run({ content: true, trace: true, fresh: true })
  throw diverged(scenario, seed, one.trace ?? [], other.trace ?? [], modules())
}

function diverged(
  scenario: string,
  seed: number,
  first: Trace,
  second: Trace,
  modules: readonly Module[],
): Mistake {
  const at = firstDifference(first, second)
  const suspects = suspectsIn(modules).slice(0, suspectsMax)
  const lines = [
    ...(at === null ? untold(seed) : told(seed, at, first, second)),
    ...(suspects.length === 0
      ? []
      : ['Suspects in the modules that ran:', ...suspects.map((one) => `  ${tellSuspect(one)}`)]),
    `Check again   worldline doctor --determinism ${targetOf(scenario, modules)}`,
  ]
  const sentence = `${scenario} is not deterministic.`
  return new Mistake([{ code: 'WL4001', sentence, lines }], 4)
}

/** What is built in goes by its name, a scenario of somebody's by its file. */
function targetOf(scenario: string, [entry]: readonly Module[]): string {
  if (entry === undefined || entry.file.startsWith(own)) return scenario
  const file = tellFile(entry.file)
  return file.startsWith('/') ? file : `./${file}`
}

/** Where worldline stands, as sources or built. */
const own = fileURLToPath(new URL('../..', import.meta.url)).replace(/dist\/$/, '')

/** Index of the first event that differs, or null. */
export function firstDifference(first: Trace, second: Trace): number | null {
  const length = Math.max(first.length, second.length)
  for (let at = 0; at < length; at++) {
    if (inFull(first[at]) !== inFull(second[at])) return at
  }
  return null
}

function told(seed: number, at: number, first: Trace, second: Trace): string[] {
  return [
    `Two runs of seed ${seed} were identical for ${at} events, then differed at e${at + 1}:`,
    `  first    ${tellEvent(first[at], second[at])}`,
    `  second   ${tellEvent(second[at], first[at])}`,
  ]
}

const untold = (seed: number): string[] => [
  `Two runs of seed ${seed} had different digests, and the same events when they were recorded:`,
  '  a value was changed after it was sent, or the difference comes and goes',
]

/** Everything of an event as text, so that any difference shows. */
function inFull(event: TraceEvent | undefined): string {
  return JSON.stringify(event, (_key, value: unknown) => {
    if (value instanceof Map) return ['Map', ...value]
    if (value instanceof Set) return ['Set', ...value]
    return value
  })
}

/** One line; where both have the same words, what they did to the State as well. */
function tellEvent(event: TraceEvent | undefined, other: TraceEvent | undefined): string {
  return tellApart(
    event === undefined ? null : eventTold(event),
    other === undefined ? null : eventTold(other),
  )
}

/** What is told of an event when two runs are compared; plain, so that it crosses processes. */
export interface EventTold {
  /** everything of it as text, so that any difference shows */
  readonly full: string
  readonly words: string
  readonly time: number
  /** what it did to the State, or null for what is no step */
  readonly changes: string | null
}

/** An event as it is told apart from another. */
export function eventTold(event: TraceEvent): EventTold {
  const changes =
    'patch' in event ? event.patch.map(({ path, to }) => `${path} = ${text(to, 40)}`) : null
  return {
    full: inFull(event),
    words: wordsOf(event),
    time: event.time,
    changes: changes === null ? null : changes.slice(0, 3).join(', ') || 'changes nothing',
  }
}

/** One line; where both have the same words, what is different besides. */
export function tellApart(event: EventTold | null, other: EventTold | null): string {
  if (event === null) return 'has ended'
  const { words, time, changes } = event
  if (other === null || words !== other.words) return words
  if (time !== other.time) return `${words}   at ${tellDuration(time)}`
  return changes === null ? `${words}   with other contents` : `${words}   ${changes}`
}

function wordsOf(event: TraceEvent): string {
  const node = event.node ?? 'world'
  switch (event.kind) {
    case 'start':
      return `${node}  starts for the ${event.life}. time`
    case 'receive':
      return `${node}  receives ${event.message}`
    case 'send':
      return `${node}  sends ${event.message}`
    case 'expire':
      return `${node}  timer ${event.timer.kind}#${event.nth} expires`
    case 'drop':
      return `${event.message} is dropped (${event.why})`
    case 'write':
      return `${node}  writes ${event.table}/${event.key}`
    case 'fault':
      return `fault ${event.fault.kind}`
    default:
      return `${node}  ${event.kind}`
  }
}
