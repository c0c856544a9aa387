// Raft as those have it who build on it: `import { raft } from 'worldline'`. Its parts have their own
// files; nothing is made here but one set of rules.

import { clientRules } from './client-rules.ts'
import type { AllRules } from './mutant.ts'
import { rules as serverRules } from './rules.ts'

export { budget } from './budget.ts'
export { client } from './client.ts'
export type { AnyCommand, Asking, ClientConfig, Failed } from './client-state.ts'
export type { ClientRules, Patience } from './client-rules.ts'
export type { Config, Raft } from './config.ts'
export type { Members } from './members.ts'
export type { Refusal } from './messages.ts'
export type { AllRules, Mutant } from './mutant.ts'
export { mutants } from './mutants.ts'
export { diskMutants } from './mutants-disks.ts'
export { memberMutants } from './mutants-members.ts'
export { type Operating, operator, type OperatorConfig, type Wish } from './operator.ts'
export { type Parameters, parametersDefault } from './parameters.ts'
export { safety } from './invariants.ts'
export * as messages from './messages.ts'
export { promises } from './promises.ts'
export type { Rules } from './rules.ts'
export { server } from './server.ts'
export { type Setup, setUp, warningsAbout } from './setup.ts'
export { clientHears, operatorHears, serverHears } from './shapes.ts'
export type { RaftState } from './state.ts'
export { raftView as logView } from './view.ts'

/** Every decision of servers and clients: what a planted bug replaces one of. */
export const rules: AllRules = { ...serverRules, ...clientRules }
