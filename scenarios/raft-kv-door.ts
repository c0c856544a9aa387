// The door for what may be set of the Raft scenarios beyond the servers' own parameters, which setUp
// checks: what clients ask and how long they wait, and how many servers there are to choose members from.
// What could judge nothing, or never end, is refused before anything is run.

import { membersMax } from '../protocols/raft/changes.ts'
import { breaking } from '../protocols/raft/check-parameters.ts'
import { formatDuration } from '../sim/duration.ts'
import { Mistake, type Problem } from '../sim/problem.ts'
import type { Span } from '../sim/span.ts'
import type { Micros } from '../sim/units.ts'

/** Operations a second: each has a slot of its own, and a run keeps all of them. */
export const rateMax = 100_000

export interface Asked {
  readonly keys: number
  readonly rate: number
  readonly looks: number
  readonly until: Micros
  readonly electionTimeout?: Span
}

/** @throws Mistake (WL1104) with everything that leaves nothing to judge */
export function checkAsked({ keys, rate, looks, until, electionTimeout }: Asked): void {
  const problems: Problem[] = []
  if (keys < 1) {
    problems.push(breaking(`keys cannot be ${keys}`, 'a command names a key', '1 or more'))
  }
  if (rate < 1 || rate > rateMax) {
    const none = 'where nothing is asked there is nothing to judge'
    const many = `an operation has ${formatDuration(1_000_000 / rateMax)} of its own, and a run keeps all of them`
    const rule = rate < 1 ? none : many
    problems.push(breaking(`rate cannot be ${rate}`, rule, `1 to ${rateMax}`))
  }
  if (looks < 0 || looks > 100) {
    problems.push(breaking(`looks cannot be ${looks}`, 'so many of a hundred only get', '0 to 100'))
  }
  if (electionTimeout?.kind === 'uniform' && electionTimeout.min >= until) {
    const min = formatDuration(electionTimeout.min)
    const sentence = `electionTimeout (${min} or more) does not end within the run (${formatDuration(until)})`
    const rule = 'nobody stands for election before it has ended (Raft, section 5.2)'
    problems.push(breaking(sentence, rule, null))
  }
  raise(problems)
}

/**
 * @param attempt for its first answer a client waits that long
 * @param giveUp after that long it waits for none
 * @throws Mistake (WL1104)
 */
export function checkAttempt(attempt: Micros, giveUp: Micros): void {
  if (attempt < 1) {
    const rule = 'it is a time that passes: who waits for none asks again for ever, at one instant'
    throw new Mistake([breaking(`attempt cannot be ${attempt}`, rule, null)])
  }
  if (attempt < giveUp) return
  const end = formatDuration(giveUp)
  const rule = `a client gives up after ${end}; before that it asks another server`
  const sentence = `attempt cannot be ${formatDuration(attempt)}`
  throw new Mistake([breaking(sentence, rule, `less than ${end}`)])
}

export interface Servers {
  readonly members: number
  readonly spares: number
  readonly votersMin: number
}

/** @throws Mistake (WL1103, WL1104) with everything that no operator could ask for */
export function checkServers({ members, spares, votersMin }: Servers): void {
  const problems: Problem[] = []
  const all = members + spares
  if (all > membersMax) {
    const sentence = `there cannot be ${all} servers`
    const rule = `each may become a member, and a leader sends every entry to at most ${membersMax}`
    problems.push(breaking(sentence, rule, `spares of ${membersMax - members} or less`))
  }
  if (votersMin < 1) {
    const rule = 'every decision needs a majority of the voters (Raft, section 5.2)'
    problems.push(breaking(`votersMin cannot be ${votersMin}`, rule, '1 or more'))
  } else if (votersMin >= all) {
    const sentence = `votersMin (${votersMin}) is not below the number of servers (${all})`
    const rule = 'all but one are asked for at most, so that there is one to add'
    problems.push(breaking(sentence, rule, `${all - 1} or less`))
  }
  raise(problems)
}

function raise(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new Mistake([...problems])
}
