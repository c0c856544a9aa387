// Broken guarantees of sessions in words: which client did what, and which version that makes the newer.

import { type Plain, text } from '../../plain.ts'
import { elementText } from '../transactions/element.ts'
import type { Guarantee } from './guarantee.ts'
import { told } from './guarantee.ts'
import type { Reversed } from './marks.ts'
import type { Demand } from './proofs.ts'
import type { Done, Sessions } from './sessions.ts'

/** Two operations of one session, the first one and what came later in it. */
export interface Pair {
  readonly first: Done
  readonly later: Done
}

const valueText = (value: Plain): string =>
  Array.isArray(value) ? `[${value.map((one) => text(one, 20)).join(' ')}]` : text(value, 40)

/** `wrote x = 2`, in the past tense; of an update the half that is meant. */
export function did({ keys }: Sessions, { access, key }: Done, as: 'read' | 'write'): string {
  const name = keys[key] ?? null
  const of = name === null ? '' : `${elementText(name)} = `
  if (access.kind === 'append')
    return `appended ${valueText(access.value)}${name === null ? '' : ` to ${elementText(name)}`}`
  const value = access.kind === 'update' ? (as === 'read' ? access.from : access.to) : access.value
  return `${as === 'read' ? 'read' : 'wrote'} ${of}${valueText(value)}`
}

/** Who did it. */
export const clientOf = ({ history }: Sessions, { at }: Done): string => history[at]?.client ?? ''

/** `c1 wrote x = 2 (version 7) and then read x = 1 (version 5)` */
export function tellReversed(sessions: Sessions, { guarantee, first, later }: Reversed): string {
  const { first: one, later: other } = told[guarantee]
  const versions = [
    one === 'read' ? first.readVersion : first.writeVersion,
    other === 'read' ? later.readVersion : later.writeVersion,
  ] as const
  // The lists themselves show the order.
  const note = (version: number | null, { access }: Done): string =>
    access.kind === 'append'
      ? placeText(version)
      : Array.isArray(later.access.kind === 'read' ? later.access.value : null)
        ? ''
        : ` (version ${version})`
  const start = `${clientOf(sessions, first)} ${did(sessions, first, one)}${note(versions[0], first)}`
  return `${start} and then ${did(sessions, later, other)}${note(versions[1], later)}`
}

const placeText = (place: number | null): string =>
  place === Number.POSITIVE_INFINITY ? ' (which no read shows)' : ` (at place ${place})`

/** The two operations of a session that make the demand; null: it is made by no session. */
export function pairOf(sessions: Sessions, { older, newer, key, by }: Demand): Pair | null {
  if (by === null) return null
  const { first: one, later: other } = told[by]
  const { done, history } = sessions
  const isOf = (access: Done, kind: 'read' | 'write', version: number): boolean =>
    access.key === key && (kind === 'read' ? access.read : access.write) === version
  const firsts = new Map<string, Done>()
  const endOf = ({ at }: Done): number => history[at]?.end ?? Number.POSITIVE_INFINITY
  for (const access of done) {
    if (!access.isOk || !isOf(access, one, older)) continue
    const before = firsts.get(clientOf(sessions, access))
    if (before === undefined || endOf(access) < endOf(before))
      firsts.set(clientOf(sessions, access), access)
  }
  for (const later of done) {
    const first = firsts.get(clientOf(sessions, later))
    if (first === undefined || first === later || !isOf(later, other, newer)) continue
    if (endOf(first) <= (history[later.at]?.start ?? 0)) return { first, later }
  }
  return null
}

/** `c1 wrote x = 2 and then read x = 1, so 1 is not older than 2` */
export function tellDemand(sessions: Sessions, demand: Demand): string {
  const { by, key, newer } = demand
  const pair = pairOf(sessions, demand)
  if (by === null || pair === null) {
    const name = sessions.keys[key] ?? null
    const place = sessions.done[sessions.writes[newer] ?? 0]
    const write = place === undefined ? 'every write' : `what ${clientOf(sessions, place)} wrote`
    return `${name === null ? 'the first value' : `the first value of ${elementText(name)}`} is older than ${write}`
  }
  const { first, later } = told[by]
  const facts = `${did(sessions, pair.first, first)} and then ${did(sessions, pair.later, later)}`
  const [older, younger] = [valueOf(pair.first, first), valueOf(pair.later, later)]
  const so = later === 'read' ? `${younger} is not older than` : `${younger} is newer than`
  return `${clientOf(sessions, pair.first)} ${facts}, so ${so} ${older}`
}

function valueOf({ access }: Done, as: 'read' | 'write'): string {
  if (access.kind === 'update') return valueText(as === 'read' ? access.from : access.to)
  return valueText(access.value)
}

/** The guarantee that a circle of demands breaks: of reads before of writes. */
export const brokenBy = (
  circle: readonly Demand[],
  wanted: readonly Guarantee[],
): { readonly guarantee: Guarantee; readonly demand: Demand } | null => {
  for (const guarantee of wanted) {
    const demand = circle.find(({ by }) => by === guarantee)
    if (demand !== undefined) return { guarantee, demand }
  }
  return null
}
