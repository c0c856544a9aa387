// Isolation levels, and which anomaly rules out which. A table, not a theory: what each level forbids
// is of Adya, Weak Consistency (1999), and of Kingsbury and Alvaro, Elle (2020), figure 1.

/** What orders a level respects beyond what transactions read and write. */
export type Order = 'none' | 'session' | 'realtime'

const bases = [
  'read-uncommitted',
  'read-committed',
  'repeatable-read',
  'snapshot-isolation',
  'serializable',
] as const
type Base = (typeof bases)[number]

/**
 * `strong-session-…` respects the order in which each client asks, `strong-…` real time too; of
 * serializability the latter is called strict.
 */
export type Isolation =
  | Base
  | `strong-session-${Base}`
  | `strong-${Exclude<Base, 'serializable'>}`
  | 'strict-serializable'

/** What is seen in a history, without regard to the orders that it takes. */
export type AnomalyClass =
  | 'G0'
  | 'G1a'
  | 'G1b'
  | 'G1c'
  | 'G-single'
  | 'G-nonadjacent'
  | 'G2-item'
  | 'internal'
  | 'future-read'
  | 'duplicate-elements'
  | 'incompatible-order'
  | 'phantom'
  | 'dirty-update'
  | 'lost-update'
  | 'lost-append'

const committed: readonly Base[] = bases.slice(1)
const isolated: readonly Base[] = bases.slice(2)

const ruledOutBy: Readonly<Record<AnomalyClass, readonly Base[]>> = {
  // What no order of versions at all explains, and writes that overtake each other.
  phantom: bases,
  'duplicate-elements': bases,
  'future-read': bases,
  G0: bases,
  // What only those see who look at what is not committed.
  'incompatible-order': committed,
  'dirty-update': committed,
  G1a: committed,
  G1b: committed,
  G1c: committed,
  // A transaction that does not see what it did itself: levels whose reads come from one state.
  internal: ['snapshot-isolation', 'serializable'],
  'lost-update': isolated,
  'lost-append': isolated,
  'G-single': isolated,
  'G-nonadjacent': isolated,
  'G2-item': ['repeatable-read', 'serializable'],
}

const orders: readonly Order[] = ['none', 'session', 'realtime']

interface Level {
  readonly name: Isolation
  readonly base: Base
  readonly order: Order
}

const levelOf = (base: Base, order: Order): Level => {
  if (order === 'none') return { name: base, base, order }
  if (order === 'session') return { name: `strong-session-${base}`, base, order }
  const name = base === 'serializable' ? 'strict-serializable' : (`strong-${base}` as const)
  return { name, base, order }
}

const levels: readonly Level[] = orders.flatMap((order) =>
  bases.map((base) => levelOf(base, order)),
)

/** Every level that a check may be asked for, weaker ones before stronger ones. */
export const isolations: readonly Isolation[] = levels.map(({ name }) => name)

/** The levels that an anomaly rules out, those it contradicts without the help of an order first. */
export const ruledOut = (one: AnomalyClass, order: Order): readonly Isolation[] =>
  levels
    .filter((level) => ruledOutBy[one].includes(level.base) && respects(level.order, order))
    .map(({ name }) => name)

const respects = (order: Order, needed: Order): boolean =>
  orders.indexOf(order) >= orders.indexOf(needed)

/** Those levels of a list that no other of the list is weaker than. */
export const weakest = (names: readonly Isolation[]): readonly Isolation[] => {
  const given = levels.filter(({ name }) => names.includes(name))
  return given
    .filter((level) => !given.some((other) => other !== level && isWeaker(other, level)))
    .map(({ name }) => name)
}

const isWeaker = (one: Level, other: Level): boolean =>
  respects(other.order, one.order) && isWeakerBase(one.base, other.base)

/** Repeatable read and snapshot isolation are not comparable; of the others each implies the one before. */
const isWeakerBase = (one: Base, other: Base): boolean =>
  bases.indexOf(one) <= bases.indexOf(other) &&
  !(one === 'repeatable-read' && other === 'snapshot-isolation')
