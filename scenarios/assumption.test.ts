import { expect, test } from 'vitest'
import { Experiment } from './runner/experiment.ts'
import { settingsDefault } from './runner/order.ts'
import { ackRetry } from './ack-retry.ts'
import { raftKv } from './raft-kv.ts'
import type { Scenario } from './scenario.ts'

const said = (of: Scenario, ...faults: string[]): readonly string[] =>
  new Experiment(of, {
    variant: null,
    settings: { ...settingsDefault, extraFaults: faults },
  }).siteFor(1).assumptions

test.each`
  because                         | fault                                    | keeps
  ${'nothing touches disks'}      | ${'drop 1%'}                             | ${true}
  ${'a torn write is not synced'} | ${'disk torn n1'}                        | ${true}
  ${'a slow disk keeps all'}      | ${'disk slow 10ms n1'}                   | ${true}
  ${'a row rots'}                 | ${'disk rot 1% n1'}                      | ${false}
  ${'a sync is a lie'}            | ${'disk lying-sync n1'}                  | ${false}
  ${'a crash takes the disk'}     | ${'crash n1 @ 1s restart +1s lose disk'} | ${false}
  ${'a disk is wiped'}            | ${'wipe n1 @ 1s restart +1s'}            | ${false}
`('that disks keep what was synced is assumed: $keeps, $because', ({ fault, keeps }) => {
  expect(said(raftKv, fault).includes('disks keep what was synced')).toBe(keeps)
})

test('of a swarm, where the budget has no such fault', () => {
  expect(said(raftKv)).toContain('disks keep what was synced')
  expect(said(ackRetry)).toContain('disks keep what was synced')
})
