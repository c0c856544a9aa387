// What the last run or exploration found, kept so that `report` needs no argument. It is a note to
// oneself under .worldline: it may be deleted at any time, and nothing depends on it.

import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Order } from '../scenarios/runner/order.ts'
import { printable } from '../reports/page.ts'
import { writeWhole } from '../scenarios/runner/write-whole.ts'
import { Mistake } from '../sim/problem.ts'
import type { Context } from './context.ts'
import { ownFolder } from './crash.ts'
import type { Asked } from './orders.ts'

const schema = 'worldline.last/1'

/** A failing run, by what does it again. */
export interface Last {
  readonly order: Order
  /** as commands call it */
  readonly label: string
  readonly seed: number
  /** absolute path of the case that was saved of it, or null */
  readonly case: string | null
}

/** Where the latest report is, and what it is of: `.worldline/last`, absolute. */
export const lastFolder = ({ cwd, env }: Context): string =>
  resolve(cwd, join(ownFolder(env), 'last'))

const pathIn = (context: Context): string => join(lastFolder(context), 'failure.json')

/** Remembers a failing run. Where nothing can be written, that is said and changes nothing else. */
export function rememberLast(
  failing: { readonly asked: Asked; readonly seed: number; readonly case: string | null },
  context: Context,
): void {
  const { order, label } = failing.asked
  const last: Last = { order, label, seed: failing.seed, case: failing.case }
  try {
    writeWhole(pathIn(context), `${JSON.stringify({ schema, ...last }, null, 2)}\n`)
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    const why = printable(error.problems[0]?.sentence ?? '')
    context.note(`  ! ${why} A bare  report  will not know of this run.\n`)
  }
}

/** The last failing run; null: none is remembered, or what is there is not read any more. */
export function lastOne(context: Context): Last | null {
  const path = pathIn(context)
  if (!existsSync(path)) return null
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isLast(read) ? read : null
  } catch {
    return null
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function isLast(read: unknown): read is Last & { schema: string } {
  if (!isRecord(read) || read['schema'] !== schema) return false
  const { order, label, seed, case: path } = read
  if (typeof label !== 'string' || typeof seed !== 'number') return false
  if (path !== null && typeof path !== 'string') return false
  if (!isRecord(order) || typeof order['scenario'] !== 'string') return false
  const { source, settings, variant } = order
  if (!isRecord(source) || (source['kind'] !== 'built-in' && typeof source['path'] !== 'string'))
    return false
  return (
    isRecord(settings) &&
    isRecord(settings['set']) &&
    (variant === null || typeof variant === 'string')
  )
}
