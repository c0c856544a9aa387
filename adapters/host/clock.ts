// The machine's clocks, in microseconds.

import { performance } from 'node:perf_hooks'

import type { Micros } from '../../sim/units.ts'

/** Monotonic, since this process began. */
export const now = (): Micros => Math.floor(performance.now() * 1_000)

/** Monotonic and the same for every process of this machine: since `origin`, in nanoseconds. */
export const since = (origin: bigint): Micros => Number((process.hrtime.bigint() - origin) / 1_000n)
