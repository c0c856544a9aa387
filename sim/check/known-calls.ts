// Calls that a model has never heard of. A step cannot judge them, and some models would take them for
// something else: a history of a map held against a register must not pass. Answers are not looked at.

import type { History } from '../history.ts'
import { Mistake } from '../problem.ts'
import type { Model } from './model.ts'

/**
 * Looks at the first call of each kind, for models that say what they refuse.
 * @param check name of the property
 * @throws Mistake (WL1101) for a call that the model does not know
 */
export function demandKnownCalls(history: History, model: Model, check: string): void {
  if (model.refuses === undefined) return
  const seen = new Set<unknown>()
  for (const { client, call } of history) {
    const isRecord = typeof call === 'object' && call !== null
    const kind = isRecord && 'kind' in call ? call['kind'] : null
    if (seen.has(kind)) continue
    seen.add(kind)
    const expected = model.refuses(call, undefined)
    if (expected === null) continue
    const sentence = `check["${check}"]: the model ${model.name} does not know what ${client} asked: ${expected.endsWith('?') ? expected : `${expected}.`}`
    const lines = ['see            worldline explain check']
    throw new Mistake([{ code: 'WL1101', sentence, lines }])
  }
}
