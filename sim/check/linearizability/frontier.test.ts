// The general search against the definition, and where it is at its edges: many open operations, equal
// ones, long histories, budgets that end.

import { describe, expect, test } from 'vitest'
import type { History, Operation } from '../../history.ts'
import { equal, type Plain } from '../../plain.ts'
import { nodeId } from '../../units.ts'
import type { Model } from '../model.ts'
import { register } from '../models/register.ts'
import { accessMachine } from './access-machine.ts'
import { accessesOf } from './accesses.ts'
import { hasLegalOrder } from './brute.suite.ts'
import { counts, lines, maps, mediumHistory, registers, smallHistory } from './families.suite.ts'
import type { Budget, Found } from './found.ts'
import { searchFrontier } from './frontier.ts'
import { legalHistory, numbered } from './histories.suite.ts'
import { machineOf } from './machine.ts'
import { type Part, partsOf } from './part.ts'
import { resolve } from './resolution.ts'
import { wrongWithOrder } from './witness.ts'

const budget: Budget = { configurations: 50_000, bytes: 100_000_000 }
const model = register(0) as Model

/** With the machine of the model and, where there is one, that of its accesses, and all that is known. */
function searchesOf(history: History, part: Part, of: Model, within = budget): readonly Found[] {
  const accesses = accessesOf(history, part, of)
  const machines = [machineOf(history, part, of)]
  if (accesses !== null) machines.push(accessMachine(accesses))
  const found = machines.map((machine) => searchFrontier(part, machine, within))
  if (accesses === null) return found
  const resolution = resolve(part, accesses)
  const known = resolution.kind === 'resolved' ? { accesses, resolution } : null
  return [...found, searchFrontier(part, accessMachine(accesses), within, known)]
}

describe.each([registers, maps, lines, counts])('$name', (family) => {
  test('small histories are what the definition says', () => {
    const verdicts = { true: 0, false: 0 }
    for (let seed = 0; seed < 250; seed++) {
      const history = smallHistory(family, seed)
      for (const part of partsOf(history, family.model)) {
        const expected = hasLegalOrder(history, part, family.model)
        verdicts[`${expected}`] += 1
        for (const found of searchesOf(history, part, family.model)) {
          expect({ seed, is: found.kind }).toEqual({ seed, is: expected ? 'ok' : 'illegal' })
          if (found.kind === 'ok')
            expect(wrongWithOrder(history, part, family.model, found.order)).toBeNull()
        }
      }
    }
    expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(30)
  })

  test('legal ones of many clients are never called illegal', () => {
    for (let seed = 0; seed < 30; seed++) {
      const history = mediumHistory(family, seed, seed % 2 === 0 ? 0 : 0.2)
      for (const part of partsOf(history, family.model)) {
        const few = { ...budget, configurations: 1_000 }
        for (const found of searchesOf(history, part, family.model, few)) {
          expect(found.kind).not.toBe('illegal')
          if (found.kind === 'ok')
            expect(wrongWithOrder(history, part, family.model, found.order)).toBeNull()
        }
      }
    }
  })
})

const read = { kind: 'read' }
const write = (value: number) => ({ kind: 'write', value })

/** An operation by its client, call, start, end and answer. */
function operation(at: number, call: Plain, times: [number, number | null], result?: Plain) {
  const client = nodeId(`c${at}`)
  return { client, call, start: times[0], end: times[1], result: result ?? undefined }
}

function onlyPart(history: History): Part {
  const [part] = partsOf(history, model)
  if (part === undefined) throw new Error('a history of one object has one part')
  return part
}

