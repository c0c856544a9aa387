// The process that leveldb.test.ts kills: two rows a step, steps without end, and each time the
// number of rows that have survived told to the parent.

import { openLevelStore } from './leveldb.ts'

const store = await openLevelStore(process.argv[3] ?? '', 'n1', {
  synced: () => process.send?.(before + store.durable),
  failed: (error) => {
    throw error
  },
})
const before = Array.from(store.scan('a')).length
let rows = before

setInterval(() => {
  for (let step = 0; step < 20; step += 1) {
    rows += 1
    store.put('a', rows, rows)
    store.put('b', rows, 'x'.repeat(100))
    store.endStep()
  }
}, 1)
