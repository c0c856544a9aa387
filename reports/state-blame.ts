// The State of a node at an event, put together from the patches of its steps, and who wrote a part
// of it last. What is read is not in a trace; what is written is.

import type { DiskHarm } from '../sim/fault.ts'
import { apply } from '../sim/patch.ts'
import { isList, isMap, isRecord, isSet, type Plain } from '../sim/plain.ts'
import { keyOf, stepsOf } from '../sim/plain-path.ts'
import type { Patch, TraceEvent } from '../sim/trace.ts'
import type { NodeId } from '../sim/units.ts'
import { type Event, isStepEvent, type Lineage, type Step } from './lineage.ts'

/** The steps of a node in the life that an event falls into, before it, with their patches. */
function livesSteps(node: NodeId, before: number, { trace }: Lineage): Step[] {
  const steps: Step[] = []
  for (const event of trace) {
    if (event.id >= before) break
    if (event.node !== node) continue
    if (event.kind === 'crash') steps.length = 0
    else if (isStepEvent(event)) {
      if (event.kind === 'start') steps.length = 0
      steps.push(event)
    }
  }
  return steps
}

/** The State of a node just before an event; undefined while it has none. */
export function stateBefore(node: NodeId, before: number, lineage: Lineage): Plain {
  let state: Plain = undefined
  for (const step of livesSteps(node, before, lineage)) state = apply(state, step.patch)
  return state
}

/** The steps of its pointer as people say them: keys of Maps without their quotes. */
export const pathSteps = (path: string): string[] =>
  stepsOf(path).map((step) => (step.startsWith('"') ? String(keyOf(step)) : step))

/** What stands at a path, by the steps of its pointer or of a dotted name; undefined: nothing. */
export function valueAt(state: Plain, steps: readonly string[]): Plain {
  let value: unknown = state
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return undefined
    if (isMap(value)) value = [...value].find(([key]) => String(key) === step)?.[1]
    else if (isSet(value)) value = [...value].map(String).includes(step)
    else if (isList(value)) value = value[Number(step)]
    else value = isRecord(value) ? value[step] : undefined
  }
  return value as Plain // a part of a plain value is plain
}

export interface Writer {
  readonly step: Step
  /** of the State, or of a row of the disk */
  readonly where: 'state' | 'disk'
  /** undefined: it was removed */
  readonly value: Plain
  /** what its disk has made of the row since, by itself; null: nothing */
  readonly damage: Event<'damage'> | null
}

/** Where bits have not changed, nobody wrote anything. */
export const unchanged: ReadonlySet<DiskHarm> = new Set(['read-error', 'lying-sync'])

/**
 * Who wrote what stands at a place of a node last before an event: in its State or, by the name of
 * a table, on its disk. The start of a life writes all of its State.
 */
export function lastWriter(
  node: NodeId,
  steps: readonly string[],
  before: number,
  lineage: Lineage,
): Writer | null {
  let found: Writer | null = null
  let state: Plain = undefined
  for (const event of lineage.trace) {
    if (!isBefore(event, before)) continue
    if (event.node !== node) continue
    if (event.kind === 'write' && isRow(event, steps)) {
      const step = lineage.stepOf(event)
      // A part of the State of the same name says more than its row.
      if (step !== null && (found?.where !== 'state' || found.step.id !== step.id))
        found = { step, where: 'disk', value: event.value, damage: null }
    }
    if (event.kind === 'damage' && !unchanged.has(event.harm) && isRow(event, steps)) {
      const step: Step | null = found?.step ?? lineage.stepOf(event)
      if (step !== null && found?.where !== 'state')
        found = { step, where: 'disk', value: event.value, damage: event }
    }
    if (!isStepEvent(event)) continue
    state = apply(event.kind === 'start' ? undefined : state, event.patch)
    const change = event.patch.findLast(({ path }) => overlaps(pathSteps(path), steps))
    if (change === undefined) continue
    const value = valueAt(state, steps)
    // A start writes the whole State, also what is not in it.
    if (event.kind === 'start' && value === undefined) continue
    found = { step: event, where: 'state', value, damage: null }
  }
  return found
}

/** What a step finds damaged is told behind it. */
const isBefore = ({ id, kind, cause }: TraceEvent, before: number): boolean =>
  id < before || (kind === 'damage' && cause !== null && cause < before)

function isRow(write: { table: string; key: string | number }, steps: readonly string[]): boolean {
  const [table, key] = steps
  if (write.table !== table) return false
  return key === undefined || (steps.length === 2 && String(write.key) === key)
}

/** One of the two places holds the other. */
const overlaps = (one: readonly string[], other: readonly string[]): boolean => {
  const shared = Math.min(one.length, other.length)
  return one.slice(0, shared).every((step, at) => step === other[at])
}

/** Places that a node ever had in its State or on its disk, two steps deep, for a nearest name. */
export function placesOf(node: NodeId, { trace }: Lineage): string[] {
  const places = new Set<string>()
  for (const event of trace) {
    if (event.node !== node) continue
    if (event.kind === 'write') places.add(event.table)
    if (!isStepEvent(event)) continue
    for (const { path, ...rest } of event.patch) {
      const steps = pathSteps(path)
      if (steps[0] !== undefined) places.add(steps.slice(0, 2).join('.'))
      if (steps.length === 0) for (const field of fieldsOf(rest)) places.add(field)
    }
  }
  return [...places]
}

function fieldsOf({ to }: Omit<Patch[number], 'path'>): readonly string[] {
  return typeof to === 'object' && to !== null && isRecord(to) ? Object.keys(to) : []
}
