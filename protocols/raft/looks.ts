// What of the servers has changed since they were looked at last: one look for all properties, so that
// a step which changes nothing that any of them looks at costs one comparison. Nothing here judges.

import type { LogIndex, NodeId, Term } from '../../sim/units.ts'
import type { Members } from './members.ts'
import type { Entry } from './messages.ts'
import type { Base, Leader, RaftState, Role } from './state.ts'

/** A server as it is shown to a property; while it is down, with its last state. */
export interface ServerSeen {
  readonly id: NodeId
  readonly up: boolean
  readonly state: RaftState
  /** one object from start to end of a life; without it, that is its State */
  readonly life?: object
}

/** What can have changed of a server: numbers to be added up. */
export const change = {
  /** it is looked at for the first time, or has started again */
  life: 1,
  role: 2,
  term: 4,
  vote: 8,
  /** its end, its length or its base */
  log: 16,
  commit: 32,
  applied: 64,
  /** of a leader: what it knows somebody to have; also if what it would send is not behind it */
  match: 128,
  /** of a leader: another server has changed since it was looked at */
  around: 256,
} as const
const everything = 511

/** All that properties look at, as it was. */
export interface Look {
  readonly life: unknown
  readonly role: Role
  readonly term: Term
  readonly votedFor: NodeId | null
  readonly commit: LogIndex
  readonly applied: LogIndex
  readonly members: Members
  /** where they are from */
  readonly membersAt: LogIndex
  readonly base: Base
  readonly length: number
  readonly last: Entry | undefined
  /** of a leader: what it knew each peer to have, in the order of its peers */
  readonly match: readonly LogIndex[]
}

/** A server as properties see it. */
export interface Server {
  readonly id: NodeId
  readonly place: number
  /** while it is down, its State may be older than its end: only what can never change holds of it */
  readonly up: boolean
  readonly state: RaftState
  readonly life: unknown
  /** one object, or nothing, from the beginning to the end of a run */
  readonly run: unknown
  /** what has changed: of `change` */
  readonly what: number
  /** what was seen of the same life before; null where there is none */
  readonly before: Look | null
}

type Taken = { -readonly [field in keyof Look]: Look[field] } & { match: LogIndex[] }

class Known implements Server {
  readonly place: number
  id: NodeId
  up: boolean
  state: RaftState
  life: unknown
  readonly run: unknown
  what = 0
  before: Taken | null = null
  /** the newest look */
  now: Taken | null = null
  /** what `before` was before: written over by the next look */
  spare: Taken | null = null
  /** looked at once in this life */
  isFresh = false
  /** how many changes of any server there had been when this was looked at */
  news = 0

  constructor(place: number, one: ServerSeen, run: unknown) {
    this.place = place
    this.run = run
    this.id = one.id
    this.up = one.up
    this.state = one.state
    this.life = lifeOf(one)
  }
}

/** One memory of the servers of a run, for one property or for several that are asked together. */
export class Looks {
  /** all of them, as they are */
  readonly servers: readonly Server[]
  /** those of which the last look has found something */
  readonly changed: readonly Server[]
  /** how many looks have found something */
  found = 0
  readonly #servers: Known[] = []
  readonly #changed: Known[] = []
  #news = 0
  #run: unknown = undefined

  constructor() {
    this.servers = this.#servers
    this.changed = this.#changed
  }

  /**
   * @param stepped who took the last step, where that is known: no other has changed
   * @param run an object of each run's own: with another one, nothing was seen before
   * @returns whether anything has changed that a property may look at
   */
  look(
    servers: readonly ServerSeen[],
    stepped?: { readonly id: NodeId } | null,
    run?: object,
  ): boolean {
    if (run !== this.#run) this.#begin(run)
    if (stepped) {
      for (let at = 0; at < servers.length; at++) {
        const one = servers[at]
        if (one === stepped) return this.#finds(servers, at, at + 1)
      }
      return false
    }
    return this.#finds(servers, 0, servers.length)
  }

  #begin(run: object | undefined): void {
    this.#run = run
    this.#servers.length = 0
    this.#changed.length = 0
  }

