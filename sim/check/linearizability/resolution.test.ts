// Reads-from inference: one rule a case, and what it says held against all legal orders of small random
// histories.

import { describe, expect, test } from 'vitest'
import type { History } from '../../history.ts'
import type { Model } from '../model.ts'
import { refused } from '../model.ts'
import { register } from '../models/register.ts'
import { access, accessesOf } from './accesses.ts'
import { drawn, small } from './drawn.suite.ts'
import { fate } from './fates.ts'
import type { Conflict } from './found.ts'
import { never, type Part, partsOf } from './part.ts'
import { initially, nobody, unresolved } from './reads-from.ts'
import { type Resolution, resolve } from './resolution.ts'
import { registers } from './subjects.suite.ts'
import { written } from './written.suite.ts'

const model = register(0) as Model

function resolutionOf(history: History, of: Model = model): Resolution | Conflict {
  const [part] = partsOf(history, of)
  if (part === undefined) throw new Error('an empty history')
  const accesses = accessesOf(history, part, of)
  if (accesses === null) throw new Error('not a register')
  return resolve(part, accesses)
}

/** `0 <- 1` by operation; candidates in brackets. */
function told(found: Resolution | Conflict): string {
  if (found.kind !== 'resolved') {
    return Object.entries(found)
      .map(([name, value]) => (name === 'kind' ? value : `${name} ${value}`))
      .join(', ')
  }
  const { writer, fates, readers, starts, candidates } = found
  const names = ['out', 'in', 'optional', 'spare']
  return Array.from(writer, (set, one) => {
    const name = fates[one] === fate.in ? '' : `${names[fates[one] ?? 0]} `
    if (set === nobody) return `${name}-`
    if (set !== unresolved) return `${name}${set === initially ? 'init' : set}`
    const at = readers.indexOf(one)
    const list = at === -1 ? [] : [...candidates.slice(starts[at], starts[at + 1])]
    return `${name}[${list.join(' ')}]`
  }).join(', ')
}

describe('what a reader found was set by', () => {
  test.each`
    because                                            | lines                                                                          | says
    ${'nobody: it is initial'}                         | ${'read 0 0-1'}                                                                | ${'init'}
    ${'the only write of the value'}                   | ${'write 1 0-1; read 1 2-3'}                                                   | ${'-, 0'}
    ${'one that is still under way'}                   | ${'write 1 0-9; read 1 2-3'}                                                   | ${'-, 0'}
    ${'nobody who ever wrote'}                         | ${'write 1 0-1; read 2 2-3'}                                                   | ${'thin-air, reader 1'}
    ${'nobody who wrote in time'}                      | ${'read 2 0-1; write 2 2-3; write 2 4-5'}                                      | ${'future, reader 0, writer 1'}
    ${'a closed interval: both in one instant'}        | ${'read 2 0-1; write 2 1-2'}                                                   | ${'1, -'}
    ${'nobody: it was overwritten'}                    | ${'write 1 0-1; write 2 2-3; read 1 4-5'}                                      | ${'overwritten, reader 2, writer 0, over 1'}
    ${'nobody: the initial value was overwritten'}     | ${'write 2 0-1; read 0 2-3'}                                                   | ${'overwritten, reader 1, writer null, over 0'}
    ${'one that overlaps what came next'}              | ${'write 1 0-3; write 2 2-3; read 1 4-5'}                                      | ${'-, -, 0'}
    ${'the second of two, the first is overwritten'}   | ${'write 1 0-1; write 2 2-3; write 1 4-5; read 1 6-7'}                         | ${'-, -, -, 2'}
    ${'one of two'}                                    | ${'write 1 0-3; write 1 2-5; read 1 6-7'}                                      | ${'-, -, [1 0]'}
    ${'a write of the initial value or nobody'}        | ${'write 0 0-3; read 0 2-5'}                                                   | ${'-, [0 -1]'}
    ${'an update'}                                     | ${'cas 0 1 0-1; read 1 2-3'}                                                   | ${'init, 0'}
    ${'nobody: an update that changes nothing reads'}  | ${'cas 0 0 0-1; read 0 2-3'}                                                   | ${'init, init'}
    ${'an open write, which happened then'}            | ${'write 1 0-; read 1 2-3'}                                                    | ${'-, 0'}
    ${'an open update, and what that one found'}       | ${'write 1 0-; cas 1 2 1-; read 2 2-3'}                                        | ${'-, 0, 1'}
    ${'nobody: the open update found nothing'}         | ${'cas 1 2 1-; read 2 2-3'}                                                    | ${'thin-air, reader 0, since 1'}
    ${'one of two, one of them open'}                  | ${'write 1 0-1; write 1 0-; read 1 2-3'}                                       | ${'-, optional -, [1 0]'}
    ${'nobody: an open write that nobody read is out'} | ${'write 1 0-; read 0 2-3'}                                                    | ${'out -, init'}
    ${'an open write that only a no can need'}         | ${'write 1 0-; no 0 2 2-3'}                                                    | ${'spare -, -'}
    ${'the one that tightening leaves'}                | ${'write 1 0-9; read 1 1-2; write 2 3-9; read 2 4-5; write 1 6-9; read 1 7-9'} | ${'-, 0, -, 2, -, 4'}
  `('$because', ({ lines, says }: { lines: string; says: string }) => {
    expect(told(resolutionOf(written(lines)))).toBe(says)
  })

  test('intervals are tightened where something is left to be found', () => {
    const lines = 'write 1 0-; read 1 2-3; write 2 3-5; write 2 4-6; read 2 7-8'
    const found = resolutionOf(written(lines))
    expect(told(found)).toBe('-, 0, -, -, [3 2]')
    if (found.kind === 'resolved') expect(found.ret[0]).toBe(found.ret[1])
  })
})

