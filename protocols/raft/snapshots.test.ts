import { expect, test } from 'vitest'
import type { Chunked } from './messages.ts'
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
