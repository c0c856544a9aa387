// A scenario as tests. A failure is shrunk, told with your line first, and kept as a case beside this
// file, which then runs first.

import { expect } from 'vitest'
import { simTest } from 'worldline/vitest'
import { myProtocol } from '../wl/protocol.scenario.ts'

simTest('works while nothing goes wrong', myProtocol, { seeds: 20, faults: 'none' })

simTest('holds under its own faults', myProtocol, { seeds: 200 })

// The world driven by hand: one story, nothing drawn.
simTest('is quiet in the end', myProtocol, { seed: 1, faults: 'none' }, ({ world, history }) => {
  world.untilQuiet()
  expect(history.every((operation) => operation.end !== null)).toBe(true)
})
