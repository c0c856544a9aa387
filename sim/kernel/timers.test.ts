// Timers with fields: which of two is the same.

import { describe, expect, test } from 'vitest'
import type { Timer } from '../actor.ts'
import { TimersOfKind } from './timers.ts'

const kindOf = (first: Timer): TimersOfKind => new TimersOfKind(first, 1, 7, 0)

test.each<{ because: string; set: Timer; sought: Timer; same: boolean }>([
  {
    ...{ because: 'a timer is what its one number says', same: true },
    ...{ set: { kind: 'again', ask: 1 }, sought: { kind: 'again', ask: 1 } },
  },
  {
    ...{ because: 'another number is another timer', same: false },
    ...{ set: { kind: 'again', ask: 1 }, sought: { kind: 'again', ask: 2 } },
  },
  {
    ...{ because: 'a number is not its text', same: false },
    ...{ set: { kind: 'again', ask: 1 }, sought: { kind: 'again', ask: '1' } },
  },
  {
    ...{ because: 'the same number under another name is another timer', same: false },
    ...{ set: { kind: 'again', ask: 1 }, sought: { kind: 'again', seq: 1 } },
  },
  {
    ...{ because: 'a second field is part of it', same: false },
    ...{ set: { kind: 'again', ask: 1 }, sought: { kind: 'again', ask: 1, to: 'n1' } },
  },
  {
    ...{ because: 'fields may be written in any order', same: true },
    ...{ set: { kind: 'again', to: 'n1', ask: 1 }, sought: { kind: 'again', ask: 1, to: 'n1' } },
  },
])('$because', ({ set, sought, same }) => {
  const kind = kindOf(set)
  const entry = kind.add(set)
  expect(kind.find(sought) === entry).toBe(same)
})

describe('timers of one kind with different fields', () => {
  test('stand side by side, and one goes without the others', () => {
    const kind = kindOf({ kind: 'again', ask: 1 })
    const byNumber = kind.add({ kind: 'again', ask: 1 })
    const byName = kind.add({ kind: 'again', of: 'n1' })
    expect(kind.entries()).toEqual([byNumber, byName])
    byNumber.table?.delete(byNumber.key)
    expect(kind.find({ kind: 'again', ask: 1 })).toBeNull()
    expect(kind.find({ kind: 'again', of: 'n1' })).toBe(byName)
  })
})
