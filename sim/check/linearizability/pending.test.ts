// Operations under way leave in order of their ends, in order of their calls where these are the same.

import { expect, test } from 'vitest'
import { randomOf } from './histories.suite.ts'
import { Pending } from './pending.ts'

test('any number leaves in order', () => {
  const random = randomOf(1)
  const pending = new Pending()
  for (let round = 0; round < 20; round++) {
    const ends = Array.from({ length: 200 }, () => Math.floor(random() * 50))
    ends.forEach((end, operation) => {
      pending.push(operation, end)
    })
    const left: [number, number][] = []
    while (pending.firstEnd < Number.POSITIVE_INFINITY) left.push([pending.firstEnd, pending.pop()])
    expect(left).toEqual(
      ends
        .map((end, at) => [end, at] as const)
        .toSorted(([one, a], [other, b]) => one - other || a - b),
    )
  }
})
