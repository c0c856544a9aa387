import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Message } from '../sim/actor.ts'
import { encode } from '../sim/plain.ts'
import { numberAt, putNumber } from './frame.ts'
import { openMail, sealMail } from './wire.ts'

const number = fc.integer({ min: 0, max: 0xffff_ffff })
const mail = fc.record({ life: number, nth: number, text: fc.string({ unit: 'grapheme' }) })
const say = (text: string): Message => ({ kind: 'say', text }) as Message

describe('mail', () => {
  test('that was sealed is opened with its life and number', () => {
    fc.assert(
      fc.property(mail, ({ life, nth, text }) => {
        expect(openMail(sealMail(say(text), { life, nth }), null)).toEqual({
          kind: 'message',
          message: say(text),
          mark: { life, nth },
        })
      }),
    )
  })

  test('is damaged by any bit that changes, and by any end that is missing', () => {
    fc.assert(
      fc.property(mail, fc.nat(), fc.nat({ max: 7 }), ({ life, nth, text }, place, bit) => {
        const sealed = sealMail(say(text), { life, nth })
        const at = place % sealed.length
        expect(openMail(sealed.subarray(0, at), null)).toEqual({ kind: 'damaged' })
        sealed[at] = (sealed[at] ?? 0) ^ (1 << bit)
        expect(openMail(sealed, null)).toEqual({ kind: 'damaged' })
      }),
    )
  })

  test('is the message as the codec writes it, behind a seal of twelve bytes', () => {
    fc.assert(
      fc.property(mail, ({ life, nth, text }) => {
        const sealed = sealMail(say(text), { life, nth })
        expect(sealed.subarray(12)).toEqual(encode(say(text)))
        expect(encode(say(text), 12).length).toBe(sealed.length)
      }),
    )
  })
})

test('numbers are four bytes, big end first', () => {
  fc.assert(
    fc.property(number, fc.nat({ max: 4 }), (value, at) => {
      const bytes = new Uint8Array(9)
      putNumber(bytes, at, value)
      expect(numberAt(bytes, at)).toBe(value)
      expect(new DataView(bytes.buffer).getUint32(at)).toBe(value)
    }),
  )
})
