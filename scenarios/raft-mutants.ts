// In which scenario each planted bug of Raft is looked for: where it can show, and shows soonest.

import type { Mutant } from '../protocols/raft/mutant.ts'
import { mutants } from '../protocols/raft/mutants.ts'
import { memberMutants } from '../protocols/raft/mutants-members.ts'

export type StormName =
  | 'raft-elections'
  | 'raft-slow-disk'
  | 'raft-leases'
  | 'raft-readers'
  | 'raft-minority-down'
  | 'raft-snapshots'
  | 'raft-second-lives'
  | 'raft-held-back'
  | 'raft-second-reigns'

/** Bugs that the swarm of raft-kv does not find, or hardly, by the weather that does. */
const elsewhere: Readonly<Record<StormName, readonly string[]>> = {
  'raft-elections': [
    'votes-twice',
    'forgets-vote',
    'forgets-term',
    'vote-before-disk',
    'longer-log-wins',
    'acks-its-own-end',
    'ack-before-disk',
    'log-in-memory',
    'follows-the-deposed',
  ],
  'raft-slow-disk': ['counts-itself-early'],
  'raft-leases': ['stale-read', 'unconfirmed-read', 'reads-too-soon', 'lease-too-long'],
  'raft-second-lives': ['leads-before-disk'],
  'raft-held-back': ['votes-during-lease'],
  'raft-second-reigns': ['counts-earlier-reigns'],
  'raft-readers': ['no-first-entry'],
  'raft-minority-down': ['waits-for-all'],
  'raft-snapshots': [
    'snapshot-lowers-term',
    'snapshot-drops-log',
    'snapshot-leaves-gap',
    'old-snapshot',
    'boundary-off-by-one',
    'snapshot-too-new',
    'never-truncates',
    'double-apply',
    'retry-renumbered',
  ],
}

/** Found in raft-kv too, where the pages for newcomers show it; in a weather of its own it is sooner. */
export const inKvToo: readonly string[] = ['stale-read']

/** The planted bugs that are looked for in a weather of their own. */
export const mutantsOf = (name: StormName): Readonly<Record<string, Mutant>> => {
  return only(mutants, (bug) => elsewhere[name].includes(bug))
}

/** All others, looked for in raft-kv itself. */
export function mutantsOfKv(): Readonly<Record<string, Mutant>> {
  const away = new Set<string>(Object.values(elsewhere).flat())
  for (const bug of inKvToo) away.delete(bug)
  return only(mutants, (bug) => !away.has(bug))
}

export type MembersStormName =
  | 'raft-members-cut-off'
  | 'raft-late-handovers'
  | 'raft-overlaps'
  | 'raft-handed-leases'
  | 'raft-last-words'

/** The same of what is wrong with members, which raft-members hardly meets. */
const membersElsewhere: Readonly<Record<MembersStormName, readonly string[]>> = {
  'raft-members-cut-off': ['two-changes-at-once', 'change-upon-change'],
  'raft-late-handovers': ['stands-by-old-members'],
  'raft-overlaps': [
    'no-overlap',
    'new-majority-elects',
    'new-majority-commits',
    'leaves-overlap-early',
  ],
  'raft-handed-leases': ['lease-after-handover'],
  'raft-last-words': ['removed-forgets-itself'],
}

/** Those in changes of members and in handovers: in a weather of their own, or in raft-members. */
export function memberMutantsOf(
  name: MembersStormName | 'raft-members',
): Readonly<Record<string, Mutant>> {
  const away = new Set(Object.values(membersElsewhere).flat())
  const isHere = (bug: string): boolean =>
    name === 'raft-members' ? !away.has(bug) : membersElsewhere[name].includes(bug)
  return only(memberMutants, isHere)
}

const only = (
  all: Readonly<Record<string, Mutant>>,
  isWanted: (bug: string) => boolean,
): Readonly<Record<string, Mutant>> =>
  Object.fromEntries(Object.entries(all).filter(([bug]) => isWanted(bug)))
