// docs/scenario-files.md: its files load and run as they stand, its commands work, its table of fields
// is complete, and what it says is refused is refused.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { loadModule } from '../scenarios/runner/load.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { fieldNames } from '../scenarios/runner/scenario-fields.ts'
import { schemas } from '../scenarios/runner/schemas.ts'

const root = join(import.meta.dirname, '..')
const page = readFileSync(join(import.meta.dirname, 'scenario-files.md'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'worldline-'))
mkdirSync(join(folder, 'wl'))
afterAll(() => rmSync(folder, { recursive: true }))

const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gmu)].map(([, language, text]) => ({
  language: language ?? '',
  text: text ?? '',
}))
const write = (path: string, text: string): string => {
  writeFileSync(join(folder, path), text)
  return join(folder, path)
}

test('every file on it loads and passes', async () => {
  const files = blocks.filter(({ language }) => language === 'yaml' || language === 'json')
  expect(files).toHaveLength(3)
  for (const [nth, { language, text }] of files.entries()) {
    const path = /^# (wl\/\S+)\n/u.exec(text)?.[1] ?? `wl/file-${nth}.scenario.${language}`
    const [found] = await loadModule(write(path, text))
    if (found === undefined) throw new Error('a file gives one scenario')
    const experiment = new Experiment(found.scenario, { variant: null, settings: settingsDefault })
    expect(experiment.run(1).verdict).toBe('pass')
  }
})

test('its commands work', () => {
  const lines = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text)
  for (const line of lines.join('').trim().split('\n')) {
    const words = [join(root, 'dist/cli/main.js'), ...line.split(' ').slice(1)]
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' })
    expect(status, stderr).toBe(0)
  }
})

test('it names every field and every schema', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| '))
  const told = rows.map((row) => row.split('|')[1] ?? '').join()
  for (const field of fieldNames) expect(told).toContain(`\`${field}\``)
  for (const file of Object.keys(schemas)) expect(page).toContain(file)
})

test.each(['until: 5', 'params: { receivers: 0x2a }', 'params: { receivers: 010 }', 'about: &a x'])(
  'what it says is refused is: %s',
  async (line) => {
    const path = write('wl/wrong.scenario.yaml', `use: ack-retry\n${line}\n`)
    await expect(loadModule(path)).rejects.toThrow(/wrong\.scenario\.yaml:2:\d+/u)
  },
)
