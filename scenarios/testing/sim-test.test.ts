// Tests of tests: vitest runs toy test files, and what it prints and writes is what users get.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Folder, type Ran } from './spawned.suite.ts'

const head = `import { describe, expect } from 'vitest'
import { counter } from '../../dist/scenarios/runner/counter.test.toy.js'
import { faultPlan, fc, simTest } from '../../dist/scenarios/testing/vitest.js'
`

describe('what a test says', () => {
  const folder = new Folder({
    'toy.test.ts': `${head}
describe('counter', () => {
  simTest('holds', counter, { seeds: 20 })
  simTest('is told once', counter, { seeds: 200, variant: 'forget-repeats' })
  simTest('asserts by hand', counter, { seeds: 5, faults: [] }, ({ world, n, history, clients }) => {
    world.advance('300ms')
    expect(n<{ total: number }>('server').state.total).toBeGreaterThan(0)
    world.untilQuiet()
    expect(history.length).toBe(20)
    expect(clients.length).toBeGreaterThan(0)
  })
  simTest('is wrong by hand', counter, { seeds: 5 }, ({ world, history }) => {
    world.inject('pause server for 100ms')
    world.untilQuiet()
    expect(history.length).toBe(19)
  })
  simTest('acts by hand', counter, { seed: 3, faults: 'none', workload: 'none' }, ({ world, n, net, clock }) => {
    world.ask('client1', { kind: 'add', nth: 5 })
    world.advance('20ms')
    expect(n<{ total: number }>('server').state.total).toBe(1)
    world.inject('crash server restart +100ms')
    expect(n('server').up).toBe(false)
    world.advance(50_000)
    expect(n('server').up).toBe(false)
    world.ask('client1', { kind: 'add', nth: 6 })
    world.advance('200ms')
    expect(n<{ total: number }>('server').state.total).toBe(2)
    expect(net.sent('add')).toBeGreaterThan(2)
    expect(world.count('deliver add')).toBeGreaterThanOrEqual(2)
    expect(clock('client1').monotonic).toBe(world.now)
    expect(world.now).toBe(270_000)
    expect(world.others('client1')).toEqual(['client2'])
  })
  simTest('breaks while it is driven', counter, { seeds: 50, variant: 'forget-repeats' }, ({ world }) => {
    world.advance('600ms')
    world.finish()
  })
  simTest('has no time', counter, { seeds: 5_000, budget: '1ms' })
  simTest('tests nothing', counter, { seeds: 3, workload: 'none' })
  simTest('asks the real world', counter, { seeds: 1 }, ({ world }) => {
    world.advance('1ms')
    setTimeout(() => {}, 1)
  })
  simTest('is asynchronous', counter, { seeds: 1 }, async ({ world }) => {
    world.advance('1ms')
  })
  simTest('is misspelt', counter, { sedes: 1 })
  simTest('has no such variant', counter, { variant: 'forget-repeat' })
  simTest.fails('must fail', counter, { seeds: 200, variant: 'forget-repeats' })
  simTest.skip('is skipped', counter)
  simTest.todo('comes later')
  simTest.each([[1, 'a'], [2, 'b']])('row %i', counter, (n) => ({ seeds: n }), ({ world }, n, word) => {
    expect([n, word]).toContainEqual(n === 1 ? 'a' : 'b')
  })
  simTest.for([[1, 'a']])('one %i', counter, { seeds: 1 }, (_, row) => { expect(row).toEqual([1, 'a']) })
  simTest.prop([faultPlan({ max: 3, kinds: ['crash', 'duplicate'] }), fc.integer({ min: 1, max: 3 })])(
    'with drawn faults', counter, { variant: 'forget-repeats' }, ({ run }) => (faults, clients) => {
      const world = run({ faults, params: { clients } })
      expect(world.nodes).toHaveLength(clients + 1)
    })
})
`,
  })
  let ran: Ran
  beforeAll(() => {
    ran = folder.run()
  })
  afterAll(() => folder.remove())
  const told = (name: string): string => ran.tests.get(`counter ${name}`)?.message ?? ''
  /** `toy.test.ts:16` of the line that holds this text. */
  const at = (text: string): string => {
    const lines = folder.read('toy.test.ts').split('\n')
    return `toy.test.ts:${lines.findIndex((line) => line.includes(text)) + 1}:`
  }
  const status = (name: string): string => ran.tests.get(`counter ${name}`)?.status ?? 'unknown'

  test.each([
    'holds',
    'asserts by hand',
    'acts by hand',
    'has no time',
    'row 1',
    'row 2',
    'must fail',
    'one 1',
  ])('%s: passes', (name) => expect(status(name), told(name)).toBe('passed'))
  test('a failing property: sentence, what happened, replay and case, the line of the test', () => {
    const message = told('is told once')
    expect(message.split('\n')[0]).toBe('DuplicateEffectError: 1 added again.')
    expect(message).toMatch(
      /counter:forget-repeats@\d+\/min · WL2006 a duplicate effect · 1 fault · \d operations?\s+· \d+ events {2}\(from/u,
    )
    expect(message).toMatch(/ {2}replay {3}npx worldline replay counter:forget-repeats@\d+\/min\n/u)
    expect(message).toMatch(/ {2}saved {4}\S*__worldline__\/counter-is-told-once\.case\.json/u)
    expect(message).toContain(at("simTest('is told once'"))
    expect(message.split('\n    at ')[0]?.split('\n').length).toBeLessThanOrEqual(30)
    expect(ran.output).toMatch(/Expected: "each number is added once"\nReceived: "1 added again."/u)
    expect(ran.output).toMatch(
      /failed on the \d+(st|nd|rd|th) of 200 seeds · .* including shrinking/u,
    )
  })

  test('what a body asserts: its own sentence, line and diff, and the error as the cause', () => {
    const message = told('is wrong by hand')
    expect(message.split('\n')[0]).toBe(
      'AssertionError: expected 20 to be 19 // Object.is equality',
    )
    expect(message).toMatch(/counter seed \d+ · /u)
    expect(message).toMatch(
      / {2}replay {3}npx vitest run toy\.test\.ts -t 'counter is wrong by hand'/u,
    )
    expect(message).toContain(at('toBe(19)'))
    expect(ran.output).toMatch(/- 19\n\+ 20/u)
    expect(ran.output).toMatch(/Caused by: AssertionError: expected 20 to be 19/u)
  })

  test('a property that breaks under a body is shrunk without it, and told at its line', () => {
    const message = told('breaks while it is driven')
    expect(message).toMatch(/^DuplicateEffectError: 1 added again\./u)
    expect(
      [at("advance('600ms')"), at('world.finish()')].some((one) => message.includes(one)),
    ).toBe(true)
    expect(message).toMatch(/· 1 fault · \d operations?/u)
  })

  test('a budget that ends first is a pass, and says how far it came', () => {
    expect(folder.read('junit.xml')).toMatch(/ran \d+ of 5,000 seeds \(budget 1ms\): no failure/u)
  })

  test('nothing tested is no pass', () => {
    expect(status('tests nothing')).toBe('failed')
    expect(told('tests nothing')).toMatch(/^Inconclusive: nothing was asked/u)
  })

  test.each([
    [
      'asks the real world',
      /WL4002 the body of a test asked the real world for a timer\.\n.*toy\.test\.ts:\d+/u,
    ],
    ['is asynchronous', /WL4002 .*promise/u],
    [
      'is misspelt',
      /WL1004 "counter > is misspelt" has no option sedes\.\n {2}did you mean {3}seeds \?/u,
    ],
    ['has no such variant', /WL1005 .*\n {2}did you mean {3}counter:forget-repeats \?/u],
  ])('%s: one message with the place', (name, words) => {
    expect(status(name)).toBe('failed')
    expect(told(name)).toMatch(words)
    expect(told(name)).toMatch(/at .*toy\.test\.ts:\d+/u)
  })

  test('drawn inputs are shrunk, then the run that they make', () => {
    const message = told('with drawn faults')
    expect(message).toMatch(/^DuplicateEffectError: 1 added again\./u)
    expect(message).toMatch(/ {2}inputs {3}\[\["duplicate [^"]*"\],1\]\n/u)
    expect(message).toMatch(/· 1 fault · \d operations?/u)
  })

  test('cases stand beside the test, one for each failure', () => {
    expect(folder.list('__worldline__')).toEqual([
      'counter-breaks-while-it-is-driven.case.json',
      'counter-is-told-once.case.json',
      'counter-is-wrong-by-hand.case.json',
      'counter-with-drawn-faults.case.json',
    ])
    const one = folder.read('__worldline__/counter-is-told-once.case.json')
    expect(one.length).toBeLessThan(5_000)
    expect(JSON.parse(one)).toMatchObject({
      scenario: '../../../dist/scenarios/runner/counter.test.toy.js#counter',
      variant: 'forget-repeats',
      expect: { violates: 'each number is added once' },
    })
  })
})
