// What a damaged disk did to a row, in a few words: `bits of log/3 have flipped: it is 7 now`. Which
// fault did it is told by whoever tells the event.

import type { TraceEvent } from '../sim/trace.ts'
import { brief } from './brief.ts'
import { printable } from './page.ts'

/** Of a row, without its node: `log/3 cannot be read`. */
export function damageWords(event: Extract<TraceEvent, { kind: 'damage' }>): string {
  const { harm, table, key, value, meant } = event
  const row = rowName(table, key)
  const now = value === undefined ? 'nothing is there' : `it is ${brief(value)}`
  switch (harm) {
    case 'rot':
      return `bits of ${row} have flipped: ${now} now`
    case 'torn':
      return `of a torn write ${row} is on the disk: ${now}`
    case 'read-error':
      return `${row} cannot be read`
    case 'misdirect':
      return `the write of ${rowName(table, meant ?? key)} landed on ${row}: ${now} now`
    case 'phantom':
      return `the write of ${row} was acknowledged and not done: ${now}`
    case 'lying-sync':
      return `${row} was said to be durable`
  }
}

const rowName = (table: string, key: string | number): string => printable(`${table}/${key}`)
