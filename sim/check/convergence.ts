// Convergence: the nodes agree on what they should agree on. Nodes that are down are left out: the
// calm has started everyone before this is asked for the last time.

import { equal, text } from '../plain.ts'

/** A node, as far as this needs to know it. */
export interface Replica<S> {
  readonly id: string
  readonly up: boolean
  readonly state: S
}

/**
 * @param part what of a State must be the same; plain
 * @returns which two differ, and how, or null
 */
export function converged<S>(
  replicas: readonly Replica<S>[],
  part: (state: S) => unknown,
): string | null {
  const [first, ...others] = replicas.filter(({ up }) => up)
  if (first === undefined) return 'nobody is up'
  const wanted = part(first.state)
  const other = others.find(({ state }) => !equal(part(state), wanted))
  if (other === undefined) return null
  return `${first.id} has ${text(wanted, 60)}, and ${other.id} has ${text(part(other.state), 60)}`
}
