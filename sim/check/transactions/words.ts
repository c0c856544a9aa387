// Transactions in words, as sentences and tables about anomalies name them.

import { tellDuration } from '../../duration.ts'
import type { Operation } from '../../history.ts'
import { type Plain, text } from '../../plain.ts'
import { nodeId, type OpId } from '../../units.ts'
import { elementText, listText } from './element.ts'
import { type Micro, microsOf, NotInForm } from './micro.ts'
import type { Transactions } from './transactions.ts'

/** `T14`: by the number of its operation. */
export const nameOf = (id: OpId): string => `T${id}`

/** A transaction of a history by its place there. */
export const nameAt = ({ history }: Transactions, at: number): string => nameOf(idAt(history, at))

/** The number of the operation at a place. */
export const idAt = (history: readonly Operation[], at: number): OpId =>
  history[at]?.id ?? (at as OpId)

/** `append x 1, r y [1 2]`; of long ones the first steps. */
export function stepsText(micros: readonly Micro[], isKnown: boolean): string {
  const most = 8
  const told = micros.slice(0, most).map((micro) => {
    const [kind, key, value] = micro
    if (kind === 'append') return `append ${elementText(key)} ${elementText(value)}`
    return `r ${elementText(key)} ${isKnown ? listText(value) : '?'}`
  })
  const more = micros.length > most ? [`and ${micros.length - most} more`] : []
  return [...told, ...more].join(', ')
}

/** The same of a call and its answer; undefined: it is not known. */
export function transactionText(call: Plain, result: Plain): string {
  const known = result !== undefined
  const asked = { id: 0 as OpId, client: nodeId('c'), call, start: 0, end: 0, result }
  try {
    return stepsText(microsOf(asked, known), known)
  } catch (error) {
    if (error instanceof NotInForm) return text(call, 60)
    throw error
  }
}

/** `T14  c3  append x 1, r y [1 2]  201 ms – 214 ms`, the parts of the line by themselves. */
export function lineOf(all: Transactions, at: number): readonly string[] {
  const operation = all.history[at]
  if (operation === undefined) return []
  const { id, client, start, end } = operation
  const steps = stepsText(all.micros[at] ?? [], all.status[at] === 0)
  const until = end === null ? 'no answer' : tellDuration(end)
  return [nameOf(id), client, steps, `${tellDuration(start)} – ${until}`]
}
