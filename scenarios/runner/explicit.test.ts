import { describe, expect, test } from 'vitest'
import { faultLines } from '../../sim/notation-parse.ts'
import { printFault } from '../../sim/notation-print.ts'
import type { Run } from '../../sim/run.ts'
import { Experiment } from './experiment.ts'
import { explicitOf, Stagings, toldOf } from './explicit.ts'
import { findBuiltIn } from './load.ts'
import { type Settings, settingsDefault } from './order.ts'

const experimentOf = (name: string, variant: string | null): Experiment =>
  new Experiment(findBuiltIn(name).scenario, { variant, settings: settingsDefault })

/** What happened at the nodes; a fault that is spelled out may strike in more events than one. */
const stepsOf = ({ trace }: Run): string[] =>
  (trace ?? []).flatMap((event) => {
    if (event.node === null || event.kind === 'drop') return []
    const { time, node, kind } = event
    return [`${time} ${node} ${kind} ${'message' in event ? event.message : ''}`]
  })

describe.each([
  ['ack-retry', null],
  ['ack-retry', 'forget-dedup'],
  ['ack-retry-lost-ack', 'original'],
])('%s %s', (name, variant) => {
  test('the run of a seed as data takes the same steps and ends the same', () => {
    const experiment = experimentOf(name, variant)
    const stagings = new Stagings(experiment.scenario, variant)
    for (let seed = 1; seed <= 16; seed++) {
      const { explicit, lines } = toldOf(experiment, seed)
      const seeded = experiment.run(seed, { content: true, trace: true })
      const { run, fidelity } = stagings.run(explicit, { content: true, trace: true })
      expect(fidelity, `seed ${seed}`).toBe(1)
      expect(run.failure).toEqual(seeded.failure)
      expect(run.history).toEqual(seeded.history)
      if (explicit.faults.length === new Set(lines).size) {
        expect([run.digest, run.content]).toEqual([seeded.digest, seeded.content])
      } else expect(stepsOf(run), `seed ${seed}`).toEqual(stepsOf(seeded))
    }
  })
})

describe('a line that draws an order, or counts from an event', () => {
  const scenario = findBuiltIn('ack-retry').scenario
  const settings = (line: string): Settings => ({
    ...settingsDefault,
    faults: [],
    extraFaults: ['drop 10%', line],
  })

  test.each([
    'swizzle receiver1,receiver2,sender1 @ 1s for 2s',
    'swizzle receiver1,receiver2 @ 5s for 2s',
    'swizzle receiver1,receiver2,sender1 @ on letter#3 for 500ms',
    'bridge receiver2 @ 1s for 2s',
    'bridge @ 1s',
    'majorities-ring @ 1s for 1s',
    'partition ring @ 700ms for 2s',
    'partition ring every 2s for 500ms',
    'half-open sender1-client1 @ 1s for 1s',
    'crash receiver1 @ on letter#2 every 1s times 3 restart +100ms',
    'pause each @ after send ack#2 every 900ms for 100ms',
  ])('%s is spelled out into lines that draw nothing', (line) => {
    const experiment = new Experiment(scenario, { variant: null, settings: settings(line) })
    const stagings = new Stagings(scenario, null)
    for (let seed = 1; seed <= 3; seed++) {
      const explicit = explicitOf(experiment, seed)
      const seeded = experiment.run(seed, { trace: true })
      const { run, fidelity, occurrences } = stagings.run(explicit, { trace: true })
      expect(stepsOf(run), `seed ${seed}`).toEqual(stepsOf(seeded))
      expect(run.failure).toEqual(seeded.failure)
      expect(fidelity).toBe(1)
      // Printed, read and drawn again it is the same plan.
      const texts = explicit.faults.map(printFault)
      expect(occurrences.map((one) => printFault(one.line))).toEqual(texts)
      const read = faultLines(texts, stagings.siteFor(explicit).roster)
      expect(read.map(printFault)).toEqual(texts)
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
