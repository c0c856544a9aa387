// Everything that is said in the scenarios is let in at the doors of the real world: the shape tables
// know each field of each message that servers and clients send.

import { expect, test } from 'vitest'
import { raftKv } from '../../scenarios/raft-kv.ts'
import { Experiment } from '../../scenarios/runner/experiment.ts'
import { settingsDefault } from '../../scenarios/runner/order.ts'
import { type Shapes, validate } from '../../sim/shape.ts'
import { originalServerHears } from './original.ts'
import { kvClientHears, kvServerHears } from './shapes.ts'

test.each`
  variant       | link          | servers
  ${null}       | ${'datagram'} | ${kvServerHears}
  ${null}       | ${'stream'}   | ${kvServerHears}
  ${'original'} | ${'stream'}   | ${originalServerHears}
`('what $variant servers say over a $link is heard', ({ variant, link, servers }) => {
  const settings = { ...settingsDefault, set: { link }, until: '1s' } as const
  const made = new Experiment(raftKv, { variant, settings })
  const kinds = new Set<string>()
  const wrongs = new Set<string>()
  for (const event of made.run(1, { trace: true }).trace ?? []) {
    if (event.kind !== 'send') continue
    const shapes: Shapes = event.to.startsWith('n') ? servers : kvClientHears
    const told = validate(shapes, event.body)
    kinds.add(event.body.kind)
    if ('wrong' in told) wrongs.add(`${event.body.kind}${told.wrong.path} is ${told.wrong.got}`)
  }
  expect([...wrongs]).toEqual([])
  expect(kinds.size).toBeGreaterThan(8)
})
