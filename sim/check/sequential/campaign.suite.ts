// The differential campaign of sequential consistency: the search against the definition, its orders and
// its check; and what follows from it: a history that is sequentially consistent breaks no guarantee of
// a session.

import type { History } from '../../history.ts'
import { Definition } from '../linearizability/definition.suite.ts'
import { drawn, small } from '../linearizability/drawn.suite.ts'
import { objects } from '../linearizability/objects.suite.ts'
import { registers, type Subject } from '../linearizability/subjects.suite.ts'
import { sequentiallyConsistent } from '../sequential.ts'
import { sessionGuarantees } from '../sessions.ts'
import { type Campaign, type Tally, tallyNew } from '../tally.suite.ts'
import { wrongWithSequence } from './brute.suite.ts'
import { programOf } from './program.ts'
import { searchProgram } from './search.ts'

const budget = { configurations: 50_000, bytes: 64_000_000 }
const every = 8

const names = ['register', 'cas-register', 'register-outcomes', 'kv', 'queue', 'set by element']

export const sequentialCampaigns: readonly Campaign[] = [...registers, ...objects]
  .filter(({ name }) => names.includes(name))
  .map(campaignOf)

function campaignOf(subject: Subject): Campaign {
  const definition = new Definition(subject)
  return {
    name: `sequential ${subject.name}`,
    share: 1,
    run(from, count, stop) {
      const tally = tallyNew()
      for (let seed = from; seed < from + count; seed++) {
        if (stop && tally.differences.length > 0) break
        const { history, values } = drawn(subject, small, seed)
        const truth = definition.isSequential(history)
        tally.histories += 1
        tally[truth ? 'legal' : 'illegal'] += 1
        const differ = (judge: string, what: string): void =>
          void tally.differences.push({ seed, judge, what, history })
        try {
          judgeOne(subject, history, truth, tally, differ)
          if (seed % every !== 0) continue
          const { verdict } = sequentiallyConsistent(subject.model, { budget }).judge(history)
          if (verdict !== (truth ? 'pass' : 'fail')) differ('judge', `said ${verdict}`)
          if (values === 'unique' && subject.name === 'register')
            judgeSessions(history, truth, differ)
        } catch (error) {
          differ('one of them', `threw ${String(error)}`)
        }
      }
      return tally
    },
  }
}

function judgeOne(
  { model }: Subject,
  history: History,
  truth: boolean,
  tally: Tally,
  differ: (judge: string, what: string) => void,
): void {
  const program = programOf(history, model)
  const found = searchProgram(program, budget)
  tally.searched['sequential'] = (tally.searched['sequential'] ?? 0) + 1
  if (found.kind === 'unknown') return void (tally.gaveUp += 1)
  if ((found.kind === 'ok') !== truth)
    differ('sequential', `said ${found.kind}, the oracle says otherwise`)
  if (found.kind !== 'ok') return
  tally.witnesses += 1
  const wrong = wrongWithSequence(history, model, program, found.order)
  if (wrong !== null) differ('sequential', `its witness is none: ${wrong}`)
}

/** A legal order is one in which every client sees its session in order. */
function judgeSessions(
  history: History,
  truth: boolean,
  differ: (judge: string, what: string) => void,
): void {
  const { verdict, why } = sessionGuarantees({ initial: 0 }).judge(history)
  if (truth && verdict === 'fail') differ('sessions', `said ${why}, and there is a legal order`)
}
