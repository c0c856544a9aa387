// How long a connection may keep others waiting, by what it is. Pure: the sweep in streams.ts acts.

import type { Phase } from './guests.ts'
import type { Limits } from '../transport.ts'

/** How long the predecessor of a new connection may take to hand over its last messages, ms. */
export const handover = 250

export type Overdue =
  /** turned away, with a reason */
  | { readonly kind: 'refuse'; readonly why: string }
  /** our dial gets no answer */
  | { readonly kind: 'give up' }
  /** its predecessor has had its time */
  | { readonly kind: 'supersede' }

/** @param begunAt when a frame began that has not ended, or null; both times `performance.now` */
export function overdue(
  phase: Phase,
  begunAt: number | null,
  now: number,
  { handshake, frameWithin }: Limits,
): Overdue | null {
  const waited = phase.kind === 'open' ? 0 : now - phase.since
  if (phase.kind === 'stranger' && waited > handshake) {
    return { kind: 'refuse', why: `it said no name within ${handshake} ms` }
  }
  if (phase.kind === 'dialed' && waited > handshake) return { kind: 'give up' }
  if (phase.kind === 'next' && waited > handover) return { kind: 'supersede' }
  if (begunAt === null || now - begunAt <= frameWithin) return null
  return {
    kind: 'refuse',
    why: `it began a frame and did not end it within ${frameWithin} ms`,
  }
}

/** How often to look. */
export const sweepEvery = ({ handshake, frameWithin }: Limits): number =>
  Math.max(5, Math.min(handshake, frameWithin, handover) / 4)
