// What a plan does to processes and clocks, beside what is promised: who is down at once, whose disk
// is lost, who stands still, whose clock is wrong.

import type { Budget } from './budget.ts'
import { type Held, percent, usuallyAtMost } from './budget-held.ts'
import { type DiskFault, type DiskHarm, type Fault, harmOf, isDiskFault } from './fault.ts'
import { printDuration } from './notation-values.ts'
import type { Member, Roster } from './roster.ts'
import type { Micros, NodeId } from './units.ts'

/** The first excess in words, or null. */
export function nodeExcess(held: readonly Held[], budget: Budget, roster: Roster): string | null {
  return (
    diskExcess(held, budget, roster) ??
    damageExcess(held, budget) ??
    downExcess(held, budget, roster) ??
    unsyncedExcess(held, budget) ??
    perNode(held, pauseOf, budget.pause, 'a node that stands still for') ??
    longest(held, slowOf, budget.slow, 'steps of') ??
    longest(held, diskSlowOf, budget.diskSlow, 'syncs that take longer by') ??
    perNode(held, diskStallOf, budget.diskStall, 'a disk that stalls for') ??
    stepExcess(held, budget) ??
    driftExcess(held, budget) ??
    perNode(held, freezeOf, budget.clockFreeze, 'a clock that stands still for') ??
    longest(held, tickOf, budget.clockTick, 'a clock that ticks every')
  )
}

type Outage = Extract<Fault, { kind: 'crash' | 'disk-full' | 'disk-read-error' }>
type OutageHeld = Held & { readonly fault: Outage }

/** Crashes, and disks that are full or unreadable: a node stops when a sync or a read fails. */
const outagesOf = (held: readonly Held[]): OutageHeld[] =>
  held.flatMap((one) => {
    const { fault } = one
    return fault.kind === 'crash' || fault.kind === 'disk-full' || fault.kind === 'disk-read-error'
      ? [{ ...one, fault }]
      : []
  })

const loses = (fault: Outage): 'drawn' | 'memory' | 'unsynced' | 'disk' =>
  fault.kind === 'crash' ? fault.lose : 'unsynced' // of a row that cannot be read, it may be

/** What was lost or spoilt does not come back, so all such disks of a run count together. */
function diskExcess(held: readonly Held[], budget: Budget, roster: Roster): string | null {
  const lost = new Set<NodeId>()
  for (const { fault } of outagesOf(held)) if (loses(fault) === 'disk') lost.add(fault.node)
  const spoilt = new Set<NodeId>()
  for (const { fault } of held) if (isDiskFault(fault) && spoils(fault)) spoilt.add(fault.node)
  const excess = perRole(lost, budget.disks, roster, 'disks', 'lost')
  if (excess !== null || spoilt.size === 0) return excess
  const how = lost.size === 0 ? 'damaged' : 'lost or damaged'
  return perRole(new Set([...lost, ...spoilt]), budget.damagedDisks, roster, 'disks', how)
}

/** Whether what was synced before may be gone or wrong for good. */
function spoils(fault: DiskFault): boolean {
  const harm = harmOf(fault)
  return harm !== null && harm !== 'torn' && harm !== 'read-error'
}

function damageExcess(held: readonly Held[], { diskDamage }: Budget): string | null {
  for (const { fault } of held) {
    const harm = harmOf(fault)
    if (harm === null || diskDamage.includes(harm)) continue
    return `a disk with ${harmWords[harm]}; budget: none`
  }
  return null
}

/** Harm as a budget says it: a disk with these. */
export const harmWords: Readonly<Record<DiskHarm, string>> = {
  torn: 'torn writes',
  rot: 'rot',
  'read-error': 'read errors',
  'lying-sync': 'lying syncs',
  misdirect: 'misdirected writes',
  phantom: 'phantom writes',
}

function downExcess(held: readonly Held[], budget: Budget, roster: Roster): string | null {
  const outages = outagesOf(held)
  for (const { from: time } of outages) {
    const down = new Set(
      outages.filter((one) => one.from <= time && time < one.to).map((one) => one.fault.node),
    )
    const excess = perRole(down, budget.down, roster, 'nodes', 'down at once')
    if (excess === null || within(down, budget.domains, roster)) continue
    return excess
  }
  return null
}

/** Whether all of them stand in so few racks or sites. */
function within(nodes: ReadonlySet<NodeId>, domains: number, roster: Roster): boolean {
  const members = roster.members.filter((member) => nodes.has(member.id))
  const places = new Set(members.map((member) => member.domain ?? `alone ${member.id}`))
  return places.size <= domains
}

