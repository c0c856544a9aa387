// Frames of stacks: the user's own, as texts, so that a test runner maps them back as it does with
// any other. Frames of worldline, of Node and of the runner lead nobody anywhere.

import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const roots = [root, root.replace(/dist\/$/u, '')]
/** Folders of worldline whose frames are machinery; its tests and scenarios are somebody's own. */
const machinery = [
  'sim/',
  'scenarios/runner/',
  'scenarios/testing/',
  'scenarios/scenario.',
  'reports/',
]

/** Lines of a stack, the innermost first. */
export type Frames = readonly string[]

/** `    at raft.test.ts:16:21`, the innermost first. */
export function framesOf(stack: string | undefined): Frames {
  return (stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line) && isUsers(line))
}

function isUsers(line: string): boolean {
  if (line.includes('node:') || line.includes('/node_modules/') || line.includes('<anonymous>')) {
    return false
  }
  if (/\.test\.|\.spec\./u.test(line)) return true
  return !roots.some((at) => machinery.some((folder) => line.includes(`${at}${folder}`)))
}

/** File and line that a frame names; null where it names none. */
export function placeOfFrame(frame: string | undefined): {
  readonly file: string
  readonly line: number
} | null {
  const found = /\(?((?:file:\/\/)?\/[^()]+?):(\d+):\d+\)?$/u.exec(frame ?? '')
  if (found === null) return null
  const text = (found[1] ?? '').replace(/\?.*$/u, '')
  return {
    file: text.startsWith('file://') ? fileURLToPath(text) : text,
    line: Number(found[2]),
  }
}
