// The scenario as tests: `npm test`. A failure is shrunk, told with your line first, and kept as a case
// beside this file, which then runs first.

import { simTest } from 'worldline/vitest'
import { replicatedBank } from '../wl/raft.scenario.ts'

simTest('works while nothing goes wrong', replicatedBank, { seeds: 10, faults: 'none' })

// Take `.skip` away once the TODO is done: from then on it stays done.
simTest.skip('is one bank, whoever crashes or is cut off', replicatedBank, { seeds: 40 })
