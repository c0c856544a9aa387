// What chance and the digest cost: one draw, the three draws of a message (fate, delay, delay of
// the copy), a delay from a span's table, building such a table, and one event of the digest.

import { Digest } from '../sim/digest.ts'
import { drawOn, expandSeed, occasionOf, purposeHashes } from '../sim/draw.ts'
import { sampleTable, tableOf } from '../sim/span-table.ts'
import { ms } from '../sim/units.ts'
import type { Bench } from './bench.ts'

const { hi, lo } = expandSeed(1)
const { fate, delay, 'delay of the copy': ofCopy } = purposeHashes
const table = tableOf({ kind: 'normal', mean: ms(10), sd: ms(2) })

/** Nanoseconds of each of many acts; what they give is summed up, so that none is left out. */
function each(count: number, act: (n: number) => number): number {
  let sum = 0
  const began = process.hrtime.bigint()
  for (let n = 0; n < count; n++) sum = (sum + act(n)) | 0
  const spent = Number(process.hrtime.bigint() - began)
  return sum === -1 ? Number.NaN : spent / count
}

const nanoseconds = (name: string, run: () => number): Bench => ({
  name,
  unit: 'ns',
  better: 'less',
  repetitions: 7,
  run,
})

const draws = 20_000_000
let built = 0

export const benches: readonly Bench[] = [
  nanoseconds('draw/one', () => each(draws, (n) => drawOn(occasionOf(hi, lo, 77, n), fate))),
  nanoseconds('draw/message', () =>
    each(draws, (n) => {
      const occasion = occasionOf(hi, lo, 77, n)
      return drawOn(occasion, fate) ^ drawOn(occasion, delay) ^ drawOn(occasion, ofCopy)
    }),
  ),
  nanoseconds('draw/delay', () =>
    each(draws, (n) => sampleTable(table, drawOn(occasionOf(hi, lo, 77, n), delay))),
  ),
  nanoseconds('draw/table', () =>
    each(200, () => tableOf({ kind: 'normal', mean: ms(10) + ++built, sd: ms(2) })[1] ?? 0),
  ),
  nanoseconds('digest/event', () => {
    const digest = new Digest()
    return each(draws, (n) => {
      digest.event(n * 10, n & 7, n & 3, n & 1, n)
      return 0
    })
  }),
]
