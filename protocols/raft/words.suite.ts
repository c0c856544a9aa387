// What servers say and do, in words for conversations: facts only, from messages and States. An entry
// is written `3@2`, the third of term 2; what follows is told in the order in which it happened.

import type { NodeId } from '../../sim/units.ts'
import { lastIndex, lastTerm } from './log.ts'
import type { Members } from './members.ts'
import type { Entry, Hears, Says } from './messages.ts'
import type { Progress, RaftState, Role } from './state.ts'
import type { Fact, Letter, Step } from './workbench.suite.ts'

const yes = (granted: boolean): string => (granted ? 'yes' : 'no')
const list = (entries: readonly Entry[]): string => {
  const [first, last] = [entries[0], entries.at(-1)]
  if (first === undefined || last === undefined) return ''
  if (entries.length > 2 && first.term === last.term) return ` ${entryOf(first)}..${entryOf(last)}`
  return ` ${entries.map(entryOf).join(' ')}`
}
const entryOf = ({ index, term, kind }: Entry): string =>
  kind === 'members' ? `${index}@${term} (members)` : `${index}@${term}`

/** A message in a few words; the numbers of heartbeat rounds are left out. */
export function messageInWords(body: Hears | Says): string {
  switch (body.kind) {
    case 'canvass':
    case 'vote': {
      const how = body.kind === 'vote' && body.transfer ? ' transfer' : ''
      return `${body.kind} term=${body.term} last=${body.lastIndex}@${body.lastTerm}${how}`
    }
    case 'canvassed':
    case 'voted':
      return `${body.kind} term=${body.term} ${yes(body.granted)}`
    case 'append': {
      const { term, prevIndex, prevTerm, entries, commit } = body
      return `append term=${term} after=${prevIndex}@${prevTerm}${list(entries)} commit=${commit}`
    }
    case 'appended':
      return `appended term=${body.term} match=${body.match}`
    case 'rejected': {
      const { term, prevIndex, hintIndex, hintTerm } = body
      return `rejected term=${term} after=${prevIndex} hint=${hintIndex}@${hintTerm}`
    }
    case 'chunk': {
      const { term, lastIndex: index, lastTerm: ofTerm, offset, bytes, size } = body
      const whole = offset === 0 && bytes.length === size ? 'whole' : `from byte ${offset}`
      return `chunk term=${term} snapshot=${index}@${ofTerm} ${whole}`
    }
    case 'chunked':
      return `chunked term=${body.term} snapshot=${body.lastIndex} up to byte ${body.upTo}`
    case 'timeout now':
      return `timeout now term=${body.term}`
    case 'stored':
      return `stored term=${body.term} match=${body.match}`
    case 'refused':
      return `refused ${body.why}, leader ${body.leader ?? 'unknown'}`
    case 'answer':
      return `answer ${JSON.stringify(body.result)}`
    case 'outdated':
      return `outdated, since ${body.index}: ${membersInWords(body.members)}`
    case 'opened':
      return `opened ${body.session}`
    default:
      return body.kind
  }
}

export const letterInWords = ({ from, to, body }: Letter): string =>
  `${from} → ${to} ${messageInWords(body)}`

const roleInWords = (role: Role): string =>
  role.kind === 'follower' && role.leader !== null ? `follows ${role.leader}` : role.kind

const membersInWords = ({ voters, outgoing, learners, learnersNext }: Members): string =>
  [
    ['voters', voters],
    ['outgoing', outgoing],
    ['learners', learners],
    ['learners next', learnersNext],
  ]
    .flatMap(([name, ids]) => (ids?.length === 0 ? [] : [`${String(name)} ${String(ids)}`]))
    .join(', ')

/** What a step changed in a State, a line a fact. */
function changes(before: RaftState, after: RaftState): string[] {
  const lines: string[] = []
  const [was, is] = [roleInWords(before.role), roleInWords(after.role)]
  if (was !== is || before.term !== after.term) lines.push(`${is}, term ${after.term}`)
  if (after.votedFor !== null && before.votedFor !== after.votedFor) {
    lines.push(`votes for ${after.votedFor}`)
  }
  const gone = before.log.filter(({ index, sum }) => {
    const here = after.log[index - after.base.index - 1]
    return index > after.base.index && here?.sum !== sum
  })
  const known = new Set(before.log.map(({ sum }) => sum))
  const come = after.log.filter(({ sum }) => !known.has(sum))
  if (gone.length > 0) lines.push(`takes back${list(gone)}`)
  if (come.length > 0) lines.push(`appends${list(come)}`)
  const [had, has] = [membersInWords(before.members), membersInWords(after.members)]
  if (had !== has) lines.push(`members: ${has}`)
  if (before.base.index !== after.base.index) lines.push(`log begins after ${after.base.index}`)
  if (before.commit !== after.commit) lines.push(`commits ${after.commit}`)
  lines.push(...progressChanges(before.role, after.role))
  return lines
}

function progressChanges(before: Role, after: Role): string[] {
  if (before.kind !== 'leader' || after.kind !== 'leader') return []
  const lines: string[] = []
  for (const [peer, { phase }] of after.peers) {
    const was = before.peers.get(peer)?.phase ?? 'probe'
    if (was !== phase) lines.push(`${peer}: ${was} → ${phase}`)
  }
  return lines
}

function causeInWords({ node, cause }: Step): string {
  if (cause.kind === 'starts') return `${node} starts`
  if (cause.kind === 'expires') return `${node}: ${cause.timer} timer`
  if (cause.kind === 'loses') return `${node} loses ${cause.peer}`
  const { from, body } = cause.letter
  return `${node} ← ${from} ${messageInWords(body)}`
}

/** Facts as a transcript. A step by which a server only tells itself what it did is left out. */
export function transcriptOf(facts: readonly Fact[]): string[] {
  const lines: string[] = []
  for (const fact of facts) {
    if (fact.kind === 'leaves') {
      const { from, to } = fact.letter
      if (from !== to) lines.push(`  ${letterInWords(fact.letter)}`)
      continue
    }
    const changed = fact.before === null ? [] : changes(fact.before, fact.after)
    const own = fact.cause.kind === 'hears' && fact.cause.letter.from === fact.node
    if (!own || changed.length > 0) lines.push(causeInWords(fact))
    lines.push(...changed.map((change) => `  ${fact.node} ${change}`))
  }
  return lines
}

/** One server in a line. */
export function stateInWords(id: NodeId, state: RaftState | null): string {
  if (state === null) return `${id} is down`
  const { role, term, commit, base } = state
  const begins = base.index === 0 ? '' : ` after=${base.index}@${base.term}`
  const last = `last=${lastIndex(state)}@${lastTerm(state)}`
  return `${id} ${roleInWords(role)} term=${term}${begins} ${last} commit=${commit}`
}

const progressInWords = (peer: NodeId, { phase, match, next, waits }: Progress): string =>
  `${peer} ${phase} match=${match} next=${next}${waits ? ' waits' : ''}`

/** What a leader knows of the others, a line each. */
export const progressOf = ({ role }: RaftState): string[] =>
  role.kind === 'leader'
    ? [...role.peers].map(([peer, progress]) => progressInWords(peer, progress))
    : ['leads nobody']
