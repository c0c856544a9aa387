// Watches over a stopped process while its supervisor lives. A stopped process does not hear that
// its supervisor is gone and would stay for ever; its keeper does, and kills it.

import { spawn } from 'node:child_process'

/** Ends when it is let go, with the stopped process untouched. */
export interface Keeper {
  letGo(): void
}

/**
 * A shell that reads from us: a line says that all is well, the end of the file that we are gone.
 * Signals of a terminal are for the supervisor, who decides in which order it ends.
 */
export function keep(pid: number): Keeper {
  const script = `trap '' INT TERM HUP; read line || kill -9 ${pid}`
  const shell = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'] })
  shell.on('error', () => {}) // without a shell a pause is as good, but for a killed supervisor
  shell.stdin.on('error', () => {})
  shell.unref()
  return { letGo: () => void shell.stdin.end('go\n') }
}
