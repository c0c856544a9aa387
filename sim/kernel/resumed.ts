// A world that begins in the midst: nodes get their States, tables, clocks and timers, connections
// are open, and what was on its way leaves again. It happens before the first event.

import { assert } from '../assert.ts'
import { Clock } from '../clock.ts'
import type { Message } from '../actor.ts'
import { copy, type Plain } from '../plain.ts'
import type { Resume, ResumedNode } from '../resume.ts'
import type { Cell } from './cell.ts'
import type { Disk } from './disk.ts'
import type { Streams } from './streams.ts'

/** What the beginning asks of its world. */
export interface ResumedHost {
  readonly now: number
  readonly cells: readonly Cell[]
  readonly streams: Streams
  indexOf(id: string): number
  diskOf(cell: Cell): Disk
  /** the node is there, as if it had just taken a step */
  appears(cell: Cell): void
  /** a message of that node leaves now, by no step of this world */
  flies(from: Cell, to: number, message: Message): void
}

/** Makes a world that has just been reset go on from an instant. */
export function resume(host: ResumedHost, { nodes, streams, flying }: Resume): void {
  const cells = nodes.map((node) => [cellOf(host, node.id), node] as const)
  assert(new Set(cells.map(([cell]) => cell)).size === host.cells.length, 'every node is resumed')
  for (const [cell, node] of cells) wake(host, cell, node)
  for (const { between } of streams) {
    const [one, other] = between
    host.streams.adopt(host.indexOf(one), host.indexOf(other))
  }
  for (const { from, to, message } of flying) {
    host.flies(cellOf(host, from), host.indexOf(to), message)
  }
  for (const { between, closedBy } of streams) {
    if (closedBy === null) continue
    const other = between[0] === closedBy ? between[1] : between[0]
    host.streams.close(host.indexOf(closedBy), host.indexOf(other), 0)
  }
}

function cellOf(host: ResumedHost, id: string): Cell {
  const cell = host.cells[host.indexOf(id)]
  assert(cell !== undefined, `what is resumed names nodes of the system, not "${id}"`)
  return cell
}

function wake(host: ResumedHost, cell: Cell, node: ResumedNode): void {
  const { state, life, clock, wall, rows, timers } = node
  cell.state = copy(state as Plain) as object // a State is plain
  cell.life = life
  cell.startedAt = host.now - clock
  cell.clockOf = new Clock(host.now, clock, wall - host.now)
  if (rows.length > 0) host.diskOf(cell).adopt(rows)
  host.appears(cell)
  for (const { timer, left } of timers) cell.setTimer(timer, left)
}
