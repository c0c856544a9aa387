// What becomes of the faults of a failing run: those of chance exact, those of many nodes of few, those
// at odd instants round or anchored to what happens.

import { expect, test } from 'vitest'
import { printFault } from '../../sim/notation-print.ts'
import { Experiment } from './experiment.ts'
import { Stagings } from './explicit.ts'
import { findBuiltIn } from './load.ts'
import { settingsDefault } from './order.ts'
import { shrinkSeed, type ShrinkResult } from './shrink.ts'

const { scenario } = findBuiltIn('ack-retry')

/** The lowest failing seed under these faults alone, shrunk. */
function shrunk(variant: string, faults: readonly string[]): ShrinkResult {
  const settings = { ...settingsDefault, faults }
  const experiment = new Experiment(scenario, { variant, settings })
  for (let seed = 1; ; seed++) {
    if (experiment.run(seed).failure === null) continue
    const stagings = new Stagings(scenario, variant)
    return shrinkSeed(experiment, stagings, seed, { runs: 2_000, time: null })
  }
}

const node = String.raw`(?:sender|receiver|client)1`

test.each`
  bug                     | because                                    | faults                                                        | left
  ${'forget-dedup'}       | ${'chance becomes the message it took'}    | ${['drop 5% kind ack']}                                       | ${[`drop ${node}->${node} kind ack#1`]}
  ${'forget-dedup'}       | ${'a burst took messages too'}             | ${['drop burst 5% 40% kind ack']}                             | ${[`drop ${node}->${node} kind ack#1`]}
  ${'forget-dedup'}       | ${'a damaged message is a lost one'}       | ${['corrupt 5% kind ack']}                                    | ${[`drop ${node}->${node} kind ack#1`]}
  ${'forget-dedup'}       | ${'one letter came twice'}                 | ${['duplicate 2% kind letter']}                               | ${[`duplicate ${node}->${node} kind letter#1`]}
  ${'late-copy'}          | ${'how late a copy came is said, roundly'} | ${['duplicate 5% later 1s..3s']}                              | ${[`duplicate later 1s ${node}->${node} kind letter#1`]}
  ${'forget-dedup'}       | ${'a drawn delay becomes a certain one'}   | ${['delay exp 100ms']}                                        | ${['delay \\d+m?s']}
  ${'forget-dedup'}       | ${'of a swizzle one node stays'}           | ${['swizzle receiver1,receiver2,sender1 every 1s for 600ms']} | ${[`stall ${node}`]}
  ${'forget-dedup'}       | ${'of halves two nodes stay'}              | ${['partition halves every 1s for 500ms']}                    | ${[`partition ${node} \\| ${node}.*`]}
  ${'ack-before-durable'} | ${'an odd instant is anchored'}            | ${['crash each every 130ms restart +30ms lose unsynced']}     | ${[`crash ${node} @ (?:on|at|after) .*lose unsynced`]}
`('$faults: $because', ({ bug, faults, left }: Row) => {
  const { explicit, shrunk: how } = shrunk(bug, faults)
  expect(how.complete).toBe(true)
  const lines = explicit.faults.map(printFault)
  expect(lines).toHaveLength(left.length)
  for (const [nth, line] of lines.entries()) {
    expect(line).toMatch(new RegExp(`^${left[nth] ?? ''}$`, 'u'))
  }
  expect(explicit.operations.length).toBeLessThanOrEqual(2)
  expect([...explicit.decisions]).toEqual([])
})

interface Row {
  readonly bug: string
  readonly faults: readonly string[]
  readonly left: readonly string[]
}
