import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applied } from './patch-apply.ts'
import { Shadow, apply, diff } from './patch.ts'
import { keyOf, keyStep, stepsOf } from './plain-path.ts'
import { plain, scalars, states } from './plain.arbitrary.ts'
import type { Plain } from './plain.ts'
import { copy, equal, freeze } from './plain.ts'

/** Makes the changes that the numbers choose somewhere inside a value, as a handler would. */
function mutate(value: unknown, choices: readonly number[], fresh: readonly Plain[]): void {
  let where = value
  for (const [nth, choice] of choices.entries()) {
    if (typeof where !== 'object' || where === null) where = value
    where = mutateOne(where, choice, copy(fresh[nth % fresh.length]))
  }
}

/** One change, or one step further down; returns where to go on. */
function mutateOne(where: unknown, choice: number, fresh: Plain): unknown {
  if (Array.isArray(where)) {
    const at = choice % (where.length + 1)
    const acts = [
      () => where.push(fresh),
      () => where.pop(),
      () => where.shift(),
      () => where.splice(at, 2),
      () => where.unshift(fresh),
      () => (where[at] = fresh),
      () => where.reverse(),
    ]
    if (choice % 3 > 0) return where[at]
    acts[choice % acts.length]?.()
  } else if (where instanceof Map) {
    const key = [...where.keys()][choice % Math.max(1, where.size)] ?? choice
    if (choice % 3 > 0) return where.get(key)
    if (choice % 2 > 0) where.delete(key)
    else where.set(choice % 5 > 0 ? key : String(choice), fresh)
  } else if (where instanceof Set) {
    const member: unknown = [...where][choice % Math.max(1, where.size)]
    if (choice % 2 > 0) where.delete(member)
    else where.add(choice)
  } else if (where instanceof Uint8Array) where.fill(choice)
  else if (typeof where === 'object' && where !== null) {
    const field = Object.keys(where)[choice % Math.max(1, Object.keys(where).length)] ?? 'new'
    if (choice % 3 > 0) return Reflect.get(where, field)
    if (choice % 2 > 0) Reflect.deleteProperty(where, field)
    else Reflect.set(where, choice % 5 > 0 ? field : `f${choice}`, fresh)
  }
  return where
}

const runs = { numRuns: 1_500 }
const choices = fc.array(fc.nat({ max: 10_000 }), { maxLength: 12 })
const supply = fc.array(plain, { minLength: 1, maxLength: 4 })

