import { describe, expect, test } from 'vitest'
import { type Micros, ms } from '../../sim/units.ts'
import type { Chunked } from './messages.ts'
import { Mit } from './mit.suite.ts'
import { rules } from './rules.ts'
import { onChunked } from './snapshots.ts'
import type { Progress } from './state.ts'

const getsSnapshot = (offset: number, waits: boolean): Progress => ({
  ...rules.freshProgress(100, 100),
  phase: 'snapshot',
  snapshot: 90,
  offset,
  waits,
})
const has = (upTo: number, lastIndex = 90): Chunked => ({
  kind: 'chunked',
  ...{ term: 1, lastIndex, upTo, round: 1 },
})

test.each`
  because                                      | progress                    | answer          | ready    | offset
  ${'the chunk has arrived'}                   | ${getsSnapshot(256, true)}  | ${has(512)}     | ${true}  | ${512}
  ${'the answer comes twice'}                  | ${getsSnapshot(512, true)}  | ${has(512)}     | ${false} | ${512}
  ${'it has started again without its chunks'} | ${getsSnapshot(256, true)}  | ${has(0)}       | ${false} | ${0}
  ${'a heartbeat has let the chunk go again'}  | ${getsSnapshot(256, false)} | ${has(0)}       | ${true}  | ${0}
  ${'the answer is of another snapshot'}       | ${getsSnapshot(256, true)}  | ${has(512, 80)} | ${false} | ${256}
`(
  'a peer that gets a snapshot: $because',
  ({
    progress,
    answer,
    ready,
    offset,
  }: {
    progress: Progress
    answer: Chunked
    ready: boolean
    offset: number
  }) => {
    expect(onChunked(progress, answer)).toBe(ready)
    expect(progress.offset).toBe(offset)
  },
)

describe('while commands go on', () => {
  // The snapshot is of some 25 chunks, and a log is compacted again within the time of ten.
  const parameters = { compactAfter: 20, trail: 20, chunk: 128 }

  /** A leader of three takes up a command every 2 ms. */
  function load(mit: Mit, leader: number, time: Micros): void {
    for (const until = mit.now + time; mit.now < until; mit.sleep(ms(2))) {
      mit.give(leader, mit.fresh())
    }
  }

  function lagging(): { mit: Mit; leader: number; lags: number } {
    const mit = new Mit({ servers: 3, seed: 1, parameters })
    mit.one(3)
    const leader = mit.oneLeader()
    mit.disconnect(leader + 1)
    load(mit, leader, ms(300))
    mit.connect(leader + 1)
    return { mit, leader, lags: leader + 1 }
  }

  test('a follower that lags gets a snapshot whole, and not ever newer beginnings', () => {
    const { mit, leader, lags } = lagging()
    load(mit, leader, ms(500))
    const commits = [leader, lags].map((place) => mit.state(place)?.commit ?? 0)
    expect((commits[0] ?? 0) - (commits[1] ?? 0)).toBeLessThan(50)
    expect(mit.world.goals.get('a snapshot was installed')).toBe(1)
  })

  test('one that falls silent on the way does not make logs grow', () => {
    const { mit, leader, lags } = lagging()
    while (mit.world.deliveredOf('chunked') < 5) load(mit, leader, ms(2))
    mit.crash(lags)
    load(mit, leader, ms(700))
    expect(mit.world.goals.get('a snapshot was installed')).toBeUndefined()
    expect(mit.state(leader)?.log.length).toBeLessThan(50)
  })
})
