// Looks at a folder of tables before LevelDB touches it. LevelDB takes a folder that lacks some of
// its files for a new one, and clears away what it does not know: a look is cheaper than a loss.

import { constants } from 'node:fs'
import { access, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { damageIn } from './log-check.ts'
import { damaged, foreign, notFolder, reasonOf, type Refusal } from './refusals.ts'

/** Makes the folder where there is none. @returns why it must not be opened, or null */
export async function lookAt(folder: string): Promise<Refusal | null> {
  const there = await nearest(folder)
  if (!there.isFolder) return notFolder(there.path)
  try {
    await access(there.path, constants.R_OK | constants.W_OK | constants.X_OK)
    await mkdir(folder, { recursive: true })
  } catch (error) {
    const reason = reasonOf(error)
    if (reason === null) throw error
    return reason
  }
  const names = await readdir(folder)
  return strangersAmong(names) ?? (await damageOf(folder, names))
}

/** The folder itself or, of what it should be in, the nearest that is there. */
async function nearest(path: string): Promise<{ path: string; isFolder: boolean }> {
  try {
    return { path, isFolder: (await stat(path)).isDirectory() }
  } catch (error) {
    if (dirname(path) === path) throw error
    return nearest(dirname(path))
  }
}

const ours = /^(?:\d+\.(?:log|ldb|sst|dbtmp)|MANIFEST-\d+|CURRENT|LOCK|LOG|LOG\.old)$/u

function strangersAmong(names: readonly string[]): Refusal | null {
  const strangers = names.filter((name) => !ours.test(name))
  return strangers.length === 0 ? null : foreign(strangers)
}

/** What is missing or spoilt. A creation that was cut short leaves no rows, and is none. */
async function damageOf(folder: string, names: readonly string[]): Promise<Refusal | null> {
  const logs = names.filter((name) => name.endsWith('.log'))
  const tables = names.filter((name) => /\.(?:ldb|sst)$/u.test(name))
  const current = await contentOf(join(folder, 'CURRENT'))
  if (current === null) {
    return logs.length + tables.length > 0 ? damaged('its file CURRENT is missing') : null
  }
  const manifest = /^(MANIFEST-\d+)\n$/u.exec(current.toString('latin1'))?.[1]
  if (manifest === undefined) return damaged('its file CURRENT names no manifest')
  if (!names.includes(manifest)) return damaged(`its file ${manifest} is missing`)
  if (logs.length === 0 && tables.length > 0) return damaged('its log is missing')
  for (const name of logs) {
    const log = await contentOf(join(folder, name))
    const place = log === null ? null : damageIn(log)
    if (place !== null) return damaged(`its log ${name} is spoilt at byte ${place}`)
  }
  return null
}

/** Null when it is not there, or not any more: its owner may be at work in it. */
async function contentOf(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
