// The judge of transactions against the definition: every order of a handful of transactions is tried. And
// a serial database with one fault planted in it: the fault is found as what it is.

import { describe, expect, test } from 'vitest'
import type { History } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { type Random, randomOf } from '../linearizability/histories.suite.ts'
import { judgeListAppend } from './list-append.ts'
import { drawTxns, type Fault, isSerial } from './txns.suite.ts'

const faults: readonly Fault[] = [
  ...(['none', 'lost append', 'stale snapshot', 'reordered commit', 'skew'] as const),
]

/** A handful of transactions, often of a database that is wrong, some with other answers. */
function handful(seed: number): History {
  const random = randomOf(seed)
  const history = drawTxns(seed, {
    clients: 1 + Math.floor(random() * 4),
    transactions: 2 + Math.floor(random() * 4),
    keys: 1 + (seed % 4),
    perKey: 8,
    fault: faults[seed % faults.length] ?? 'none',
    rate: random() < 0.3 ? 0.15 : 0.6,
    open: seed % 3 === 0 ? 0.25 : 0,
    failed: seed % 7 === 0 ? 0.2 : 0,
  })
  if (seed % 2 === 0) return history
  return history.map((one) =>
    Array.isArray(one.result) && random() < 0.4
      ? { ...one, result: (one.result as readonly Plain[]).map((step) => spoilt(step, random)) }
      : one,
  )
}

function spoilt(step: Plain, random: Random): Plain {
  const [kind, key, list] = step as readonly Plain[]
  if (kind !== 'r' || random() < 0.5) return step
  const values = list as readonly number[]
  if (random() < 0.5) return [kind, key, values.slice(0, Math.floor(random() * values.length))]
  return [kind, key, values.toSorted(() => random() - 0.5)]
}

test('serializable, and strictly so, exactly where an order of the transactions is', () => {
  let compared = 0
  for (let seed = 0; seed < 3_000; seed++) {
    const history = handful(seed)
    const { verdict, ruledOut } = judgeListAppend(history)
    if (verdict === 'inconclusive') continue
    compared += 1
    expect([seed, !ruledOut.includes('serializable')]).toEqual([seed, isSerial(history, false)])
    expect([seed, !ruledOut.includes('strict-serializable')]).toEqual([
      seed,
      isSerial(history, true),
    ])
  }
  expect(compared).toBeGreaterThan(2_500)
})

describe('faults planted in a serial database', () => {
  const drawn = { transactions: 400, keys: 4, perKey: 16, open: 0.02, failed: 0.05 }
  const seen = (fault: Fault, clients: number): ReadonlySet<string> => {
    const names = new Set<string>()
    for (let seed = 0; seed < 10; seed++) {
      const history = drawTxns(seed, { ...drawn, clients, fault, rate: 0.03 })
      for (const { name } of judgeListAppend(history).anomalies) names.add(name)
    }
    return names
  }

  test('none: no anomaly', () => expect([...seen('none', 6)]).toEqual([]))

  test.each<[Fault, string, number]>([
    ['lost append', 'lost-append-process', 6],
    ['stale snapshot', 'G-single-realtime', 6],
    ['reordered commit', 'G0-process', 1],
    ['skew', 'G-single', 6],
  ])('%s is found as %s', (fault, name, clients) =>
    expect([...seen(fault, clients)]).toContain(name),
  )
})
