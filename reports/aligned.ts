// Two runs side by side: what both did, and what only one of them did, in the order of both. Events
// are the same when node, kind and peers are; when they happened and how often does not count.

import type { Trace, TraceEvent } from '../sim/trace.ts'

/** A stretch of both runs. Events `from..to` (numbers) of a side; null: none of that side. */
export interface Stretch {
  readonly kind: 'same' | 'left' | 'right'
  readonly left: readonly TraceEvent[]
  readonly right: readonly TraceEvent[]
}

export interface Aligned {
  readonly stretches: readonly Stretch[]
  /** events of both sides that were compared; fewer than there are in very long runs */
  readonly compared: { readonly left: number; readonly right: number }
  /** whether one of the runs is longer than what was compared */
  readonly cut: boolean
}

/** So many events of each run are aligned: the table grows with the product of the two. */
const eventsMax = 3_000

/** The longest common subsequence of what the two runs did. */
export function aligned(left: Trace, right: Trace): Aligned {
  const [mine, theirs] = [left.filter(tells), right.filter(tells)]
  const [a, b] = [mine.slice(0, eventsMax), theirs.slice(0, eventsMax)]
  const stretches: Stretch[] = []
  const add = (kind: Stretch['kind'], one: TraceEvent | null, other: TraceEvent | null): void => {
    const last = stretches.at(-1)
    const stretch = last?.kind === kind ? last : { kind, left: [], right: [] }
    if (stretch !== last) stretches.push(stretch)
    const grown = {
      kind,
      left: one === null ? stretch.left : [...stretch.left, one],
      right: other === null ? stretch.right : [...stretch.right, other],
    }
    stretches[stretches.length - 1] = grown
  }
  for (const [one, other] of pairs(a, b)) {
    add(one === null ? 'right' : other === null ? 'left' : 'same', one, other)
  }
  return {
    stretches,
    compared: { left: a.length, right: b.length },
    cut: a.length < mine.length || b.length < theirs.length,
  }
}

type Pair = readonly [TraceEvent | null, TraceEvent | null]

function pairs(a: readonly TraceEvent[], b: readonly TraceEvent[]): Pair[] {
  const [left, right] = [a.map(signature), b.map(signature)]
  const wide = right.length + 1
  const lengths = new Uint16Array((left.length + 1) * wide)
  const at = (row: number, column: number): number => lengths[row * wide + column] ?? 0
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      lengths[row * wide + column] =
        left[row] === right[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  const found: Pair[] = []
  let [row, column] = [0, 0]
  while (row < left.length || column < right.length) {
    const both = row < left.length && column < right.length
    if (both && left[row] === right[column]) {
      found.push([a[row] ?? null, b[column] ?? null])
      row += 1
      column += 1
    } else if (column >= right.length || (both && at(row + 1, column) >= at(row, column + 1))) {
      found.push([a[row] ?? null, null])
      row += 1
    } else {
      found.push([null, b[column] ?? null])
      column += 1
    }
  }
  return found
}

/** Steps, and what happens to messages and nodes; what a step does follows from it. */
const telling: ReadonlySet<TraceEvent['kind']> = new Set<TraceEvent['kind']>([
  ...(['start', 'receive', 'expire', 'lost', 'drop', 'crash', 'fault'] as const),
  ...(['invoke', 'complete'] as const),
])
const tells = ({ kind }: TraceEvent): boolean => telling.has(kind)

/** Without the instant, and without counting. */
function signature(event: TraceEvent): string {
  const { kind, node } = event
  switch (event.kind) {
    case 'receive':
    case 'send':
      return `${kind} ${uncounted(event.message)}`
    case 'drop':
      return `${kind} ${event.why} ${uncounted(event.message)}`
    case 'expire':
      return `${kind} ${event.timer.kind} ${node}`
    case 'lost':
      return `${kind} ${event.peer} ${event.why} ${node}`
    case 'fault':
      return `${kind} ${event.fault.kind} ${node}`
    default:
      return `${kind} ${node}`
  }
}

const uncounted = (message: string): string => message.replace(/#\d+/u, '')
