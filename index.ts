// The public face of worldline: the nouns in which actors are written, the protocols, the checkers
// and the scenarios that put them to the test. The kernel and the real world stay behind it.

export type { Actor, Ended, Message, Node, Parts, Timer } from './sim/actor.ts'
export { assert } from './sim/assert.ts'
export type { History, Operation } from './sim/history.ts'
export type { Disk, LinkKind, Network } from './sim/link.ts'
export type { Plain, Scalar } from './sim/plain.ts'
export { Mistake, type Problem } from './sim/problem.ts'
export type { Shape, Shapes } from './sim/shape.ts'
export type { Span } from './sim/span.ts'
export type { Key, Store, Tables } from './sim/store.ts'
export type { Branded, Flavored, Micros, NodeId, OpId, Ppm } from './sim/units.ts'
export { minutes, ms, nodeId, seconds, us } from './sim/units.ts'
export type { Verdict } from './sim/verdict.ts'
