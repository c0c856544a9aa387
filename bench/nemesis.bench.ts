// What a seed pays before it runs: its fault plan, drawn from lines or as a swarm, and reading lines
// in the first place.

import { type Budget, noFaults } from '../sim/budget.ts'
import { generatorOf } from '../sim/generator.ts'
import { drawPlan } from '../sim/nemesis/plan.ts'
import type { Stage, Streams } from '../sim/nemesis/stage.ts'
import { swarmPlan } from '../sim/nemesis/swarm.ts'
import { faultLines } from '../sim/notation-parse.ts'
import { nodeId } from '../sim/units.ts'
import type { Bench } from './bench.ts'

const stage: Stage = {
  roster: {
    scenario: 'bench',
    members: ['n1', 'n2', 'n3', 'n4', 'n5', 'c1'].map((id) => ({
      id: nodeId(id),
      role: id.slice(0, 1),
      domain: null,
      client: id === 'c1',
    })),
    network: { link: 'datagram', links: {} },
    messages: ['append', 'vote'],
    goals: null,
  },
  until: 5_000_000,
}
const budget: Budget = {
  ...noFaults,
  ...{ loss: 200_000, copies: 50_000, lateness: 50_000, cut: 'any', down: { n: 2 } },
  ...{ unsynced: true, pause: 'any', clockDrift: 1_000, clockStep: 500_000 },
}
const texts = [
  'drop 5%',
  'duplicate 1%',
  'partition random minority @ 1s..2s for 800ms',
  'crash random one every 2s restart +300ms..600ms',
  'clock drift +200ppm n2',
]

const streamsOf =
  (seed: number): Streams =>
  (stream) =>
    generatorOf(seed, stream)

function each(count: number, act: (seed: number) => unknown): number {
  let kept: unknown
  const began = process.hrtime.bigint()
  for (let seed = 0; seed < count; seed += 1) kept = act(seed)
  const spent = Number(process.hrtime.bigint() - began) / 1_000
  return kept === undefined ? Number.NaN : spent / count
}

const micros = (name: string, run: () => number): Bench => ({
  name,
  unit: 'us',
  better: 'less',
  run,
})

export const benches: readonly Bench[] = [
  micros('nemesis/parse', () => each(5_000, () => faultLines(texts, stage.roster)) / texts.length),
  micros('nemesis/plan', () => {
    const lines = faultLines(texts, stage.roster)
    return each(5_000, (seed) => drawPlan(lines, stage, streamsOf(seed)))
  }),
  micros('nemesis/swarm', () =>
    each(3_000, (seed) => {
      const streams = streamsOf(seed)
      return drawPlan(swarmPlan(budget, stage, streams), stage, streams)
    }),
  ),
]
