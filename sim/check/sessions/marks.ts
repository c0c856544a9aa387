// Guarantees where the order of versions is known: a high-water mark a client and key is all that it takes.

import type { Guarantee } from './guarantee.ts'
import { told } from './guarantee.ts'
import type { Done, Sessions } from './sessions.ts'
import { walk } from './walk.ts'

/** Two operations of one session whose versions stand the wrong way round. */
export interface Reversed {
  readonly guarantee: Guarantee
  readonly first: Done
  readonly later: Done
}

export interface Marked {
  /** the first that was found */
  readonly reversed: Reversed | null
  /** pairs that were compared */
  readonly compared: number
}

/** Holds every session against marks, in linear time. Keys whose versions are not known are left out. */
export function marked(sessions: Sessions, wanted: readonly Guarantee[]): Marked {
  const reads = new Map<string, Done>()
  const writes = new Map<string, Done>()
  let reversed: Reversed | null = null
  let compared = 0
  walk(
    sessions,
    (later, client) => {
      const mark = `${later.key} ${client}`
      for (const guarantee of wanted) {
        const { first: kind, later: laterKind } = told[guarantee]
        const first = (kind === 'read' ? reads : writes).get(mark)
        const newer = versionOf(later, laterKind)
        if (first === undefined || newer === null) continue
        compared += 1
        if (newer < (versionOf(first, kind) ?? newer)) reversed ??= { guarantee, first, later }
      }
    },
    (one, client) => {
      const mark = `${one.key} ${client}`
      raise(reads, mark, one, 'read')
      raise(writes, mark, one, 'write')
    },
  )
  return { reversed, compared }
}

const versionOf = (one: Done, kind: 'read' | 'write'): number | null =>
  kind === 'read' ? one.readVersion : one.writeVersion

function raise(marks: Map<string, Done>, mark: string, one: Done, kind: 'read' | 'write'): void {
  const version = versionOf(one, kind)
  if (version === null) return
  const before = marks.get(mark)
  if (before === undefined || (versionOf(before, kind) ?? version) < version) marks.set(mark, one)
}
