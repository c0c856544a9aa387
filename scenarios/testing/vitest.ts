// `worldline/vitest`: scenarios as tests of vitest, with fast-check where inputs are drawn. Importing it
// registers the matchers; `worldline` alone knows nothing of it.

export { default as fc } from 'fast-check'
export { type FaultKind, faultPlan, type FaultPlanForm } from './fault-plan.ts'
export type { Asked, Body, Fixtures, PropFixtures } from './fixtures.ts'
export type { SimOptions } from './options.ts'
export type { ClientView, Clock, Net, Said, SimWorld } from './sim-world.ts'
export { type SimTest, simTest } from './sim-test.ts'
