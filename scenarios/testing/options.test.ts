// Options and seeds: what counts, and everything that is wrong, at once.

import { afterEach, describe, expect, test, vi } from 'vitest'
import { Mistake } from '../../sim/problem.ts'
import { casesOf, slugOf } from './places.ts'
import { ackRetry } from '../ack-retry.ts'
import { checkGiven, chosen, type SimOptions } from './options.ts'
import { seedsOf } from './seeds.ts'

afterEach(() => vi.unstubAllEnvs())

describe('seeds', () => {
  test('are fixed by the name, and others for another name', () => {
    const first = chosen('one', { seeds: 10 }).seeds
    expect(chosen('one', { seeds: 10 }).seeds).toEqual(first)
    expect(chosen('two', { seeds: 10 }).seeds.first).not.toBe(first.first)
    expect(first.count).toBe(10)
  })

  test.each`
    because              | options                                | seeds
    ${'one alone'}       | ${{ seed: 7 }}                         | ${{ first: 7, count: 1 }}
    ${'a range'}         | ${{ seeds: '5..9' }}                   | ${{ first: 5, count: 5 }}
    ${'the last of all'} | ${{ seeds: '4294967295..4294967295' }} | ${{ first: 4_294_967_295, count: 1 }}
    ${'backwards'}       | ${{ seeds: '9..5' }}                   | ${null}
    ${'none'}            | ${{ seeds: 0 }}                        | ${null}
    ${'no whole number'} | ${{ seed: 1.5 }}                       | ${null}
    ${'beyond 32 bits'}  | ${{ seed: 4_294_967_296 }}             | ${null}
  `('$because', ({ options, seeds }) => {
    expect(seedsOf(1, options as SimOptions)).toEqual(seeds)
  })

  test('begin where the environment says', () => {
    vi.stubEnv('WORLDLINE_SEED', '77')
    expect(seedsOf(5, {})).toEqual({ first: 77, count: 100 })
    expect(seedsOf(5, { seed: 3 })).toEqual({ first: 3, count: 1 })
    vi.stubEnv('WORLDLINE_SEED', 'random')
    expect(seedsOf(5, {})).toEqual(seedsOf(6, {}))
    expect(seedsOf(5, {})?.first).toBeGreaterThan(100_000)
  })
})

describe('options', () => {
  test('are those of a build server there', () => {
    vi.stubEnv('CI', '')
    expect(chosen('a', {}).budget).toBe(4_000)
    vi.stubEnv('CI', 'true')
    expect(chosen('a', {}).budget).toBe(15_000)
    expect(chosen('a', { budget: '250ms' }).budget).toBe(250)
  })

  test('that are wrong are told together, with what is allowed', () => {
    const options = { until: '5 s', shrinkRuns: -1, faults: 'swam', seeds: 0, expct: [] }
    let problems: Mistake['problems'] = []
    try {
      chosen('a test', options as unknown as SimOptions)
    } catch (error) {
      if (error instanceof Mistake) ({ problems } = error)
    }
    expect(problems.map(({ sentence }) => sentence)).toEqual([
      '"a test" has no option expct.',
      'the option until of "a test" cannot be "5 s".',
      'the option shrinkRuns of "a test" cannot be -1.',
      'the option faults of "a test" cannot be "swam".',
      'the option seeds of "a test" cannot be 0.',
    ])
    expect(problems[0]?.lines[0]).toBe('did you mean   expect ?')
  })

  test('name runs by a coordinate only where nothing else differs', () => {
    expect(chosen('a', { seeds: 3, variant: 'x', budget: '1s' }).plain).toBe(true)
    for (const option of [{ until: '1s' }, { faults: [] }, { params: {} }, { workload: 'none' }]) {
      expect(chosen('a', option as SimOptions).plain).toBe(false)
    }
  })
})

describe('case files', () => {
  test.each`
    name                         | slug
    ${'raft > Reads are ünique'} | ${'raft-reads-are-ünique'}
    ${'a/b\\c: "d" <e>'}         | ${'a-b-c-d-e'}
    ${'???'}                     | ${'test'}
  `('$name', ({ name, slug }) => expect(slugOf(name as string)).toBe(slug))

  test('of long names stay apart', () => {
    const long = 'x'.repeat(200)
    expect(slugOf(`${long} a`)).not.toBe(slugOf(`${long} b`))
    expect(slugOf(long).length).toBeLessThan(90)
    expect(casesOf('/nowhere/a.test.ts', long)).toEqual([])
  })
})

describe('what plain JavaScript hands over', () => {
  test.each([
    ['no scenario', 'x', undefined, {}, /simTest\("x"\) was given no scenario/],
    ['an actor', 'x', { start: () => ({}) }, {}, /was given no scenario/],
    ['options that are none', 'x', ackRetry, null, /options that are no record/],
  ])('%s', (_, name, given, options, told) => {
    expect(() => checkGiven(name, given, options)).toThrow(told)
  })

  test.each([
    ['save', { save: 'yes' }],
    ['workload', { workload: 'nnoe' }],
    ['budget', { budget: '0s' }],
    ['budget', { budget: 4 }],
    ['params', { params: { receivers: {} } }],
    ['seeds', { seeds: 1e12 }],
  ])('a wrong %s is told, and nothing runs', (option, options) => {
    expect(() => chosen('x', options as object)).toThrow(`the option ${option} of "x" cannot be`)
  })
})
