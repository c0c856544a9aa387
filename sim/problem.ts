// The user's mistakes: each with its place, what was expected and the nearest valid thing. They
// are collected and told together; the command line prints them and exits with their code.

/** One mistake, told in at most a dozen lines. */
export interface Problem {
  /** `WL1002`. WL1 names and files, 2 anomalies, 3 faults, 4 determinism, 5 the real world. */
  readonly code: string
  /** One sentence, without the code: `there is no scenario called "raft-vk".` */
  readonly sentence: string
  /** Further lines: what was given with a pointer under it, `did you mean`, what is valid. */
  readonly lines: readonly string[]
}

/** Thrown at the doors (command line, scenario, notation) with every problem found. */
export class Mistake extends Error {
  override readonly name = 'Mistake'
  readonly problems: readonly Problem[]
  /** 2 for a mistake of usage, 4 for a scenario that is not deterministic */
  readonly exitCode: 2 | 4

  constructor(problems: readonly Problem[], exitCode: 2 | 4 = 2) {
    super(problems.map((one) => `${one.code}: ${one.sentence}`).join('\n'))
    this.problems = problems
    this.exitCode = exitCode
  }
}
