// Writes a file whole or not at all: into a temporary one beside it, which then takes its name. A
// full disk or a forbidden folder is the user's mistake with the path in it, and leaves nothing.

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Mistake } from '../../sim/problem.ts'
import { tellFile } from './place.ts'

/**
 * Folders on the way are made. Who reads the path meanwhile finds the old text or the new one.
 * @throws Mistake (WL1202) naming the path when it cannot be written
 */
export function writeWhole(path: string, text: string | Uint8Array): void {
  const folder = dirname(path)
  // Two processes that write the same file must not write the same temporary one.
  const beside = join(folder, `.${basename(path)}.${process.pid}.tmp`)
  let made: string | undefined
  try {
    made = mkdirSync(folder, { recursive: true })
    writeFileSync(beside, text)
    renameSync(beside, path)
  } catch (error) {
    takeBack(made ?? beside)
    throw new Mistake([
      {
        code: 'WL1202',
        sentence: `${tellFile(path)} cannot be written: ${whyOf(error)}.`,
        lines: ['nothing was left there; what was there before is as it was'],
      },
    ])
  }
}

/** The temporary file, or the folders that were made for it. */
function takeBack(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // What cannot be removed cannot be there, or is not ours; the first error is the one to tell.
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EACCES: 'it may not be written by you',
  EPERM: 'it may not be written by you',
  EROFS: 'the disk may only be read',
  EISDIR: 'there is a folder of that name',
  ENOTEMPTY: 'there is a folder of that name',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'a part of its path is a file, not a folder',
  ENAMETOOLONG: 'its name is too long',
  EFBIG: 'it would be larger than files may be here',
}

function whyOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}
