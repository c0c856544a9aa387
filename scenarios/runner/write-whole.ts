// Writes a file whole or not at all: into a temporary one beside it, which then takes its name. A
// full disk or a forbidden folder is the user's mistake with the path in it, and leaves nothing. A link
// stays a link, and a device or a pipe is written to as it is.

import {
  lstatSync,
  mkdirSync,
  realpathSync,
  statSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Mistake } from '../../sim/problem.ts'
import { tellFile } from './place.ts'

/**
 * Folders on the way are made. Who reads the path meanwhile finds the old text or the new one.
 * @throws Mistake (WL1202) naming the path when it cannot be written
 */
export function writeWhole(path: string, text: string | Uint8Array): void {
  let undo: string | undefined
  try {
    const place = placeOf(path)
    if (place.kind === 'stream') return writeFileSync(path, text)
    const folder = dirname(place.path)
    // Two processes that write the same file must not write the same temporary one.
    const beside = join(folder, `.${basename(place.path)}.${process.pid}.tmp`)
    undo = beside
    undo = mkdirSync(folder, { recursive: true }) ?? beside
    writeFileSync(beside, text)
    renameSync(beside, place.path)
  } catch (error) {
    if (undo !== undefined) takeBack(undo)
    throw new Mistake([
      {
        code: 'WL1202',
        sentence: `${tellFile(path)} cannot be written: ${whyOf(error)}.`,
        lines: ['nothing was left there; what was there before is as it was'],
      },
    ])
  }
}

/** What a name takes the place of: the file behind a link, or nothing that has a place. */
function placeOf(path: string): { readonly kind: 'file' | 'stream'; readonly path: string } {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there === undefined || there.isFile() || there.isDirectory()) return { kind: 'file', path }
  const behind = statSync(path, { throwIfNoEntry: false })
  // A link to nothing is nobody's file yet.
  if (behind === undefined) return { kind: 'file', path }
  if (behind.isFile() || behind.isDirectory()) return { kind: 'file', path: realpathSync(path) }
  return { kind: 'stream', path }
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
  ELOOP: 'its links lead in a circle',
  EFBIG: 'it would be larger than files may be here',
}

function whyOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}
