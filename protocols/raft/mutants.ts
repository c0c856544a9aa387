// The planted bugs of Raft by name. They show that the properties bite; each stands beside those of its
// kind.

import type { Mutant } from './mutant.ts'
import { clientMutants } from './mutants-clients.ts'
import { electionMutants } from './mutants-elections.ts'
import { logMutants } from './mutants-log.ts'
import { quorumMutants } from './mutants-quorums.ts'

export const mutants: Readonly<Record<string, Mutant>> = {
  ...electionMutants,
  ...logMutants,
  ...quorumMutants,
  ...clientMutants,
}
