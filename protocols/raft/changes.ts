// The algebra of changes: which members follow upon which. Each step leaves every majority of the old
// members with a server in common with every majority of the new ones. When a step may be taken is
// the server's to decide (the rules of members), who has decided is in quorum.ts.

import { assert } from '../../sim/assert.ts'
import { wrongWith } from '../../sim/shape.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Change, Members } from './members.ts'

/** The members to append, or why no step leads to what was asked for. */
export type Step =
  | { readonly kind: 'next'; readonly members: Members }
  | { readonly kind: 'impossible'; readonly because: string }

/** More than anybody needs; a list from outside ends somewhere. */
export const membersMax = 64

/** Members with nothing under way. */
export const membersOf = (
  voters: readonly NodeId[],
  learners: readonly NodeId[] = [],
): Members => ({ voters, outgoing: [], learners, learnersNext: [] })

/** Of a server that knows of no configuration: it takes entries and never stands for election. */
export const nobody: Members = membersOf([])

/** Whether two configurations overlap: a change is under way until `leaveJoint`. */
export const isJoint = (members: Members): boolean => members.outgoing.length > 0

/**
 * The first step from these members to what is wanted: of `single` the only one, of `joint` the one
 * into the overlap, which `leaveJoint` ends. Learners come and go in any step. Asking for what is there
 * already is a step too: an operator who did not hear the answer may ask again.
 * @source Ongaro, dissertation, §4.1 (one server at a time), §4.3 (joint consensus)
 */
export function start(members: Members, change: Change): Step {
  if (isJoint(members))
    return impossible('a joint change is under way, and none starts on top of it')
  const wrong = wrongWithNames([...change.voters, ...change.learners])
  if (wrong !== null) return impossible(wrong)
  if (change.voters.length === 0) return impossible('no voter would be left to decide anything')
  if (members.voters.length === 0) return impossible('there is no voter who could agree')
  if (change.how === 'joint') return { kind: 'next', members: overlap(members, change) }
  const changed = differing(members.voters, change.voters)
  if (changed > 1) return impossible(`${changed} voters differ, and a single change is of one`)
  return { kind: 'next', members: membersOf(change.voters, change.learners) }
}

/** Whether a change asks for the members that there are, with nothing under way. */
export function isMade(members: Members, { voters, learners }: Change): boolean {
  if (isJoint(members) || differing(members.voters, voters) > 0) return false
  return differing(members.learners, learners) === 0
}

const impossible = (because: string): Step => ({ kind: 'impossible', because })

function wrongWithNames(names: readonly NodeId[]): string | null {
  if (names.length > membersMax) return `${names.length} members are more than ${membersMax}`
  if (names.some((name) => wrongWith({ kind: 'node' }, name) !== null)) {
    return 'a member has a name that no node can have'
  }
  const twice = names.find((name, place) => names.indexOf(name) !== place)
  return twice === undefined ? null : `${twice} is named twice`
}

/** Both decide. A voter on its way out goes on voting: it becomes a learner when the overlap ends. */
function overlap(members: Members, { voters, learners }: Change): Members {
  const outgoing = members.voters
  return {
    voters,
    outgoing,
    learners: learners.filter((id) => !outgoing.includes(id)),
    learnersNext: learners.filter((id) => outgoing.includes(id)),
  }
}

/** How many are in one of the two and not in the other. */
function differing(one: readonly NodeId[], other: readonly NodeId[]): number {
  const gone = one.filter((id) => !other.includes(id)).length
  return gone + other.filter((id) => !one.includes(id)).length
}

/**
 * The members after an overlap: the new configuration alone. The leader appends them once the
 * overlapping ones are committed.
 * @source Ongaro, dissertation, §4.3
 */
export function leaveJoint(members: Members): Members {
  assert(isJoint(members), 'only an overlap is left')
  return membersOf(members.voters, [...members.learners, ...members.learnersNext])
}
