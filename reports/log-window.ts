// The logs of several nodes side by side, cut to what differs between them and to the room there is.
// It says which cells stand in the window; terminals and pages draw them.

import type { LogCell, NodeLog } from '../sim/role-view.ts'
import type { NodeId } from '../sim/units.ts'

/** One cell: an entry, an index that only a snapshot holds, or nothing beyond the end. */
export type WindowCell = {
  readonly index: number
  readonly entry: LogCell | 'snapshot' | null
  readonly committed: boolean
  /** what the leader knows: the last index that is there, the one that it sends next */
  readonly mark: 'match' | 'next' | null
}

export interface LogRow extends Pick<NodeLog, 'id' | 'role'> {
  /** null: it is down, or has no log */
  readonly cells: readonly WindowCell[] | null
}

export interface LogWindow {
  /** first and last index shown */
  readonly from: number
  readonly to: number
  /** entries further on that are not shown */
  readonly beyond: number
  /** the first index at which two nodes hold different entries; null: none */
  readonly conflict: number | null
  /** whose knowledge the marks tell; null: nobody's */
  readonly leader: NodeId | null
  readonly rows: readonly LogRow[]
}

/** Cells before the first difference, and in all where there is little to show. */
const before = 2
const least = 8

/**
 * The window; null when nobody has a log with anything in it.
 * @param room cells side by side at most
 */
export function logWindow(logs: readonly NodeLog[], room: number): LogWindow | null {
  const held = logs.flatMap(({ log }) => (log === null ? [] : [log]))
  const last = Math.max(0, ...held.map(({ first, cells }) => first - 1 + cells.length))
  if (last === 0) return null
  // Before the first entry that anybody holds there are only snapshots.
  const lowest = Math.max(1, Math.min(...held.map(({ first }) => first)) - 1)
  const { differs, conflict } = differences(logs, lowest, last)
  const wanted = Math.min(differs === null ? last : differs - before, last - least + 1)
  const from = Math.max(lowest, wanted)
  const to = Math.min(last, from + Math.max(1, room) - 1)
  const leads = leaderOf(logs)
  return {
    ...{ from, to, conflict, beyond: last - to, leader: leads?.id ?? null },
    rows: logs.map((one) => ({ id: one.id, role: one.role, cells: cellsOf(one, from, to, leads) })),
  }
}

/** Whoever leads, of several the one with the highest term. */
function leaderOf(logs: readonly NodeLog[]): NodeLog | null {
  let found: NodeLog | null = null
  for (const one of logs) {
    if (one.role?.standing !== 'leads' || (one.log?.peers ?? null) === null) continue
    if (found === null || (one.role.term ?? 0) > (found.role?.term ?? 0)) found = one
  }
  return found
}

/** What a log has at an index: undefined where only a snapshot does, null beyond its end. */
function entryAt({ log }: NodeLog, index: number): LogCell | undefined | null {
  if (log === null || index < log.first) return undefined
  return log.cells[index - log.first] ?? null
}

const textOf = (cell: LogCell | null): string =>
  cell === null ? '' : `${cell.term} ${cell.text ?? ''}`

/** The first index at which they are not the same, and the first that two fill differently. */
function differences(
  logs: readonly NodeLog[],
  from: number,
  to: number,
): { differs: number | null; conflict: number | null } {
  let differs: number | null = null
  for (let index = from; index <= to; index += 1) {
    const here = logs.map((one) => entryAt(one, index)).filter((cell) => cell !== undefined)
    if (new Set(here.map(textOf)).size > 1) differs ??= index
    const filled = new Set(here.filter((cell) => cell !== null).map(textOf))
    if (filled.size > 1) return { differs, conflict: index }
  }
  return { differs, conflict: null }
}

function cellsOf(
  one: NodeLog,
  from: number,
  to: number,
  leads: NodeLog | null,
): WindowCell[] | null {
  const { log } = one
  if (log === null) return null
  const known = leads?.log?.peers?.get(one.id)
  return Array.from({ length: to - from + 1 }, (_, at): WindowCell => {
    const index = from + at
    const entry = entryAt(one, index)
    const mark = index === known?.match ? 'match' : index === known?.next ? 'next' : null
    return {
      ...{ index, mark, committed: index <= log.committed },
      entry: entry === undefined ? 'snapshot' : entry,
    }
  })
}

/** Who holds what at an index, in their order: for a sentence about where logs part. */
export function heldAt(
  logs: readonly NodeLog[],
  index: number,
): { readonly entry: LogCell; readonly nodes: readonly NodeId[] }[] {
  const groups = new Map<string, { entry: LogCell; nodes: NodeId[] }>()
  for (const one of logs) {
    const entry = entryAt(one, index)
    if (entry === undefined || entry === null) continue
    const group = groups.get(textOf(entry))
    if (group === undefined) groups.set(textOf(entry), { entry, nodes: [one.id] })
    else group.nodes.push(one.id)
  }
  return [...groups.values()]
}
