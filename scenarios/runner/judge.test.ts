// When the judge asks: after every step, or where a property says that it may have changed.

import { describe, expect, test } from 'vitest'
import type { AnyClaims } from '../form.ts'
import type { CommonView } from '../view.ts'
import { Judge } from './judge.ts'

/** A view of which only the time is looked at. */
const at = (now: number): CommonView => ({
  ...{ nodes: [], history: [], params: {}, run: {}, stepped: null, now },
  count: () => 0,
})

describe('always', () => {
  test('properties with one `when` share its answer, others are asked after every step', () => {
    let due = true
    const asked: string[] = []
    const when = (): boolean => asked.push('when') > 0 && due
    const holds = (name: string) => (): null => {
      asked.push(name)
      return null
    }
    const judge = new Judge(
      {
        always: {
          a: { when, holds: holds('a') },
          b: { when, holds: holds('b') },
          c: holds('c'),
          d: { when: () => !due, holds: holds('d') },
          e: { when, holds: holds('e') },
        },
      },
      [],
    )
    judge.reset()
    expect(judge.storm(at(1))).toBeNull()
    expect(asked.splice(0)).toEqual(['when', 'a', 'b', 'c', 'e'])
    due = false
    expect(judge.storm(at(2))).toBeNull()
    expect(asked.splice(0)).toEqual(['when', 'c', 'd'])
  })

  test('one that is asked says what broke', () => {
    const judge = new Judge({ always: { a: { when: () => true, holds: () => 'it broke' } } }, [])
    judge.reset()
    expect(judge.storm(at(1))).toBe('it broke')
    expect(judge.broken).toMatchObject({ property: 'a', sentence: 'it broke.' })
  })
})

describe('eventually', () => {
  const judged = (claims: AnyClaims): Judge => {
    const judge = new Judge(claims, [])
    judge.reset()
    return judge
  }

  test('is asked first, when something changed, and as a whole', () => {
    let asked = 0
    let due = false
    const holds = (): boolean => (asked += 1) > 1
    const judge = judged({ eventually: { rest: { when: () => due, holds } } })
    judge.calm(at(10), 10, false)
    expect([asked, judge.convergence]).toEqual([1, null])
    judge.calm(at(20), 10, false)
    expect(asked).toBe(1)
    due = true
    judge.calm(at(30), 10, false)
    expect([asked, judge.convergence]).toEqual([2, 20])
    due = false
    judge.calm(at(40), 10, true)
    expect([asked, judge.convergence]).toEqual([3, 20])
    judge.reset()
    judge.calm(at(50), 50, false)
    expect(asked).toBe(4)
  })

  test('what changed unseen is found when the calm ends', () => {
    let same = true
    const holds = (): string | null => (same ? null : 'n1 and n2 differ')
    const judge = judged({ eventually: { rest: { when: () => false, holds } } })
    judge.calm(at(10), 10, false)
    same = false
    judge.calm(at(20), 10, false)
    expect(judge.convergence).toBe(0)
    judge.calm(at(30), 10, true)
    expect(judge.convergence).toBeNull()
    expect(judge.broken).toBeNull()
  })
})
