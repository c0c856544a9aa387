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
  readonly rules: Partial<AllRules>
}
