// What the clients of the replicated map are asked to do: reads and writes of a few keys at a steady
// rate, with values that no two writes share, so that a read says whose write it saw.

import type { KvCommand } from '../protocols/raft-kv/messages.ts'
import { ms } from '../sim/units.ts'
import type { Span } from '../sim/span.ts'
import { checkAsked } from './raft-kv-door.ts'
import type { Asked, Draw, Occasion } from './workload.ts'

export interface Asking {
  readonly keys: number
  /** operations a second, of all clients together */
  readonly rate: number
  /** of a hundred, how many only get; half without it */
  readonly looks?: number
  /** of the servers */
  readonly electionTimeout?: Span
}

/**
 * Of each twenty, as a rule: ten gets, six puts, two compare-and-sets, a delete and a range.
 * @throws Mistake (WL1104) where nothing would be asked
 */
export function kvWorkload({ draw, until, roster, ...asking }: Asking & Occasion): Asked[] {
  const { keys, rate, looks = 50 } = asking
  checkAsked({ ...asking, looks, until })
  const clients = roster['c'] ?? []
  const slot = Math.floor(ms(1_000) / rate)
  const written: KeyState = new Map()
  const calls: Asked[] = []
  for (let from = first; from + slot <= until; from += slot) {
    const at = from + draw.below(slot)
    calls.push({ client: draw.pick(clients), at, message: command(draw, keys, looks, written) })
  }
  return calls
}

/** By then a leader is usually elected. */
const first = ms(400)

/** What was last written to a key, in the order of the calls: a guess at what is there. */
type KeyState = Map<string, string>

function command(draw: Draw, keys: number, looks: number, written: KeyState): KvCommand {
  const key = keyOf(draw.below(keys))
  const kind = draw.below(20)
  if (kind * 5 < looks) return { kind: 'get', key }
  if (kind === 18) return { kind: 'delete', key }
  if (kind === 19) return { kind: 'range', from: '', to: '~' }
  const value = String(written.size + 1)
  const from = written.get(key) ?? null
  written.set(key, value).set(`value ${value}`, value)
  return kind < 16 ? { kind: 'put', key, value } : { kind: 'cas', key, from, to: value }
}

const letters = 'xyzuvwabcdefghijklmnopqrst'
const keyOf = (nth: number): string => letters[nth] ?? `k${nth}`
