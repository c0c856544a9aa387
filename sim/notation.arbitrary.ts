// Arbitrary lines of the fault notation for property tests, anybody's: everything that the grammar
// can say. Not a test itself and no part of the package.

import fc from 'fast-check'
import { faultCatalogue } from './fault-catalogue.ts'
import type { Filter, Place } from './fault.ts'
import type {
  Between,
  Cut,
  Damage,
  DamageKind,
  FaultLine,
  Instant,
  LinkSelector,
  Nodes,
  NodeSelector,
  Selection,
} from './notation.ts'
import { damageKinds } from './notation.ts'
import type { Span } from './span.ts'
import type { Micros, Ppm } from './units.ts'

const names = ['n1', 'n2', 'n3', 'n4', 'n5', 'broker', 'sub3', 'rack1', 'n', 's', 'on', 'never1']
const kinds = ['append', 'AppendEntries', 'read-index', 'for', 'two words', '"', 'a # b: c', 'by']

/** From microseconds to half an hour, round and not. */
const duration = (max: Micros = 1_800_000_000): fc.Arbitrary<Micros> =>
  fc.oneof(
    fc.integer({ min: 0, max: Math.min(max, 2_000) }),
    fc.integer({ min: 0, max: Math.floor(max / 1_000) }).map((count) => count * 1_000),
    fc.integer({ min: 0, max: Math.floor(max / 1_000_000) }).map((count) => count * 1_000_000),
    fc.integer({ min: 0, max }),
  )
const share: fc.Arbitrary<Ppm> = fc.oneof(
  fc.constantFrom(0, 1, 10_000, 250_000, 999_999, 1_000_000),
  fc.integer({ min: 0, max: 1_000_000 }),
)
const nth = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 1_000 }))

const spanLines: fc.Arbitrary<Span> = fc.oneof(
  duration().map((at): Span => ({ kind: 'const', at })),
  fc
    .tuple(duration(), duration())
    .map(([a, b]): Span => ({ kind: 'uniform', min: Math.min(a, b), max: Math.max(a, b) })),
  fc
    .tuple(duration(900_000_000), duration(100_000_000))
    .map(([mean, sd]): Span => ({ kind: 'normal', mean, sd })),
  duration(100_000_000).map((mean): Span => ({ kind: 'exp', mean })),
  fc
    .tuple(duration(), fc.integer({ min: 1, max: 1_000_000 }))
    .map(([min, shapeMilli]): Span => ({ kind: 'pareto', min, shapeMilli })),
  fc
    .tuple(duration(), duration(), share)
    .map(([usual, rare, rarePpm]): Span => ({ kind: 'bimodal', usual, rare, rarePpm })),
  fc
    .oneof(fc.constantFrom('rtt.txt', './a b.txt', '#x', 'C:\\x'), fc.string({ minLength: 1 }))
    .map((path): Span => ({ kind: 'trace', path, samples: [] })),
)

const node: fc.Arbitrary<NodeSelector> = fc.oneof(
  fc.constantFrom(...names).map((name): NodeSelector => ({ kind: 'named', name })),
  fc
    .constantFrom(1, 2, 7, 'minority' as const, 'majority' as const, 'minority-third' as const)
    .map((size): NodeSelector => ({ kind: 'random', size })),
  fc.constant<NodeSelector>({ kind: 'all' }),
)
const eachToo: fc.Arbitrary<NodeSelector> = fc.oneof(
  { weight: 9, arbitrary: node },
  { weight: 1, arbitrary: fc.constant<NodeSelector>({ kind: 'each' }) },
)
const list = (one: fc.Arbitrary<NodeSelector>): fc.Arbitrary<Nodes> =>
  fc.array(one, { minLength: 1, maxLength: 3 })

const between = (one: fc.Arbitrary<NodeSelector>): fc.Arbitrary<Between> =>
  fc
    .tuple(fc.constantFrom('one-way' as const, 'both-ways' as const), list(one), list(one))
    .map(([kind, from, to]) => ({ kind, from, to }))
const link = (one: fc.Arbitrary<NodeSelector>): fc.Arbitrary<LinkSelector> =>
  fc.oneof(
    between(one),
    list(one).map((nodes): LinkSelector => ({ kind: 'of', nodes })),
  )

