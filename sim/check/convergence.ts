// Convergence: the nodes agree on what they should agree on. Nodes that are down are left out: the
// calm has started everyone before this is asked for the last time.

import { diff } from '../patch.ts'
import { equal, text } from '../plain.ts'
import { stepsOf } from '../plain-path.ts'

/** A node, as far as this needs to know it. */
export interface Replica<S> {
  readonly id: string
  readonly up: boolean
  readonly state: S
}

/** Where two nodes differ, in words; a value that only the other has is absent. */
export interface Difference {
  /** `values.x`; empty: the whole */
  readonly path: string
  readonly here: string | null
  readonly there: string | null
}

const valueMax = 40

/**
 * @param part what of a State must be the same; plain
 * @returns which two differ, in how many places and how in the first, or null
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
  const places = differences(wanted, part(other.state))
  const [{ path, here, there } = whole] = places
  const what = path === '' ? 'it' : `"${path}"`
  const many = `${places.length} ${places.length === 1 ? 'place' : 'places'}`
  const told = `${what} is ${here ?? 'missing'} at ${first.id} and ${there ?? 'missing'} at ${other.id}`
  return `${first.id} and ${other.id} differ in ${many}: ${told}`
}

const whole: Difference = { path: '', here: null, there: null }

/** Every place in which two values differ, in the order of the first. */
export function differences(here: unknown, there: unknown): readonly Difference[] {
  const back = new Map(diff(there, here).map((one) => [one.path, one]))
  const forth = diff(here, there)
  const seen = new Set(forth.map(({ path }) => path))
  const only = [...back.values()].filter(({ path }) => !seen.has(path))
  return [...forth.map(({ path }) => path), ...only.map(({ path }) => path)].map((path) => ({
    path: stepsOf(path)
      .map((step) => step.replace(/^"(.*)"$/u, '$1'))
      .join('.'),
    here: told(back.get(path)),
    there: told(forth.find((one) => one.path === path)),
  }))
}

const told = (change: { readonly to?: unknown } | undefined): string | null =>
  change === undefined || !('to' in change) ? null : text(change.to, valueMax)
