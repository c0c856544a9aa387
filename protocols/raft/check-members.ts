// The door for the members that a cluster begins with: what could never decide anything is refused,
// with the rule that it breaks; what decides badly is warned about. Changes of members that servers
// are asked for later are values, in changes.ts.

import { text } from '../../sim/plain.ts'
import type { Problem } from '../../sim/problem.ts'
import { wrongWith } from '../../sim/shape.ts'
import { membersMax } from './changes.ts'

/** The members as somebody wrote them down. */
export interface Cluster {
  readonly voters: readonly string[]
  readonly learners?: readonly string[]
  /** the servers that there are, where that is known: members must be among them */
  readonly servers?: readonly string[]
}

const majorityRule = 'every decision needs a majority of the voters (Raft, section 5.2)'
const voteRule = 'a server has one vote in each term (Raft, section 5.2)'

/** Why these members could never work: all of it, WL1103 each; none when they can. */
export function problemsOfMembers({ voters, learners = [], servers }: Cluster): Problem[] {
  const problems: Problem[] = []
  const all = [...voters, ...learners]
  if (voters.length === 0) {
    const instead =
      learners.length === 0 ? '' : `, and ${learners.length} learners count for nothing`
    const fix = 'name at least one voter; three survive the loss of one'
    problems.push(breaking(`the cluster has no voter${instead}`, majorityRule, fix))
  }
  if (all.length > membersMax) {
    const sentence = `the cluster has ${all.length} members, and may have ${membersMax}`
    problems.push(breaking(sentence, 'a leader sends every entry to every member', null))
  }
  for (const name of new Set(all)) {
    const found = wrongWith({ kind: 'node' }, name)
    if (found === null) continue
    const rule = 'a member is named by its node: letters, then digits, or an address'
    problems.push(breaking(`a member cannot be called ${text(name, 40)}`, rule, null))
  }
  for (const name of repeated(voters)) {
    problems.push(breaking(`${text(name, 40)} is named twice among the voters`, voteRule, null))
  }
  for (const name of repeated(learners)) {
    const sentence = `${text(name, 40)} is named twice among the learners`
    problems.push(breaking(sentence, 'a server gets the log once', null))
  }
  for (const name of new Set(learners.filter((name) => voters.includes(name)))) {
    const rule = 'a learner has no vote until it is made a voter (etcd: learners)'
    problems.push(breaking(`${text(name, 40)} is a voter and a learner`, rule, null))
  }
  if (servers === undefined) return problems
  for (const name of new Set(all.filter((one) => !servers.includes(one)))) {
    const rule = `a member is a server that there is: ${servers.join(' ')}`
    problems.push(breaking(`there is no server ${text(name, 40)}`, rule, null))
  }
  return problems
}

const repeated = (names: readonly string[]): Set<string> =>
  new Set(names.filter((name, place) => names.indexOf(name) !== place))

function breaking(sentence: string, rule: string, fix: string | null): Problem {
  const lines = [`rule           ${rule}`]
  if (fix !== null) lines.push(`instead        ${fix}`)
  return { code: 'WL1103', sentence: `${sentence}.`, lines }
}

/** What these members do worse than others would, each a sentence; none where nothing is to say. */
export function warningsOfMembers({ voters }: Cluster): string[] {
  const count = voters.length
  if (count === 0 || (count > 1 && count % 2 === 1)) return []
  const survives = Math.ceil(count / 2) - 1
  if (count === 1) return ['one voter survives no loss: nothing is decided while it is down']
  const loss = survives === 0 ? 'no loss' : `the loss of ${survives}`
  const fewer = count === 2 ? 'one does' : `${count - 1} do`
  return [
    `${count} voters survive ${loss}, as ${fewer}: an even cluster gains nothing by its last one`,
  ]
}
