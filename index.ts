// The public face of worldline: the nouns in which actors are written, the protocols, the checkers
// and the scenarios that put them to the test. The kernel and the real world stay behind it.

// Actors and what they see.
export type { Actor, Ended, Message, Node, Parts, Timer } from './sim/actor.ts'
export { assert } from './sim/assert.ts'
export type { Plain, Scalar } from './sim/plain.ts'
export { copy, equal } from './sim/plain.ts'
export type { Service } from './sim/service.ts'
export type { Shape, Shapes } from './sim/shape.ts'
export type { Key, Store, Tables } from './sim/store.ts'
export type { Branded, Flavored, LogIndex, Micros, NodeId, OpId, Ppm, Term } from './sim/units.ts'
export { minutes, ms, nodeId, seconds, us } from './sim/units.ts'

// Shape tables in short words: `hears: { letter: { seq: shape.int() } }`.
export * as shape from './sim/shapes-of.ts'

// Worlds, runs and what is said of them.
export { type Budget, noFaults } from './sim/budget.ts'
export type { History, Operation } from './sim/history.ts'
export type { Disk, LinkKind, Network } from './sim/link.ts'
export { Mistake, type Problem } from './sim/problem.ts'
export type { LogCell, LogNow, RoleNow, RoleView, Standing } from './sim/role-view.ts'
export type { Span } from './sim/span.ts'
export type { Verdict } from './sim/verdict.ts'

// Scenarios.
export type { Assumption } from './scenarios/assumption.ts'
export { oneOf } from './scenarios/params.ts'
export { causal, type CausalOptions } from './sim/check/causal.ts'
export type { HistoryCheck, Judged, Misfit, Outcome } from './sim/check/history-check.ts'
export type { RunEnd, RunRecord } from './sim/check/run-end.ts'
export { converged, type Replica } from './sim/check/convergence.ts'
export { delivered, type DeliveredOptions, type Promised } from './sim/check/delivered.ts'
export {
  allArrived,
  exactlyOnce,
  inOneOrder,
  inOrderOf,
  nothingTwice,
} from './sim/check/delivery.ts'
export { linearizable, type LinearizableOptions } from './sim/check/linearizable.ts'
export { sequentiallyConsistent, type SequentialOptions } from './sim/check/sequential.ts'
export { type Access, type Model, refused } from './sim/check/model.ts'
export { modelNamed, models, type ModelTold } from './sim/check/models.ts'
export { counter, type CounterCall } from './sim/check/models/counter.ts'
export { fencedLock, type FencedLockCall } from './sim/check/models/fenced-lock.ts'
export { kv, type KvCall } from './sim/check/models/kv.ts'
export { mutex, type MutexCall } from './sim/check/models/mutex.ts'
export { bag, queue, type QueueCall } from './sim/check/models/queue.ts'
export { progress, type ProgressOptions } from './sim/check/progress.ts'
export { register, type RegisterCall } from './sim/check/models/register.ts'
export { set, type SetCall } from './sim/check/models/set.ts'
export {
  monotonicReads,
  monotonicWrites,
  readYourWrites,
  sessionGuarantees,
  type SessionOptions,
  writesFollowReads,
} from './sim/check/sessions.ts'
export type { SessionAccess } from './sim/check/sessions/access.ts'
export type { Guarantee } from './sim/check/sessions/guarantee.ts'
export type {
  AnomaliesFound,
  Anomaly,
  Cycle,
  CycleEdge,
  EdgeKind,
} from './sim/check/transactions/anomaly.ts'
export { type Isolation, isolations } from './sim/check/transactions/isolation.ts'
export {
  judgeListAppend,
  listAppend,
  type ListAppendFound,
  type ListAppendOptions,
} from './sim/check/transactions/list-append.ts'
export type { Micro, TxnCall } from './sim/check/transactions/micro.ts'
export { type Bounds, counterBounds, counterBoundsResult } from './sim/check/counter-bounds.ts'
export type { CounterBoundsResult } from './sim/check/counter-bounds.ts'
export type { Reading } from './sim/check/asked.ts'
export { setFinal, setFinalResult, type SetFinalResult } from './sim/check/set-final.ts'
export { setFull, setFullResult } from './sim/check/set-full.ts'
export type { ElementResult, SetFullOptions, SetFullResult } from './sim/check/set-full.ts'
export { type Counts, stats, statsResult, type StatsResult } from './sim/check/stats.ts'
export { type Multiset, totalQueue, totalQueueResult } from './sim/check/total-queue.ts'
export type { TotalQueueOptions, TotalQueueResult } from './sim/check/total-queue.ts'
export { uniqueIds, uniqueIdsResult, type UniqueIdsResult } from './sim/check/unique-ids.ts'
export { copyOf, scenario } from './scenarios/scenario.ts'
export type { Form, Given, Scenario } from './scenarios/scenario.ts'
export type { Copy, Mutant, Mutants, Origin } from './scenarios/variant.ts'
export type { NodeView, Role, View } from './scenarios/view.ts'
export type { Asked, Draw, Occasion, Steady, Workload } from './scenarios/workload.ts'

// ack-retry: its actors, its decisions, its planted bugs, and the scenario that holds it to them.
export { client as ackRetryClient } from './protocols/ack-retry/client.ts'
export { discovery as ackRetryDiscovery } from './protocols/ack-retry/discovery.ts'
export * as ackRetryInvariants from './protocols/ack-retry/invariants.ts'
export * as ackRetryMessages from './protocols/ack-retry/messages.ts'
export { mutants as ackRetryMutants } from './protocols/ack-retry/mutants.ts'
export { receiver as ackRetryReceiver } from './protocols/ack-retry/receiver.ts'
export { rules as ackRetryRules } from './protocols/ack-retry/rules.ts'
export { sender as ackRetrySender } from './protocols/ack-retry/sender.ts'
export { ackRetry } from './scenarios/ack-retry.ts'

// Raft for a service of your own, under one name; the map that it replicates, and both under faults.
export { type KvAsking, kvClient } from './protocols/raft-kv/client.ts'
export type { KvCommand, KvResult } from './protocols/raft-kv/messages.ts'
export { kvService, type KvState } from './protocols/raft-kv/service.ts'
export { kvClientHears, kvServerHears } from './protocols/raft-kv/shapes.ts'
export * as raft from './protocols/raft/raft.ts'
export { raftDisks } from './scenarios/raft-disks.ts'
export { raftKv } from './scenarios/raft-kv.ts'
export { kvOutcome, linearizableKeys } from './scenarios/raft-kv-check.ts'
export { kvWorkload } from './scenarios/raft-kv-workload.ts'
export { raftMembers } from './scenarios/raft-members.ts'
