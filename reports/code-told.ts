// What is told of a code: the shape of an entry of codes.ts. It says what kind of thing the code
// names; what happened in a run or at a prompt is said where it happened.

export type Subject =
  | 'names, flags and files'
  | 'anomalies'
  | 'faults and thresholds'
  | 'determinism'
  | 'the real world'

export interface CodeTold {
  /** `WL2006` */
  readonly code: string
  /** in the field's words, as it stands in a sentence: `a duplicate effect` */
  readonly name: string
  readonly subject: Subject
  /** whole sentences */
  readonly what: string
  /** who notices, by looking at what */
  readonly detected: string
  /** at most six lines, as they are seen or written */
  readonly example: readonly string[]
  /** usual ones, the most usual first; phrases */
  readonly causes: readonly string[]
  /** of an anomaly: which promise is broken, and what a pass would have ruled out; else null */
  readonly rulesOut: string | null
  /** what to do about it */
  readonly mend: string
  /** a common cure of a protocol that has it, as a pattern and never as certainty; null: none is */
  readonly cure: string | null
}