  /** Looks at those from one place to before another. */
  #finds(servers: readonly ServerSeen[], from: number, to: number): boolean {
    let what = 0
    for (let at = from; at < to; at++) {
      const one = servers[at]
      if (one === undefined) continue
      const known = (this.#servers[at] ??= new Known(at, one, this.#run))
      known.what = changesOf(known, one, this.#news)
      what |= known.what
    }
    if (what === 0) return false
    this.#refresh(servers)
    // What a leader has not seen of the others is no news of its own.
    const isNews = what !== change.around
    if (isNews) this.#news += 1
    let count = 0
    for (let at = from; at < to; at++) {
      const known = this.#servers[at]
      if (known === undefined) continue
      if (isNews && to > from + 1 && known.state.role.kind === 'leader') known.what |= change.around
      if (known.what === 0) continue
      take(known)
      known.news = this.#news
      this.#changed[count++] = known
    }
    this.#changed.length = count
    this.found += 1
    return true
  }

  #refresh(servers: readonly ServerSeen[]): void {
    this.#servers.length = Math.min(this.#servers.length, servers.length)
    for (let at = 0; at < servers.length; at++) {
      const one = servers[at]
      if (one === undefined) continue
      const known = (this.#servers[at] ??= new Known(at, one, this.#run))
      known.id = one.id
      known.up = one.up
      known.state = one.state
      known.life = lifeOf(one)
    }
  }
}

const lifeOf = ({ life, state }: ServerSeen): unknown => life ?? state

/** Whether a server leads as it did at the look before: a life leads a term once. */
export const sameReign = (before: Look, { role, term }: RaftState): boolean =>
  role.kind === 'leader' && before.role.kind === 'leader' && before.term === term

/** Whether it has the same members as at the look before, by where they are from. */
export const sameMembers = (before: Look, { membersLog }: RaftState): boolean =>
  before.membersAt === membersAt(membersLog)

const membersAt = (log: RaftState['membersLog']): LogIndex => log[log.length - 1]?.index ?? 0

function changesOf(known: Known, one: ServerSeen, news: number): number {
  const { now } = known
  const { state } = one
  // What must hold of one look at a life is asked at the second, whatever has changed.
  if (now === null || now.life !== lifeOf(one) || known.isFresh) return everything
  const { role, term, log, base, commit, applied, votedFor } = state
  let what = 0
  if (now.role !== role) what |= change.role
  if (now.term !== term) what |= change.term
  if (now.votedFor !== votedFor) what |= change.vote
  if (now.length !== log.length || now.base !== base || now.last !== endOf(log)) what |= change.log
  if (now.commit !== commit) what |= change.commit
  if (now.applied !== applied) what |= change.applied
  if (role.kind === 'leader') {
    if (known.news !== news) what |= change.around
    if (!isKnownBy(now.match, role)) what |= change.match
  }
  return what
}

/** There is no index -1: asking for it is slow. */
const endOf = (log: readonly Entry[]): Entry | undefined =>
  log.length === 0 ? undefined : log[log.length - 1]

function isKnownBy(seen: readonly LogIndex[], { peers }: Leader): boolean {
  let at = 0
  for (const { match, next } of peers.values()) {
    if (next <= match || match !== seen[at]) return false
    at += 1
  }
  return at === seen.length
}

/** The newest look becomes the one before. */
function take(known: Known): void {
  const { life, state, now, spare } = known
  const sameLife = now !== null && now.life === life
  known.isFresh = !sameLife
  known.spare = sameLife ? known.before : now
  known.before = sameLife ? now : null
  known.now = taken(spare, life, state)
}

function taken(into: Taken | null, life: unknown, state: RaftState): Taken {
  const { role, term, votedFor, commit, applied, base, log } = state
  const last = endOf(log)
  const at = membersAt(state.membersLog)
  const match = into?.match ?? []
  let count = 0
  if (role.kind === 'leader') for (const one of role.peers.values()) match[count++] = one.match
  match.length = count
  if (into === null) {
    const more = { members: state.members, membersAt: at, base, length: log.length, last }
    return { life, role, term, votedFor, commit, applied, ...more, match }
  }
  into.life = life
  into.role = role
  into.term = term
  into.votedFor = votedFor
  into.commit = commit
  into.applied = applied
  into.members = state.members
  into.membersAt = at
  into.base = base
  into.length = log.length
  into.last = last
  return into
}
