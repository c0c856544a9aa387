import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Explicit } from '../explicit.ts'
import { bare, type FaultLine, named } from '../notation.ts'
import { nodeId } from '../units.ts'
import { shrink, type Shrunken } from './shrink.ts'
import type { Subject } from './shrink-search.ts'
import { fewest } from './shrink-subsets.ts'

// A world that is none: it fails when certain faults, operations, nodes and decisions are there.

interface Needs {
  readonly crashes: readonly string[]
  readonly calls: readonly number[]
  readonly nodes: readonly string[]
  readonly decisions: readonly string[]
}

const ids = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'].map(nodeId)
const clients = ['c1', 'c2'].map(nodeId)

const crashOf = (name: string): FaultLine => ({
  ...bare({ kind: 'crash', nodes: [named(name)] }),
  at: { kind: 'time', time: 1_234_567 },
})

/** Everybody crashes, asks and draws; names of decisions are as the kernel gives them. */
const whole: Explicit = {
  params: { servers: '5' },
  nodes: [...ids, ...clients],
  until: 4_000_000,
  settle: 1_000_000,
  faults: ids.map((id) => crashOf(id)),
  operations: Array.from({ length: 24 }, (_, nth) => ({
    client: clients[nth % 2] ?? nodeId('c1'),
    at: 100_123 * (nth + 1),
    message: { kind: 'put', nth },
  })),
  decisions: new Map(
    Array.from({ length: 60 }, (_, nth) => [
      `${nth % 3 === 0 ? 'jitter of t' : 'delay of m'}#${nth} at n1`,
      1 + nth,
    ]),
  ),
  expect: [],
}

const crashed = ({ faults }: Explicit): Set<string> =>
  new Set(
    faults.flatMap(({ damage }) =>
      damage.kind === 'crash'
        ? damage.nodes.flatMap((node) => (node.kind === 'named' ? [node.name] : []))
        : [],
    ),
  )

const asked = ({ operations }: Explicit): Set<unknown> =>
  new Set(operations.map(({ message }) => Reflect.get(message, 'nth')))

const fails = (needs: Needs, run: Explicit): boolean =>
  needs.crashes.every((name) => crashed(run).has(name)) &&
  needs.calls.every((nth) => asked(run).has(nth)) &&
  needs.nodes.every((id) => run.nodes.includes(nodeId(id))) &&
  needs.decisions.every((name) => run.decisions.has(name))

interface Shrunk extends Shrunken {
  /** runs as the world counted them */
  readonly counted: number
}

function shrunk(
  test: (run: Explicit) => boolean,
  runs = 2_000,
  over = (): boolean => false,
  start = whole,
): Shrunk {
  let counted = 0
  const subject: Subject = {
    attempt(candidate) {
      counted += 1
      if (!test(candidate)) return null
      return {
        time: 5_000_000,
        early: false,
        events: 1,
        asked: new Set(candidate.decisions.keys()),
      }
    },
    outcome(candidate) {
      counted += 1
      return test(candidate) ? 'same' : 'passes'
    },
    patient: true,
    trace() {
      counted += 1
      return { trace: [], planned: new Map() }
    },
    clients: new Set(clients),
    simpler: () => [],
  }
  const trial = { time: 5_000_000, early: false, events: 1, asked: new Set(start.decisions.keys()) }
  const found = shrink(start, trial, subject, { runs, over })
  return { ...found, counted }
}

const needsOf: fc.Arbitrary<Needs> = fc.record({
  crashes: fc.subarray([...ids.map(String)]),
  calls: fc.subarray(
    Array.from({ length: 24 }, (_, nth) => nth),
    { maxLength: 8 },
  ),
  nodes: fc.subarray([...ids, ...clients].map(String)),
  decisions: fc.subarray([...whole.decisions.keys()], { maxLength: 8 }),
})

/** Every run with one item less. */
function* less(run: Explicit): Generator<Explicit> {
  for (const nth of run.faults.keys()) yield { ...run, faults: run.faults.toSpliced(nth, 1) }
  for (const nth of run.operations.keys())
    yield { ...run, operations: run.operations.toSpliced(nth, 1) }
  for (const name of run.decisions.keys())
    yield { ...run, decisions: new Map([...run.decisions].filter(([other]) => other !== name)) }
  for (const id of run.nodes)
    yield {
      ...run,
      nodes: run.nodes.filter((one) => one !== id),
      operations: run.operations.filter(({ client }) => client !== id),
      faults: run.faults.filter((line) => !crashed({ ...run, faults: [line] }).has(id)),
    }
}

