// `faultPlan()`: an arbitrary of fault plans for fast-check, as lines of the notation. It shrinks to
// fewer lines, then to simpler ones: earlier, shorter, rounder. In `simTest.prop` it names the nodes
// of the scenario and leaves out what its links cannot have; elsewhere it says `random one`.

import fc from 'fast-check'
import { nearest } from '../../sim/nearest.ts'
import { parseFault } from '../../sim/notation-parse.ts'
import { Mistake } from '../../sim/problem.ts'
import { type Roster, servers } from '../../sim/roster.ts'
import type { Micros } from '../../sim/units.ts'

/** What a line of a plan may be of. */
export type FaultKind =
  | 'partition'
  | 'isolate'
  | 'crash'
  | 'wipe'
  | 'pause'
  | 'slow'
  | 'clock'
  | 'drop'
  | 'duplicate'
  | 'reorder'
  | 'delay'
  | 'stall'
  | 'reset'
  | 'disconnect'
  | 'disk'
  | 'damage'

export interface FaultPlanForm {
  /** most lines of a plan, 3 without it */
  readonly max?: number
  /** which faults; without it partition, crash, pause, drop, duplicate and delay */
  readonly kinds?: readonly FaultKind[]
}

/** Whom and when lines may name. */
interface Room {
  /** one node, and some of them against the rest */
  readonly one: fc.Arbitrary<string>
  readonly groups: fc.Arbitrary<string>
  /** `@ 1200ms` */
  readonly at: fc.Arbitrary<string>
}

const step = 10
const short = (most: number): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: most / step }).map((count) => `${count * step}ms`)
const share = fc.integer({ min: 1, max: 10 }).map((tenth) => `${tenth * 5}%`)

