// Operations without an answer are optional, and there may be many. A search first uses each kind of
// them as often as it wants: what is illegal even so is illegal. A way that uses a kind more often than
// it was called makes that kind counted, and the search begins again. Source: Clarke et al.,
// Counterexample-guided abstraction refinement (2000).

import { assert } from '../../assert.ts'
import type { DepthFirst } from './depth-first.ts'
import type { Budget } from './found.ts'
import type { Named, Path } from './open-kinds.ts'

/** A search, apart from which open kinds it counts. */
export interface Refined {
  /** a new walk that counts these open kinds */
  readonly walk: (tracked: readonly number[]) => DepthFirst
  /** the operations of a way, and which open kinds it used too often */
  readonly named: (path: Path) => Named
  /** whether so many states were met that there may be ever more by what is not counted */
  readonly isExploding: () => boolean
}

export type Refinement =
  | { readonly kind: 'ok'; readonly order: Int32Array }
  | { readonly kind: 'illegal'; readonly walk: DepthFirst; readonly spent: Budget }
  | {
      readonly kind: 'unknown'
      readonly walk: DepthFirst
      readonly spent: Budget
      readonly why: string
    }

/** After so many configurations, and twice as many, a walk is looked at: does it go on for ever? */
const walkFirst = 4_096

/** @param budget configurations, those of all walks together; bytes, those of each */
export function searchCounted(refined: Refined, budget: Budget): Refinement {
  const tracked: number[] = []
  let looked = 0
  for (;;) {
    const walk = refined.walk(tracked)
    const left = { ...budget, configurations: budget.configurations - looked }
    const { said, over } = walked(refined, walk, left)
    looked += walk.looked
    const spent = { configurations: looked, bytes: walk.bytes }
    if (said === 'none') return { kind: 'illegal', walk, spent }
    if (said === 'found' && over.length === 0)
      return { kind: 'ok', order: refined.named(walk.path).order }
    if (over.length === 0) return { kind: 'unknown', walk, spent, why: whyOf(spent, budget) }
    tracked.push(...over)
  }
}

interface Walked {
  readonly said: 'found' | 'none' | 'spent'
  /** open kinds that are to be counted from now on */
  readonly over: readonly number[]
}

/** Walks to an end, or to where a kind has to be counted to come to one. */
function walked({ named, isExploding }: Refined, walk: DepthFirst, budget: Budget): Walked {
  const { configurations, bytes } = budget
  for (let most = walkFirst; ; most *= 2) {
    const said = walk.walk(Math.min(most, configurations), bytes)
    if (said === 'none') return { said, over: [] }
    if (said === 'found') return { said, over: named(walk.path).overused }
    if (said === 'repeats') {
      const { overused } = named(walk.path)
      assert(overused.length > 0, 'what a walk repeats was not called so often')
      return { said: 'spent', over: overused }
    }
    if (walk.looked >= configurations || walk.bytes > bytes) return { said, over: [] }
    if (!isExploding()) continue
    const { overused } = named(walk.path)
    if (overused.length > 0) return { said, over: overused }
  }
}

const whyOf = (spent: Budget, budget: Budget): string =>
  spent.configurations >= budget.configurations ? 'too many configurations' : 'not enough memory'
