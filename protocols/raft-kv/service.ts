// The map that is replicated: a pure state machine. It knows neither how many copies of it there are
// nor who asks; what a stranger may ask is bounded in shapes.ts.

import { compareKeys } from '../../sim/plain.ts'
import type { Service } from '../../sim/service.ts'
import { kvState, rowsMax } from './shapes.ts'
import type { KvCommand, KvResult, Range } from './messages.ts'

/** Values by key; a key that is absent has none. */
export type KvState = Map<string, string>

export const kvService: Service<KvState, KvCommand, KvResult> = {
  init: () => new Map(),
  apply(state, command) {
    switch (command.kind) {
      case 'get':
        return state.get(command.key) ?? null
      case 'put':
        state.set(command.key, command.value)
        return true
      case 'delete':
        state.delete(command.key)
        return true
      case 'cas':
        return compareAndSet(state, command.key, command.from, command.to)
      case 'range':
        return rows(state, command)
    }
  },
  reads: ({ kind }) => kind === 'get' || kind === 'range',
  state: kvState,
}

function compareAndSet(
  state: KvState,
  key: string,
  from: string | null,
  to: string | null,
): true | { readonly found: string | null } {
  const found = state.get(key) ?? null
  if (found !== from) return { found }
  if (to === null) state.delete(key)
  else state.set(key, to)
  return true
}

/** In the order of UTF-8 bytes, which is not that of the Map. */
function rows(state: KvState, { from, to }: Range): (readonly [string, string])[] {
  const within: (readonly [string, string])[] = []
  for (const [key, value] of state) {
    if (compareKeys(from, key) <= 0 && compareKeys(key, to) < 0) within.push([key, value])
  }
  within.sort(([one], [other]) => compareKeys(one, other))
  return within.slice(0, rowsMax)
}
