// What the benches of the carriers send: a message of about 100 bytes, of a shape like others.

import type { Message } from '../sim/actor.ts'
import type { Shapes } from '../sim/shape.ts'

/** The shape of it, which both ends check. */
export const letterShapes: Shapes = {
  letter: {
    seq: { kind: 'int', min: 0, max: Number.MAX_SAFE_INTEGER },
    text: { kind: 'string', max: 1_000 },
  },
}

const text = 'x'.repeat(64)

/** One of them; 100 bytes as the codec writes it, give or take its number. */
export const letter = (seq: number): Message => ({ kind: 'letter', seq, text }) as Message
