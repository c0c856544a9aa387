// What a node finds again in its data folder besides its tables: the port it had, the name it took.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'

import { Mistake } from '../../sim/problem.ts'

type Keepsake = 'port' | 'name'

const forms: Readonly<Record<Keepsake, RegExp>> = { port: /^\d{1,5}$/, name: /^[a-z]+\d{1,20}$/ }

/**
 * What was kept in this folder, null when nothing was.
 * @throws Mistake WL5007 when the file holds something else, or cannot be read
 */
export function kept(folder: string, what: Keepsake): string | null {
  const path = join(folder, what)
  try {
    const text = readFileSync(path, 'utf8').trim()
    if (forms[what].test(text)) return text
    throw problem(folder, `${path} holds no ${what}`)
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    if (error.code === 'ENOENT') return null
    throw problem(folder, error.message)
  }
}

/** Makes a node's folder where there is none. @throws Mistake WL5007 when it cannot be made */
export function makeHome(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    throw problem(folder, error.code === 'EEXIST' ? 'it is a file' : error.message)
  }
}

/** Is there whole or not at all. @throws Mistake WL5007 when it cannot be written */
export function keep(folder: string, what: Keepsake, text: string): void {
  const path = join(folder, what)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${path}.new`, `${text}\n`)
    renameSync(`${path}.new`, path)
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    throw problem(folder, error.message)
  }
}

/** A name that no other node has taken: `client493827160482`. */
export function freshName(role: string): string {
  return `${role}${randomInt(100_000_000_000, 999_999_999_999)}`
}

const problem = (folder: string, why: string): Mistake =>
  new Mistake([
    {
      code: 'WL5007',
      sentence: `the data folder ${folder} cannot be used: ${why}.`,
      lines: ['look at it, or start with a fresh folder   --data OTHER'],
    },
  ])
