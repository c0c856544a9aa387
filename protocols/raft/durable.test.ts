// What a server notices of its disk when it starts, beyond rows whose own checksum does not fit.

import { expect, test } from 'vitest'

import { Workbench } from './workbench.suite.ts'

test.each`
  because                                     | shelf                       | role
  ${'nothing was ever there'}                 | ${{}}                       | ${'follower'}
  ${'the term is that of the last entry'}     | ${{ term: 2, log: [1, 2] }} | ${'follower'}
  ${'terms begin without entries'}            | ${{ term: 5, log: [1, 2] }} | ${'follower'}
  ${'an entry is of a term that never began'} | ${{ term: 1, log: [1, 2] }} | ${'damaged'}
`('$because: $role', ({ shelf, role }) => {
  const bench = new Workbench({ servers: ['n1', 'n2', 'n3'] })
  bench.shelve('n1', shelf)
  bench.start('n1')
  expect(bench.state('n1').role.kind).toBe(role)
})
