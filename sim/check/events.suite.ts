// Histories as lists of calls and answers, one a millisecond, each client one at a time: the form in which
// the vectors of other checkers are given.

import { assert } from '../assert.ts'
import type { History, Operation } from '../history.ts'
import type { Plain } from '../plain.ts'
import { ms, nodeId, type OpId } from '../units.ts'

/** Who; `invoke`, `ok`, `fail` or `info`; what; and the value that is asked or answered. */
export type Event = readonly [
  process: number,
  type: 'invoke' | 'ok' | 'fail' | 'info',
  kind: string,
  value?: Plain,
]

/** A failed operation answers false; one of unknown outcome, or without an answer, never ends. */
export function historyOf(events: readonly Event[]): History {
  const history: Operation[] = []
  const under = new Map<number, number>()
  for (const [at, [process, type, kind, value]] of events.entries()) {
    const client = nodeId(`c${process}`)
    if (type === 'invoke') {
      const call = value === undefined ? { kind } : { kind, value }
      under.set(process, history.length)
      history.push({
        ...{ id: history.length as OpId, client, call, start: ms(at) },
        ...{ end: null, result: undefined },
      })
      continue
    }
    const place = under.get(process)
    const asked = place === undefined ? undefined : history[place]
    assert(asked !== undefined && place !== undefined, 'an answer follows its call')
    if (type === 'info') continue
    const result = type === 'fail' ? false : (value ?? null)
    history[place] = { ...asked, end: ms(at), result }
  }
  return history
}
