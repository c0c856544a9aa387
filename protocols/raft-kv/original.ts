// The faithful copy of the source systems' replicas: PySyncObj 0.3.14 and the three ways in which they
// used it, with their faults. README.md says what each of them does wrong.

export { originalServerHears } from './original-messages.ts'
export { originalServer } from './original-server.ts'
export type { OriginalServing } from './original-state.ts'
export { type OriginalTimings, originalTimingsDefault } from './original-timings.ts'
export { shopUsage, tasksUsage, type Usage, versionedUsage } from './original-usage.ts'
