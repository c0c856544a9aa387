// Walks a history session by session: what a client did is weighed against all that it had been answered
// before. A client that asks two things at once has no order between them.

import type { NodeId } from '../../units.ts'
import type { Done, Sessions } from './sessions.ts'

/**
 * @param weigh is given what a client does next
 * @param remember is given what has been answered before the next thing that it does
 */
export function walk(
  { history, done }: Sessions,
  weigh: (one: Done, client: NodeId) => void,
  remember: (one: Done, client: NodeId) => void,
): void {
  const pending = new Map<NodeId, Done[]>()
  for (const one of done) {
    const operation = history[one.at]
    if (operation === undefined) continue
    const { client, start } = operation
    const its = pending.get(client) ?? []
    const left: Done[] = []
    for (const before of its) {
      const end = history[before.at]?.end ?? null
      if (end !== null && end <= start) remember(before, client)
      else left.push(before)
    }
    weigh(one, client)
    if (one.isOk) left.push(one)
    pending.set(client, left)
  }
}
