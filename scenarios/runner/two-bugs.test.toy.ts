// ack-retry with two planted bugs at once, for the tests of causes: what an exploration of it finds
// has two causes, however many seeds and steps they show at.

import { mutants } from '../../protocols/ack-retry/mutants.ts'
import { ackRetry } from '../ack-retry.ts'
import type { Scenario } from '../form.ts'

const both = (one: string, other: string): Scenario['variants'][string] => ({
  change: `${one} and ${other}`,
  source: 'two of the planted bugs',
  breaks: mutants[one]?.breaks ?? '',
  rules: { ...mutants[one]?.rules, ...mutants[other]?.rules },
})

export const twoBugs: Scenario = {
  ...ackRetry,
  name: 'two-bugs',
  variants: Object.fromEntries(
    Object.keys(mutants).flatMap((one, at, names) =>
      names.slice(at + 1).map((other) => [`${one}-and-${other}`, both(one, other)]),
    ),
  ),
}