/** By operation: who set what it found, in each legal order in which it takes effect. */
function writersInOrders(history: History, part: Part, of: Model): Set<number>[] | null {
  const accesses = accessesOf(history, part, of)
  if (accesses === null) throw new Error('not a register')
  const { kind } = accesses
  const seen = Array.from({ length: part.size }, () => new Set<number>())
  let orders = 0
  const go = (taken: number, state: unknown, by: number, finds: readonly number[]): void => {
    let isWhole = true
    for (let one = 0; one < part.size; one++) {
      if ((taken & (1 << one)) !== 0) continue
      if (part.ret[one] !== never) isWhole = false
      const early = Array.from(part.ret).some(
        (end, other) => (taken & (1 << other)) === 0 && end < (part.call[one] ?? 0),
      )
      if (early) continue
      const operation = history[part.place[one] ?? 0]
      const isOpen = part.ret[one] === never
      const next = of.step(state, operation?.call, isOpen ? undefined : operation?.result)
      if (next === refused) continue
      // An open update that finds another value did not take effect.
      const updates = kind[one] === access.update
      if (updates && accesses.values[accesses.from[one] ?? 0] !== state) continue
      const sets = updates || kind[one] === access.write
      const reads = updates || kind[one] === access.read
      go(taken | (1 << one), next, sets ? one : by, reads ? finds.with(one, by) : finds)
    }
    if (!isWhole) return
    orders += 1
    for (const [one, set] of finds.entries()) {
      if ((taken & (1 << one)) !== 0 && set !== nobody) seen[one]?.add(set)
    }
  }
  go(
    0,
    of.init,
    initially,
    Array.from({ length: part.size }, () => nobody),
  )
  return orders === 0 ? null : seen
}

describe('in all legal orders of random histories', () => {
  test.each(registers.slice(0, 3).map((subject) => [subject.name, subject] as const))(
    'what is resolved is so, and candidates are all there are: %s',
    (_, subject) => {
      const verdicts = { resolved: 0, conflict: 0, lists: 0 }
      for (let seed = 0; seed < 400; seed++) {
        const { history } = drawn(subject, { ...small, operations: [1, 6] }, seed)
        for (const part of partsOf(history, subject.model)) {
          const accesses = accessesOf(history, part, subject.model)
          if (accesses === null) throw new Error('not a register')
          const found = resolve(part, accesses)
          const seen = writersInOrders(history, part, subject.model)
          if (found.kind !== 'resolved') {
            verdicts.conflict += 1
            expect(seen).toBeNull()
            continue
          }
          verdicts.resolved += 1
          verdicts.lists += found.readers.length
          for (let one = 0; seen !== null && one < part.size; one++) {
            if (found.fates[one] !== fate.in || found.writer[one] === nobody) continue
            const at = found.readers.indexOf(one)
            const allowed =
              at === -1
                ? [found.writer[one]]
                : [...found.candidates.slice(found.starts[at], found.starts[at + 1])]
            for (const set of seen[one] ?? []) {
              // What is out may still stand in an order, but such an order is legal without it.
              if (set >= 0 && found.fates[set] !== fate.in && found.fates[set] !== fate.optional)
                continue
              expect(allowed).toContain(set)
            }
          }
        }
      }
      expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(20)
    },
  )
})
