// The scenario as tests: `npm test`. A failure is shrunk, told with your line first, and kept as a case
// beside this file, which then runs first.

import { simTest } from 'worldline/vitest'
import { replicatedLog } from '../wl/replicated-log.scenario.ts'

simTest('works while nothing goes wrong', replicatedLog, { seeds: 20, faults: 'none' })

// Take `.skip` away once the TODO is done: from then on it stays done.
simTest.skip('keeps what it acknowledged, whoever crashes', replicatedLog, { seeds: 200 })
