import { expect, test } from 'vitest'
import { Mistake } from '../../sim/problem.ts'
import { ackRetry } from '../ack-retry.ts'
import { scenario } from '../scenario.ts'
import { Experiment } from './experiment.ts'
import { settingsDefault } from './order.ts'

test.each`
  because                      | until    | said
  ${'it is negative'}          | ${'-3s'} | ${['--until cannot be "-3s".']}
  ${'a storm lasts some time'} | ${'0s'}  | ${['until cannot be 0.']}
`('$until is refused once: $because', ({ until, said }) => {
  const problems = (): string[] => {
    try {
      new Experiment(ackRetry, { variant: null, settings: { ...settingsDefault, until } })
      return []
    } catch (error) {
      if (error instanceof Mistake) return error.problems.map(({ sentence }) => sentence)
      throw error
    }
  }
  expect(problems()).toEqual(said)
})

test('assumptions may be a function of the parameters', () => {
  const toy = scenario('toy', {
    about: 'Nobody says anything.',
    params: { servers: 3 },
    nodes: ({ servers }) => ({
      n: { count: servers, actor: { start: () => ({}), receive: () => {} } },
    }),
    assumptions: ({ servers }) => (servers % 2 === 0 ? [`${servers} is even`] : []),
  })
  const said = (set: Record<string, string>): readonly string[] =>
    new Experiment(toy, { variant: null, settings: { ...settingsDefault, set } }).siteFor(1)
      .assumptions
  expect(said({})).toEqual([])
  expect(said({ servers: '4' })).toEqual(['4 is even'])
})
