// The matchers, registered with vitest by being imported. What each looks at is in the files beside;
// here is only who is looked at, and what a negation says.

import { expect } from 'vitest'
import { linearizable, type LinearizableOptions } from '../../sim/check/linearizable.ts'
import { sequentiallyConsistent, type SequentialOptions } from '../../sim/check/sequential.ts'
import type { Model } from '../../sim/check/model.ts'
import type { Plain } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Scenario } from '../form.ts'
import { inCi } from './options.ts'
import { type Kept, lostAcks, missed } from './matcher-measures.ts'
import { type Converge, unlike } from './matcher-converge.ts'
import { type Deliver, misdelivered } from './matcher-deliver.ts'
import { historyOf, modelOf, unfit } from './matcher-histories.ts'
import { notHappened } from './matcher-happened.ts'
import { differing, otherTrace, type Update } from './matcher-repeats.ts'
import { type Led, ledAnyway, notLed, otherRole, roleAnyway } from './matcher-roles.ts'
import { type Always, brokenAlways, happenedOnce, type Never } from './matcher-steps.ts'
import { SimWorld } from './sim-world.ts'
import { judged, type Result } from './verdicts.ts'

/** How often something is to have happened. */
export interface Times {
  readonly times?: number | undefined
}

declare module 'vitest' {
  interface Matchers<T> {
    /** a property of the scenario, or a function of what properties see, holds in every state so far */
    toAlways(property: string | Always): void
    /** a goal was not reached, or a function was true in no state so far */
    toNever(what: string | Never): void
    /** a goal was reached, or a fault of that kind struck */
    toHaveHappened(what: string, how?: Times): void
    /** a threshold on what was measured so far, `op.latency p99 < 200ms` */
    toMeet(threshold: string): void
    /** every acknowledged operation is kept; without `kept`, the scenario's WL2002 properties say it */
    toHaveNoLostAcks(how?: Kept): void
    /** a scenario's first seeds, or the run so far, are the same twice */
    toBeDeterministic(): void
    /** there is an order of the operations that the model allows, each between its call and its answer */
    toBeLinearizable<S, C extends Plain, R extends Plain>(
      model: Model<S, C, R>,
      how?: LinearizableOptions<C>,
    ): void
    /** there is an order of the operations that the model allows and that keeps each client's own */
    toBeSequentiallyConsistent<S, C extends Plain, R extends Plain>(
      model: Model<S, C, R>,
      how?: SequentialOptions,
    ): void
    /** the nodes of a role agree: now, or for good within a time of the healing */
    toConverge(how?: Converge): void
    /** somebody leads now: of a term, or exactly so many */
    toHaveLeader(how?: Led): void
    /** a node has that role now, one of those that its view knows */
    toHaveRole(role: string): void
    /** what clients sent has arrived, as often and in the order that is promised */
    toDeliver(how: Deliver): void
    /** the events so far are those of a golden file beside the test; `-u` writes it */
    toMatchTrace(file: string): void
  }
}

/** What vitest calls a matcher with. */
interface Matching {
  /** vitest leaves it out where nothing is negated */
  readonly isNot?: boolean
  readonly testPath?: string | undefined
  readonly snapshotState?: unknown
}

const matchers = {
  toAlways(this: Matching, received: unknown, property: string | Always): Result {
    const said = brokenAlways(worldOf(received, 'toAlways'), property)
    return judged(this.isNot, said, 'it holds in every state so far.')
  },
  toNever(this: Matching, received: unknown, what: string | Never): Result {
    const said = happenedOnce(worldOf(received, 'toNever'), what)
    return judged(this.isNot, said, 'it happened in no state so far.')
  },
  toHaveHappened(this: Matching, received: unknown, what: string, how: Times = {}): Result {
    const said = notHappened(worldOf(received, 'toHaveHappened'), what, how.times ?? null)
    return judged(this.isNot, said, `"${what}" happened, and should not have.`)
  },
  toMeet(this: Matching, received: unknown, threshold: string): Result {
    const said = missed(worldOf(received, 'toMeet'), threshold)
    return judged(this.isNot, said, `${threshold}: it is met, and should not be.`)
  },
  toHaveNoLostAcks(this: Matching, received: unknown, how?: Kept): Result {
    const said = lostAcks(worldOf(received, 'toHaveNoLostAcks'), how ?? null)
    return judged(this.isNot, said, 'every acknowledged operation is kept.')
  },
  toBeDeterministic(this: Matching, received: unknown): Result {
    const what = isScenario(received) ? received : worldOf(received, 'toBeDeterministic')
    return judged(this.isNot, differing(what), 'it is the same run each time.')
  },
  toBeLinearizable<S, C extends Plain, R extends Plain>(
    this: Matching,
    received: unknown,
    model: Model<S, C, R>,
    how: LinearizableOptions<C> = {},
  ): Result {
    const history = historyOf(received, 'toBeLinearizable')
    modelOf(model, 'toBeLinearizable')
    const said = unfit(history, linearizable(model, how), 'LinearizabilityError')
    return judged(this.isNot, said, 'it is linearizable, and should not be.')
  },
  toBeSequentiallyConsistent<S, C extends Plain, R extends Plain>(
    this: Matching,
    received: unknown,
    model: Model<S, C, R>,
    how: SequentialOptions = {},
  ): Result {
    const history = historyOf(received, 'toBeSequentiallyConsistent')
    modelOf(model, 'toBeSequentiallyConsistent')
    const said = unfit(history, sequentiallyConsistent(model, how), 'SequentialConsistencyError')
    return judged(this.isNot, said, 'it is sequentially consistent, and should not be.')
  },
  toConverge(this: Matching, received: unknown, how: Converge = {}): Result {
    const said = unlike(worldOf(received, 'toConverge'), how)
    return judged(this.isNot, said, 'the nodes agree, and should not.')
  },
  toHaveLeader(this: Matching, received: unknown, how: Led = {}): Result {
    const world = worldOf(received, 'toHaveLeader')
    return judged(this.isNot, notLed(world, how), () => ledAnyway(world))
  },
  toHaveRole(this: Matching, received: unknown, role: string): Result {
    return judged(this.isNot, otherRole(received, role), () => roleAnyway(received, role))
  },
  toDeliver(this: Matching, received: unknown, how: Deliver): Result {
    return judged(this.isNot, misdelivered(received, how), 'all is delivered, and should not be.')
  },
  toMatchTrace(this: Matching, received: unknown, file: string): Result {
    const world = worldOf(received, 'toMatchTrace')
    const said = otherTrace(world, file, this.testPath, updateOf(this.snapshotState))
    return judged(this.isNot, said, `the events are those of ${file}.`)
  },
}

/** Names of the matchers, as a test is checked against its page. */
export const matcherNames: readonly string[] = Object.keys(matchers)

expect.extend(matchers)

function worldOf(received: unknown, matcher: string): SimWorld {
  if (received instanceof SimWorld) return received
  const sentence = `${matcher} looks at a world, and was given ${received === null ? 'null' : typeof received}.`
  const lines = ['Use   expect(world), with the world that a body of simTest is given']
  throw new Mistake([{ code: 'WL1004', sentence, lines }])
}

const isScenario = (value: unknown): value is Scenario =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'scenario'

/** vitest keeps it to itself; where it no longer does, nothing known is overwritten. */
function updateOf(state: unknown): Update {
  const said: unknown =
    typeof state === 'object' && state !== null ? Reflect.get(state, '_updateSnapshot') : undefined
  return said === 'all' || said === 'none' || said === 'new' ? said : inCi() ? 'none' : 'new'
}
