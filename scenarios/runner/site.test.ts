import { expect, test } from 'vitest'
import { Mistake } from '../../sim/problem.ts'
import { ackRetry } from '../ack-retry.ts'
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
