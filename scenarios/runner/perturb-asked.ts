// What clients ask, as far as it may not matter: the contents of their operations, the instants at
// which they are asked, and what else is asked besides.

import { span } from '../../reports/words.ts'
import type { Explicit } from '../../sim/explicit.ts'
import type { Call } from '../../sim/fault.ts'
import type { Generator } from '../../sim/generator.ts'
import { Mistake } from '../../sim/problem.ts'
import { type Micros, ms } from '../../sim/units.ts'
import type { Item, Looked } from './perturb-items.ts'

const widths: readonly Micros[] = [ms(500), ms(100), ms(20)]
const besidesMax = 5
const letters = [...'abcdefghijklmnopqrstuvwxyz']

/** Each in alternatives, the widest first: the first that does not matter is told. */
export function askedItems(looked: Looked): Item[][] {
  const { explicit } = looked
  if (explicit.operations.length === 0) return []
  return [
    ...fieldsOf(explicit).map((field) => [contentItem(looked, field)]),
    widths.map((width) => instantsItem(explicit, width)),
    [besidesItem(looked)],
  ]
}

type Content = Readonly<Record<string, unknown>>

/** Fields that hold a text or a number in some operation, but for their kinds and names of nodes. */
function fieldsOf({ operations, nodes }: Explicit): string[] {
  const names = new Set<unknown>(nodes)
  const fields = new Set<string>()
  for (const { message } of operations) {
    for (const [field, value] of Object.entries<unknown>(message)) {
      const scalar = typeof value === 'string' || Number.isSafeInteger(value)
      if (field !== 'kind' && scalar && !names.has(value)) fields.add(field)
    }
  }
  return [...fields]
}

/** Equal values become equal ones, different ones different ones. */
function contentItem({ explicit, site }: Looked, field: string): Item {
  const names = new Set<unknown>(site.cast.nodes.map(({ id }) => id))
  return {
    what: `the ${field} of operations`,
    change: (_nth, draw) => {
      const renamed = new Map<unknown, unknown>()
      const taken = new Set<unknown>()
      const other = (value: unknown): unknown => {
        if (names.has(value)) return value
        let now = renamed.get(value) ?? fresh(value, draw)
        while (!renamed.has(value) && taken.has(now)) now = fresh(value, draw)
        renamed.set(value, now)
        taken.add(now)
        return now
      }
      const operations = explicit.operations.map((call): Call => {
        const content: Content = call.message
        if (!(field in content)) return call
        const message = { ...content, kind: call.message.kind, [field]: other(content[field]) }
        return { ...call, message }
      })
      return { explicit: { ...explicit, operations }, seed: 0 }
    },
  }
}

function fresh(value: unknown, draw: Generator): unknown {
  if (typeof value === 'number') return draw.below(1_000_000)
  if (typeof value !== 'string') return value
  return Array.from({ length: draw.between(1, 16) }, () => draw.pick(letters)).join('')
}

/** All of them earlier or later together, and each by itself. */
const instantsItem = (explicit: Explicit, width: Micros): Item => ({
  what: `when it is asked (±${span(width)})`,
  change: (nth, draw) => {
    const together = nth === 0 ? -width : nth === 1 ? width : draw.between(-width, width)
    const operations = explicit.operations
      .map((call) => {
        const by = nth < 8 ? together : draw.between(-width, width)
        return { ...call, at: Math.min(explicit.until - 1, Math.max(0, call.at + by)) }
      })
      .toSorted((one, other) => one.at - other.at)
    return { explicit: { ...explicit, operations }, seed: 0 }
  },
})

/** Operations as the scenario asks them, besides those that are needed. */
const besidesItem = ({ explicit, site }: Looked): Item => ({
  what: `up to ${besidesMax} operations besides`,
  change: (nth, draw) => {
    const present = new Set<string>(explicit.nodes)
    const calls = usual(site, nth + 1 + draw.below(1_000_000)).filter(
      ({ client, at }) => present.has(client) && at < explicit.until,
    )
    if (calls.length === 0) return null
    const some = draw.shuffle(calls).slice(0, draw.between(1, besidesMax))
    const operations = [...explicit.operations, ...some].toSorted((one, other) => one.at - other.at)
    return { explicit: { ...explicit, operations }, seed: 0 }
  },
})

/** None where the workload has no room in a storm that was made so short. */
function usual(site: Looked['site'], seed: number): readonly Call[] {
  try {
    return site.callsOf(seed)
  } catch (error) {
    if (error instanceof Mistake) return []
    throw error
  }
}
