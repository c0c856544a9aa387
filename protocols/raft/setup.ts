// Setting up a cluster: the one door through which members and parameters come, so that no server ever
// starts with what could not work. What is checked is in check-members.ts and check-parameters.ts.

import { Mistake } from '../../sim/problem.ts'
import { nodeId } from '../../sim/units.ts'
import { membersOf } from './changes.ts'
import { type Cluster, problemsOfMembers, warningsOfMembers } from './check-members.ts'
import { problemsOfParameters, warningsOfParameters } from './check-parameters.ts'
import type { Members } from './members.ts'
import { type Parameters, parametersDefault } from './parameters.ts'

export interface Setup {
  readonly members: Members
  readonly parameters: Parameters
}

/**
 * Members and parameters that can work, the defaults for what is not said.
 * @throws Mistake with everything that could not: WL1103 (members), WL1104 (parameters)
 */
export function setUp(cluster: Cluster, chosen: Partial<Parameters> = {}): Setup {
  const parameters = { ...parametersDefault, ...chosen }
  const problems = [...problemsOfMembers(cluster), ...problemsOfParameters(parameters)]
  if (problems.length > 0) throw new Mistake(problems)
  const learners = (cluster.learners ?? []).map(nodeId)
  return { members: membersOf(cluster.voters.map(nodeId), learners), parameters }
}

/** What works and is poor, each a sentence: for the assumptions of a scenario. */
export const warningsAbout = (cluster: Cluster, chosen: Partial<Parameters> = {}): string[] => [
  ...warningsOfMembers(cluster),
  ...warningsOfParameters({ ...parametersDefault, ...chosen }),
]
