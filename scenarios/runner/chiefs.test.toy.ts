// A toy for the tests of views: members elect a chief for a term, and the chief's log is copied to
// the others. It is far from a consensus protocol: nothing of it is on disk but term and vote.

import type { Actor, Node } from '../../sim/actor.ts'
import type { LogNow, RoleNow, RoleView } from '../../sim/role-view.ts'
import { ms, type NodeId, nodeId, type OpId } from '../../sim/units.ts'
import { type Scenario, scenario } from '../scenario.ts'
import type { Mutants } from '../variant.ts'

type Entry = { term: number; text: string }
type Ask = { kind: 'ask'; term: number; last: number; lastTerm: number }
type Vote = { kind: 'vote'; term: number; granted: boolean }
type Append = { kind: 'append'; term: number; prev: number; entries: Entry[]; committed: number }
type Appended = { kind: 'appended'; term: number; match: number }
type Put = { kind: 'put'; text: string }
type Done = { kind: 'done'; text: string }
type Member = {
  state: {
    term: number
    role: 'leader' | 'candidate' | 'follower'
    votes: Set<NodeId>
    log: Entry[]
    /** entries before the log that only a snapshot holds */
    compacted: number
    committed: number
    next: Map<NodeId, { next: number; match: number }>
    askers: Map<string, NodeId>
  }
  hears: Ask | Vote | Append | Appended | Put
  says: Ask | Vote | Append | Appended | Done
  timers: { kind: 'election' } | { kind: 'beat' }
  disk: { self: { key: 'term' | 'vote'; value: number | string } }
}
export type MemberState = Member['state']

export interface ChiefRules {
  /** a member votes once in a term */
  mayVote(votedFor: string | undefined, asker: NodeId): boolean
  /** a vote goes to a log that is as long as one's own, or newer */
  isUpToDate(theirs: { last: number; lastTerm: number }, last: number, lastTerm: number): boolean
}
export const chiefRules: ChiefRules = {
  mayVote: (votedFor, asker) => votedFor === undefined || votedFor === '' || votedFor === asker,
  isUpToDate: (theirs, last, lastTerm) =>
    theirs.lastTerm > lastTerm || (theirs.lastTerm === lastTerm && theirs.last >= last),
}

const kept = 12
const election = { kind: 'election' } as const
const lastOf = ({ compacted, log }: MemberState): number => compacted + log.length
const termAt = ({ compacted, log }: MemberState, index: number): number =>
  log[index - compacted - 1]?.term ?? 0

const member = (count: number, rules: ChiefRules): Actor<Member> => {
  const peersOf = ({ id }: Node<Member>): NodeId[] =>
    Array.from({ length: count }, (_, at) => nodeId(`m${at + 1}`)).filter((one) => one !== id)
  const majority = Math.floor(count / 2) + 1

  function stepDown(node: Node<Member>, state: MemberState, term: number): void {
    if (term > state.term) {
      state.term = term
      node.store.put('self', 'term', term)
      node.store.put('self', 'vote', '')
    }
    state.role = 'follower'
    node.cancelTimer({ kind: 'beat' })
    node.setTimer(election, ms(150), ms(150))
  }

  function lead(node: Node<Member>, state: MemberState): void {
    state.role = 'leader'
    const next = lastOf(state) + 1
    state.next = new Map(peersOf(node).map((peer) => [peer, { next, match: 0 }]))
    node.cancelTimer(election)
    node.sometimes('a chief was elected')
    beat(node, state)
  }

  function beat(node: Node<Member>, state: MemberState): void {
    for (const [peer, { next }] of state.next) {
      const from = Math.max(next - 1, state.compacted)
      const entries = state.log.slice(from - state.compacted).map((entry) => ({ ...entry }))
      const { term, committed } = state
      node.send(peer, { kind: 'append', term, prev: from, entries, committed })
    }
    node.setTimer({ kind: 'beat' }, ms(40))
  }

  function commit(node: Node<Member>, state: MemberState, upTo: number): void {
    for (let index = state.committed + 1; index <= upTo; index += 1) {
      const { text = '' } = state.log[index - state.compacted - 1] ?? {}
      const asker = state.askers.get(text)
      if (asker !== undefined) node.send(asker, { kind: 'done', text })
      state.askers.delete(text)
    }
    state.committed = Math.max(state.committed, upTo)
    const old = state.committed - state.compacted - kept
    if (old > kept) {
      state.log.splice(0, old)
      state.compacted += old
    }
  }

  function append(node: Node<Member>, state: MemberState, message: Append, from: NodeId): void {
    const { term, prev, entries, committed } = message
    if (term < state.term) return
    stepDown(node, state, term)
    if (prev > lastOf(state) || prev < state.committed) {
      const match = state.committed
      return node.send(from, { kind: 'appended', term, match })
    }
    state.log.length = prev - state.compacted
    for (const entry of entries) state.log.push({ ...entry })
    commit(node, state, Math.min(committed, lastOf(state)))
    node.send(from, { kind: 'appended', term, match: lastOf(state) })
  }

  function vote(node: Node<Member>, state: MemberState, message: Ask, from: NodeId): void {
    if (message.term > state.term) stepDown(node, state, message.term)
    const votedFor = node.store.get('self', 'vote')
    const last = lastOf(state)
    const granted =
      message.term === state.term &&
      state.role === 'follower' &&
      rules.isUpToDate(message, last, termAt(state, last)) &&
      rules.mayVote(typeof votedFor === 'string' ? votedFor : undefined, from)
    if (granted) node.store.put('self', 'vote', from)
    node.send(from, { kind: 'vote', term: state.term, granted })
  }

  function acked(node: Node<Member>, state: MemberState, message: Appended, from: NodeId): void {
    if (state.role !== 'leader' || message.term !== state.term) return
    state.next.set(from, { next: message.match + 1, match: message.match })
    const held = [lastOf(state), ...Array.from(state.next.values(), ({ match }) => match)]
    const agreed = held.toSorted((one, other) => other - one)[majority - 1] ?? 0
    if (termAt(state, agreed) === state.term) commit(node, state, agreed)
  }

  return {
    start(node) {
      node.setTimer(election, ms(150), ms(150))
      const term = Number(node.store.get('self', 'term') ?? 0)
      return {
        ...{ term, role: 'follower', votes: new Set(), log: [], compacted: 0, committed: 0 },
        ...{ next: new Map(), askers: new Map() },
      }
    },
    receive(node, state, message, from) {
      switch (message.kind) {
        case 'ask':
          return vote(node, state, message, from)
        case 'vote':
          if (message.term > state.term) return stepDown(node, state, message.term)
          if (!message.granted || message.term !== state.term || state.role !== 'candidate') return
          state.votes.add(from)
          if (state.votes.size + 1 >= majority) lead(node, state)
          return
        case 'append':
          return append(node, state, message, from)
        case 'appended':
          return acked(node, state, message, from)
        case 'put':
          if (state.role !== 'leader') return
          state.askers.set(message.text, from)
          state.log.push({ term: state.term, text: message.text })
      }
    },
    expire(node, state, { kind }) {
      if (kind === 'beat') return beat(node, state)
      state.role = 'candidate'
      state.term += 1
      state.votes = new Set()
      node.store.put('self', 'term', state.term)
      node.store.put('self', 'vote', node.id)
      const last = lastOf(state)
      const ask: Ask = { kind: 'ask', term: state.term, last, lastTerm: termAt(state, last) }
      for (const peer of peersOf(node)) node.send(peer, ask)
      node.setTimer(election, ms(150), ms(150))
    },
  }
}

