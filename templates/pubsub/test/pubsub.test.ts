// The scenario as tests: `npm test`. A failure is shrunk, told with your line first, and kept as a case
// beside this file, which then runs first.

import { simTest } from 'worldline/vitest'
import { pubsub } from '../wl/pubsub.scenario.ts'

simTest('works while nothing goes wrong', pubsub, { seeds: 20, faults: 'none' })

// Take `.skip` away once the TODO is done: from then on it stays done.
simTest.skip('everybody has everything, whatever connections end', pubsub, { seeds: 200 })
