// What one step did to the state of its node: the places that changed, with what stood there before
// and which event wrote that last.

import { apply } from '../../sim/patch.ts'
import { stepsOf, keyOf } from '../../sim/plain-path.ts'
import { isFields, isList, isMap, isSet, type Plain } from '../../sim/plain-value.ts'
import type { Patch, Trace, TraceEvent } from '../../sim/trace.ts'
import type { EventId } from '../../sim/units.ts'

export interface Change {
  /** `seen.sender1.above` */
  readonly place: string
  readonly kind: 'changed' | 'added' | 'removed'
  readonly before: Plain
  readonly after: Plain
  /** the event that wrote the place, or the whole that it is in, last before; null: none */
  readonly writer: EventId | null
}

/** In the order of the step's patch; none for an event that is no step or changed nothing. */
export function changesBy(trace: Trace, id: EventId): readonly Change[] {
  const index = trace.findIndex((event) => event.id === id)
  const event = trace[index]
  if (event === undefined || !('patch' in event)) return []
  const earlier = livedBefore(trace, index)
  let state: Plain = undefined
  for (const { patch } of earlier) state = apply(state, patch)
  return event.patch
    .filter(({ path }) => path !== '')
    .map(({ path, to }) => {
      const before = valueAt(state, path)
      const gone = to === undefined
      const kind = gone ? 'removed' : before === undefined ? 'added' : 'changed'
      return { place: placeOf(path), kind, before, after: to, writer: writerOf(earlier, path) }
    })
}

type Step = Extract<TraceEvent, { readonly patch: Patch }>

/** The steps of the same node since it started last. */
function livedBefore(trace: Trace, index: number): readonly Step[] {
  const node = trace[index]?.node
  const steps: Step[] = []
  for (const event of trace.slice(0, index)) {
    if (event.node !== node || !('patch' in event)) continue
    if (event.kind === 'start') steps.length = 0
    steps.push(event)
  }
  return steps
}

function valueAt(state: Plain, path: string): Plain {
  let value: Plain = state
  for (const step of stepsOf(path)) {
    if (value === null || typeof value !== 'object') return undefined
    if (isList(value)) value = value[Number(step)] as Plain
    else if (isMap(value)) value = value.get(keyOf(step)) as Plain
    else if (isSet(value)) value = value.has(keyOf(step)) ? true : undefined
    else if (isFields(value)) value = value[step] as Plain
    else return undefined
  }
  return value
}

const writerOf = (steps: readonly Step[], path: string): EventId | null =>
  steps.findLast(({ patch }) =>
    patch.some((one) => path === one.path || path.startsWith(`${one.path}/`)),
  )?.id ?? null

const placeOf = (path: string): string =>
  stepsOf(path)
    .map((step) => step.replace(/^"(.*)"$/u, '$1'))
    .join('.')
