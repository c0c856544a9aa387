// The differential campaign of transactions over lists: a history is serializable, or strictly so, exactly
// where the definition finds an order of the transactions. To the definition a database is one object.

import type { History } from '../../history.ts'
import { equal, type Plain } from '../../plain.ts'
import { randomOf } from '../linearizability/histories.suite.ts'
import { Definition } from '../linearizability/definition.suite.ts'
import { under } from '../linearizability/subjects.suite.ts'
import { type Model, refused } from '../model.ts'
import { type Campaign, tallyNew } from '../tally.suite.ts'
import { judgeListAppend } from './list-append.ts'
import { drawTxns, type Fault } from './txns.suite.ts'

type Step = readonly [kind: 'r' | 'append', key: number, value: Plain]
type State = Readonly<Record<string, readonly Plain[]>>

/** All lists at once: a transaction is one call. */
const database: Model = {
  name: 'lists',
  about: 'Lists that are appended to and read, several of them at one instant.',
  init: {},
  outcome: (result) => (Array.isArray(result) ? 'ok' : 'failed'),
  step(state, call, result) {
    let lists = state as State
    const answers = result as readonly Step[] | undefined
    const { ops } = call as unknown as { readonly ops: readonly Step[] }
    for (const [at, [kind, key, value]] of ops.entries()) {
      const list = lists[`${key}`] ?? []
      if (kind === 'append') lists = { ...lists, [`${key}`]: [...list, value] }
      else if (answers !== undefined && !equal(answers[at]?.[2], list)) return refused
    }
    return lists
  },
}

const faults = ['none', 'lost append', 'stale snapshot', 'reordered commit', 'skew'] as const

/** Two to six transactions of a database that is often wrong; some answers are changed afterwards. */
function few(seed: number): History {
  const random = randomOf(Math.imul(seed, 0x9e3779b1))
  const fault: Fault = faults[under(random, faults.length)] ?? 'none'
  const history = drawTxns(under(random, 0x7fffffff), {
    ...{ clients: 1 + under(random, 4), transactions: 2 + under(random, 5) },
    ...{ keys: 1 + under(random, 3), perKey: 6, fault, rate: random() < 0.5 ? 0.15 : 0.6 },
    open: random() < 0.3 ? 0.25 : 0,
    failed: random() < 0.2 ? 0.2 : 0,
  })
  if (random() < 0.6) return history
  const changed = (step: Step): Step => {
    const [kind, key, list] = step
    if (kind !== 'r' || random() < 0.6) return step
    const values = list as readonly Plain[]
    return random() < 0.6
      ? [kind, key, values.slice(0, under(random, values.length + 1))]
      : [kind, key, values.toReversed()]
  }
  return history.map((one) =>
    Array.isArray(one.result) && random() < 0.4
      ? { ...one, result: (one.result as unknown as readonly Step[]).map(changed) }
      : one,
  )
}

/** As if all had been under way at once. */
const timeless = (history: History): History =>
  history.map((one) => ({ ...one, start: 0, end: one.end === null ? null : 1 }))

const definition = (): Definition => new Definition({ model: database })

function campaign(name: string, level: 'serializable' | 'strict-serializable'): Campaign {
  const oracle = definition()
  return {
    name,
    share: 0.2,
    run(from, count, stop) {
      const tally = tallyNew()
      for (let seed = from; seed < from + count; seed++) {
        if (stop && tally.differences.length > 0) break
        const history = few(seed)
        const { verdict, ruledOut } = judgeListAppend(history, { level })
        tally.histories += 1
        if (verdict === 'inconclusive') {
          tally.undecided += 1
          continue
        }
        const keepsTime = level === 'strict-serializable'
        const truth = keepsTime
          ? oracle.isStrict(history)
          : oracle.isLinearizable(timeless(history))
        tally[truth ? 'legal' : 'illegal'] += 1
        tally.searched[level] = (tally.searched[level] ?? 0) + 1
        if (ruledOut.includes(level) !== truth && (verdict === 'pass') === truth) continue
        const what = `said ${verdict}, the oracle says otherwise`
        tally.differences.push({ seed, judge: level, what, history })
      }
      return tally
    },
  }
}

export const transactionCampaigns: readonly Campaign[] = [
  campaign('list-append, serializable', 'serializable'),
  campaign('list-append, strictly so', 'strict-serializable'),
]
