// Places in sources, from stacks: `src/cache.ts:61`. The frames of worldline's own machinery are
// passed over, so that a person is led to their own line.

import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface SourcePlace {
  /** absolute */
  readonly file: string
  readonly line: number
}

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Sources, too, when this file was built into `dist` and stacks are mapped back. */
const roots = [root, root.replace(/dist\/$/, '')]
const machinery = ['sim/', 'scenarios/runner/', 'scenarios/scenario.', 'scenarios/validate.']

function isOurs(file: string): boolean {
  if (file.includes('.test.')) return false
  return roots.some((at) => machinery.some((folder) => file.startsWith(`${at}${folder}`)))
}

/** A place as a stack has it. */
export interface Frame extends SourcePlace {
  readonly column: number
}

/** The innermost frame that is neither Node's nor worldline's machinery; null when there is none. */
export function placeOf(stack: string | undefined): SourcePlace | null {
  const frame = frameOf(stack)
  return frame === null ? null : { file: frame.file, line: frame.line }
}

/** The innermost frame of the user's own: they are led to the call, not into what came with worldline. */
export function ownPlaceOf(stack: string | undefined): SourcePlace | null {
  for (const line of (stack ?? '').split('\n')) {
    const place = placeOf(line)
    if (place !== null && !isPackaged(place.file)) return place
  }
  return null
}

/** The same as `placeOf`, with its column. */
export function frameOf(stack: string | undefined): Frame | null {
  for (const line of (stack ?? '').split('\n')) {
    const found = /^\s+at (?:async )?(?:.* \()?((?:file:\/\/)?\/[^():]+):(\d+):(\d+)\)?$/.exec(line)
    if (found === null) continue
    const file = fileOf(found[1] ?? '')
    if (isOurs(file)) continue
    return { file, line: Number(found[2]), column: Number(found[3]) }
  }
  return null
}

/** Queries that a loader adds to tell two imports apart are no part of the name. */
function fileOf(text: string): string {
  const path = text.startsWith('file://') ? fileURLToPath(text) : text
  return path.replace(/\?.*$/, '')
}

/**
 * Whether a file came with worldline, to somebody who works elsewhere: no place of theirs.
 * @param cwd where they work
 */
export function isPackaged(file: string, cwd: string = process.cwd()): boolean {
  const within = (path: string): boolean => roots.some((at) => `${path}/`.startsWith(at))
  return within(file) && !within(cwd)
}

/** Relative to the current folder where that is shorter: `src/cache.ts:61`. */
export function tellPlace(place: SourcePlace | null): string {
  return place === null ? 'an unknown place' : `${tellFile(place.file)}:${place.line}`
}

export function tellFile(file: string): string {
  const near = relative(process.cwd(), file)
  return near.length < file.length && near !== '' ? near : file
}
