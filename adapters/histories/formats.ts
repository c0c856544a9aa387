// The formats that histories are read in, and which one a file looks like by its beginning.

import type { FormatName } from './event.ts'

export interface FormatTold {
  readonly name: FormatName
  readonly about: string
}

/** In the order in which help names them. */
export const historyFormats: readonly FormatTold[] = [
  {
    name: 'jepsen-log',
    about: 'the log of a Jepsen test of a register: INFO jepsen.util - 0 :ok …',
  },
  { name: 'jepsen-edn', about: 'events in EDN, as Jepsen, Knossos and Elle write them' },
  {
    name: 'porcupine-kv',
    about: 'events in EDN with :key, as Porcupine’s tests of a map write them',
  },
  { name: 'worldline', about: 'an operation a line in JSON, and histories of recorded real runs' },
]

/** @returns null: none of them begins so */
export function formatLike(beginning: string): FormatName | null {
  const text = beginning.trimStart()
  if (/^(?:INFO|DEBUG|WARN)\s/u.test(text)) return 'jepsen-log'
  if (/^\{\s*(?:"|\}|$)/u.test(text)) return 'worldline'
  if (/^\{[^{}\n]*\s:key[\s,]/u.test(text)) return 'porcupine-kv'
  // A list of objects in JSON is none: our own form has one a line.
  if (/^\[\s*\{\s*"/u.test(text)) return null
  return /^(?:[{([;]|#)/u.test(text) ? 'jepsen-edn' : null
}
