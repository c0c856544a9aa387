import { describe, expect, test } from 'vitest'
import { servedSystems } from '../scenarios/served/system.ts'
import { servedRoleWords, servedSystemWords } from './commands.ts'
import { candidates, wordsOf } from './complete.ts'
import type { Known } from './known.ts'

const known: Known = {
  cases: ['ack-retry.forget-dedup'],
  recordings: ['.worldline/runs/2026-11-21T05-12-44'],
  things: ['WL2006', 'partition', 'no duplicate effect'],
  scenarios: [
    {
      name: 'ack-retry',
      variants: ['original', 'forget-dedup'],
      nodes: ['sender1', 'receiver1'],
      params: ['attempts', 'link'],
    },
    { name: 'counter', variants: [], nodes: ['n1'], params: [] },
  ],
  faults: ['crash n1 @ 1s restart +200ms', 'clock step +250ms n2', 'drop 5% n1->n2'],
}

describe('what may stand at the cursor', () => {
  test.each`
    line                                      | offers
    ${'worldline '}                           | ${['explore', 'run', 'list']}
    ${'worldline ex'}                         | ${['explore']}
    ${'worldline run '}                       | ${['ack-retry', 'counter']}
    ${'worldline run ack-retry:'}             | ${['ack-retry:original', 'ack-retry:forget-dedup']}
    ${'worldline run ack-retry:f'}            | ${['ack-retry:forget-dedup']}
    ${'worldline explore ack-retry --wo'}     | ${['--workers']}
    ${'worldline explore ack-retry --bug '}   | ${['all', 'original']}
    ${'worldline explore counter --bug '}     | ${['all']}
    ${'worldline explore --color='}           | ${['--color=never']}
    ${'worldline run ack-retry --set '}       | ${['link=']}
    ${'worldline run ack-retry -f "cr'}       | ${['crash']}
    ${'worldline run ack-retry -f "crash re'} | ${['crash receiver1', 'crash restart +200ms']}
    ${'worldline list f'}                     | ${['faults']}
    ${'worldline completion '}                | ${['bash', 'zsh', 'fish', 'powershell']}
  `('$line', ({ line, offers }) => {
    expect(candidates(line, known)).toEqual(expect.arrayContaining(offers))
  })

  test('only what begins with what was typed', () => {
    for (const line of ['worldline run ack-retry:o', 'worldline explore --ma', 'worldline e']) {
      const typed = wordsOf(line).at(-1) ?? ''
      const offers = candidates(line, known)
      expect(offers.length).toBeGreaterThan(0)
      for (const offer of offers) expect(offer.startsWith(typed)).toBe(true)
    }
  })
})

test('words are taken apart as a shell does', () => {
  expect(wordsOf('worldline run "a b" \'c d')).toEqual(['worldline', 'run', 'a b', 'c d'])
  expect(wordsOf('worldline run ')).toEqual(['worldline', 'run', ''])
})

test('serve and call complete the systems and roles that there are, and what may be asked', () => {
  const systems = servedSystems.flatMap(({ name, variants }) => [
    name,
    ...variants.map((variant) => `${name}:${variant}`),
  ])
  const roles = servedSystems.flatMap(({ roles: all }) => all.map(({ name }) => name))
  expect([...servedSystemWords]).toEqual(systems)
  expect([...servedRoleWords]).toEqual(
    systems.flatMap((system) => roles.map((role) => `${system}/${role}`)),
  )
  expect(candidates('worldline call ack', known)).toEqual(systems)
  expect(candidates('worldline call ack-retry s', known)).toEqual(['send'])
  expect(candidates('worldline serve ack-retry/r', known)).toEqual(['ack-retry/receiver'])
})
