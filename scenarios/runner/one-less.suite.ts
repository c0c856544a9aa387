// Every run with one item less than a given one, made without the shrinker's own code: by these a
// shrunk run is shown to be as small as leaving out single items makes it.

import type { Explicit } from '../../sim/explicit.ts'
import { printFault } from '../../sim/notation-print.ts'
import type { Failure } from '../../sim/verdict.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Stagings } from './explicit.ts'
import { sameReason } from './same-reason.ts'

interface Less {
  /** `node n3`, `operation 2` */
  readonly without: string
  readonly run: Explicit
}

/** Without a node: what is asked of it goes too; what is done to it does nothing. */
function* oneLess(run: Explicit): Generator<Less> {
  const { faults, operations, nodes, decisions } = run
  for (const [nth, line] of faults.entries()) {
    yield { without: printFault(line), run: { ...run, faults: faults.toSpliced(nth, 1) } }
  }
  for (const nth of operations.keys()) {
    const less = operations.toSpliced(nth, 1)
    yield { without: `operation ${nth + 1}`, run: { ...run, operations: less } }
  }
  for (const name of decisions.keys()) {
    const less = new Map([...decisions].filter(([other]) => other !== name))
    yield { without: name, run: { ...run, decisions: less } }
  }
  for (const id of nodes) {
    const less = operations.filter(({ client }) => client !== id)
    const others = nodes.filter((one) => one !== id)
    yield { without: `node ${id}`, run: { ...run, nodes: others, operations: less } }
  }
}

/** How many items were taken away in turn, and those without which it failed all the same. */
export interface Minimality {
  readonly tried: number
  readonly needless: readonly string[]
}

/** @param failure of `run`, which fails on `stagings` */
export function minimality(stagings: Stagings, run: Explicit, failure: Failure): Minimality {
  const roles = new Map(stagings.siteFor(run).cast.nodes.map(({ id, role }) => [String(id), role]))
  const fails = (one: Explicit): 'same' | 'other' | 'no' => {
    try {
      const now = stagings.run(one).run
      if (now.failure === null) return 'no'
      return sameReason(failure, now, (id) => roles.get(id) ?? null) ? 'same' : 'other'
    } catch (error) {
      // A property that looks for the node that is gone.
      if (error instanceof Mistake) return 'other'
      throw error
    }
  }
  const calm = (one: Explicit): Explicit => ({ ...one, faults: [], decisions: new Map() })
  const fair = fails(calm(run))
  const { findings } = stagings.run(run).run
  const section = findings.find(({ property }) => property === failure.property)?.section
  /** Without a node that is needed it fails in fair weather too: that is another reason. */
  const isAnother = (less: Explicit): boolean => {
    if (fair !== 'same') return fair === 'no' && fails(calm(less)) !== 'no'
    if (section === 'always' || section === 'check') return false
    const { trace } = stagings.run(less, { trace: true }).run
    return trace?.some((event) => event.kind === 'drop' && event.why === 'gone') === true
  }
  let tried = 0
  const needless: string[] = []
  for (const { without, run: less } of oneLess(run)) {
    tried += 1
    if (less.nodes.length === 0 || fails(less) !== 'same') continue
    if (less.nodes.length === run.nodes.length || !isAnother(less)) needless.push(without)
  }
  return { tried, needless }
}
