// The door for parameters: what could never work is refused, with the rule that it breaks; what works
// badly is warned about. Whoever sets up a cluster raises what is found here as the user's mistake.

import { formatDuration } from '../../sim/duration.ts'
import type { Problem } from '../../sim/problem.ts'
import { type Micros, ms } from '../../sim/units.ts'
import type { Parameters } from './parameters.ts'
import { entriesMax, messageMax } from './shapes.ts'

/** What there must be one of at least, and why. */
const counted = [
  ['window', 'a leader that may send nothing ahead sends nothing'],
  ['batch', 'an append that may hold no entry brings none'],
  ['batchBytes', 'an append that may hold no byte brings no entry'],
  ['compactAfter', 'a log that may hold no entry is compacted for ever'],
  ['chunk', 'a chunk that may hold no byte never completes a snapshot'],
  ['sessionsMax', 'a client without a session has nothing carried out (dissertation, section 6.3)'],
  ['waitingMax', 'a leader that lets nobody wait answers nobody'],
] as const

/** What fits into one message at most, by the shapes of messages. */
const bounded = [
  ['batch', entriesMax],
  ['batchBytes', messageMax],
  ['chunk', messageMax],
] as const

/** Why these parameters could never work: all of it, WL1104 each; none when they can. */
export function problemsOfParameters(parameters: Parameters): Problem[] {
  const { compactAfter, trail, reads, checkQuorum, clockDrift } = parameters
  const problems = problemsOfTimes(parameters)
  for (const [name, rule] of counted) {
    const value = parameters[name]
    if (!isWhole(value, 1)) problems.push(breaking(`${name} cannot be ${value}`, rule, '1 or more'))
  }
  for (const [name, max] of bounded) {
    if (!isWhole(parameters[name], 1) || parameters[name] <= max) continue
    const rule = 'servers refuse longer messages, whoever sends them'
    problems.push(breaking(`${name} cannot be ${parameters[name]}`, rule, `${max} or less`))
  }
  if (!isWhole(trail, 0)) {
    const rule = 'it counts the entries that stay behind a snapshot'
    problems.push(breaking(`trail cannot be ${trail}`, rule, '0 or more'))
  } else if (isWhole(compactAfter, 1) && trail >= compactAfter) {
    const sentence = `trail (${trail}) is not below compactAfter (${compactAfter})`
    const rule = 'a compaction that leaves as much as starts one starts the next at once'
    problems.push(breaking(sentence, rule, null))
  }
  if (!isWhole(clockDrift, 0) || clockDrift >= million) {
    const rule = 'a lease is shorter by that share of it: parts per million, below a million'
    problems.push(breaking(`clockDrift cannot be ${clockDrift}`, rule, null))
  }
  if (reads === 'lease' && !checkQuorum) {
    const rule =
      'a lease holds only while no follower that hears its leader votes for another (dissertation, section 6.4.1)'
    problems.push(breaking("reads by 'lease' need checkQuorum", rule, "reads: 'index'"))
  }
  return problems
}

const million = 1_000_000
const isWhole = (value: number, min: number): boolean => Number.isSafeInteger(value) && value >= min

function problemsOfTimes({ electionMin, electionMax, heartbeat }: Parameters): Problem[] {
  const problems: Problem[] = []
  for (const [name, time] of Object.entries({ electionMin, electionMax, heartbeat })) {
    if (isWhole(time, 1)) continue
    const rule = 'it is a time that passes: whole microseconds, more than none'
    problems.push(breaking(`${name} cannot be ${time}`, rule, null))
  }
  if (problems.length > 0) return problems
  if (electionMax < electionMin) {
    const sentence = `${told('electionMax', electionMax)} is below ${told('electionMin', electionMin)}`
    const rule = 'a timeout is drawn between the two (Raft, section 5.2)'
    problems.push(breaking(sentence, rule, null))
  }
  if (electionMin <= heartbeat) {
    const least = `electionMin, the least election timeout (${formatDuration(electionMin)}),`
    const sentence = `${least} is not above ${told('heartbeat', heartbeat)}`
    const rule =
      'who hears its leader does not stand for election, so heartbeats come before the timeout ends (Raft, section 5.2)'
    const fix = `a least election timeout of ${formatDuration(heartbeat * 3)} or more: one lost heartbeat then deposes nobody`
    problems.push(breaking(sentence, rule, fix))
  }
  return problems
}

const told = (name: string, time: Micros): string => `${name} (${formatDuration(time)})`

/** A rule that is broken, as a problem. @param fix what would work, or null */
export function breaking(sentence: string, rule: string, fix: string | null): Problem {
  const lines = [`rule           ${rule}`]
  if (fix !== null) lines.push(`instead        ${fix}`)
  return { code: 'WL1104', sentence: `${sentence}.`, lines }
}

/** What these parameters, which can work, do badly: each a sentence. */
export function warningsOfParameters(parameters: Parameters): string[] {
  const { electionMin, electionMax, heartbeat, preVote, checkQuorum } = parameters
  const warnings: string[] = []
  if (electionMin === electionMax) {
    warnings.push('electionMin and electionMax are one: votes are split again and again')
  }
  if (electionMin > heartbeat && electionMin <= heartbeat * 2) {
    warnings.push('electionMin is within two heartbeats: one that is lost deposes a healthy leader')
  }
  if (heartbeat < ms(1)) {
    warnings.push(`heartbeats every ${formatDuration(heartbeat)} are all that the network carries`)
  }
  if (!preVote) {
    warnings.push('without preVote a server that was cut off deposes the leader when it is back')
  }
  if (!checkQuorum) {
    warnings.push('without checkQuorum a leader that was cut off believes that it leads')
  }
  return warnings
}
