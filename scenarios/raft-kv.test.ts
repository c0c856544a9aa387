// Raft as its scenario claims it: clean as it is, deterministic, and found out when a rule is replaced.

import { expect, test } from 'vitest'
import { raftKv } from './raft-kv.ts'
import { Experiment } from './runner/experiment.ts'
import { settingsDefault } from './runner/order.ts'

const experiment = (variant: string | null, set = {}, faults?: readonly string[]): Experiment =>
  new Experiment(raftKv, {
    variant,
    settings: { ...settingsDefault, set, ...(faults === undefined ? {} : { faults }) },
  })

test('a few seeds of the storm are clean', () => {
  const own = experiment(null)
  for (let seed = 1; seed <= 12; seed++) {
    const { verdict, failure } = own.run(seed)
    expect([seed, verdict, failure?.sentence]).toEqual([seed, 'pass', undefined])
  }
})

test('the same seed leaves the same run, by reference and by copy', () => {
  expect(experiment(null).runTwice(3).verdict).toBe('pass')
})

test('over streams and with leases as over datagrams', () => {
  const own = experiment(null, { link: 'stream', reads: 'lease' })
  for (let seed = 1; seed <= 4; seed++) expect(own.run(seed).verdict).toBe('pass')
})

test('a leader that is cut off answers no query from what it has', () => {
  const set = { servers: '3', reads: 'index', checkQuorum: 'false', preVote: 'true' }
  const cut = (variant: string | null): string[] =>
    ['n1 | n2,n3', 'n2 | n1,n3', 'n3 | n1,n2'].flatMap((groups) => {
      const one = experiment(variant, set, [`partition ${groups} @ 1500ms for 600ms`])
      return [1, 2, 3, 4].map((seed) => one.run(seed).failure?.code ?? 'pass')
    })
  expect(new Set(cut(null))).toEqual(new Set(['pass']))
  expect(cut('stale-read')).toContain('WL2003')
})
