// A small share of the differential campaign (`npm run judges`): each judge says what its oracle says.

import { expect, test } from 'vitest'
import { campaigns } from './campaigns.suite.ts'

test.each(campaigns)('$name', ({ run, share }) => {
  const { differences, histories } = run(1, share < 1 ? 2 : 60, false)
  expect(differences).toEqual([])
  expect(histories).toBeGreaterThan(0)
})