type Asking = {
  state: { open: Map<string, OpId> }
  hears: Put | Done
  says: Put
  op: { call: { put: string }; result: 'done' }
}

const client = (count: number): Actor<Asking> => ({
  start: () => ({ open: new Map() }),
  receive(node, state, message) {
    const { kind, text } = message
    if (kind === 'put') {
      state.open.set(text, node.invoke({ put: text }))
      for (let at = 1; at <= count; at += 1) node.send(nodeId(`m${at}`), { kind, text })
      return
    }
    const op = state.open.get(text)
    if (op === undefined) return
    state.open.delete(text)
    node.complete(op, 'done')
  },
})

const mutants = {
  'votes-twice': {
    change: 'a member votes for whoever asks, also a second time in a term',
    source: 'a vote that is kept in memory alone and lost',
    breaks: 'one chief a term',
    rules: { mayVote: () => true },
  },
  'any-log-will-do': {
    change: 'a vote goes to whoever asks, however short its log is',
    source: 'an election that looks at terms alone',
    breaks: 'committed entries agree',
    rules: { isUpToDate: () => true },
  },
} satisfies Mutants<ChiefRules>

/** How people see a member. */
export const chiefView: RoleView<MemberState> = {
  roles: { leader: 'leads', candidate: 'stands', follower: 'follows' },
  role: ({ role, term }): RoleNow => ({ name: role, term }),
  log: ({ role, log, compacted, committed, next }): LogNow => ({
    ...{ first: compacted + 1, cells: log, committed },
    peers: role === 'leader' ? next : null,
  }),
}

export const chiefs: Scenario = scenario('chiefs', {
  about: 'Members elect a chief for a term and copy its log.',
  params: { members: 3 },
  rules: chiefRules,
  variants: mutants,
  nodes: ({ members, rules }) => ({
    m: { count: members, actor: member(members, rules) },
    client: { actor: client(members), client: true },
  }),
  workload: {
    ...{ from: 'client', count: 60, rate: '25/s' },
    send: (nth) => ({ kind: 'put', text: `x=${nth + 1}` }),
  },
  network: { latency: '1ms..8ms' },
  faults: ['crash m1 @ 900ms restart +600ms', 'isolate m2 @ 2s for 600ms'],
  until: '3s',
  settle: '1s',
  always: {
    'one chief a term': {
      holds: ({ m }) => {
        const chief = new Map<number, string>()
        for (const { id, up, state } of m) {
          if (!up || state.role !== 'leader') continue
          const other = chief.get(state.term)
          if (other !== undefined) return `${other} and ${id} both lead term ${state.term}`
          chief.set(state.term, id)
        }
        return null
      },
      code: 'WL2007',
    },
    'committed entries agree': {
      holds: ({ m }) => {
        const held = new Map<number, { id: string; text: string }>()
        for (const { id, up, state } of m) {
          if (!up) continue
          for (let index = state.compacted + 1; index <= state.committed; index += 1) {
            const { term = 0, text: said = '' } = state.log[index - state.compacted - 1] ?? {}
            const other = held.get(index)
            const text = `${term} ${said}`
            if (other === undefined) held.set(index, { id, text })
            else if (other.text !== text) return `${other.id} and ${id} differ at entry ${index}`
          }
        }
        return null
      },
      code: 'WL2008',
    },
  },
  sometimes: ['a chief was elected'],
  views: { m: chiefView },
})
