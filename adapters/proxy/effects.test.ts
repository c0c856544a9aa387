import { expect, test } from 'vitest'

import { measured, proxyEffects } from './effects.suite.ts'
import type { ProxyEffect } from './lab.suite.ts'

test.each(
  proxyEffects.map((effect): [string, string, string, ProxyEffect] => [
    effect.over,
    effect.fault,
    effect.asked,
    effect,
  ]),
)('over %s, %s: %s', async (_over, _fault, _asked, effect) => {
  const [least, most] = effect.between
  const seen = await measured(effect, effect.faults)
  expect(seen).toBeGreaterThanOrEqual(least)
  expect(seen).toBeLessThanOrEqual(most)
  const without = await measured(effect, [])
  expect(without).toBeGreaterThanOrEqual(effect.absent[0])
  expect(without).toBeLessThanOrEqual(effect.absent[1])
})
