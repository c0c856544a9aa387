// The scenario as tests: `npm test`. A failure is shrunk, told with your line first, and kept as a case
// beside this file, which then runs first.

import { simTest } from 'worldline/vitest'
import { rpc } from '../wl/rpc.scenario.ts'

simTest('works while nothing goes wrong', rpc, { seeds: 20, faults: 'none' })

// Take `.skip` away once the TODO is done: from then on it stays done.
simTest.skip('each request is carried out once, whatever goes wrong', rpc, { seeds: 200 })
