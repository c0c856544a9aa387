// What is found of one property: it holds, it does not, or nobody can say. Only the forms; who finds
// it is the judge.

import type { Misfit } from '../../sim/check/history-check.ts'
import type { OpId } from '../../sim/units.ts'
import type { Finding } from '../../sim/verdict.ts'

/** A property that did not hold, before it is known where. */
export interface Broken {
  readonly property: string
  readonly section: Finding['section']
  readonly code: string
  readonly sentence: string
  /** the operation that fits nowhere, where a check of the history named it */
  readonly misfit?: Misfit
  /** the longest legal beginning that it found, and the state of its model there, in words */
  readonly order?: readonly OpId[]
  readonly state?: string
}

/** It holds. */
export const passed = (
  property: string,
  section: Finding['section'],
  detail: string | null,
): Finding => ({
  property,
  section,
  verdict: 'pass',
  why: null,
  detail,
})

/** Nobody can say. */
export const untested = (property: string, section: Finding['section'], why: string): Finding => ({
  property,
  section,
  verdict: 'inconclusive',
  why,
  detail: null,
})

/** It does not hold. */
export const failed = ({ property, section, sentence: why }: Broken): Finding => ({
  property,
  section,
  verdict: 'fail',
  why,
  detail: null,
})

/** Ends with one full stop. */
export const sentence = (words: string): string => (/[.!?…]$/.test(words) ? words : `${words}.`)
