// What a stranger may send, as shape tables by hearing role: every field is there and within bounds
// before an actor sees it. What a command and a result look like is the service's to say.

import type { Shape, Shapes } from '../../sim/shape.ts'
import { membersMax } from './changes.ts'

/** Entries in one append. */
export const entriesMax = 1_024
/** Bytes of a snapshot, or of entries, in one message: with its other fields it is below a mebibyte. */
export const messageMax = 1_000_000
/** Bytes of a snapshot. */
const snapshotMax = 2 ** 30

const count: Shape = { kind: 'int', min: 0, max: Number.MAX_SAFE_INTEGER }
const bytesCount: Shape = { kind: 'int', min: 0, max: snapshotMax }
/** A checksum: 32 bits, with a sign. */
const word: Shape = { kind: 'int', min: -(2 ** 31), max: 2 ** 31 - 1 }
const yesOrNo: Shape = { kind: 'boolean' }
const node: Shape = { kind: 'node' }
const nothing: Shape = { kind: 'literal', value: null }
const literal = (value: string): Shape => ({ kind: 'literal', value })
const record = (fields: Readonly<Record<string, Shape>>): Shape => ({ kind: 'record', fields })
const oneOf = (...shapes: Shape[]): Shape => ({ kind: 'one of', shapes })
const nodes: Shape = { kind: 'list', of: node, max: membersMax }

const change: Shape = record({
  voters: nodes,
  learners: nodes,
  how: oneOf(literal('joint'), literal('single')),
})
/** Of an entry, and in a snapshot. */
export const membersShape: Shape = record({
  voters: nodes,
  outgoing: nodes,
  learners: nodes,
  learnersNext: nodes,
})

function entry(command: Shape): Shape {
  const place = { index: count, term: count, sum: word }
  return oneOf(
    record({
      ...{ kind: literal('command'), ...place },
      ...{ session: count, number: count, floor: count, command },
    }),
    record({ kind: literal('no-op'), ...place }),
    record({ kind: literal('open'), ...place }),
    record({ kind: literal('members'), ...place, members: membersShape }),
  )
}

/**
 * What a server hears, from other servers and from clients.
 * @param command of the service; it bounds how deep a value is nested too, because an entry of an
 * append stands three levels deeper than the command of a client
 */
export function serverHears(command: Shape): Shapes {
  const lastEntry = { lastIndex: count, lastTerm: count }
  return {
    canvass: { term: count, ...lastEntry },
    canvassed: { term: count, granted: yesOrNo },
    vote: { term: count, ...lastEntry, transfer: yesOrNo },
    voted: { term: count, granted: yesOrNo, ...lastEntry },
    append: {
      ...{ term: count, prevIndex: count, prevTerm: count, commit: count, round: count },
      entries: { kind: 'list', of: entry(command), max: entriesMax },
    },
    appended: { term: count, match: count, round: count },
    rejected: {
      ...{ term: count, prevIndex: count, hintIndex: count, hintTerm: count, round: count },
    },
    chunk: {
      ...{ term: count, ...lastEntry, round: count },
      ...{ offset: bytesCount, size: bytesCount },
      bytes: { kind: 'bytes', max: messageMax },
    },
    chunked: { term: count, lastIndex: count, upTo: count, round: count },
    'timeout now': { term: count },
    stored: { term: count, match: count },
    open: { ask: count },
    command: { ask: count, session: count, floor: count, command },
    query: { ask: count, command },
    reconfigure: { ask: count, upon: count, change },
    transfer: { ask: count, to: oneOf(node, nothing) },
  }
}

/** What a client hears from servers. @param result of the service */
export const clientHears = (result: Shape): Shapes => ({
  opened: { ask: count, session: count },
  answer: { ask: count, result },
  done: { ask: count, index: count },
  outdated: { ask: count, index: count, members: membersShape },
  refused: {
    ask: count,
    why: oneOf(
      ...[
        'not the leader',
        'no such session',
        'busy',
        'handing over',
        'not taken over',
        'not now',
        'impossible',
        'not a query',
        'damaged',
      ].map(literal),
    ),
    leader: oneOf(node, nothing),
  },
})

/** What an operator hears from servers, and what it is mailed. */
export const operatorHears: Shapes = {
  ...clientHears(nothing),
  reshape: { voters: nodes, learners: nodes },
  toggle: { server: node, from: oneOf(literal('asked'), literal('done')) },
  'hand over': { to: oneOf(node, nothing) },
}
