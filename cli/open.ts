// Opens a file in the person's browser, where there is a person: on a terminal. Elsewhere the path
// says enough.

import { spawn } from 'node:child_process'
import type { Context } from './context.ts'

/** Hands the file to the desktop and does not wait; without a terminal or a desktop it says so. */
export function open(path: string, context: Context): void {
  if (process.stdout.isTTY !== true) {
    return context.note(`  not opened, because this is no terminal: ${path}\n`)
  }
  const [command, ...before] = opener()
  const child = spawn(command, [...before, path], { detached: true, stdio: 'ignore' })
  child.on('error', () => context.note(`  no browser could be started: ${path}\n`))
  child.unref()
}

function opener(): readonly [string, ...string[]] {
  if (process.platform === 'darwin') return ['open']
  // An empty title, since `start` takes the first quoted word for one.
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '']
  return ['xdg-open']
}
