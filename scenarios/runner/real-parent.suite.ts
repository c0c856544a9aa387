// The run that real-faults.test.ts kills: tells where its nodes are, and when one of them is stopped
// while a link is cut, and never ends by itself within a test.

import { seconds } from '../../sim/units.ts'
import { ackRetry } from '../ack-retry.ts'
import { settingsDefault } from './order.ts'
import { runReal } from './real.ts'

await runReal({
  scenario: ackRetry,
  order: {
    source: { kind: 'built-in' },
    scenario: 'ack-retry',
    variant: null,
    settings: {
      ...settingsDefault,
      set: { receivers: '1' },
      faults: ['partition receiver1 | sender1 @ 100ms', 'pause sender1 @ 300ms'],
    },
  },
  ...{ seed: 1, via: 'tcp', time: seconds(600), rate: 20, port: null, signal: null },
  folder: process.argv[3] ?? '',
  onEvent: (event) => {
    if (event.kind === 'started') process.send?.(event.nodes)
    if (event.kind === 'struck' && event.told.includes('pause')) process.send?.('paused')
  },
})
