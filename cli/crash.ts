// When worldline itself fails: a crash file with all that a report of it needs, a short message,
// exit 70. So that a crash of the tool never looks like a bug that it found.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'

/** Where worldline keeps what may be deleted at any time. */
export function ownFolder(env: Readonly<Record<string, string | undefined>>): string {
  const given = env['WORLDLINE_DIR']
  return given === undefined || given === '' ? '.worldline' : given
}

/**
 * Writes the crash file.
 * @param at wall time in ISO form, which names the file
 * @returns its path, or null where nothing could be written
 */
export function writeCrash(
  folder: string,
  error: unknown,
  argv: readonly string[],
  at: string,
): string | null {
  const path = join(folder, `crash-${at.replace(/[:.]/gu, '-')}.txt`)
  const text = [
    'worldline failed. This file says how; nothing in it was sent anywhere.',
    `time      ${at}`,
    `node      ${process.version} on ${process.platform} ${process.arch}`,
    `arguments ${argv.join(' ')}`,
    '',
    error instanceof Error ? (error.stack ?? error.message) : inspect(error),
    '',
    error instanceof Error && error.cause !== undefined ? `cause: ${inspect(error.cause)}\n` : '',
  ].join('\n')
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${path}.part`, text)
    renameSync(`${path}.part`, path)
    return path
  } catch {
    return null
  }
}

/** What is said on the screen of it. */
export function crashMessage(error: unknown, path: string | null): string {
  const first = (error instanceof Error ? error.message : inspect(error)).split('\n')[0] ?? ''
  const where =
    path === null
      ? '    No crash file could be written here.'
      : `    What happened stands in   ${path}`
  return `  worldline itself failed, which says nothing about your system: ${first}\n${where}\n  exit 70\n`
}
