// What a property is told of the run that it sees: where it begins, and where a node starts again.

import { expect, test } from 'vitest'
import type { Actor } from '../../sim/actor.ts'
import { ms } from '../../sim/units.ts'
import { scenario } from '../scenario.ts'
import type { CommonView } from '../view.ts'
import { Experiment } from './experiment.ts'
import { settingsDefault } from './order.ts'

const again = { kind: 'again' } as const
type Beating = { state: { beats: number }; hears: never; says: never; timers: typeof again }

const beating: Actor<Beating> = {
  start(node) {
    node.setTimer(again, ms(10))
    return { beats: 0 }
  },
  receive() {},
  expire(node, state) {
    node.setTimer(again, ms(10))
    state.beats += 1
  },
}

test('each run has an object of its own, and each life of a node in it', () => {
  const seen: { run: object; lives: Set<object> }[] = []
  const looks = ({ run, nodes }: CommonView): null => {
    if (seen.at(-1)?.run !== run) seen.push({ run, lives: new Set() })
    for (const { life } of nodes) seen.at(-1)?.lives.add(life)
    return null
  }
  const watched = scenario('watched', {
    about: 'A node that counts.',
    nodes: () => ({ n: { count: 2, actor: beating } }),
    workload: () => [],
    faults: ['crash n1 @ 50ms restart +10ms'],
    until: '200ms',
    always: { looks },
  })
  const experiment = new Experiment(watched, { variant: null, settings: settingsDefault })
  for (const seed of [1, 2, 1]) experiment.run(seed)
  expect(new Set(seen.map(({ run }) => run)).size).toBe(3)
  expect(seen.map(({ lives }) => lives.size)).toEqual([3, 3, 3])
})
