import { create, toBinary } from '@bufbuild/protobuf'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { nodeId } from '../../sim/units.ts'
import type { Control } from '../streams/hello.ts'
import { decodeFrame, encodeControlFrame, encodeMailFrame } from './frames.ts'
import { FrameSchema } from './generated/link_pb.ts'

test('mail is framed by hand as protobuf would, and read as it was', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40_000 }), (sealed) => {
      const frame = encodeMailFrame(sealed)
      const said = { case: 'mail', value: sealed } as const
      expect(new Uint8Array(frame)).toEqual(toBinary(FrameSchema, create(FrameSchema, { said })))
      const framed = decodeFrame(frame)
      expect(framed.kind === 'mail' && Array.from(framed.sealed)).toEqual(Array.from(sealed))
    }),
    { numRuns: 30 },
  )
})

test.each<Control>([
  {
    ...{ kind: 'hello', protocol: 'worldline/1', from: nodeId('a1'), to: nodeId('b1') },
    ...{ life: 'x', dial: 7 },
  },
  { kind: 'welcome', life: 'y', dial: 0 },
  { kind: 'sorry', why: 'it is late' },
  { kind: 'bye' },
])('what is said around the mail is read as it was: $kind', (said) => {
  expect(decodeFrame(encodeControlFrame(said))).toEqual({ kind: 'said', said })
})

test('any bytes are read as something or refused in words', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const framed = decodeFrame(bytes)
      if (framed.kind === 'nonsense') expect(framed.why).toMatch(/^its/)
      else expect(['mail', 'said']).toContain(framed.kind)
    }),
  )
})
