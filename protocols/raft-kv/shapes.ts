// What a stranger may ask of the map and answer for it, and what the map may be, in bounds: a command
// fits into a datagram, and so do the rows of a range.

import type { Shape, Shapes } from '../../sim/shape.ts'
import * as raft from '../raft/shapes.ts'

/** Of a key, in UTF-16 units. */
export const keyMax = 128
/** Of a value, in UTF-16 units. */
export const valueMax = 256

/**
 * Rows of one range: with the longest keys and values they fit into a datagram. Whoever wants more asks
 * again from behind the last row.
 */
export const rowsMax = 50

const key: Shape = { kind: 'string', max: keyMax }
const value: Shape = { kind: 'string', max: valueMax }
const nothing: Shape = { kind: 'literal', value: null }
const valueOrNothing: Shape = { kind: 'one of', shapes: [value, nothing] }

/** By kind of the command: as mail of the workload, and as what is replicated. */
const commands: Shapes = {
  get: { key },
  put: { key, value },
  delete: { key },
  cas: { key, from: valueOrNothing, to: valueOrNothing },
  range: { from: key, to: key },
}

const command: Shape = {
  kind: 'one of',
  shapes: Object.entries(commands).map(([kind, fields]) => ({
    kind: 'record',
    fields: { kind: { kind: 'literal', value: kind }, ...fields },
  })),
}

/** Of the whole map; how many keys there are is bounded by what a snapshot may have of bytes. */
export const kvState: Shape = { kind: 'map', key, value, max: Number.MAX_SAFE_INTEGER }

const row: Shape = { kind: 'list', of: value, max: 2 }
const result: Shape = {
  kind: 'one of',
  shapes: [
    valueOrNothing,
    { kind: 'literal', value: true },
    { kind: 'record', fields: { found: valueOrNothing } },
    { kind: 'list', of: row, max: rowsMax },
  ],
}

export const kvServerHears: Shapes = raft.serverHears(command)
export const kvClientHears: Shapes = { ...commands, ...raft.clientHears(result) }