describe('a patch', () => {
  test('made from any two values turns the one into the other', () => {
    fc.assert(
      fc.property(plain, plain, (before, after) => {
        const was = copy(before)
        expect(equal(apply(before, diff(before, after)), after)).toBe(true)
        expect(equal(before, was), 'the value before stays as it was').toBe(true)
      }),
      runs,
    )
  })

  test('made after any changes to a State says all of them', () => {
    fc.assert(
      fc.property(states, choices, supply, (state, how, fresh) => {
        const before = copy(state)
        mutate(state, how, fresh)
        const patch = diff(before, state)
        expect(equal(apply(before, patch), state)).toBe(true)
        expect(patch.length === 0).toBe(equal(before, state))
      }),
      runs,
    )
  })

  test('says nothing of values that are equal, in whatever order their entries stand', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(diff(value, copy(value))).toEqual([])
      }),
      { numRuns: 300 },
    )
    const one = {
      a: new Map([
        [1, 'x'],
        [2, 'y'],
      ]),
      b: new Set([1, 2]),
    }
    const two = {
      b: new Set([2, 1]),
      a: new Map([
        [2, 'y'],
        [1, 'x'],
      ]),
    }
    expect(diff(one, two)).toEqual([])
  })

  test.each`
    because                                          | before                          | after                           | patch
    ${'a field that is gone has no value'}           | ${{ a: 1, b: 2 }}               | ${{ b: 2 }}                     | ${[{ path: '/a' }]}
    ${'a field of undefined is there'}               | ${{}}                           | ${{ a: undefined }}             | ${[{ path: '/a', to: undefined }]}
    ${'only the leaf that changed is told'}          | ${{ a: { b: { c: 1, d: 2 } } }} | ${{ a: { b: { c: 9, d: 2 } } }} | ${[{ path: '/a/b/c', to: 9 }]}
    ${'string keys of Maps are quoted'}              | ${new Map([['1', 'x']])}        | ${new Map([['1', 'y']])}        | ${[{ path: '/"1"', to: 'y' }]}
    ${'number keys are not'}                         | ${new Map([[1, 'x']])}          | ${new Map([[1, 'y']])}          | ${[{ path: '/1', to: 'y' }]}
    ${'slashes and tildes are escaped'}              | ${{ 'a/b~': 1 }}                | ${{ 'a/b~': 2 }}                | ${[{ path: '/a~1b~0', to: 2 }]}
    ${'a member of a Set is true'}                   | ${new Set(['n1'])}              | ${new Set(['n2'])}              | ${[{ path: '/"n2"', to: true }, { path: '/"n1"' }]}
    ${'a list that grew tells its new entries'}      | ${['a']}                        | ${['a', 'b']}                   | ${[{ path: '/1', to: 'b' }]}
    ${'a list that was cut loses its end backwards'} | ${[1, 2, 3]}                    | ${[1]}                          | ${[{ path: '/2' }, { path: '/1' }]}
    ${'a queue loses its head alone'}                | ${[1, 2, 3, 4]}                 | ${[2, 3, 4]}                    | ${[{ path: '/0' }]}
    ${'and may gain a tail in the same step'}        | ${[1, 2, 3, 4]}                 | ${[2, 3, 4, 5]}                 | ${[{ path: '/0' }, { path: '/3', to: 5 }]}
    ${'what left from the middle closes the gap'}    | ${[1, 2, 3, 4, 5, 6]}           | ${[1, 4, 5, 6]}                 | ${[{ path: '/2' }, { path: '/1' }]}
    ${'nor do nothings hide what was cut'}           | ${[1, undefined, undefined]}    | ${[undefined]}                  | ${[{ path: '/1' }, { path: '/0' }]}
    ${'bytes are told whole'}                        | ${{ b: Uint8Array.of(1, 2) }}   | ${{ b: Uint8Array.of(1, 3) }}   | ${[{ path: '/b', to: Uint8Array.of(1, 3) }]}
    ${'another kind of value is told whole'}         | ${{ a: [1] }}                   | ${{ a: new Set([1]) }}          | ${[{ path: '/a', to: new Set([1]) }]}
    ${'inherited names are no fields'}               | ${{}}                           | ${{ constructor: 1 }}           | ${[{ path: '/constructor', to: 1 }]}
    ${'0 and -0 are one number'}                     | ${{ a: 0 }}                     | ${{ a: -0 }}                    | ${[]}
  `('$because', ({ before, after, patch }) => {
    expect(diff(before, after)).toEqual(patch)
    expect(equal(apply(before, patch), after)).toBe(true)
  })

  test('does not change when the State it was made from goes on', () => {
    const state = { log: [{ term: 1 }] }
    const patch = diff({}, state)
    state.log.push({ term: 2 })
    expect(patch).toEqual([{ path: '/log', to: [{ term: 1 }] }])
  })

  test('finds its way through any key', () => {
    fc.assert(
      fc.property(scalars, (key) => {
        const steps = stepsOf(keyStep(key))
        expect(steps.length).toBe(1)
        expect(keyOf(steps[0] ?? '')).toBe(key === 0 ? 0 : key)
      }),
    )
  })

  test('of another value is refused', () => {
    expect(() => apply(7, [{ path: '/a', to: 1 }])).toThrow('fits the value it was made for: /a')
    expect(() => apply([], [{ path: '/1', to: 1 }])).toThrow('a patch fits its list')
    expect(() => apply({}, [{ path: '' }])).toThrow('never removes the whole')
  })

  test('shares with the value before what it does not reach', () => {
    const before = { a: { x: 1 }, b: { y: 1 } }
    const after = apply(before, [{ path: '/a/x', to: 2 }])
    expect(after).toEqual({ a: { x: 2 }, b: { y: 1 } })
    expect(Reflect.get(Object(after), 'b')).toBe(before.b)
  })

  test('stays short on a long list of equal entries that moved', () => {
    const before = [1, ...Array.from({ length: 100_000 }, () => 0)]
    const after = [...before.slice(1), 2]
    expect(diff(before, after)).toEqual([{ path: '/0' }, { path: '/100000', to: 2 }])
    const last = [...before, 5]
    const other = [...before.slice(1), 6, 7] // any number gone looks right, almost to the end
    expect(equal(apply(last, diff(last, other)), other)).toBe(true)
  })
})

