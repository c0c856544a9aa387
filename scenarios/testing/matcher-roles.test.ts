// toHaveLeader and toHaveRole: each holds where it should and bites where it should, with the roles of
// all nodes so far.

import { describe, expect, test } from 'vitest'
import { chiefs } from '../runner/chiefs.test.toy.ts'
import { counter } from '../runner/counter.test.toy.ts'
import type { Scenario } from '../form.ts'
import { type Body, fixturesOf } from './fixtures.ts'
import { groundOf } from './ground.ts'
import { chosen } from './options.ts'
import { attempt } from './trial.ts'
import { simTest } from './vitest.ts'

/** What a body threw for seed 7; '' when it came to its end. */
function said(body: Body, scenario: Scenario = chiefs): string {
  const ground = groundOf(scenario, chosen('a test', { faults: 'none' }))
  const { ending } = attempt(ground, (open) => body(fixturesOf(open(), () => open())), { seed: 7 })
  if (ending.kind === 'passed') return ''
  if (ending.kind !== 'thrown') return ending.kind
  const { error } = ending
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

const elected = (assert: Body): string =>
  said((fixtures) => {
    fixtures.world.advance('500ms')
    assert(fixtures)
  })

simTest('a deposed leader steps down', chiefs, { seed: 1, faults: 'none' }, ({ world, n }) => {
  world.advance('500ms')
  const old = world.leader()
  expect(world).toHaveLeader({ term: 1, count: 1 })
  world.inject(`partition ${old} | ${world.others(old).join(',')}`)
  world.advance('1s')
  expect(n(old)).toHaveRole('leader')
  expect(world).toHaveLeader({ count: 2 })
  expect(world.leader()).not.toBe(old)
  world.heal()
  world.advance('200ms')
  expect(n(old)).toHaveRole('follower')
  expect(n(old)).not.toHaveRole('leader')
  expect(world).toHaveLeader({ count: 1 })
  expect(world).not.toHaveLeader({ term: 1 })
})

describe('toHaveLeader', () => {
  test('nobody leads at first', () => {
    expect(said(({ world }) => expect(world).not.toHaveLeader())).toBe('')
    expect(said(({ world }) => expect(world).toHaveLeader({ count: 0 }))).toBe('')
    expect(said(({ world }) => expect(world).toHaveLeader())).toMatch(
      /^RoleError: there should be a leader, and at 0 µs nobody leads\.\n/u,
    )
  })

  test('the roles of all nodes are told', () => {
    expect(elected(({ world }) => expect(world).toHaveLeader({ term: 2 }))).toMatchInlineSnapshot(`
      "RoleError: there should be a leader in term 2, and at 500 ms leading: m3 in term 1.
                  0ms       200ms     400ms
          m1      ·························
          m2      ·························
          m3      ··············11111111111
          ops                      ██ █  █
                  digit = leader of that term   · = follower   ops = operations that succeeded
                  column = 20 ms"
    `)
    expect(elected(({ world }) => expect(world).not.toHaveLeader())).toMatch(
      /^InvariantError: m3 in term 1 leads at 500 ms, and should not\.\n(.*\n)* {4}m3 .*1111/u,
    )
    expect(elected(({ world }) => expect(world).toHaveLeader({ count: 2 }))).toMatch(
      /there should be 2 leaders, and at 500 ms leading: m3 in term 1\./u,
    )
  })
})

test('the strip counts what succeeded, as the command line does, and no other answer', () => {
  const lacking: Body = ({ world }) => {
    world.advance('500ms')
    expect(world).toHaveLeader({ term: 2 })
  }
  const claims = { ...chiefs.claims, outcome: () => 'failed' as const }
  expect(said(lacking)).toMatch(/^ {4}ops .*█/mu)
  expect(said(lacking, { ...chiefs, claims })).not.toMatch(/^ {4}ops .*█/mu)
})

describe('toHaveRole', () => {
  test('another role is told with the term, and who is down has none', () => {
    expect(elected(({ n }) => expect(n('m3')).toHaveRole('follower'))).toMatch(
      /^RoleError: m3 should be follower, and at 500 ms it is leader in term 1\.\n(.*\n)* {4}m3 .*1111/u,
    )
    const crashed = (assert: Body): string =>
      elected((fixtures) => {
        fixtures.world.inject('crash m1 restart never')
        assert(fixtures)
      })
    expect(crashed(({ n }) => expect(n('m1')).not.toHaveRole('follower'))).toBe('')
    expect(crashed(({ n }) => expect(n('m1')).toHaveRole('follower'))).toMatch(
      /m1 should be follower, and at 500 ms it is down\./u,
    )
  })

  test('a negation that bites says so', () => {
    expect(elected(({ n }) => expect(n.all('m')[0]).not.toHaveRole('follower'))).toMatch(
      /^InvariantError: m1 is follower at 500 ms, and should not be\.\n/u,
    )
  })
})

test('world.leader() where nobody leads tells everybody’s roles', () => {
  expect(said(({ world }) => void world.leader())).toMatch(
    /^RoleError: nobody leads at 0 µs\.\n(.*\n)* {4}m1 {6}·/u,
  )
})

describe('what is asked wrongly is told with the nearest thing', () => {
  test.each<[Body, RegExp]>([
    [({ n }) => expect(n('m1')).toHaveRole('leeder'), /m1 can have no role "leeder"/u],
    [({ n }) => expect(n('client')).toHaveRole('leader'), /no view of client/u],
    [
      ({ world }) => expect(world).toHaveRole('leader'),
      /looks at a node, and was given the world/u,
    ],
    [() => expect(3).toHaveRole('leader'), /looks at a node, and was given number/u],
    [() => expect(3).toHaveLeader(), /looks at a world/u],
    [({ world }) => expect(world).toHaveLeader({ term: -1 }), /term cannot be -1/u],
    [({ world }) => expect(world).toHaveLeader(JSON.parse('{"terms":1}')), /knows no "terms"/u],
  ])('%#', (body, words) => expect(() => said(body)).toThrow(words))

  test.each<[string, Body]>([
    ['toHaveLeader', ({ world }) => expect(world).toHaveLeader()],
    ['toHaveRole', ({ n }) => expect(n('server')).toHaveRole('leader')],
    ['world.leader()', ({ world }) => void world.leader()],
  ])('%s needs a scenario with views', (_name, body) => {
    expect(() => said(body, counter)).toThrow(/asks what nodes are, and the scenario does not say/u)
  })

  test('the compiler knows what they take', () => {
    const never = (): void => {
      // @ts-expect-error -- a term is a number
      expect(3).toHaveLeader({ term: 'two' })
      // @ts-expect-error -- there is no such option
      expect(3).toHaveLeader({ terms: 2 })
      // @ts-expect-error -- a role is named
      expect(3).toHaveRole()
    }
    expect(never).toBeTypeOf('function')
  })
})
