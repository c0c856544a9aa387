import { describe, expect, test } from 'vitest'
import { beyond } from '../beyond.ts'
import { diskHarms } from '../fault.ts'
import { type Budget, noFaults } from '../budget.ts'
import { generatorOf } from '../generator.ts'
import type { DamageKind } from '../notation.ts'
import { parseFault } from '../notation-parse.ts'
import { printFault } from '../notation-print.ts'
import type { Roster } from '../roster.ts'
import { nodeId } from '../units.ts'
import { drawPlan } from './plan.ts'
import { possibleKinds, swarmKinds, swarmPlan } from './swarm.ts'

const roster: Roster = {
  scenario: 'swarm',
  members: [
    ...[1, 2, 3, 4, 5].map((at) => ({
      ...{ id: nodeId(`n${at}`), role: 'n', domain: `rack${at % 3}`, client: false },
    })),
    { id: nodeId('broker'), role: 'broker', domain: null, client: false },
    ...[1, 2].map((at) => ({ id: nodeId(`c${at}`), role: 'c', domain: null, client: true })),
  ],
  network: { link: 'datagram', links: { 'c-n': 'stream', 'broker-n': 'stream' } },
  messages: ['append', 'vote', 'beat'],
  goals: null,
}
const everything: Budget = {
  ...{ loss: 300_000, copies: 100_000, lateCopies: 2_000_000, lateness: 80_000 },
  ...{ damaged: 10_000, unchecked: true, bandwidth: 10_000, cut: 900_000, connections: true },
  ...{ down: { n: 2, broker: 1 }, domains: 1, unsynced: true, disks: { n: 1 } },
  ...{ pause: 400_000, slow: 5_000, clockStep: 500_000, clockDrift: 20_000 },
  ...{ clockFreeze: 300_000, clockTick: 16_000, diskSlow: 20_000, diskStall: 'any' },
  ...{ diskDamage: diskHarms, damagedDisks: { n: 3 } },
}
const narrow: Budget = { ...noFaults, loss: 200_000, cut: 'any', down: { n: 1 } }
const stage = { roster, until: 5_000_000 }

const streamsOf = (seed: number) => (stream: string) => generatorOf(seed, stream)
const linesOf = (seed: number, budget: Budget) => swarmPlan(budget, stage, streamsOf(seed))

describe('a swarm', () => {
  test.each([
    ['of everything', everything, 2_000],
    ['of little', narrow, 1_000],
    ['of nothing', noFaults, 50],
  ] as const)('%s is never beyond its budget', (_, budget, count) => {
    for (let seed = 0; seed < count; seed += 1) {
      const lines = linesOf(seed, budget)
      const excess = beyond(drawPlan(lines, stage, streamsOf(seed)), budget, stage)
      if (excess !== null) expect(`${seed}: ${excess}`).toBe(lines.map(printFault).join('\n'))
    }
  })

  test('of nothing is empty', () => {
    expect(linesOf(1, noFaults)).toEqual([])
    expect(possibleKinds(noFaults, stage)).toEqual([])
  })

  test('each kind of the budget is in about half of the plans, and all damages are in some', () => {
    const count = 2_000
    const damages = new Map<DamageKind, number>()
    for (let seed = 0; seed < count; seed += 1) {
      const kinds = new Set(linesOf(seed, everything).map((line) => line.damage.kind))
      for (const kind of kinds) damages.set(kind, (damages.get(kind) ?? 0) + 1)
    }
    // A swarm ends what it began by itself, so it has no use for these.
    const never = ['release', 'heal', 'clock-reset']
    const possible = possibleKinds(everything, stage)
    expect(possible.length).toBe(swarmKinds.length)
    for (const kind of never) expect(damages.get(kind as DamageKind)).toBe(undefined)
    const alone = ['burst', 'reorder', 'delay', 'bandwidth', 'corrupt', 'stall', 'swizzle', 'wipe']
    alone.push('partition', 'isolate', 'bridge', 'majorities-ring', 'hold', 'half-open', 'refuse')
    alone.push('hang', 'disconnect', 'reset', 'close', 'pause', 'slow')
    alone.push('clock-step', 'clock-strobe', 'clock-drift', 'clock-freeze', 'clock-coarse')
    alone.push('disk-slow', 'disk-stall', 'disk-full')
    alone.push(...diskHarms.map((harm) => `disk-${harm}`))
    // 2,000 flips of a coin are off by more than 90 less than once in 10,000 times.
    for (const kind of alone) {
      expect(`${kind} ${Math.abs((damages.get(kind as DamageKind) ?? 0) - count / 2) < 90}`).toBe(
        `${kind} true`,
      )
    }
    // Two kinds of a swarm are drops, two are duplicates: one of them in 3 of 4. Three are crashes.
    for (const kind of ['drop', 'duplicate'] as const) {
      expect(damages.get(kind)).toBeGreaterThan(count * 0.7)
      expect(damages.get(kind)).toBeLessThan(count * 0.8)
    }
    expect(damages.get('crash')).toBeGreaterThan(count * 0.82)
  })

  test('a plan is lines that a person may write, with nothing left to draw but events', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      for (const line of linesOf(seed, everything)) {
        expect(parseFault(printFault(line), roster)).toEqual({ kind: 'fault', line })
        expect(printFault(line)).not.toMatch(/random (one|\d|m)|every (exp|uniform)|each/)
      }
    }
  })

  test('the same seed draws the same plan, another seed another', () => {
    expect(linesOf(7, everything)).toEqual(linesOf(7, everything))
    const plans = new Set(
      [...Array(500).keys()].map((seed) => JSON.stringify(linesOf(seed, everything))),
    )
    expect(plans.size).toBe(500)
  })

  test('what may not be lost is kept in memory', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      for (const line of linesOf(seed, narrow)) {
        if (line.damage.kind === 'crash') expect(line.lose).toBe('memory')
      }
    }
  })
})
