// Single keys while an exploration runs, on a terminal only. It translates bytes to names; what a
// key does is the exploration's business.

import type { ReadStream } from 'node:tty'

export type Key = 'status' | 'pause' | 'finish' | 'failure' | 'help' | 'interrupt'

const keys: Readonly<Record<string, Key>> = {
  s: 'status',
  p: 'pause',
  q: 'finish',
  f: 'failure',
  '?': 'help',
  // Raw mode hands over the byte of Ctrl-C instead of a signal.
  '\u0003': 'interrupt',
}

/** @returns a function that gives the terminal back */
export function onKeys(stdin: ReadStream, pressed: (key: Key) => void): () => void {
  if (stdin.isTTY !== true) return () => undefined
  const read = (chunk: Buffer): void => {
    for (const one of chunk.toString('utf8')) {
      const key = keys[one]
      if (key !== undefined) pressed(key)
    }
  }
  stdin.setRawMode(true)
  stdin.resume()
  stdin.on('data', read)
  return () => {
    stdin.off('data', read)
    stdin.setRawMode(false)
    stdin.pause()
  }
}

export const keysHelp: string =
  '  s status   p pause or go on   q finish now and sum up   f the failure so far   ? help   Ctrl-C stop\n'
