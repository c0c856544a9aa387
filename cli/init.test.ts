// `init` adds exactly the files that it lists, leaves what is there as it was, and has nothing to do
// the second time. What it writes for build servers is run as it stands.

import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { plainPage } from '../reports/page.ts'
import { Mistake } from '../sim/problem.ts'
import { parseArguments } from './arguments.ts'
import type { Context } from './context.ts'
import { init } from './init.ts'
import { withDependency } from './manifest.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'worldline-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A repository with these files. */
function repository(files: Record<string, string> = {}): string {
  const made = mkdtempSync(join(folder, 'in-'))
  mkdirSync(join(made, '.git'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(made, path)), { recursive: true })
    writeFileSync(join(made, path), text)
  }
  return made
}

const contents = (at: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(at, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.includes('node_modules'))
      .sort()
      .map((file) => [file.slice(at.length + 1), readFileSync(file, 'utf8')]),
  )

async function told(cwd: string, words: readonly string[], agent = ''): Promise<string> {
  let output = ''
  const tell = (text: string): void => void (output += text)
  const streams = { out: tell, note: tell, document: tell, live: false }
  const pages = { page: plainPage, notePage: plainPage }
  const env = { npm_config_user_agent: agent }
  const context: Context = { ...streams, ...pages, env, cwd, name: 'worldline' }
  expect(await init(await parseArguments(['init', ...words], 'worldline'), context)).toBe(0)
  return output
}

/** Paths that were listed as made or changed. */
const listed = (output: string): string[] =>
  [...output.matchAll(/^ {4}(?:new|changed) +(\S+)/gmu)].map(([, path]) => path ?? '').sort()

describe('init', () => {
  test.each([
    ['github', {}],
    ['github', { 'package.json': '{\n  "name": "x"\n}\n', '.gitignore': 'node_modules\n' }],
    ['gitlab', { 'wl/mine.scenario.ts': '// mine' }],
    ['none', { '.gitignore': 'dist' }],
  ])('--ci %s changes what it lists, and nothing the second time', async (ci, files) => {
    const at = repository(files)
    const before = contents(at)
    const first = await told(at, ['--ci', ci])
    const after = contents(at)
    const changed = Object.keys(after).filter((path) => after[path] !== before[path])
    expect(listed(first)).toEqual(changed)
    expect(Object.keys(before).every((path) => path in after)).toBe(true)
    expect(first).toContain('Added worldline to this repository')
    const second = await told(at, ['--ci', ci])
    expect(second).toContain('Nothing to do: everything is there.')
    expect(listed(second)).toEqual([])
    expect(contents(at)).toEqual(after)
  })

  test('leaves what somebody wrote: lines are added, files are not replaced', async () => {
    const at = repository({
      '.gitignore': 'dist',
      '.github/workflows/worldline.yml': 'mine',
      'package.json': '{ "name": "x", "dependencies": { "worldline": "0.1.0" } }',
    })
    const output = await told(at, ['--ci', 'github'])
    expect(listed(output)).toEqual(['.gitignore', 'wl/example.scenario.yaml'])
    const { '.gitignore': ignored, ...rest } = contents(at)
    expect(ignored).toBe('dist\n# worldline: reports, and records of runs\n.worldline/\n')
    expect(rest['.github/workflows/worldline.yml']).toBe('mine')
    expect(rest['package.json']).not.toContain('devDependencies')
  })

  test('takes the build server that is there, and says what a pipeline of others needs', async () => {
    const github = repository({ '.github/dependabot.yml': '' })
    expect(listed(await told(github, []))).toContain('.github/workflows/worldline.yml')
    const gitlab = repository({ '.gitlab-ci.yml': 'test: {}\n' })
    const output = await told(gitlab, [])
    expect(listed(output)).toContain('.gitlab/worldline.yml')
    expect(output).toMatch(
      /Add to the include: of \.gitlab-ci\.yml\n +- local: \.gitlab\/worldline/u,
    )
    expect(contents(gitlab)['.gitlab-ci.yml']).toBe('test: {}\n')
    expect(listed(await told(repository(), [])).some((path) => path.includes('.git/'))).toBe(false)
  })

  test('--dry-run writes nothing and lists the same', async () => {
    const at = repository()
    const dry = await told(at, ['--ci', 'github', '--dry-run'])
    expect(dry).toMatch(/Would add[^]*Nothing was written/u)
    expect(contents(at)).toEqual({})
    expect(listed(await told(at, ['--ci', 'github']))).toEqual(listed(dry))
  })

  test('refuses a folder where no build server would look, and a manifest that is none', async () => {
    const at = repository({ 'package.json': '{ "name": }' })
    mkdirSync(join(at, 'below'))
    await expect(told(join(at, 'below'), ['--ci', 'github'])).rejects.toThrow(/at the top of a/u)
    await expect(told(at, [])).rejects.toThrow(/WL1101: \S*package\.json:1:\d+: /u)
    expect(Object.keys(contents(at))).toEqual(['package.json'])
  })

  test.each([
    ['npm/10.8.2', 'npm ci', 'npx worldline explore'],
    ['pnpm/9.1.0', 'pnpm install --frozen-lockfile', 'pnpm exec worldline explore'],
    ['yarn/4.1.0', 'yarn install --immutable', 'yarn worldline explore'],
    ['bun/1.1.0', 'bun install --frozen-lockfile', 'bunx worldline explore'],
  ])('a workflow for %s is YAML and uses it', async (agent, install, run) => {
    const at = repository()
    await told(at, ['--ci', 'github'], agent)
    const text = readFileSync(join(at, '.github/workflows/worldline.yml'), 'utf8')
    const steps: { run?: string }[] = parse(text).jobs.explore.steps
    const commands = steps.flatMap((step) => step.run ?? [])
    expect(commands[0]).toContain(install)
    expect(commands[1]).toContain(run)
    await told(at, ['--ci', 'gitlab'], agent)
    const job = parse(readFileSync(join(at, '.gitlab/worldline.yml'), 'utf8')).worldline
    expect(job.script[0]).toContain(install)
  })

  test('what a build server is told to run passes on the example', async () => {
    const at = repository()
    await told(at, ['--ci', 'github'])
    mkdirSync(join(at, 'node_modules'))
    symlinkSync(root, join(at, 'node_modules', 'worldline'))
    const text = readFileSync(join(at, '.github/workflows/worldline.yml'), 'utf8')
    const line = /npx worldline (explore .*)$/mu.exec(text)?.[1] ?? ''
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare)
    const command = [join(root, 'dist/cli/main.js'), ...words, '--seeds', '50', '-w', '1']
    const ended = spawnSync(process.execPath, command as string[], { cwd: at, encoding: 'utf8' })
    expect(ended.status, ended.stderr).toBe(0)
    expect(existsSync(join(at, 'wl-report.html'))).toBe(false)
  })
})

