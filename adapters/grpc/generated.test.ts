import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { afterAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const here = fileURLToPath(new URL('.', import.meta.url))
const tools = join(here, '../../node_modules/.bin')
const buf = (...args: string[]): Promise<unknown> =>
  run(join(tools, 'buf'), args, {
    cwd: here,
    env: { ...process.env, PATH: `${tools}${delimiter}${process.env['PATH'] ?? ''}` },
  })

/** Why the generator cannot run on this machine, or null. */
async function cannotRun(): Promise<string | null> {
  try {
    await buf('--version')
    return null
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  }
}

const why = await cannotRun()
const folder = await mkdtemp(join(tmpdir(), 'worldline-generated-'))
afterAll(() => rm(folder, { recursive: true }))

describe(why === null ? 'what buf generates' : `skipped, buf does not run here: ${why}`, () => {
  test.skipIf(why !== null)('is what is checked in (npm run generate)', async () => {
    await buf('lint')
    await buf('generate', '--template', 'buf.gen.yaml', '-o', folder)
    expect(await textsOf(join(folder, 'generated'))).toEqual(await textsOf(join(here, 'generated')))
  })
})

async function textsOf(place: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const name of await readdir(place)) texts[name] = await readFile(join(place, name), 'utf8')
  return texts
}