const line = (...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((words) => words.join(' '))

const makers: Readonly<Record<FaultKind, (room: Room) => fc.Arbitrary<string>>> = {
  partition: ({ groups, at }: Room) => line('partition', groups, at, 'for', short(2_000)),
  isolate: ({ one, at }: Room) => line('isolate', one, at, 'for', short(2_000)),
  crash: ({ one, at }: Room) => line('crash', one, at, 'restart', short(1_000).map(plus)),
  wipe: ({ one, at }: Room) => line('wipe', one, at, 'restart', short(1_000).map(plus)),
  pause: ({ one, at }: Room) => line('pause', one, at, 'for', short(1_000)),
  slow: ({ one, at }: Room) => line('slow', one, short(50), at, 'for', short(1_000)),
  clock: ({ one, at }: Room) =>
    fc.oneof(
      line('clock step', one, fc.tuple(fc.constantFrom('+', '-'), short(1_000)).map(joined), at),
      line('clock freeze', one, at, 'for', short(1_000)),
      line('clock drift', one, fc.constantFrom('+200ppm', '-200ppm', '+50000ppm'), at),
    ),
  drop: ({ at }: Room) => line('drop', share, at, 'for', short(2_000)),
  duplicate: ({ at }: Room) => line('duplicate', share, at, 'for', short(2_000)),
  reorder: ({ at }: Room) => line('reorder', share, at, 'for', short(2_000)),
  delay: ({ at }: Room) => line('delay', short(300), at, 'for', short(2_000)),
  stall: ({ one, at }: Room) => line('stall', one, at, 'for', short(1_000)),
  reset: ({ one, at }: Room) => line('reset', one, at),
  disconnect: ({ one, at }: Room) => line('disconnect', one, at, 'for', short(1_000)),
  disk: ({ one, at }: Room) =>
    fc.oneof(
      line('disk stall', one, at, 'for', short(1_000)),
      line('disk slow', short(100), one, at, 'for', short(1_000)),
    ),
  // Writes are torn by a crash; the rest shows where rows are read, for many actors only at a start.
  damage: ({ one, at }: Room) =>
    fc.oneof(
      line('disk torn', one),
      line('disk rot', share, one, at),
      line('disk read-error', share, one, at, 'for', short(2_000), 'restart', short(500).map(plus)),
    ),
}

const usual: readonly FaultKind[] = ['partition', 'crash', 'pause', 'drop', 'duplicate', 'delay']

function plus(text: string): string {
  return `+${text}`
}
function joined(words: readonly string[]): string {
  return words.join('')
}

/** How a plan is made for a scenario, by the arbitrary that stands for it. */
const bound = new WeakMap<object, (roster: Roster, until: Micros) => fc.Arbitrary<string[]>>()

/**
 * Plans of at most `max` lines.
 * @throws Mistake (WL3001) for a kind that there is not
 */
export function faultPlan({ max = 3, kinds = usual }: FaultPlanForm = {}): fc.Arbitrary<string[]> {
  const names = Object.keys(makers)
  for (const kind of kinds) {
    if (names.includes(kind)) continue
    const near = nearest(kind, names)
    const lines = [
      ...(near === null ? [] : [`did you mean   ${near} ?`]),
      `kinds          ${names.join('  ')}`,
    ]
    throw new Mistake([
      { code: 'WL3001', sentence: `a fault plan has no kind "${String(kind)}".`, lines },
    ])
  }
  const anywhere: Room = {
    one: fc.constant('random one'),
    groups: fc.constantFrom('random one', 'random minority', 'halves'),
    at: atWithin(4_000_000),
  }
  const plan = plansOf(
    kinds.map((kind) => makers[kind](anywhere)),
    max,
  )
  bound.set(plan, (roster, until) => {
    const room = roomOf(roster, until)
    const isFault = (text: string): boolean => parseFault(text, roster).kind === 'fault'
    const lines = kinds
      .map((kind) => makers[kind](room))
      .filter((made) => fc.sample(made, { numRuns: tries, seed: 1 }).some(isFault))
    return plansOf(
      lines.map((made) => made.filter(isFault)),
      max,
    )
  })
  return plan
}

/** The same arbitrary, or for a plan one that names the nodes of this scenario. */
export function boundTo(
  arbitrary: fc.Arbitrary<unknown>,
  roster: Roster,
  until: Micros,
): fc.Arbitrary<unknown> {
  return bound.get(arbitrary)?.(roster, until) ?? arbitrary
}

/** Whether the links of a scenario can have a kind of fault at all shows in so many of its lines. */
const tries = 30

const plansOf = (lines: readonly fc.Arbitrary<string>[], max: number): fc.Arbitrary<string[]> =>
  (lines.length === 0
    ? fc.constant<string[]>([])
    : fc.array(fc.oneof(...lines), { maxLength: max })
  ).map((plan) => {
    drawn.add(plan)
    return plan
  })

/** Plans that were drawn, not written. */
const drawn = new WeakSet<object>()

/**
 * What of a drawn plan fits these nodes: another input may have left some of them out. A plan that
 * somebody wrote stays as it is, so that its mistakes are told.
 */
export function fitting(plan: readonly string[], roster: () => Roster): readonly string[] {
  if (!drawn.has(plan)) return plan
  const known = roster()
  return plan.filter((text) => parseFault(text, known).kind === 'fault')
}

const atWithin = (until: Micros): fc.Arbitrary<string> =>
  fc
    .integer({ min: 0, max: Math.max(0, Math.floor(until / 1_000 / step) - 1) })
    .map((count) => `@ ${count * step}ms`)

function roomOf(roster: Roster, until: Micros): Room {
  const ids = servers(roster).map(({ id }) => String(id))
  const [first = 'all'] = ids
  const one = ids.length === 0 ? fc.constant(first) : fc.constantFrom(...ids)
  const split = fc
    .shuffledSubarray(ids, { minLength: 1, maxLength: Math.max(1, Math.floor(ids.length / 2)) })
    .map((some) => `${some.join(',')} | ${ids.filter((id) => !some.includes(id)).join(',')}`)
  // Who is alone among the servers is cut off from everybody.
  const groups = ids.length < 2 ? one : split
  return { one, groups, at: atWithin(until) }
}