describe('a manifest with a dependency more', () => {
  const text = fc.string({ maxLength: 8 })
  const record = fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true })
  const manifest = fc
    .record(
      { name: text, scripts: record, dependencies: record, devDependencies: record },
      { requiredKeys: [], noNullPrototype: true },
    )
    .map((one) => ({ version: '1.0.0', ...one }))
  const written = fc
    .tuple(manifest, fc.constantFrom(0, 2, 4, '\t'), fc.constantFrom('\n', '\r\n'))
    .map(([one, indent, end]) => JSON.stringify(one, null, indent).replaceAll('\n', end) + end)

  test('holds what it held, in its order, as it was written', () => {
    fc.assert(
      fc.property(written, (before) => {
        const after = withDependency(before, '/x/package.json', 'worldline', '1.2.3') ?? ''
        const { devDependencies, ...rest } = JSON.parse(before)
        expect(JSON.parse(after)).toEqual({
          ...rest,
          devDependencies: { ...devDependencies, worldline: '1.2.3' },
        })
        // Every line that was there still is, but for a comma or a bracket that opened.
        const lines = after.split(/\r?\n/u).join('\n')
        for (const line of before.split(/\r?\n/u).slice(1, -2)) {
          expect(lines).toContain(line.replace(/\{\},?$/u, '').replace(/,$/u, ''))
        }
        expect(withDependency(after, '/x/package.json', 'worldline', '9.9.9')).toBeNull()
      }),
    )
  })

  test('is indented as its others are', () => {
    const before = '{\n    "name": "x",\n    "devDependencies": {\n        "a": "1"\n    }\n}\n'
    const add = (one: string): string | null => withDependency(one, '/x', 'worldline', '2')
    expect(add(before)).toBe(before.replace('"a": "1"', '"a": "1",\n        "worldline": "2"'))
    expect(add('{\n\t"name": "x"\n}\n')).toBe(
      '{\n\t"name": "x",\n\t"devDependencies": {\n\t\t"worldline": "2"\n\t}\n}\n',
    )
    expect(add('{"name":"x"}')).toBe('{"name":"x", "devDependencies": { "worldline": "2" }}')
    expect(add('{\n  "devDependencies": {}\n}')).toBe(
      '{\n  "devDependencies": {\n    "worldline": "2"\n  }\n}',
    )
  })

  test('that is broken is told with its place, and its own is left alone', () => {
    const add = (one: string): string | null => withDependency(one, '/x/y.json', 'worldline', '2')
    for (const [one, place] of [
      ['[]', '1:1'],
      ['{ "devDependencies": 5 }', '1:22'],
      ['{ "name": "x", }', '1:1'],
    ] as const) {
      expect(() => add(one)).toThrow(Mistake)
      expect(() => add(one)).toThrow(place)
    }
    expect(add('{ "name": "worldline" }')).toBeNull()
  })
})
