// What a check said of a history, made ready for a page: which operations are worth drawing, their
// letters, and their places in a legal order.

import type { History, Operation } from '../history.ts'
import type { Judgement } from '../judgement.ts'
import { letterOf } from '../letter.ts'
import type { OperationTold } from '../report.ts'
import type { OpId } from '../units.ts'
import { countsOf, type Judged, outcomeOf } from './history-check.ts'
import type { Model } from './model.ts'
import { text } from '../plain.ts'

/** How operations are told. */
export interface Wording extends Pick<Model, 'name' | 'outcome' | 'words'> {
  /** by which sentences speak of an operation; without it, letters */
  readonly labelOf?: (op: OpId) => string
}

export interface JudgementOf {
  readonly name: string
  readonly property: string
  readonly history: History
  readonly model: Wording
  readonly judged: Judged
  /** where an operation was found, `line 41`; null: not known */
  readonly whereOf?: (operation: Operation) => string | null
  readonly inEvents?: boolean
}

/** Operations on one picture at most, besides those that show the failure. */
const drawnMax = 12

export function judgementOf(of: JudgementOf): Judgement {
  const { history, judged, model, whereOf = () => null, inEvents = false } = of
  const { verdict, why, misfit, order = [], state = null, cycle = null } = judged
  const outcome = model.outcome === undefined ? null : model.outcome.bind(model)
  const told = new Set<OpId>(misfit === undefined ? [] : [misfit.op, ...(misfit.others ?? [])])
  for (const { op } of cycle ?? []) told.add(op)
  const drawn = drawnOf(history, told, misfit?.op ?? null)
  const places = new Map(order.map((op, at) => [op, at + 1]))
  const labels = labelsOf(drawn, told)
  const operations = drawn.map((one): OperationTold => {
    const said = outcomeOf(one, outcome)
    const known = said === 'unknown' ? undefined : one.result
    return {
      ...{
        op: one.id,
        label: model.labelOf?.(one.id) ?? labels.get(one.id) ?? '',
        client: one.client,
        start: one.start,
      },
      ...{ end: said === 'unknown' ? null : one.end, outcome: said },
      call: model.words?.(one.call, known) ?? text(one.call, 60),
      // Words of a model hold the answer.
      result: model.words !== undefined ? '' : known === undefined ? null : text(known, 40),
      order: places.get(one.id) ?? null,
      // A cycle is nobody's fault alone.
      misfit: cycle === null && misfit?.op === one.id ? misfit.why : null,
      told: told.has(one.id),
    }
  })
  const where = drawn.flatMap((one): [OpId, string][] => {
    const place = whereOf(one)
    return place === null ? [] : [[one.id, place]]
  })
  return {
    ...{ name: of.name, property: of.property, model: model.name, verdict, sentence: why },
    counts: judged.detail ?? countsOf(history, outcome),
    code: verdict === 'fail' ? (judged.code ?? null) : null,
    operations,
    left: history.length - drawn.length,
    where: new Map(where),
    state,
    cycle,
    inEvents,
  }
}

/** What shows the failure, what was under way beside the misfit, and what had ended just before. */
function drawnOf(history: History, told: ReadonlySet<OpId>, misfit: OpId | null): History {
  const guilty = history.find(({ id }) => id === misfit)
  const chosen = new Set(told)
  if (guilty !== undefined) {
    const end = guilty.end ?? guilty.start
    const beside = history.filter(
      (one) => one.start <= end && (one.end ?? Number.POSITIVE_INFINITY) >= guilty.start,
    )
    for (const { id } of beside.slice(-drawnMax)) {
      if (chosen.size < told.size + drawnMax) chosen.add(id)
    }
  }
  const last = guilty?.end ?? guilty?.start ?? Number.POSITIVE_INFINITY
  const before = history.filter(({ id, start }) => start <= last && !chosen.has(id))
  for (const { id } of before.slice(-Math.max(1, drawnMax - chosen.size))) {
    if (chosen.size < drawnMax) chosen.add(id)
  }
  return history.filter(({ id }) => chosen.has(id))
}

/** `A`, `B`, … those that show the failure first, then by start. */
function labelsOf(drawn: History, told: ReadonlySet<OpId>): ReadonlyMap<OpId, string> {
  const first = [...drawn.filter(({ id }) => told.has(id)), ...drawn]
  const labels = new Map<OpId, string>()
  for (const { id } of first) if (!labels.has(id)) labels.set(id, letterOf(labels.size))
  return labels
}