describe('a shadow', () => {
  test('follows a State through any number of steps', () => {
    const step = fc.tuple(choices, supply)
    fc.assert(
      fc.property(states, fc.array(step, { maxLength: 8 }), (state, steps) => {
        const shadow = new Shadow()
        const patches = [shadow.update(state)]
        const seen = [copy(state)]
        for (const [how, fresh] of steps) {
          mutate(state, how, fresh)
          patches.push(shadow.update(state))
          seen.push(copy(state))
        }
        // Replayed from nothing, after the whole run: no later step has changed an earlier patch.
        let replayed: Plain = undefined
        for (const [nth, patch] of patches.entries()) {
          replayed = apply(replayed, patch)
          expect(equal(replayed, seen[nth])).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('tells the whole State first, then what a step touched, then nothing', () => {
    const state = { seen: new Set<string>(), inbox: ['a'] }
    const shadow = new Shadow()
    expect(shadow.update(state)).toEqual([{ path: '', to: { seen: new Set(), inbox: ['a'] } }])
    state.inbox.push('b')
    state.seen.add('n1/1')
    expect(shadow.update(state)).toEqual([
      { path: '/seen/"n1~11"', to: true },
      { path: '/inbox/1', to: 'b' },
    ])
    expect(shadow.update(state)).toEqual([])
    shadow.forget()
    expect(shadow.update({ inbox: [] })).toEqual([{ path: '', to: { inbox: [] } }])
  })

  test('does not look into what is frozen, and sees through a freeze that is shallow', () => {
    let looks = 0
    const watched = (inner: object): object =>
      new Proxy(inner, {
        get: (of, name) => {
          looks += 1
          return Reflect.get(of, name)
        },
      })
    const entry = freeze(watched({ term: 1, command: watched({ put: 'x' }) }))
    const shallow = Object.freeze({ list: [1] })
    const state = { log: [entry], shallow }
    const shadow = new Shadow()
    shadow.update(state)
    looks = 0
    expect(shadow.update(state)).toEqual([])
    expect(looks).toBe(0)
    shallow.list.push(2)
    expect(shadow.update(state)).toEqual([{ path: '/shallow/list/1', to: 2 }])
  })

  test('changes in place only what no patch holds', () => {
    const own = new WeakSet<object>()
    const given = { list: [1] }
    const once = applied({}, [{ path: '/a', to: given }], own)
    const twice = applied(once, [{ path: '/a/list/1', to: 2 }], own)
    expect(twice).toEqual({ a: { list: [1, 2] } })
    expect(twice).toBe(once)
    expect(given).toEqual({ list: [1] })
    const containers = (of: Plain): Plain[] =>
      typeof of === 'object' && of !== null ? [of, ...Object.values(of).flatMap(containers)] : []
    const had = containers(twice)
    const thrice = applied(
      twice,
      [
        { path: '/a/list/2', to: 3 },
        { path: '/a/b', to: 4 },
      ],
      own,
    )
    for (const [nth, one] of had.entries()) expect(containers(thrice)[nth]).toBe(one)
  })
})
