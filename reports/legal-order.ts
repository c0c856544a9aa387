// How far a legal order comes, in words: `1·A 2·B`, the state there, and the operation that has no
// place after it. Screens, pages and messages of tests share these words.

import type { OperationTold, Report } from '../sim/report.ts'
import { clipped, type Page, printable } from './page.ts'
import { wrapped } from './words.ts'

/** Of a long order the end tells most: what came just before. */
const orderMax = 8
const stateMax = 60

export interface LegalOrder {
  /** `1·A 2·B`, from the first operation on; `… 41·K 42·L` of a long one */
  readonly order: string
  /** the state of the check's model at its end; null: it says none */
  readonly state: string | null
  /** letter of the operation that fits nowhere; null: the check names none */
  readonly misfit: string | null
}

/** Null: no check found an order, or the failure is about no order. */
export function legalOrder({ operations, failure }: Report): LegalOrder | null {
  const { order, state } = failure?.failure ?? {}
  if (order === undefined) return null
  const placed = operations
    .filter((one): one is OperationTold & { readonly order: number } => one.order !== null)
    .toSorted((some, other) => some.order - other.order)
  const shown = placed.slice(-orderMax).map((one) => placeName(one))
  const begin = placed.length > shown.length ? ['…'] : []
  return {
    order: placed.length === 0 ? 'nothing' : [...begin, ...shown].join(' '),
    state: state === undefined ? null : printable(state),
    misfit: operations.find(({ misfit }) => misfit !== null)?.label ?? null,
  }
}

/** `2·B`; the letter alone where no place is known. */
export const placeName = ({ order, label }: Pick<OperationTold, 'order' | 'label'>): string =>
  order === null ? label : `${order}·${label}`

/** `legal order 1·A 2·B, the state there: 2, and C fits nowhere` */
export function legalWords({ order, state, misfit }: LegalOrder): string {
  const there = state === null ? '' : `, the state there: ${shortened(state)}`
  const end = misfit === null ? '' : `${state === null ? ',' : ', and'} ${misfit} fits nowhere`
  return `legal order ${order}${there}${end}`
}

const shortened = (state: string): string =>
  state.length > stateMax ? `${state.slice(0, stateMax - 1)}…` : state

/** Below the operations on a terminal, one line or two; none where there is no order. */
export function legalRows(report: Report, page: Page): string[] {
  const legal = legalOrder(report)
  if (legal === null) return []
  const room = page.width - indent.length
  const lines = wrapped(legalWords(legal), room - 2)
  if (lines.length > linesMax) lines[linesMax - 1] = `${lines[linesMax - 1]} …`
  return lines
    .slice(0, linesMax)
    .map((line, at) => indent + page.ink.faint(clipped(at === 0 ? line : `  ${line}`, room)))
}

const indent = '    '
const linesMax = 2
