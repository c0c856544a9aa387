// A service: what a protocol replicates. A pure state machine, which knows neither how many copies of
// it there are nor how they agree; what makes a repeated command harmless belongs to the protocol.

import type { Shape } from './shape.ts'

/** Methods compare their parameters both ways, so that any service fits a protocol. */
export interface Service<State = unknown, Command = unknown, Result = unknown> {
  /** the state before the first command: plain, a tree */
  init(): State
  /** carries a command out upon the state; a function of the two alone, the same on every copy */
  apply(state: State, command: Command): Result
  /** whether a command only looks; without it, every command may change something */
  reads?(command: Command): boolean
  /** what every state looks like; a state from elsewhere that does not is not taken up */
  readonly state?: Shape
}
