// What a line of a recording may be, as a table of shapes. A file may have been edited, cut or made
// by something else, so nothing of it is believed before it has passed here.

import type { Shape, Shapes } from '../../sim/shape.ts'

const whole: Shape = { kind: 'int', min: 0, max: Number.MAX_SAFE_INTEGER }
const anyInt: Shape = { kind: 'int', min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }
const words: Shape = { kind: 'string', max: 2 ** 24 }
const plain: Shape = { kind: 'plain', bytes: 2 ** 28 }
const flag: Shape = { kind: 'boolean' }
const nothing: Shape = { kind: 'literal', value: null }
const key: Shape = { kind: 'one of', shapes: [words, whole] }
const orNull = (shape: Shape): Shape => ({ kind: 'one of', shapes: [nothing, shape] })
const one = (kind: string, fields: Readonly<Record<string, Shape>>): Shape => ({
  kind: 'record',
  fields: { kind: { kind: 'literal', value: kind }, ...fields },
})
const oneOf = (...shapes: Shape[]): Shape => ({ kind: 'one of', shapes })
const several = (of: Shape): Shape => ({ kind: 'list', of, max: 2 ** 24 })
const ended = oneOf(
  { kind: 'literal', value: 'refused' },
  { kind: 'literal', value: 'closed' },
  { kind: 'literal', value: 'reset' },
)

const cause = oneOf(
  one('receive', { from: words, message: plain, life: orNull(whole), nth: orNull(whole) }),
  one('expire', { timer: plain }),
  one('start', {}),
  one('lost', { peer: words, why: ended }),
)

const act = oneOf(
  one('send', { to: words, message: plain, early: flag }),
  one('timer', { timer: plain, after: whole, spread: whole, jitter: whole }),
  one('cancel', { timer: plain }),
  one('put', { table: words, key, value: plain, relaxed: flag }),
  one('invoke', { op: whole, call: plain }),
  one('complete', { op: whole, result: plain }),
  one('goal', { goal: words, reached: flag }),
  one('clock', { is: anyInt }),
  one('wall', { is: anyInt }),
  one('random', { below: whole, what: words, is: whole }),
  one('note', { text: words }),
  one('close', { peer: words }),
  one('damage', {
    ...{ harm: words, table: words, key, meant: orNull(key) },
    left: { kind: 'list', of: plain, max: 1 },
  }),
  one('delete', { table: words, key, relaxed: flag }),
  one('delete range', { table: words, from: key, to: orNull(key) }),
)

/** The lines by kind. Messages, timers, rows, calls and results are plain and no more is known. */
export const recordShapes: Shapes = {
  life: {
    ...{ format: whole, node: words, life: whole, time: whole, redacted: flag },
    rows: several({ kind: 'list', of: plain, max: 3 }),
  },
  step: {
    ...{ nth: whole, time: whole, cause, acts: several(act), mark: whole },
    ...{ state: orNull(words), threw: orNull(words) },
  },
  left: { to: words, said: whole, nth: whole, time: whole },
  durable: { mark: whole, time: whole },
  dropped: { peer: words, message: words, why: words, time: whole },
  still: {
    ...{ nth: whole, time: whole, steps: whole, clock: anyInt, wall: anyInt },
    timers: several({ kind: 'record', fields: { timer: plain, left: whole } }),
    state: orNull(words),
  },
}
