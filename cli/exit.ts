// Exit codes: stable, and the same for every command. Several results in one invocation end with
// the gravest, so that a definite failure is never hidden by an unknown.

import type { Verdict } from '../sim/verdict.ts'

/** What the process ends with. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 70 | 130 | 143

export const exits: {
  readonly pass: 0
  readonly fail: 1
  readonly usage: 2
  readonly inconclusive: 3
  readonly diverged: 4
  readonly internal: 70
  readonly interrupted: 130
  readonly terminated: 143
} = {
  pass: 0,
  fail: 1,
  usage: 2,
  inconclusive: 3,
  diverged: 4,
  internal: 70,
  interrupted: 130,
  terminated: 143,
}

const gravity: readonly ExitCode[] = [70, 143, 130, 4, 2, 1, 3, 0]

/** The gravest of several: 70 over 4 over 1 over 3 over 0. Of none, 0. */
export function gravest(codes: Iterable<ExitCode>): ExitCode {
  let so: ExitCode = 0
  for (const code of codes) if (gravity.indexOf(code) < gravity.indexOf(so)) so = code
  return so
}

/**
 * What a verdict ends with.
 * @param strict INCONCLUSIVE and goals never seen count as failures
 */
export function exitOf(verdict: Verdict, neverSeen: number, strict: boolean): ExitCode {
  if (verdict === 'fail') return exits.fail
  if (verdict === 'inconclusive') return strict ? exits.fail : exits.inconclusive
  return strict && neverSeen > 0 ? exits.fail : exits.pass
}
