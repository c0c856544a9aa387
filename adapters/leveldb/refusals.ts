// Why a folder of tables is not opened, or not written any more, in words, and what to do about it.
// Nothing is repaired and nothing is changed: what is in the folder stays as it is.

import { Mistake } from '../../sim/problem.ts'

/** A reason and what to do. */
export interface Refusal {
  readonly why: string
  readonly remedy: string
}

const fresh = 'start with a fresh folder'
const elsewhere = 'name another folder, which is empty or not there yet'
const lookAtIt = `put back a copy of it or ${fresh}; nothing in this one was changed`

/** The folder is used by a program that runs. */
const locked: Refusal = {
  why: 'another process has it open',
  remedy: 'stop the other one, or give this one a folder of its own',
}
const noRoom: Refusal = {
  why: 'there is no room left on its disk',
  remedy: 'make room and start again: what was acknowledged is there',
}
const readOnly = (how: string): Refusal => ({
  why: `it cannot be written (${how})`,
  remedy: `give this user the right to write there, or ${elsewhere}`,
})

/** The tables are not as they were left. */
export const damaged = (what: string): Refusal => ({
  why: `the tables are damaged: ${what}`,
  remedy: lookAtIt,
})
/** Something else is there. */
export const foreign = (names: readonly string[]): Refusal => {
  const some = names.slice(0, 3).join(', ')
  return {
    why: `it holds files that are no tables (${some}${names.length > 3 ? ', …' : ''})`,
    remedy: elsewhere,
  }
}
/** A file is where the folder should be, or where it should be in. */
export const notFolder = (path: string): Refusal => ({
  why: `${path} is no folder`,
  remedy: elsewhere,
})
/** It holds the tables of somebody else, or rows that nobody wrote. */
export const holds = (what: string): Refusal => ({
  why: `it holds ${what}`,
  remedy: `keep it for a look and ${fresh}`,
})
/** It was written by a worldline that this one does not know. */
export const newer = (format: string, known: number): Refusal => ({
  why: `its tables have format ${format}, and this program knows format ${known}`,
  remedy: `use the worldline that wrote them, or ${fresh}`,
})

/** @returns WL5007 */
export const refused = (node: string, folder: string, { why, remedy }: Refusal): Mistake =>
  new Mistake([
    {
      code: 'WL5007',
      sentence: `${node} cannot use its tables in ${folder}: ${why}.`,
      lines: [remedy],
    },
  ])

/** What an error of LevelDB or of the file system means; null: it is no error of these. */
export function reasonOf(error: unknown): Refusal | null {
  if (!(error instanceof Error)) return null
  const { message } = error
  const code = 'code' in error ? error.code : null
  if (code === 'LEVEL_LOCKED') return locked
  if (code === 'ENOSPC' || /No space left/u.test(message)) return noRoom
  if (code === 'EROFS' || /Read-only file system/u.test(message)) {
    return readOnly('the file system is read-only')
  }
  if (code === 'EACCES' || code === 'EPERM' || /Permission denied/u.test(message)) {
    return readOnly('permission denied')
  }
  if (code === 'LEVEL_CORRUPTION') return damaged(message.replace(/^Corruption: /u, ''))
  if (code === 'LEVEL_IO_ERROR') return damaged(message.replace(/^IO error: /u, ''))
  // LevelDB's own reason is the cause of the error that says it is not open.
  return error.cause === undefined ? null : reasonOf(error.cause)
}

/** The failure of a sync, in words for the log of a node that stops with it. */
export function syncError(error: unknown): Error {
  const wrong = error instanceof Error ? error : new Error(String(error))
  if ('fault' in wrong) return wrong // made on purpose, and says so
  const reason = reasonOf(wrong)
  if (reason === null) return wrong
  return new Error(`its tables: ${reason.why}; ${reason.remedy}`, { cause: wrong })
}