describe('at the edges', () => {
  test('forty operations under way at once', () => {
    const said: Omit<Operation, 'id'>[] = []
    for (let at = 0; at < 40; at++) {
      said.push(operation(at, write(at), [at, 100 + at], true))
      said.push(operation(100 + at, read, [50, 100], at))
    }
    const history = numbered(said)
    const part = onlyPart(history)
    for (const found of searchesOf(history, part, model)) {
      expect(found.kind).toBe('ok')
      if (found.kind === 'ok') expect(wrongWithOrder(history, part, model, found.order)).toBeNull()
    }
  })

  test('an open operation is used as often as it was called, and no more', () => {
    const once = [
      operation(1, write(1), [0, null]),
      operation(2, read, [1, 2], 1),
      operation(3, write(2), [3, 4], true),
      operation(4, read, [5, 6], 1),
    ]
    const twice = [...once, operation(5, write(1), [0, null])]
    for (const [said, expected] of [
      [once, 'illegal'],
      [twice, 'ok'],
    ] as const) {
      const history = numbered(said)
      for (const { kind } of searchesOf(history, onlyPart(history), model))
        expect(kind).toBe(expected)
    }
  })

  test('an illegal history comes with the longest legal beginning', () => {
    const history = numbered([
      operation(1, write(1), [0, 1], true),
      operation(2, read, [2, 3], 1),
      operation(3, write(2), [4, 5], true),
      operation(4, read, [6, 7], 1),
    ])
    for (const found of searchesOf(history, onlyPart(history), model)) {
      expect(found).toEqual({
        kind: 'illegal',
        conflict: { kind: 'stuck', at: 3, order: Int32Array.of(0, 1, 2), state: 2 },
      })
    }
  })

  test('a budget that ends is told, and ends the same each time', () => {
    const said = Array.from({ length: 10 }, (_, at) =>
      operation(at, write(at), [at, 100 + at], true),
    )
    const history = numbered([...said, operation(20, read, [50, 60], 77)])
    const part = onlyPart(history)
    const few = { configurations: 100, bytes: budget.bytes }
    const [found, ...others] = searchesOf(history, part, model, few)
    expect(found).toMatchObject({ kind: 'unknown', spent: { configurations: 111 } })
    for (const other of others) expect(other).toEqual(found)
    const small = { configurations: budget.configurations, bytes: 20_000 }
    for (const { kind } of searchesOf(history, part, model, small)) expect(kind).toBe('unknown')
    for (const { kind } of searchesOf(history, part, model)) expect(kind).toBe('illegal')
  })

  test('two hundred thousand operations', () => {
    const said: Omit<Operation, 'id'>[] = []
    for (let at = 0; at < 100_000; at++) {
      said.push(operation(1, write(at % 5), [4 * at, 4 * at + 2], true))
      said.push(operation(2, read, [4 * at + 1, 4 * at + 3], at % 5))
    }
    const legal = numbered(said)
    const illegal = legal.map((one, at) => (at === 199_999 ? { ...one, result: 7 } : one))
    for (const [history, expected] of [
      [legal, 'ok'],
      [illegal, 'illegal'],
    ] as const) {
      const part = onlyPart(history)
      for (const { kind } of searchesOf(history, part, model, { ...budget, configurations: 1e6 }))
        expect(kind).toBe(expected)
    }
  })

  test('a thousand operations, a hundred of them open, and a read that is impossible', () => {
    for (const seed of [1, 2]) {
      const legal = legalHistory(seed, {
        ...registers.asked,
        clients: 5,
        operations: 1_000,
        open: 0.1,
      })
      const at = legal.findLastIndex(({ call, end }) => end !== null && equal(call, read))
      const history = legal.map((one, place) => (place === at ? { ...one, result: -7 } : one))
      expect(history.filter(({ end }) => end === null).length).toBeGreaterThan(80)
      for (const { kind } of searchesOf(history, onlyPart(history), model))
        expect(kind).toBe('illegal')
    }
  })

  test('what is known decides what many writers of few values make hard', () => {
    for (const [clients, values] of [
      [20, 50],
      [50, 1_000],
    ] as const) {
      const history = legalHistory(clients, {
        ...registers.asked,
        clients,
        operations: 3_000,
        draw: (random) => (random() < 0.5 ? read : write(Math.floor(random() * values))),
      })
      const part = onlyPart(history)
      const accesses = accessesOf(history, part, model)
      if (accesses === null) throw new Error('a register is read and written')
      const resolution = resolve(part, accesses)
      if (resolution.kind !== 'resolved') throw new Error('a legal history has writers')
      const found = searchFrontier(part, accessMachine(accesses), budget, { accesses, resolution })
      expect(found.kind).toBe('ok')
      if (found.kind === 'ok') expect(wrongWithOrder(history, part, model, found.order)).toBeNull()
    }
  })
})
