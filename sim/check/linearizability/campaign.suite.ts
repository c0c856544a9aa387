// The differential campaign: random histories go through every search that applies to them and through an
// oracle, and whatever they say differently is kept with the number that draws the history again.

import type { History } from '../../history.ts'
import { explainLinearizable, linearizable, narrowed, searchLinearizable } from '../linearizable.ts'
import type { Model } from '../model.ts'
import { type Campaign, type Tally, tallyNew } from '../tally.suite.ts'
import { wrongWithConflict } from './claims.suite.ts'
import { Definition } from './definition.suite.ts'
import { type Drawn, drawn, medium, small } from './drawn.suite.ts'
import type { Budget, Found } from './found.ts'
import { searches } from './judged.suite.ts'
import { type Part, partsOf } from './part.ts'
import type { Subject } from './subjects.suite.ts'
import { isLinearizableByWgl } from './wgl.suite.ts'
import { wrongWithOrder } from './witness.ts'

const budget: Budget = { configurations: 20_000, bytes: 16_000_000 }
const wglMost = 3_000
/** Every so many histories are judged with a small budget as well, and explained. */
const every = 8

/** Two campaigns a subject: small histories against the definition, wider ones against Wing and Gong. */
export const campaignsOf = (subject: Subject): readonly Campaign[] => {
  const definition = new Definition(subject)
  const run = (sizes: typeof small, truth: (drawn: Drawn) => boolean | null): Campaign['run'] => {
    return (from, count, stop) => {
      const tally = tallyNew()
      for (let seed = from; seed < from + count; seed++) {
        if (stop && tally.differences.length > 0) break
        const one = drawn(subject, sizes, seed)
        const { history } = one
        try {
          judgeAll({ subject, seed, history, truth: truth(one), definition, tally })
        } catch (error) {
          tally.differences.push({
            seed,
            judge: 'one of them',
            what: `threw ${String(error)}`,
            history,
          })
        }
      }
      return tally
    }
  }
  const byDefinition = ({ history }: Drawn): boolean => definition.isLinearizable(history)
  const byWgl = ({ history, isLegal, isIllegal }: Drawn): boolean | null => {
    if (isLegal || isIllegal) return isLegal
    return isLinearizableByWgl(history, subject.model, wglMost)
  }
  return [
    { name: subject.name, share: 1, run: run(small, byDefinition) },
    { name: `${subject.name}, 10–14 clients`, share: 0.05, run: run(medium, byWgl) },
  ]
}

interface Case {
  readonly subject: Subject
  readonly seed: number
  readonly history: History
  readonly truth: boolean | null
  readonly definition: Definition
  readonly tally: Tally
}

function judgeAll(one: Case): void {
  const { subject, history, truth, seed, tally } = one
  const model = narrowed(history, subject.model)
  tally.histories += 1
  if (truth === null) tally.undecided += 1
  else tally[truth ? 'legal' : 'illegal'] += 1
  const parts = partsOf(history, model)
  for (const part of parts) {
    const some = Array.from(part.place, (place) => history[place]).filter(
      (kept) => kept !== undefined,
    )
    const said = new Said(one, parts.length === 1 ? truth : truthOf(one, some))
    for (const { name, search } of searches)
      said.hear(name, part, model, search(history, part, model, budget))
  }
  const found = searchLinearizable(history, subject.model, budget)
  const whole = wholeOf(found.map((each) => each.found))
  new Said(one, truth).compare('searchLinearizable', whole)
  for (const { part, found: each } of found)
    new Said(one, null).hear('searchLinearizable', part, model, each)
  if (seed % every === 0) judgeMore(one)
}

/** Of one object of several. */
const truthOf = ({ definition, subject, truth }: Case, some: History): boolean | null =>
  truth === true
    ? true
    : some.length <= 12
      ? definition.isLinearizable(some)
      : isLinearizableByWgl(some, subject.model, wglMost)

/** With hardly any budget, and the sentence and few operations of what is illegal. */
function judgeMore(one: Case): void {
  const { subject, history, seed, definition } = one
  const { model } = subject
  const poor = { configurations: 1 + ((seed / every) % 7), bytes: 4_000 }
  const said = new Said(one, one.truth)
  said.compare(
    'a small budget',
    wholeOf(searchLinearizable(history, model, poor).map((each) => each.found)),
  )
  const { verdict } = linearizable(model, { budget }).judge(history)
  said.compare(
    'judge',
    ({ pass: 'ok', fail: 'illegal', inconclusive: 'unknown' } as const)[verdict],
  )
  for (const found of searchLinearizable(history, model, budget)) {
    const explanation = explainLinearizable(history, found, model, { budget })
    if (explanation === null) continue
    const { enough } = explanation
    const legal =
      enough.length <= 12
        ? definition.isLinearizable(enough)
        : isLinearizableByWgl(enough, model, wglMost)
    if (legal === true) said.differ('explain', 'the few operations that suffice are legal')
  }
}

function wholeOf(found: readonly Found[]): Found['kind'] {
  const kinds = found.map(({ kind }) => kind)
  return kinds.includes('illegal') ? 'illegal' : kinds.includes('unknown') ? 'unknown' : 'ok'
}

/** What was said of one part so far. */
class Said {
  readonly #case: Case
  #truth: boolean | null
  #by = 'the oracle'

  constructor(one: Case, truth: boolean | null) {
    this.#case = one
    this.#truth = truth
  }

  hear(judge: string, part: Part, model: Model, found: Found | null): void {
    if (found === null) return
    const { tally, history } = this.#case
    this.compare(judge, found.kind)
    if (found.kind === 'illegal') {
      const wrong = wrongWithConflict(history, part, model, found.conflict)
      if (wrong !== null) this.differ(judge, `its reason is none: ${wrong}`)
    }
    if (found.kind !== 'ok') return
    tally.witnesses += 1
    const wrong = wrongWithOrder(history, part, model, found.order)
    if (wrong !== null) this.differ(judge, `its witness is none: ${wrong}`)
  }

  compare(judge: string, kind: Found['kind']): void {
    const { tally } = this.#case
    tally.searched[judge] = (tally.searched[judge] ?? 0) + 1
    if (kind === 'unknown') {
      if (judge !== 'a small budget') tally.gaveUp += 1
      return
    }
    const legal = kind === 'ok'
    if (this.#truth === null) {
      this.#truth = legal
      this.#by = judge
    } else if (this.#truth !== legal)
      this.differ(judge, `said ${legal ? 'legal' : 'illegal'}, ${this.#by} says otherwise`)
  }

  differ(judge: string, what: string): void {
    const { tally, seed, history } = this.#case
    tally.differences.push({ seed, judge, what, history })
  }
}
