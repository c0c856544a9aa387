// `worldline/vitest`: scenarios as tests of vitest, with fast-check where inputs are drawn. Importing it
// registers the matchers; `worldline` alone knows nothing of it.

import './matchers.ts'

export { default as fc } from 'fast-check'
export { type FaultKind, faultPlan, type FaultPlanForm } from './fault-plan.ts'
export type { Asked, Body, Fixtures, PropFixtures } from './fixtures.ts'
export type { Converge } from './matcher-converge.ts'
export type { Deliver } from './matcher-deliver.ts'
export type { Times } from './matchers.ts'
export type { Kept } from './matcher-measures.ts'
export type { Led } from './matcher-roles.ts'
export type { Always, Never } from './matcher-steps.ts'
export type { SimOptions } from './options.ts'
export type { ClientView, Clock, Net, Said, SimWorld } from './sim-world.ts'
export { type SimTest, simTest } from './sim-test.ts'