const counted: fc.Arbitrary<Pick<Filter, 'kinds' | 'first' | 'last'>> = fc.oneof(
  fc.constant({ kinds: null, first: null, last: null }),
  fc
    .tuple(
      fc.array(fc.oneof(fc.constantFrom(...kinds), fc.string({ minLength: 1 })), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.option(fc.tuple(nth, nth)),
    )
    .map(([some, range]) => ({
      kinds: some,
      first: range === null ? null : Math.min(...range),
      last: range === null ? null : Math.max(...range),
    })),
)
const where: fc.Arbitrary<Filter['where']> = fc.option(
  fc.record({
    path: fc.constantFrom('term', 'entries.0.term', 'a b', 'x=y', 'p#q', 'where'),
    op: fc.constantFrom('=' as const, '!=' as const, '<' as const, '>' as const),
    value: fc.oneof(
      fc.constantFrom<string | number | boolean>('true', '3', 'a: b #c', true, false, -1.5, 1e21),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      fc.string(),
    ),
  }),
)
const filter: fc.Arbitrary<Filter> = fc
  .tuple(counted, where)
  .map(([some, field]) => ({ ...some, where: field }))
const messages = (one: fc.Arbitrary<NodeSelector>): fc.Arbitrary<Selection> =>
  fc.record({ link: fc.option(link(one)), filter })

const cut = (one: fc.Arbitrary<NodeSelector>): fc.Arbitrary<Cut> =>
  fc.oneof(
    fc
      .array(list(one), { minLength: 2, maxLength: 3 })
      .map((groups): Cut => ({ kind: 'groups', groups })),
    between(one).map((pair): Cut => ({ kind: 'link', link: pair })),
    list(one).map((nodes): Cut => ({ kind: 'off', nodes })),
    fc.constantFrom<Cut>({ kind: 'halves' }, { kind: 'ring' }),
  )

/** Damages of one kind, with `each` or without it. */
function damagesOf(kind: DamageKind, one: fc.Arbitrary<NodeSelector>): fc.Arbitrary<Damage> {
  const k = fc.constant(kind)
  const nodes = list(one)
  // Each case is of the shape its kind asks for; the compiler cannot see a kind as one literal here.
  const as = (damage: fc.Arbitrary<object>): fc.Arbitrary<Damage> => damage as fc.Arbitrary<Damage>
  switch (kind) {
    case 'drop':
      return as(fc.record({ kind: k, ppm: share, messages: messages(one) }))
    case 'burst': {
      const chances = { intoPpm: share, outPpm: share, badPpm: share, goodPpm: share }
      return as(fc.record({ kind: k, ...chances, messages: messages(one) }))
    }
    case 'duplicate': {
      const later = fc.option(spanLines)
      return as(fc.record({ kind: k, ppm: share, later, messages: messages(one) }))
    }
    case 'reorder': {
      const by = fc.option(spanLines)
      return as(fc.record({ kind: k, ppm: share, by, messages: messages(one) }))
    }
    case 'corrupt': {
      const how = fc.constantFrom('flip', 'truncate')
      const unchecked = fc.boolean()
      return as(fc.record({ kind: k, ppm: share, how, unchecked, messages: messages(one) }))
    }
    case 'hold':
    case 'release':
      return as(fc.record({ kind: k, messages: messages(one) }))
    case 'delay':
      return as(fc.record({ kind: k, extra: spanLines, messages: messages(one) }))
    case 'bandwidth': {
      const size = fc.integer({ min: 1, max: 10_000_000 })
      const rates = fc.oneof(fc.constantFrom(125, 1_000, 125_000, 187_500, 125_000_000), size)
      const waiting = fc.oneof(
        fc.constant({ queue: null, policy: 'tail' }),
        fc.record({ queue: size, policy: fc.constantFrom('tail', 'head', 'random') }),
      )
      const rate = fc.record({ kind: k, bytesPerSecond: rates, link: fc.option(link(one)) })
      return as(fc.tuple(rate, waiting).map(([some, queue]) => ({ ...some, ...queue })))
    }
    case 'stall':
    case 'reset':
    case 'close':
    case 'half-open':
      return as(fc.record({ kind: k, link: link(one) }))
    case 'heal':
      return as(fc.record({ kind: k, link: fc.option(link(one)) }))
    case 'partition':
      return as(fc.record({ kind: k, cut: cut(one) }))
    case 'bridge':
      return as(fc.record({ kind: k, node: fc.option(fc.constantFrom(...names)) }))
    case 'majorities-ring':
      return as(fc.record({ kind: k }))
    case 'slow':
      return as(fc.record({ kind: k, step: spanLines, nodes }))
    case 'clock-step': {
      const by = fc.tuple(duration(), fc.boolean()).map(([at, back]) => (back ? 0 - at : at))
      return as(fc.record({ kind: k, by, nodes }))
    }
    case 'clock-drift':
      return as(fc.record({ kind: k, ppm: fc.integer({ min: -999_999, max: 999_999 }), nodes }))
    case 'clock-strobe':
      return as(fc.record({ kind: k, by: duration(), nodes }))
    case 'clock-coarse':
      return as(
        fc.record({ kind: k, tick: duration(1_700_000_000).map((tick) => tick + 1), nodes }),
      )
    case 'disk-slow':
      return as(fc.record({ kind: k, by: spanLines, nodes }))
    case 'disk-rot':
    case 'disk-read-error':
    case 'disk-misdirect':
    case 'disk-phantom':
      return as(fc.record({ kind: k, ppm: share, nodes }))
    default:
      return as(fc.record({ kind: k, nodes }))
  }
}

const ids = fc.constantFrom('n1', 'n2', 'workload', 'receiver3')
const places: fc.Arbitrary<Place> = fc
  .tuple(
    fc.constantFrom('append', 'read-index', 'start', 'election'),
    nth,
    fc.oneof(
      ids.map((id) => ` at ${id}`),
      fc.tuple(ids, ids).map(([from, to]) => ` ${from}>${to}`),
    ),
    fc.oneof(
      fc.record({
        at: fc.constantFrom('before' as const, 'written' as const, 'durable' as const),
        nth: fc.constant(0),
      }),
      fc.record({ at: fc.constantFrom('early' as const, 'sent' as const), nth }),
    ),
  )
  .map(([kind, count, who, side]) => ({ step: `${kind}#${count}${who}`, ...side }))

const message = fc.oneof(fc.constantFrom(...kinds), fc.string({ minLength: 1 }))
const instants: fc.Arbitrary<Instant> = fc.oneof(
  duration().map((time): Instant => ({ kind: 'time', time })),
  fc
    .tuple(duration(), duration())
    .map(([a, b]): Instant => ({ kind: 'between', min: Math.min(a, b), max: Math.max(a, b) })),
  fc
    .tuple(fc.constantFrom('on' as const, 'before' as const), message, nth)
    .map(([kind, kindOf, count]): Instant => ({ kind, message: kindOf, nth: count })),
  nth.map((count): Instant => ({ kind: 'after-persist', nth: count })),
  fc
    .tuple(message, nth)
    .map(([kindOf, count]): Instant => ({ kind: 'after-send', message: kindOf, nth: count })),
  fc
    .constantFrom('leader-change', 'a retry happened', 'persist', 'send', '', 'Persist')
    .map((goal): Instant => ({ kind: 'goal', goal })),
  places.map((place): Instant => ({ kind: 'place', place })),
  fc.constantFrom('leader', 'pre-candidate').map((role): Instant => ({ kind: 'role', role })),
)

/** More than no time at all. */
const lasting = spanLines.filter((span) => span.kind !== 'const' || span.at > 0)

/** Lines of one kind of damage, with any of the clauses that it has. */
export function faultLinesOf(kind: DamageKind): fc.Arbitrary<FaultLine> {
  const { clauses } = faultCatalogue[kind]
  const strobe = kind === 'clock-strobe'
  const maybe = <Value>(word: (typeof clauses)[number], value: fc.Arbitrary<Value>) =>
    clauses.includes(word) ? fc.option(value) : fc.constant(null)
  const period = fc.integer({ min: 1, max: 1_000_000 })
  const every: fc.Arbitrary<FaultLine['every']> = strobe
    ? period.map((at) => ({ span: { kind: 'const', at } as const, times: null }))
    : maybe('every', fc.record({ span: lasting, times: fc.option(nth) }))
  return every.chain((repeat) =>
    fc.record({
      damage: damagesOf(kind, repeat !== null && !strobe ? eachToo : node),
      at: maybe('@', instants),
      lasts: maybe('for', lasting),
      every: fc.constant(repeat),
      restart: maybe('restart', fc.oneof(spanLines, fc.constant('never' as const))),
      lose: maybe('lose', fc.constantFrom('memory' as const, 'unsynced' as const, 'disk' as const)),
    }),
  )
}

/** Any line that can be said. */
export const anyFaultLines: fc.Arbitrary<FaultLine> = fc
  .constantFrom(...damageKinds)
  .chain(faultLinesOf)
