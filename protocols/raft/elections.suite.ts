// An election and nothing else, many times over: the real server, with logs that are given, timers that
// start together, and nobody to lead. What a run tells is when somebody led, and in which term.

import type { Actor } from '../../sim/actor.ts'
import { openingOf, systemOf } from '../../sim/kernel/lab.ts'
import { World } from '../../sim/kernel/world.ts'
import type { Service } from '../../sim/service.ts'
import type { Span } from '../../sim/span.ts'
import { type Micros, nodeId, type NodeId, seconds, type Term } from '../../sim/units.ts'
import type { Raft } from './config.ts'
import { parametersDefault } from './parameters.ts'
import { type Rules, rules } from './rules.ts'
import { sealed, sumOfVote } from './seal.ts'
import { server } from './server.ts'
import type { RaftState } from './state.ts'

export interface Electing {
  /** servers of the cluster; those that failed are not there */
  readonly size: number
  readonly failed: number
  readonly electionMin: Micros
  readonly electionMax: Micros
  readonly latency: Span
  readonly sync: Span
  /** entries in the log of each server that is there, from the first on; [] : all are empty */
  readonly logs: readonly number[]
  /** a leader counts only when it stays (see `elect`); else the first one does */
  readonly stays: boolean
  readonly rules?: Partial<Rules>
}

export interface Elected {
  /** when the leader that counts had its votes; null: nobody within ten minutes */
  readonly at: Micros | null
  readonly term: Term
}

const nothing: Service = { init: () => ({}), apply: () => null }
const patience = seconds(600)

/**
 * One election a seed, from `first` on. One that stays is a leader when nobody has a higher term for as long as an
 * election timeout and a half after it was elected: one that is deposed by a server which had timed out
 * before it heard of it has not ended the wait.
 */
export function elect(of: Electing, first: number, count: number): Elected[] {
  const world = new World(systemOf(clusterOf(of)))
  return Array.from({ length: count }, (_, nth) => {
    world.reset(openingOf(first + nth))
    let led: Elected = { at: null, term: 0 }
    world.run(patience, ({ cells, now }) => {
      let highest = 0
      for (const { state } of cells) {
        const seen = state as Partial<RaftState> | null
        const { term = 0, role } = seen ?? {}
        if (term > led.term && role?.kind === 'leader') led = { at: now, term }
        highest = Math.max(highest, term)
      }
      if (!of.stays && led.at !== null) return 'somebody leads'
      const since = led.at === null || highest > led.term ? 0 : now - led.at
      return since > (of.electionMax * 3) / 2 ? 'somebody leads' : null
    })
    return led
  })
}

function clusterOf(of: Electing) {
  const members = Array.from({ length: of.size }, (_, nth) => nodeId(`n${nth + 1}`))
  const { electionMin, electionMax } = of
  const raft = server({
    members,
    service: nothing,
    // As the dissertation has it before chapter 9.6: no canvass, nobody is held back.
    parameters: {
      ...parametersDefault,
      ...{
        electionMin,
        electionMax,
        heartbeat: electionMin / 2,
        preVote: false,
        checkQuorum: false,
      },
    },
    rules: { ...rules, ...of.rules },
  })
  const there = members.slice(0, of.size - of.failed)
  const nodes = Object.fromEntries(
    there.map((id, nth) => [id, withLog(raft, of.logs[nth] ?? 0)] satisfies [NodeId, unknown]),
  )
  return { nodes, network: { latency: of.latency }, sync: of.sync }
}

/** The server finds a log of so many entries of term 1 on its disk. */
function withLog(raft: Actor<Raft>, length: number): Actor<Raft> {
  if (length === 0) return raft
  return {
    ...raft,
    start(node) {
      let sum = 0
      for (let index = 1; index <= length; index++) {
        const entry = sealed(sum, index, 1, { kind: 'no-op' })
        node.store.put('log', index, entry, 'relaxed')
        sum = entry.sum
      }
      const vote = { term: 1, votedFor: null }
      node.store.put('vote', 'latest', { ...vote, sum: sumOfVote(vote) }, 'relaxed')
      return raft.start(node)
    },
  }
}

/** The value below which a share of the sorted values lies. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
