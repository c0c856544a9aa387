import { describe, expect, test } from 'vitest'
import { damagedDisks } from './effects-disks.suite.ts'
import { type Effect, effects } from './effects.suite.ts'

const all = [...effects, ...damagedDisks]

describe('every fault has the effect that was asked for, and none without it', () => {
  test.each(all.map((effect): [string, string, Effect] => [effect.fault, effect.unit, effect]))(
    '%s: %s',
    (_fault, _unit, { measure, faults, between, absent, absentBy }) => {
      const measured = measure(faults)
      expect(measured).toBeGreaterThanOrEqual(between[0])
      expect(measured).toBeLessThanOrEqual(between[1])
      expect(Math.abs(measure([]) - absent)).toBeLessThanOrEqual(absentBy ?? 1e-9)
    },
  )
})
