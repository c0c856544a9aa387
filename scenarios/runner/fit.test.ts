import { describe, expect, test } from 'vitest'

import type { Planned } from '../../sim/fault.ts'
import { ms, nodeId, seconds } from '../../sim/units.ts'
import { ackRetry } from '../ack-retry.ts'
import { Experiment } from './experiment.ts'
import { fitOf } from './fit.ts'
import { settingsDefault } from './order.ts'
import type { Recording } from './recorded-read.ts'
import type { Flight } from './traffic.ts'

const site = new Experiment(ackRetry, { variant: null, settings: settingsDefault }).siteFor(1)
const [from, to] = [nodeId('sender1'), nodeId('receiver1')]
const began = seconds(5)

/** A message every 10 ms of four seconds, late while the link is slow. */
const flights = Array.from({ length: 400 }, (_, nth): Flight => {
  const time = nth * ms(10)
  const left = began + time
  const slow = time >= seconds(1) && time < seconds(2)
  return {
    ...{ from, to, kind: 'offer', message: { kind: 'offer' }, life: 1, left },
    arrivals: [left + (slow ? ms(50) : ms(1))],
    ...{ stilled: false, down: false },
  }
})

const recordingOf = (plan: readonly Planned[]): Recording => ({
  folder: '',
  file: { plan, began, ended: { calmAt: seconds(4) } } as unknown as Recording['file'], // all that is read
  lives: [],
  redacted: false,
})

const slowLink: readonly Planned[] = [
  {
    id: 1,
    when: { kind: 'time', time: seconds(1) },
    since: null,
    fault: {
      kind: 'delay',
      links: [{ from: [from], to: [to] }],
      extra: { kind: 'const', at: ms(50) },
      filter: { kinds: null, first: null, last: null, where: null },
    },
  },
  { id: 2, when: { kind: 'time', time: seconds(1) }, since: 1, fault: { kind: 'end', of: 1 } },
]

const greatest = (plan: readonly Planned[]): number => {
  const { latency } = fitOf(recordingOf(plan), flights, site)
  return latency?.kind === 'trace' ? Math.max(...latency.samples) : 0
}

describe('a fit', () => {
  test('is made of what no fault of a link delayed, before it and after it', () => {
    expect(greatest(slowLink)).toBe(ms(1))
    expect(fitOf(recordingOf(slowLink), flights, site).messages).toBeGreaterThan(250)
  })

  test('takes for the network what no fault accounts for', () => {
    expect(greatest([])).toBe(ms(50))
  })
})
