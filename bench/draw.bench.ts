// What chance and the digest cost: one draw, the three draws of a message (fate, delay, delay of
// the copy), a delay from a span's table, building such a table, and one event of the digest.

import { Digest } from '../sim/digest.ts'
import { drawOn, expandSeed, occasionOf, purposeHashes } from '../sim/draw.ts'
import { sampleTable, tableOf } from '../sim/span-table.ts'
import { ms } from '../sim/units.ts'
import type { Bench } from './bench.ts'

const draws = 20_000_000

// A loop of its own for each: called through a function argument, a draw would cost four times as
// much, and that would be the call.

function ones(hi: number, lo: number, purpose: number): number {
  let sum = 0
  for (let n = 0; n < draws; n++) sum = (sum + drawOn(occasionOf(hi, lo, 77, n), purpose)) | 0
  return sum
}

function messages(hi: number, lo: number, purposes: typeof purposeHashes): number {
  const { fate, delay, 'delay of the copy': ofCopy } = purposes
  let sum = 0
  for (let n = 0; n < draws; n++) {
    const occasion = occasionOf(hi, lo, 77, n)
    sum = (sum + (drawOn(occasion, fate) ^ drawOn(occasion, delay) ^ drawOn(occasion, ofCopy))) | 0
  }
  return sum
}

function delays(hi: number, lo: number, purpose: number, table: Int32Array): number {
  let sum = 0
  for (let n = 0; n < draws; n++) {
    sum = (sum + sampleTable(table, drawOn(occasionOf(hi, lo, 77, n), purpose))) | 0
  }
  return sum
}

const tables = 200
let mean = ms(10)
function build(): number {
  let sum = 0
  for (let n = 0; n < tables; n++)
    sum += tableOf({ kind: 'normal', mean: ++mean, sd: ms(2) })[1] ?? 0
  return sum
}

function events(): number {
  const digest = new Digest()
  for (let n = 0; n < draws; n++) digest.event(n * 10, n & 7, n & 3, n & 1, n)
  return digest.hex().length
}

/** Nanoseconds of each act; the sum that they give is looked at, so that none is left out. */
function bench(name: string, count: number, acts: () => number): Bench {
  const run = (): number => {
    const began = process.hrtime.bigint()
    const sum = acts()
    const spent = Number(process.hrtime.bigint() - began)
    return Number.isInteger(sum) ? spent / count : Number.NaN
  }
  return { name, unit: 'ns', better: 'less', repetitions: 7, run }
}

const { hi, lo } = expandSeed(1)
const normal = tableOf({ kind: 'normal', mean: ms(10), sd: ms(2) })

export const benches: readonly Bench[] = [
  bench('draw/one', draws, () => ones(hi, lo, purposeHashes.fate)),
  bench('draw/message', draws, () => messages(hi, lo, purposeHashes)),
  bench('draw/delay', draws, () => delays(hi, lo, purposeHashes.delay, normal)),
  bench('draw/table', tables, build),
  bench('digest/event', draws, events),
]