/** `2 of 3 disks lost; budget: 1`; with several roles in the scenario, `2 of 3 disks of n lost`. */
function perRole(
  nodes: ReadonlySet<NodeId>,
  promised: Readonly<Record<string, number>>,
  roster: Roster,
  what: string,
  how: string,
): string | null {
  const roles = new Map<string, Member[]>()
  for (const member of roster.members) {
    roles.set(member.role, [...(roles.get(member.role) ?? []), member])
  }
  const several = [...roles.values()].filter((some) => some.some((one) => !one.client)).length > 1
  for (const [role, members] of roles) {
    const count = members.filter((member) => nodes.has(member.id)).length
    const most = promised[role] ?? 0
    if (count <= most) continue
    const whose = several ? ` of role ${role}` : ''
    return `${count} of ${members.length} ${what}${whose} ${how}; budget: ${most}`
  }
  return null
}

function unsyncedExcess(held: readonly Held[], { unsynced }: Budget): string | null {
  const some = outagesOf(held).some(
    ({ fault }) => loses(fault) === 'drawn' || loses(fault) === 'unsynced',
  )
  return some && !unsynced ? 'a crash that loses what was not synced; budget: none' : null
}

const pauseOf = (fault: Fault): NodeId | null => (fault.kind === 'pause' ? fault.node : null)
const freezeOf = (fault: Fault): NodeId | null =>
  fault.kind === 'clock-freeze' ? fault.node : null
const slowOf = (fault: Fault): Micros => (fault.kind === 'slow' ? usuallyAtMost(fault.step) : 0)
const diskSlowOf = (fault: Fault): Micros =>
  fault.kind === 'disk-slow' ? usuallyAtMost(fault.by) : 0
const diskStallOf = (fault: Fault): NodeId | null =>
  fault.kind === 'disk-stall' ? fault.node : null
const tickOf = (fault: Fault): Micros => (fault.kind === 'clock-coarse' ? fault.tick : 0)

/** The longest time that any one node is held without a gap. */
function perNode(
  held: readonly Held[],
  nodeOf: (fault: Fault) => NodeId | null,
  promised: Micros | 'any',
  words: string,
): string | null {
  if (promised === 'any') return null
  const ends = new Map<NodeId, { from: Micros; to: Micros }>()
  let worst = 0
  for (const one of [...held].sort((a, b) => a.from - b.from)) {
    const node = nodeOf(one.fault)
    if (node === null) continue
    const before = ends.get(node)
    const joined = before !== undefined && one.from <= before.to && one.length === one.to - one.from
    const from = joined ? before.from : one.from
    const to = Math.max(joined ? before.to : 0, one.from + one.length)
    ends.set(node, { from, to })
    worst = Math.max(worst, to - from)
  }
  return tooLong(worst, promised, words)
}

const longest = (
  held: readonly Held[],
  of: (fault: Fault) => Micros,
  promised: Micros,
  words: string,
): string | null =>
  tooLong(
    held.reduce((worst, one) => Math.max(worst, of(one.fault)), 0),
    promised,
    words,
  )

const tooLong = (time: Micros, promised: Micros, words: string): string | null => {
  if (time <= promised) return null
  return `${words} ${printDuration(time)}; budget: ${promised === 0 ? 'none' : printDuration(promised)}`
}

/** Jumps add up until a clock is reset; a strobe swings around where they left it. */
function stepExcess(held: readonly Held[], { clockStep }: Budget): string | null {
  const off = new Map<NodeId, number>()
  const swing = new Map<NodeId, number>()
  let worst = 0
  const byTime = [...held].sort((a, b) => a.from - b.from)
  for (const { fault } of byTime) {
    if (fault.kind === 'clock-strobe') {
      swing.set(fault.node, Math.max(swing.get(fault.node) ?? 0, fault.by))
    } else if (fault.kind === 'clock-step') {
      off.set(fault.node, (off.get(fault.node) ?? 0) + fault.by)
    } else if (fault.kind === 'clock-reset') off.set(fault.node, 0)
    else continue
    const sum = Math.abs(off.get(fault.node) ?? 0) + (swing.get(fault.node) ?? 0)
    worst = Math.max(worst, sum)
  }
  return tooLong(worst, clockStep, 'a clock that is off by')
}

function driftExcess(held: readonly Held[], { clockDrift }: Budget): string | null {
  const worst = held.reduce(
    (most, { fault }) =>
      fault.kind === 'clock-drift' ? Math.max(most, Math.abs(fault.ppm)) : most,
    0,
  )
  if (worst <= clockDrift) return null
  const promised = clockDrift === 0 ? 'none' : percent(clockDrift)
  return `a clock that is ${percent(worst)} too fast or too slow; budget: ${promised}`
}
