// One event of a run on one screen: what led to it, what it did to the States of nodes, and what
// they held then. Values are cut where they get long.

import { text } from '../sim/plain.ts'
import type { Plain } from '../sim/plain.ts'
import type { Patch, Trace, TraceEvent } from '../sim/trace.ts'
import { valueAt } from '../sim/state-at.ts'
import type { NodeId } from '../sim/units.ts'
import { eventRows } from './events.ts'
import { clipped, type Page, printable } from './page.ts'

/** An event, and what nodes held before and after it; undefined: the node was not up. */
export interface EventTold {
  /** what the run is called in commands */
  readonly name: string
  readonly trace: Trace
  readonly event: TraceEvent
  readonly states: readonly {
    readonly node: NodeId
    readonly before: Plain
    readonly after: Plain
    /** what the event did to it; empty: nothing */
    readonly patch: Patch
  }[]
}

const causesMax = 4
const changesMax = 12
const fieldsMax = 16

/** The whole screen. */
export function renderEvent({ name, trace, event, states }: EventTold, page: Page): string {
  const { ink } = page
  const chain = causesOf(event, trace)
  const lines = [
    '',
    `  ${ink.strong(`${name}#e${event.id}`)}   ${ink.faint('what led to it, then the event')}`,
    '',
    ...eventRows([...chain, event], page),
  ]
  for (const { node, before, after, patch } of states) {
    lines.push('', ...stateRows(node, before, after, patch, page))
  }
  return `${lines.join('\n')}\n\n`
}

function causesOf(event: TraceEvent, trace: Trace): TraceEvent[] {
  const chain: TraceEvent[] = []
  let { cause } = event
  while (cause !== null && chain.length < causesMax) {
    const found = trace[cause - 1]
    if (found === undefined) break
    chain.unshift(found)
    cause = found.cause
  }
  return chain
}

function stateRows(node: NodeId, before: Plain, after: Plain, patch: Patch, page: Page): string[] {
  const { ink } = page
  const rows = [`  ${ink.strong(node)}`]
  const whole = patch.length === 1 && patch[0]?.path === ''
  if (patch.length > 0 && !whole) {
    rows.push(`    what this step changed`)
    for (const change of patch.slice(0, changesMax)) rows.push(changeRow(change, before, page))
    if (patch.length > changesMax) rows.push(`      and ${patch.length - changesMax} more`)
  } else if (whole) rows.push('    it starts, with a State of its own')
  else rows.push(ink.faint('    this event changed nothing in it'))
  rows.push('    State after it')
  return [...rows, ...fieldRows(after, page)]
}

function changeRow(change: Patch[number], before: Plain, { width, glyphs }: Page): string {
  const room = Math.max(16, Math.floor((width - change.path.length - 12) / 2))
  const was = short(valueAt(before, change.path), room)
  const is = 'to' in change ? short(change.to, room) : 'removed'
  return `      ${printable(change.path)}   ${was} ${glyphs.right} ${is}`
}

function fieldRows(state: Plain, { width }: Page): string[] {
  if (state === undefined) return ['      it is not up']
  if (typeof state !== 'object' || state === null || !isRecord(state)) {
    return [`      ${short(state, width - 8)}`]
  }
  const fields = Object.entries(state)
  const wide = Math.max(0, ...fields.slice(0, fieldsMax).map(([name]) => name.length))
  const rows = fields
    .slice(0, fieldsMax)
    .map(
      ([name, value]) =>
        `      ${printable(name).padEnd(wide)}   ${short(value, width - wide - 10)}`,
    )
  return fields.length > fieldsMax
    ? [...rows, `      and ${fields.length - fieldsMax} more fields`]
    : rows
}

const short = (value: Plain, room: number): string =>
  value === undefined ? 'nothing' : clipped(printable(text(value, 400)), room)

const isRecord = (value: object): value is { readonly [field: string]: Plain } =>
  !(Array.isArray(value) || value instanceof Map || value instanceof Set) &&
  !(value instanceof Uint8Array)
