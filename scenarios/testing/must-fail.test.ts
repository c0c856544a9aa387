// Tests that must fail: what passes them is a failure that was found, never a mistake. vitest runs
// toy test files, and what it prints is what users get.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Folder, type Ran } from './spawned.suite.ts'

const toys = `import { deepEqual } from 'node:assert/strict'
import { describe, expect } from 'vitest'
import { scenario } from '../../dist/scenarios/scenario.js'
import { counter } from '../../dist/scenarios/runner/counter.test.toy.js'
import { fc, simTest } from '../../dist/scenarios/testing/vitest.js'

expect.extend({ toBeOdd: (n) => ({ pass: n % 2 === 1, message: () => n + ' is not odd' }) })
const planted = { seeds: 50, variant: 'forget-repeats' }
const quiet = { seeds: 3, faults: 'none' }
const unbuilt = scenario('unbuilt', {
  about: 'Has no nodes.',
  nodes: () => { throw new Error('no server is left') },
  workload: { from: 'client', send: (nth) => ({ kind: 'add', nth }), count: 1, rate: '20/s' },
  until: '1s',
})

describe('found', () => {
  simTest.fails('a property', counter, planted)
  simTest.fails('a property under a body', counter, planted, ({ world }) => world.finish())
  simTest.fails('a threshold', counter, { seeds: 3, expect: ['op.ok rate < 1%'] })
  simTest.fails('expect', counter, quiet, ({ history }) => { expect(history.length).toBe(1) })
  simTest.fails('expect.soft', counter, quiet, ({ history }) => { expect.soft(history.length).toBe(1) })
  simTest.fails('a matcher', counter, quiet, ({ world }) => { expect(world).toHaveHappened('the sky fell') })
  simTest.fails('a matcher of its own', counter, quiet, ({ world }) => { expect(world.nodes.length * 2).toBeOdd() })
  simTest.fails('a snapshot', counter, quiet, ({ world }) => { expect(world.now).toMatchInlineSnapshot('7') })
  simTest.fails('node:assert', counter, quiet, ({ world }) => { deepEqual(world.now, 7) })
  simTest.fails('an assertion inside fc.assert', counter, quiet, ({ world }) => {
    fc.assert(fc.property(fc.nat(), (n) => { expect(world.now).toBeGreaterThan(n) }))
  })
  simTest.fails.each([1, 2])('of a row %i', counter, planted, ({ world }, _row) => world.untilQuiet())
  simTest.fails.for([1])('for a row %i', counter, planted, ({ world }, _row) => world.untilQuiet())
  simTest.runIf(true).fails.prop([fc.nat()])('of drawn inputs', counter, planted, ({ run }) => () => { run() })
})

describe('mistaken', () => {
  simTest.fails('a variant', counter, { variant: 'forget-repeat' })
  simTest.fails('a fault', counter, { faults: ['crsh server @ 1s'] })
  simTest.fails('an option', counter, { sedes: 1 })
  simTest.fails('a scenario', unbuilt, { seeds: 3 })
  simTest.fails('a node', counter, quiet, ({ n }) => { n('sever') })
  simTest.fails('a TypeError', counter, quiet, ({ world }) => { world.nobody.knows() })
  simTest.fails('an Error', counter, quiet, () => { throw new Error('no disk in the attic') })
  simTest.fails('a word', counter, quiet, () => { throw 'thrown as a word' })
  simTest.fails('a promise', counter, quiet, async () => {})
  simTest.fails('nothing tested', counter, { seeds: 3, workload: 'none' })
  simTest.fails.each(['forget-repeat'])('of a row', counter, (variant) => ({ variant }))
  simTest.fails.prop([fc.nat()])('of drawn inputs', counter, quiet, () => () => { missing() })
  simTest.fails('the clock', counter, quiet, () => { Date.now() })
})

describe('unfound', () => {
  simTest.fails('a pass', counter, { seeds: 20 })
  simTest.fails('a pass under a body', counter, { seed: 1, variant: 'forget-repeats', faults: 'none' }, ({ world }) => world.advance('1ms'))
  simTest.fails('no time', counter, { seeds: 5_000, budget: '1ms' })
  simTest.fails.prop([fc.nat()])('of drawn inputs', counter, quiet, ({ run }) => () => { run() })
  simTest.skip.fails('skipped', counter, { variant: 'forget-repeat' })
})
`

describe('a test that must fail', () => {
  const folder = new Folder({ 'toy.test.ts': toys })
  let ran: Ran
  beforeAll(() => {
    ran = folder.run()
  })
  afterAll(() => folder.remove())
  const told = (name: string): { status: string; message: string } =>
    ran.tests.get(name) ?? { status: 'unknown', message: '' }

  test.each([
    ...['a property', 'a property under a body', 'a threshold', 'expect', 'expect.soft'],
    ...['a matcher', 'a matcher of its own', 'a snapshot', 'node:assert'],
    ...['an assertion inside fc.assert', 'of a row 1', 'of a row 2', 'for a row 1'],
    'of drawn inputs',
  ])('passes when it found: %s', (name) => {
    const { status, message } = told(`found ${name}`)
    expect(status, message).toBe('passed')
  })

  test.each([
    ['a variant', /WL1005 .*\n {2}did you mean {3}counter:forget-repeats \?/u],
    ['a fault', /WL3\d\d\d .*crsh/u],
    ['an option', /WL1004 .*has no option sedes/u],
    ['a scenario', /WL1101 .*no server is left/u],
    ['a node', /WL3002 .*sever/u],
    ['a TypeError', /^TypeError: Cannot read properties of undefined/u],
    ['an Error', /no disk in the attic/u],
    ['a word', /thrown as a word/u],
    ['a promise', /WL4002 .*promise/u],
    ['nothing tested', /^Inconclusive: nothing was asked/u],
    ['of a row', /WL1005 /u],
    ['of drawn inputs', /^ReferenceError: missing is not defined/u],
    ['the clock', /WL4002 /u],
  ])('fails with the words of a mistake: %s', (name, words) => {
    const { status, message } = told(`mistaken ${name}`)
    expect(status).toBe('failed')
    expect(message).toMatch(words)
    expect(message).toMatch(/toy\.test\.ts:\d+/u)
  })

  test.each([
    ['a pass', /^NoFailure: this test must fail, and nothing failed: 20 seeds passed\.\n/u],
    ['a pass under a body', /nothing failed: 1 seed passed\.\n\n {2}counter:forget-repeats · /u],
    ['no time', /nothing failed: \d+ of 5,000 seeds passed \(budget 1ms\)\.\n/u],
    ['of drawn inputs', /nothing failed: 3 inputs passed\.\n/u],
  ])('fails when nothing failed, and says how far it looked: %s', (name, words) => {
    const { status, message } = told(`unfound ${name}`)
    expect(status).toBe('failed')
    expect(message).toMatch(words)
    expect(message).toMatch(/toy\.test\.ts:\d+/u)
  })

  test('what is skipped stays skipped, and nothing is saved', () => {
    expect(told('unfound skipped').status).toBe('skipped')
    expect(folder.list('__worldline__')).toEqual([])
  })

  test('what made it pass is told to whoever reads reports', () => {
    expect(ran.junit).toMatch(/failed as it must, in seed \d+ of 50: 1 added again\./u)
  })
})
