// What a bench file exports. Figures are told, never tested: a timed test fails on a busy machine.

/** One figure of worldline's speed or size. */
export interface Bench {
  /** `queue/hold-100`; `queue/hold-100/wheel` is a variant and is picked with it */
  readonly name: string
  /** what one unit of the figure is: `messages/s`, `bytes`, `ms` */
  readonly unit: string
  readonly better: 'more' | 'less'
  /** counted repetitions in one process, after one that warms up; 5 unless told */
  readonly repetitions?: number
  /** One repetition, a fifth of a second to a second long: the figure, in its unit. */
  run(): number | Promise<number>
}

/** How often a second something happened that took `count` times from `began`. */
export function rateSince(began: bigint, count: number): number {
  return count / (Number(process.hrtime.bigint() - began) / 1e9)
}
