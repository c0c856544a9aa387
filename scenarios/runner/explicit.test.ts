import { describe, expect, test } from 'vitest'
import type { FaultLine } from '../../sim/notation.ts'
import { Experiment } from './experiment.ts'
import { explicitOf, Stagings } from './explicit.ts'
import { findBuiltIn } from './load.ts'
import { settingsDefault } from './order.ts'

const experimentOf = (name: string, variant: string | null): Experiment =>
  new Experiment(findBuiltIn(name).scenario, { variant, settings: settingsDefault })

/** Rings and swizzles take their order from the seed. */
const drawsAnOrder = ({ damage }: FaultLine): boolean =>
  ['swizzle', 'majorities-ring', 'bridge', 'partition'].includes(damage.kind)

describe.each([
  ['ack-retry', null],
  ['ack-retry', 'forget-dedup'],
  ['ack-retry-lost-ack', 'original'],
])('%s %s', (name, variant) => {
  test('the run of a seed as data takes the same steps and ends the same', () => {
    const experiment = experimentOf(name, variant)
    const stagings = new Stagings(experiment.scenario, variant)
    for (let seed = 1; seed <= 40; seed++) {
      const explicit = explicitOf(experiment, seed)
      if (explicit.faults.some(drawsAnOrder)) continue
      const seeded = experiment.run(seed, { content: true })
      const { run, fidelity } = stagings.run(explicit, { content: true })
      expect(
        { digest: run.digest, content: run.content, failure: run.failure },
        `seed ${seed}`,
      ).toEqual({ digest: seeded.digest, content: seeded.content, failure: seeded.failure })
      expect(fidelity).toBe(1)
    }
  })
})

test('nodes that do not take part are not there, and what is sent to them is gone', () => {
  const experiment = experimentOf('ack-retry', null)
  const stagings = new Stagings(experiment.scenario, null)
  const whole = explicitOf(experiment, 1)
  const nodes = whole.nodes.filter((id) => id !== 'receiver3' && id !== 'client2')
  const { run } = stagings.run(
    { ...whole, nodes, faults: [], decisions: new Map() },
    { trace: true },
  )
  const seen = new Set(run.trace?.map(({ node }) => node))
  expect(seen.has(nodes[0] ?? null)).toBe(true)
  expect([...seen]).not.toContain('receiver3')
  expect(run.workload.map(({ client }) => client)).not.toContain('client2')
})
