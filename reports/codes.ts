// Every code that worldline prints, each told once: what it is, how it is detected, an example, usual
// causes and what to do. `worldline explain WL2006` is this, and so are the names on every screen.

import { nearest } from '../sim/nearest.ts'
import type { CodeTold } from './code-told.ts'
import { anomalyCodes } from './codes-anomalies.ts'
import { consistencyCodes } from './codes-consistency.ts'
import { determinismCodes } from './codes-determinism.ts'
import { faultCodes } from './codes-faults.ts'
import { nameCodes } from './codes-names.ts'
import { objectCodes } from './codes-objects.ts'
import { realCodes } from './codes-real.ts'
import { transactionCodes } from './codes-transactions.ts'

export type { CodeTold } from './code-told.ts'

/** In the order of their numbers. */
export const codes: readonly CodeTold[] = [
  ...nameCodes,
  ...anomalyCodes,
  ...consistencyCodes,
  ...transactionCodes,
  ...objectCodes,
  ...faultCodes,
  ...determinismCodes,
  ...realCodes,
]

/** What is told of a code, in whatever case it is written; null: there is no such code. */
export const codeTold = (code: string): CodeTold | null =>
  codes.find((one) => one.code === code.toUpperCase()) ?? null

/** The code that was probably meant, or null. */
export const nearestCode = (code: string): string | null =>
  nearest(
    code.toUpperCase(),
    codes.map((one) => one.code),
  )

/** `a duplicate effect (WL2006)`; an unknown code stands alone. */
export function anomaly(code: string): string {
  const told = codeTold(code)
  return told === null ? code : `${told.name} (${code})`
}

/** `a duplicate effect`; the code itself where it is unknown. */
export const nameOfCode = (code: string): string => codeTold(code)?.name ?? code

/** A common cure, as a pattern; null: none is known. */
export const cureOf = (code: string): string | null => codeTold(code)?.cure ?? null
