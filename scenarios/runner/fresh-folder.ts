// A folder of its own for a run, named by the time. Claimed as it is made, so that two runs that
// begin in the same second have two.

import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** `RUNS/2026-11-21T05-12-44`, or the next free name after it; absolute. */
export function freshFolder(runs: string): string {
  mkdirSync(runs, { recursive: true })
  const name = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  for (let nth = 1; ; nth += 1) {
    const folder = resolve(join(runs, nth === 1 ? name : `${name}-${nth}`))
    if (claims(folder)) return folder
  }
}

function claims(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
