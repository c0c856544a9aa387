// The State of a node at an event of a trace, put together from the patches of its steps. It is what
// the node held in memory; what its disk holds is told by the writes.

import { apply } from './patch.ts'
import { keyOf, stepsOf } from './plain-path.ts'
import { isBytes, isList, isMap, isSet, type Plain } from './plain.ts'
import type { Trace } from './trace.ts'
import type { NodeId } from './units.ts'

/**
 * The State after the event of that number.
 * @returns undefined before the first start, and while the node is down
 */
export function stateAt(trace: Trace, node: NodeId, number: number): Plain {
  let state: Plain = undefined
  for (const event of trace) {
    if (event.id > number) break
    if (event.node !== node) continue
    if (event.kind === 'crash' || event.kind === 'start') state = undefined
    if ('patch' in event) state = apply(state, event.patch)
  }
  return state
}

/** The value at a path of a patch; undefined where there is none. A member of a Set is true. */
export function valueAt(state: Plain, path: string): Plain {
  let value = state
  for (const step of stepsOf(path)) {
    if (typeof value !== 'object' || value === null || isBytes(value)) return undefined
    if (isSet(value)) return value.has(keyOf(step)) ? true : undefined
    if (isMap(value)) value = value.get(keyOf(step))
    else if (isList(value)) value = value[Number(step)]
    else value = Object.hasOwn(value, step) ? value[step] : undefined
  }
  return value
}