test('with few runs faults and operations go before groups of decisions that are all needed', () => {
  const names = Array.from({ length: 120 }, (_, nth) => `delay of m${nth}#1 n1>n2`)
  const decisions = new Map(names.map((name) => [name, 1]))
  const needs: Needs = { crashes: ['n1'], calls: [3], nodes: [], decisions: names }
  const sizeOf = (runs: number): object => {
    const { explicit } = shrunk((run) => fails(needs, run), runs, undefined, {
      ...whole,
      decisions,
    })
    const { faults, operations } = explicit
    return { faults: faults.length, operations: operations.length }
  }
  expect(sizeOf(60)).toEqual({ faults: 1, operations: 1 })
  expect(sizeOf(2_000)).toEqual({ faults: 1, operations: 1 })
})

describe('what is needed for a failure', () => {
  test('is all that is left, and nothing of it can be taken away', () => {
    fc.assert(
      fc.property(needsOf, (needs) => {
        const test = (run: Explicit): boolean => fails(needs, run)
        const { explicit, complete, runs, counted } = shrunk(test)
        expect(test(explicit)).toBe(true)
        expect(complete).toBe(true)
        expect(runs).toBe(counted)
        for (const one of less(explicit)) {
          if (one.nodes.length > 0) expect(test(one)).toBe(false)
        }
        expect(crashed(explicit)).toEqual(new Set(needs.crashes))
        expect(explicit.operations).toHaveLength(needs.calls.length)
        expect([...explicit.decisions.keys()]).toEqual(needs.decisions)
        expect(explicit.params).toEqual({})
      }),
      { numRuns: 60 },
    )
  })

  test('is found in the same way each time', () => {
    fc.assert(
      fc.property(needsOf, (needs) => {
        const test = (run: Explicit): boolean => fails(needs, run)
        expect(shrunk(test)).toEqual(shrunk(test))
      }),
      { numRuns: 20 },
    )
  })

  test('stays however few runs are allowed, and a search that was cut short says so', () => {
    fc.assert(
      fc.property(needsOf, fc.nat(200), (needs, runs) => {
        const test = (run: Explicit): boolean => fails(needs, run)
        const { explicit, complete, counted } = shrunk(test, runs)
        expect(test(explicit)).toBe(true)
        expect(counted).toBeLessThanOrEqual(runs)
        if (counted === runs) expect(complete).toBe(false)
      }),
      { numRuns: 60 },
    )
  })
})

test('a failure that any of several faults brings about keeps one of them', () => {
  const { explicit, complete } = shrunk((run) => crashed(run).size > 0)
  expect(complete).toBe(true)
  expect(explicit.faults).toHaveLength(1)
  expect(explicit.operations).toEqual([])
})

test('a failure that hangs on an odd number still ends at a run that fails', () => {
  const { explicit } = shrunk((run) => run.operations.length % 2 === 0 && run.operations.length > 3)
  expect(explicit.operations).toHaveLength(4)
})

test('when the time is up it is the best so far', () => {
  let asks = 0
  const { explicit, complete } = shrunk(
    (run) => crashed(run).has('n3'),
    2_000,
    () => ++asks > 3,
  )
  expect(complete).toBe(false)
  expect(crashed(explicit)).toContain('n3')
})

test('instants become round where that does', () => {
  const { explicit } = shrunk((run) => crashed(run).has('n1') && asked(run).has(7))
  expect(explicit.faults[0]?.at).toEqual({ kind: 'time', time: 1_000_000 })
  expect(explicit.operations[0]?.at).toBe(0)
})

test('a node that a fair-weather run cannot do without stays', () => {
  // Without n2 it fails, but so it does without any fault: that is another reason.
  const { explicit } = shrunk((run) => crashed(run).has('n1') || !run.nodes.includes(nodeId('n2')))
  expect(explicit.nodes).toContain('n2')
  expect(crashed(explicit)).toEqual(new Set(['n1']))
})

describe('the fewest of a list', () => {
  test('is 1-minimal for any test', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(40), { maxLength: 30 }),
        fc.func(fc.boolean()),
        (list, decide) => {
          let standing: readonly number[] = list
          const kept = fewest(list, (part) => {
            const taken = decide(part)
            if (taken) standing = part
            return taken
          })
          expect(kept).toEqual(standing)
          for (const nth of kept.keys()) expect(decide(kept.toSpliced(nth, 1))).toBe(false)
        },
      ),
    )
  })
})
