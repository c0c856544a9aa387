import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { frame, FrameReader } from './frame.ts'

const bodies = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 })

/** Everything a reader makes of these pieces. */
function read(pieces: readonly Uint8Array[], max: number): { frames: number[][]; end: string } {
  const reader = new FrameReader(max)
  const frames: number[][] = []
  for (const piece of pieces) {
    reader.push(piece)
    for (;;) {
      const cut = reader.next()
      if (cut.kind === 'short') break
      if (cut.kind === 'refused') return { frames, end: cut.why }
      frames.push([cut.tag, ...cut.body])
    }
  }
  return { frames, end: reader.begun ? 'begun' : 'whole' }
}

/** Cuts bytes at these places. */
function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  )
  return [0, ...sorted].map((from, at) => bytes.subarray(from, sorted[at] ?? bytes.length))
}

describe('frames', () => {
  test('are the same however the stream is cut', () => {
    fc.assert(
      fc.property(bodies, fc.array(fc.nat(), { maxLength: 30 }), (sent, places) => {
        const stream = Buffer.concat(sent.map((body, at) => frame(at % 2, body)))
        expect(read(cutAt(stream, places), 201)).toEqual({
          frames: sent.map((body, at) => [at % 2, ...body]),
          end: 'whole',
        })
      }),
    )
  })

  test('of a stream that ends too soon are those that came whole', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), (sent, place) => {
        const stream = Buffer.concat(sent.map((body) => frame(1, body)))
        const { frames, end } = read([stream.subarray(0, place % (stream.length + 1))], 201)
        expect(frames).toEqual(sent.slice(0, frames.length).map((body) => [1, ...body]))
        expect(end === 'whole' || end === 'begun').toBe(true)
      }),
    )
  })

  test('that are too long are refused by their header alone', () => {
    expect(read([frame(0, new Uint8Array(10)).subarray(0, 4)], 10).end).toBe(
      'a frame of 11 bytes is announced, at most 10 are taken',
    )
  })

  test('of a stranger cost no more than they are', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 })), (pieces) => {
        const { frames } = read(pieces, 64)
        expect(frames.flat().length).toBeLessThanOrEqual(
          pieces.reduce((sum, one) => sum + one.length, 0),
        )
      }),
    )
  })
})
