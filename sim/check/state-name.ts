// The name of a plain value: equal values have equal names, different ones different names.

import { encode } from '../plain.ts'

/** @returns the bytes of its encoding, a character each; not for people */
export function nameOf(value: unknown): string {
  let name = ''
  for (const byte of encode(value)) name += String.fromCharCode(byte)
  return name
}
