// docs/raft.md: its file does what the page says, its commands are ones that there are,
// and every parameter has its row.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseArguments } from '../cli/arguments.ts'
import { demoNamed } from '../cli/demos.ts'
import { parametersDefault } from '../protocols/raft/parameters.ts'
import { builtIn } from '../scenarios/runner/catalogue.ts'
import { raftKv } from '../scenarios/raft-kv.ts'
import { parseFault } from '../sim/notation-parse.ts'

const root = join(import.meta.dirname, '..')
const page = readFileSync(join(import.meta.dirname, 'raft.md'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'worldline-raft-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const [, file = ''] = /^```ts\n\/\/ replicated-tally\.ts\n([\s\S]*?)^```$/mu.exec(page) ?? []
mkdirSync(join(folder, 'node_modules'))
symlinkSync(root, join(folder, 'node_modules', 'worldline'))
writeFileSync(join(folder, 'replicated-tally.ts'), file)
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')

function node(...words: string[]): string {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  const { stdout } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8', env })
  return stdout
}

// That it is typed is asked of the snippets of all pages, in pages.test.ts.
test('its file passes, and fails with a planted bug', () => {
  const main = join(root, 'dist', 'cli', 'main.js')
  const usual = ['-q', '--workers', '1', '--no-shrink', '--no-save']
  expect(node(main, 'explore', 'replicated-tally.ts', '--seeds', '20', ...usual)).toMatch(/^PASS /u)
  const found = node(main, 'explore', 'replicated-tally.ts', '--bug', 'double-apply', ...usual)
  expect(found).toMatch(/^FAIL /u)
})

const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gmu)]
  .flatMap(([, text = '']) => text.trim().split('\n'))
  .map((line) => line.replace(/ +#.*$/u, ''))
  .filter((line) => !line.includes('replicated-tally.ts'))

test.each(commands)('%s', async (command) => {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/gu)].map(([, said, plain]) => said ?? plain)
  const [, ...rest] = words.map((word) => word ?? '')
  const parsed = await parseArguments(rest, 'worldline')
  const [target = ''] = parsed.words
  if (parsed.command === 'demo') return expect(demoNamed(target, '').name).toBe(target)
  if (parsed.command === 'list') return expect(target).toBe('variants')
  const [, name, bug] = /^([\w-]+)(?::([\w-]+))?/u.exec(target) ?? []
  const scenario = builtIn.find((one) => one.name === name)
  const planted = bug ?? parsed.given['bug']
  if (planted !== undefined) {
    expect(Object.keys(scenario?.variants ?? {})).toContain(planted)
  }
  const at = rest.flatMap((word, nth) => (word === '--set' ? [rest[nth + 1] ?? ''] : []))
  for (const one of at) expect(scenario?.params).toHaveProperty(one.split('=')[0] ?? '')
  rest.forEach(
    (word, nth) => word === '-f' && expect(parseFault(rest[nth + 1] ?? '').kind).toBe('fault'),
  )
  expect(scenario, target).toBeDefined()
})

test('every parameter has its row or is named', () => {
  const table = page.slice(page.indexOf('\n## Parameters'), page.indexOf('\n## Planted'))
  for (const name of Object.keys(raftKv.params))
    expect(table).toMatch(new RegExp(`\`${name}\`.*\\|`, 'u'))
  const told: Readonly<Record<string, string>> = {
    electionMin: 'electionTimeout',
    electionMax: 'electionTimeout',
  }
  for (const name of Object.keys(parametersDefault))
    expect(table).toContain(`\`${told[name] ?? name}\``)
})
