// The faults of a real run when nobody says which: what the scenario says itself; where it leaves that
// to a swarm, a little of everything that its budget promises to survive, the same for every length
// of storm. The seed says whom it hits.

import { type Generator, generatorOf } from '../../sim/generator.ts'
import { formatDuration } from '../../sim/duration.ts'
import { linkBetween, type Member, type Roster, servers } from '../../sim/roster.ts'
import type { Budget } from '../../sim/budget.ts'
import { hasLink } from '../../sim/nemesis/swarm-room.ts'
import type { Micros, NodeId } from '../../sim/units.ts'

/** Of a site, what this needs. */
export interface Promised {
  readonly roster: Roster
  readonly budget: Budget | null
  /** lines of the scenario itself */
  readonly ownFaults: readonly string[] | 'swarm'
}

/** Lines of the notation, for a storm of that length. */
export function faultDefault(of: Promised, storm: Micros, seed: number): readonly string[] {
  const { roster, budget, ownFaults } = of
  if (ownFaults !== 'swarm') return ownFaults
  if (budget === null) return []
  const generator = generatorOf(seed, 'real run')
  const someone = (): NodeId => generator.pick(servers(roster)).id
  const at = (share: number): string => `@ ${told(storm * share)}`
  const span = (share: number, most: Micros | 'any'): string =>
    `for ${told(Math.min(storm * share, most === 'any' ? storm : most))}`
  const lines: (string | null)[] = [
    ...messageLines(budget, roster),
    budget.cut === 0 ? null : `isolate ${someone()} ${at(0.12)} ${span(0.08, budget.cut)}`,
    budget.lateness < 40_000
      ? null
      : `delay 10ms..20ms ${someone()} ${at(0.24)} ${span(0.1, 'any')}`,
    resetLine(budget, roster, generator, at(0.38)),
    budget.pause === 0 ? null : `pause ${someone()} ${at(0.42)} ${span(0.06, budget.pause)}`,
    budget.clockStep < 2 ? null : `clock step ${signed(budget, generator)} ${someone()} ${at(0.5)}`,
    budget.slow < 1_000 ? null : `slow 1ms ${someone()} ${at(0.54)} ${span(0.06, 'any')}`,
    budget.diskSlow < 10_000
      ? null
      : `disk slow 10ms ${someone()} ${at(0.58)} ${span(0.05, 'any')}`,
    budget.clockDrift < 200
      ? null
      : `clock drift +200ppm ${someone()} ${at(0.1)} ${span(0.3, 'any')}`,
    ...crashLines(budget, roster, generator, storm),
  ]
  return lines.filter((line) => line !== null)
}

/** A tenth of what is promised, and never more than a little. */
function messageLines(budget: Budget, roster: Roster): (string | null)[] {
  if (!hasLink(roster, 'datagram')) return []
  const share = (promised: number, most: number): number =>
    Math.min(most, Math.floor(promised / 1_000) / 100)
  const line = (words: string, promised: number, most: number, more: string = ''): string | null =>
    share(promised, most) === 0 ? null : `${words} ${share(promised, most)}%${more}`
  return [
    line('drop', budget.loss, 3),
    line('duplicate', budget.copies, 3),
    line('corrupt', budget.damaged, 1),
    budget.lateness < 40_000 ? null : 'reorder 5% by 20ms',
  ]
}

function resetLine(
  budget: Budget,
  roster: Roster,
  generator: Generator,
  when: string,
): string | null {
  const pairs = roster.members.flatMap((one) =>
    roster.members.flatMap((other) =>
      one.id < other.id && linkBetween(roster, one.role, other.role) === 'stream'
        ? [`${one.id}-${other.id}`]
        : [],
    ),
  )
  return !budget.connections || pairs.length === 0 ? null : `reset ${generator.pick(pairs)} ${when}`
}

function signed({ clockStep }: Budget, generator: Generator): string {
  const by = told(Math.min(clockStep / 2, 60_000_000))
  return `${generator.chance(500_000) ? '+' : '-'}${by}`
}

/** Two crashes of the most numerous role that may be down, each with a restart. */
function crashLines(budget: Budget, roster: Roster, generator: Generator, storm: Micros): string[] {
  const mortal = servers(roster).filter(({ role }) => (budget.down[role] ?? 0) > 0)
  const count = ({ role }: Member): number => mortal.filter((one) => one.role === role).length
  const most = Math.max(0, ...mortal.map(count))
  const some = mortal.filter((one) => count(one) === most)
  if (some.length === 0) return []
  const restart = `restart +${told(Math.min(500_000, storm * 0.05))}`
  const loses = budget.unsynced ? ['', ' lose unsynced'] : [' lose memory', ' lose memory']
  return [0.64, 0.8].map(
    (share, nth) =>
      `crash ${generator.pick(some).id} @ ${told(storm * share)} ${restart}${loses[nth] ?? ''}`,
  )
}

/** In whole milliseconds, where that leaves anything. */
const told = (time: Micros): string =>
  formatDuration(time < 2_000 ? Math.max(1, Math.round(time)) : Math.round(time / 1_000) * 1_000)
