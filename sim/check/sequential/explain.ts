// Why no order of all operations keeps each client's own, for people: the operations that suffice to show
// it, client by client, and one of them that fits nowhere.

import { assert } from '../../assert.ts'
import type { History, Operation } from '../../history.ts'
import { text } from '../../plain.ts'
import type { OpId } from '../../units.ts'
import type { Judged } from '../history-check.ts'
import type { Budget } from '../linearizability/found.ts'
import { minimal } from '../linearizability/minimal.ts'
import { partsOf } from '../linearizability/part.ts'
import { Teller } from '../linearizability/teller.ts'
import { dividedBy, type Model } from '../model.ts'
import { Positions } from './positions.ts'
import { type Program, programOf } from './program.ts'
import { searchProgram } from './search.ts'

/** Of each smaller history. */
const budgetSmaller: Budget = { configurations: 20_000, bytes: 64_000_000 }
const budgetLonger: Budget = { configurations: 2_000_000, bytes: 512_000_000 }
/** Operations up to which a history is made smaller. */
const smallerMax = 3_000
/** Operations up to which all are told. */
const toldMax = 8

type Explained = Pick<Judged, 'why' | 'misfit' | 'order' | 'state'>

/** @param history that has no such order */
export function explainSequential(history: History, model: Model): Explained {
  const searched = (some: History) => searchProgram(programOf(some, model), budgetSmaller).kind
  const isSmall = history.length <= smallerMax && searched(history) === 'illegal'
  const few = isSmall ? minimal(history, model, searched, new Set(history)) : history
  const program = programOf(few, model)
  // A search that rules out early what cannot be ends sooner, but its beginnings are shorter.
  const found = searchProgram(isSmall ? withoutValues(program) : program, budgetLonger)
  const order = found.kind === 'illegal' ? found.order : new Int32Array(0)
  const { blocked, state } = blockedAfter(program, order)
  const misfit = few[program.place[blocked] ?? 0]
  assert(misfit !== undefined, 'where a beginning ends an operation is next')
  const [part] = partsOf(few, dividedBy(model, undefined))
  assert(part !== undefined, 'what has no order holds an operation')
  const asWas = ({ id }: Operation): Operation => history.find((one) => one.id === id) ?? misfit
  const teller = new Teller(few, part, { model, asWas, note: () => '' })
  const place = part.place.indexOf(program.place[blocked] ?? 0)
  const shown = few.length <= toldMax ? `: ${clientsTold(few, part.place, teller)}` : ''
  return {
    why: `${teller.did(place)}, which no order allows that keeps each client's own${shown}`,
    misfit: {
      op: misfit.id,
      why: `refused in every order: the longest one ends in ${state}`,
      others: few.length <= toldMax ? few.map(({ id }) => id).filter((id) => id !== misfit.id) : [],
    },
    order: Array.from(order, (one) => few[program.place[one] ?? 0]?.id).filter(
      (id): id is OpId => id !== undefined,
    ),
    state,
  }
}

const withoutValues = (program: Program): Program => ({
  ...program,
  valueFrom: program.valueFrom.map(() => -1),
})

/** `c1 put x = 1, then get y → nothing; c2 put y = 1, then get x → nothing` */
function clientsTold(few: History, place: Int32Array, teller: Teller): string {
  const told = new Map<string, string[]>()
  for (let one = 0; one < place.length; one++) {
    const operation = few[place[one] ?? 0]
    if (operation === undefined) continue
    const its = told.get(operation.client) ?? []
    told.set(operation.client, its)
    its.push(teller.words(one))
  }
  return Array.from(told, ([client, words]) => `${client} ${words.join(', then ')}`).join('; ')
}

interface Blocked {
  /** operation of the program that is next of its client and refused */
  readonly blocked: number
  /** state of its object, in words */
  readonly state: string
}

/** What could be next after a beginning but is refused; of several the one that ended first. */
function blockedAfter(program: Program, order: Int32Array): Blocked {
  const { machines, object, kind, lanes, lane, end } = program
  const positions = new Positions(program)
  const states = Int32Array.from(machines, ({ initial }) => initial)
  for (const one of order) {
    const its = object[one] as number
    states[its] = machines[its]?.next(states[its] as number, kind[one] as number) ?? 0
    const own = lane[one] as number
    if (own >= 0) positions.of[own] = (positions.of[own] as number) + 1
  }
  let blocked = -1
  let isRefused = false
  for (let at = 0; at < lanes.length; at++) {
    const one = positions.next(at)
    if (one < 0) continue
    const its = object[one] as number
    const refuses = machines[its]?.next(states[its] as number, kind[one] as number) === -1
    const sooner = blocked < 0 || (end[one] as number) < (end[blocked] as number)
    if (refuses === isRefused ? sooner : refuses) {
      blocked = one
      isRefused = refuses
    }
  }
  const its = object[blocked] as number
  return { blocked, state: text(machines[its]?.stateOf(states[its] as number), 40) }
}
