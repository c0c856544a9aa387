// What a planted bug is: a rule replaced, where it was seen, and the property that finds it.

import type { ClientRules } from './client-rules.ts'
import type { Rules } from './rules.ts'

/** Every decision of servers and clients. */
export type AllRules = Rules & ClientRules

export interface Mutant {
  /** what is different, one sentence */
  readonly change: string
  /** the paper, incident or source it comes from */
  readonly source: string
  /** the property that finds it */
  readonly breaks: string
  /**
   * What it needs to show, where that is less than a fault: messages that overtake each other, as
   * datagrams do on a healthy network, or nothing at all
   */
  readonly needs?: 'overtaking' | 'nothing'
  readonly rules: Partial<AllRules>
}
