// Matchers of histories: a consistency check over what clients asked and were answered, of a run or of
// any history. What fails is told with the operation that fits nowhere and the legal order before it.

import { legalWords, placeName } from '../../reports/legal-order.ts'
import { operationsTold } from '../../reports/told-operations.ts'
import { span } from '../../reports/words.ts'
import { type HistoryCheck, type Judged, outcomeOf } from '../../sim/check/history-check.ts'
import type { History } from '../../sim/history.ts'
import { Mistake } from '../../sim/problem.ts'
import type { OperationTold } from '../../sim/report.ts'
import type { OpId } from '../../sim/units.ts'
import { isLasting } from './lasting.ts'
import { SimWorld } from './sim-world.ts'
import type { Said } from './verdicts.ts'

const rowsMax = 8

/** @throws Mistake (WL1004) for what is neither a world nor a list of operations */
export function historyOf(received: unknown, matcher: string): History {
  if (received instanceof SimWorld) return received.history
  if (isHistory(received)) return isLasting(received) ? received : inOrder(received)
  const what =
    received === null ? 'null' : Array.isArray(received) ? 'another list' : typeof received
  const sentence = `${matcher} looks at a history, and was given ${what}.`
  const lines = [
    'Use   expect(history), with the history that a body of simTest is given, or expect(world)',
  ]
  throw new Mistake([{ code: 'WL1004', sentence, lines }])
}

/** Histories are in order of start; a list from elsewhere may not be. */
const inOrder = (history: History): History =>
  history.toSorted((one, other) => one.start - other.start)

/** @throws Mistake (WL1004) for what is no model */
export function modelOf(given: unknown, matcher: string): void {
  if (typeof given === 'object' && given !== null && 'step' in given && 'init' in given) return
  const what = given === null ? 'null' : typeof given
  const sentence = `${matcher} holds a history against a model, and was given ${what}.`
  const lines = ['for example    register()   kv()   or { name, about, init, step } of your own']
  throw new Mistake([{ code: 'WL1004', sentence, lines }])
}

/** A list of operations: where it has any, they have what operations have. */
const isHistory = (value: unknown): value is History =>
  Array.isArray(value) &&
  value.every(
    (one: unknown) =>
      typeof one === 'object' &&
      one !== null &&
      ['id', 'client', 'call', 'start', 'end'].every((field) => field in one),
  )

/**
 * Null: the check passes. A check that cannot tell fails: a test that says nothing is no pass.
 * @param name of the error, `LinearizabilityError`
 */
export function unfit(history: History, check: HistoryCheck, name: string): Said | null {
  const judged = check.judge(history)
  const { verdict, why, detail } = judged
  if (verdict === 'pass') return null
  if (verdict === 'inconclusive') {
    const lines = [`${check.name} could not be decided: ${why ?? 'it does not say why'}.`]
    return { name: 'Inconclusive', code: 'WL2015', lines, exact: true, undecided: true }
  }
  const { misfit, order, state, code = check.code } = judged
  const told = toldOf(history, judged)
  const places = placesOf(told, state ?? null)
  const guilty = told.find((one) => one.misfit !== null)
  return {
    ...{ name, code },
    lines: [
      sentence(why ?? `${check.name} does not hold`),
      ...(isLasting(history) ? [] : rows(told, detail, places)),
    ],
    ...(guilty === undefined ? {} : compared(guilty, isLasting(history) ? null : places)),
    broken: {
      ...(misfit === undefined ? {} : { misfit }),
      ...(order === undefined ? {} : { order }),
      ...(state === undefined ? {} : { state }),
    },
  }
}

/**
 * The two sides of a difference.
 * @param places the legal order; null: the run is told beside it, with letters of its own
 */
function compared(guilty: OperationTold, places: string | null) {
  const { label, misfit, client, call, result } = guilty
  const did = `${client} ${call} → ${result ?? 'no answer'}`
  return places === null
    ? { expected: misfit, actual: did }
    : { expected: `${label}  ${misfit}   (${places})`, actual: `${label}  ${did}` }
}

const sentence = (words: string): string => (/[.!?…]$/u.test(words) ? words : `${words}.`)

/** Operations as people read them; letters begin with what the failure is about. */
function toldOf(history: History, { misfit, order = [] }: Judged): OperationTold[] {
  const about = misfit === undefined ? [] : [misfit.op, ...(misfit.others ?? [])]
  const told = new Set<OpId>(about)
  return operationsTold({
    ...{ history, told, order, misfit: misfit ?? null },
    outcome: (one) => outcomeOf(one, null),
    names: new Set(history.map(({ client }) => String(client))),
  })
}

/** `legal order 1·A 2·B, the state there: 2`; null: the check gives no order. */
function placesOf(told: readonly OperationTold[], state: string | null): string | null {
  const placed = told.filter(({ order }) => order !== null)
  if (placed.length === 0) return null
  const last = placed.toSorted((one, other) => (one.order ?? 0) - (other.order ?? 0))
  const shown = last.slice(-rowsMax).map(placeName)
  const order = (last.length > shown.length ? ['…', ...shown] : shown).join(' ')
  return legalWords({ order, state, misfit: null })
}

/** Of a history of somebody else's: the operations that it is about, and how far a legal order comes. */
function rows(
  told: readonly OperationTold[],
  detail: string | null,
  places: string | null,
): string[] {
  const about = told.filter((one) => one.told).slice(-rowsMax)
  const names = Math.max(0, ...about.map((one) => placeName(one).length))
  const calls = Math.max(0, ...about.map(({ client, call }) => client.length + call.length))
  const lines = about.map((one) => {
    const when =
      one.end === null ? `${span(one.start)} – …` : `${span(one.start)} – ${span(one.end)}`
    const end = one.misfit === null ? '' : `   ✕ ${one.misfit}`
    const asked = `${one.client} ${one.call}`.padEnd(calls + 1)
    return `  ${placeName(one).padEnd(names)}  ${asked}   ${when}   ${one.result ?? 'no answer'}${end}`
  })
  return [
    ...(lines.length === 0 ? [] : ['', ...lines]),
    ...(places === null ? [] : [`  ${places}`]),
    ...(detail === null ? [] : ['', `  ${detail}`]),
  ]
}
