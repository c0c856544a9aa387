// What `new` makes works as it stands: types are right, `run` passes, `explore` finds what is left to
// do, and with the cure of its README nothing more. Nothing that is there is ever overwritten.

import { spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plainPage } from '../reports/page.ts'
import { renderProblems } from '../reports/problems.ts'
import { Mistake } from '../sim/problem.ts'
import { parseArguments } from './arguments.ts'
import { partWords, projectWords } from './commands-start.ts'
import type { Context } from './context.ts'
import { create } from './new.ts'
import { isPart } from './new-part.ts'
import { installerOf } from './installer.ts'
import { draftsOf, projects } from './templates.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'worldline-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly output: string
}

/** A process of its own, for what loads and runs the code that was made. */
function node(cwd: string, ...words: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const { FORCE_COLOR: _color, ...env } = process.env
    const child = spawn(process.execPath, words, { cwd, env: { ...env, NO_COLOR: '1' } })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
const worldline = (cwd: string, ...words: string[]): Promise<Ended> =>
  node(cwd, join(root, 'dist', 'cli', 'main.js'), ...words)

/** `worldline new …` in this process. */
async function made(cwd: string, ...words: string[]): Promise<Ended> {
  let output = ''
  const tell = (text: string): void => void (output += text)
  const streams = { out: tell, note: tell, document: tell, live: false }
  const pages = { page: plainPage, notePage: plainPage }
  const context: Context = { ...streams, ...pages, env: {}, cwd, name: 'worldline' }
  try {
    const parsed = await parseArguments(['new', ...words], 'worldline')
    const code = await create(parsed, context)
    return { code, output }
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    return { code: 2, output: renderProblems(error.problems, 2, plainPage) }
  }
}

/** An empty folder in which `worldline` means this package, as after an installation. */
function place(): string {
  const made = mkdtempSync(join(folder, 'in-'))
  mkdirSync(join(made, 'node_modules'))
  symlinkSync(root, join(made, 'node_modules', 'worldline'))
  return made
}

const everyFile = (at: string): string[] =>
  readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('node_modules'))
    .sort()

/** Puts the cure of the README where it belongs. */
function cure(project: string): void {
  const readme = readFileSync(join(project, 'README.md'), 'utf8')
  const found = /In `(\S+)`, in place of the TODO:\n\n```ts\n([\s\S]*?)```/u.exec(readme)
  const file = join(project, found?.[1] ?? '')
  const text = readFileSync(file, 'utf8')
  const cured = text.replace(/^ *\/\/ TODO.*\n/mu, found?.[2] ?? '')
  expect(cured).not.toBe(text)
  writeFileSync(file, cured)
}

test('a project that is called as a template is made from it', async () => {
  const cwd = place()
  expect(await made(cwd, 'raft', '--dry-run')).toMatchObject({ code: 0 })
  expect((await made(cwd, 'raft', '--dry-run')).output).toContain('wl/raft.scenario.ts')
  expect((await made(cwd, 'raft', '--template', 'echo', '--dry-run')).output).toContain('wl/echo.')
  expect((await made(cwd, 'my-raft', '--dry-run')).output).toContain('wl/rpc.scenario.ts')
})

describe('projects', () => {
  const at = place()
  const told = new Map<string, string>()
  const names = projects.map(({ name }) => name)

  beforeAll(async () => {
    symlinkSync(join(root, 'node_modules', 'vitest'), join(at, 'node_modules', 'vitest'))
    for (const name of names) {
      const { code, output } = await made(at, name, '--template', name)
      expect(code, output).toBe(0)
      told.set(name, output)
      await made(at, `${name}-cured`, '--template', name)
      cure(join(at, `${name}-cured`))
    }
    await made(join(at, 'echo'), 'beat-it', '--template', 'protocol')
    await made(join(at, 'rpc-cured'), 'more', '--template', 'test')
  })

  test.each(projects)('$name: the files that are listed, and no other', ({ name, files }) => {
    const output = told.get(name) ?? ''
    expect(output).toContain(`Created ${name}/`)
    const project = join(at, name)
    const written = everyFile(project).map((file) => file.slice(project.length + 1))
    const listed = [...output.matchAll(/^ {4}(\S+) +(\d+) lines/gmu)].map(([, path]) => path)
    const parts = written.filter((file) => !file.includes('beat-it'))
    expect(listed.toSorted()).toEqual(parts)
    expect(parts).toHaveLength(files.length + 3)
    for (const file of parts) {
      expect(readFileSync(join(project, file), 'utf8')).not.toMatch(/my-protocol|WORLDLINE/u)
    }
    const todo = /a TODO is left \((\S+):(\d+)\)/u.exec(output)
    const lines = readFileSync(join(project, todo?.[1] ?? ''), 'utf8').split('\n')
    expect(lines[Number(todo?.[2]) - 1]).toMatch(/^ *\/\/ TODO/u)
  })

  test('their types are right, with and without the cures, and those of a protocol', async () => {
    const settings = { extends: './echo/tsconfig.json', include: ['./*/src', './*/wl', './*/test'] }
    writeFileSync(join(at, 'types.json'), JSON.stringify(settings))
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    expect(await node(at, compiler, '-p', 'types.json')).toEqual({ code: 0, output: '' })
  })

  const scenarios = names.map((name) => `${name}/wl/${name}.scenario.ts`)
  const verdicts = ({ output }: Ended): string[] => output.match(/^(?:PASS|FAIL) [^@\s]+/gmu) ?? []

  test('run passes on each', async () => {
    const run = await worldline(at, 'run', ...scenarios, '-q')
    expect(verdicts(run), run.output).toEqual(scenarios.map((path) => `PASS ${path}`))
    expect(run.code).toBe(0)
  })

  test('explore fails on each', async () => {
    const alone = ['--workers', '1', '-q', '--no-shrink', '--no-save']
    const explored = await worldline(at, 'explore', ...scenarios, ...alone)
    expect(verdicts(explored), explored.output).toEqual(scenarios.map((path) => `FAIL ${path}`))
    expect(explored.code).toBe(1)
  })

  test('npm test passes, and with the cures nothing has to be skipped any more', async () => {
    const runner = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    for (const name of names) {
      const file = join(at, `${name}-cured`, 'test', `${name}.test.ts`)
      writeFileSync(file, readFileSync(file, 'utf8').replace('simTest.skip(', 'simTest('))
    }
    // One process for all: a file of them has nothing that the next could trip over.
    const once = ['--no-isolate', '--no-file-parallelism']
    const ended = await node(at, runner, 'run', '--reporter=json', '--root', at, ...once)
    const { numPassedTests, numPendingTests, success }: Record<string, unknown> = JSON.parse(
      ended.output.slice(ended.output.indexOf('{')),
    )
    const more = 3
    expect(success, ended.output).toBe(true)
    expect(numPassedTests).toBe(3 * names.length + more)
    expect(numPendingTests).toBe(names.length)
  })

  test('a protocol in one of them passes', async () => {
    const { output } = await worldline(join(at, 'echo'), 'run', 'beat-it', '--seeds', '9', '-q')
    expect(output).toMatch(/^(?:PASS .*\n){9}$/u)
  })
})

describe('what is there', () => {
  test('is not overwritten, and --force asks, which it cannot here', async () => {
    const at = place()
    mkdirSync(join(at, 'mine', 'src'), { recursive: true })
    writeFileSync(join(at, 'mine', 'src', 'server.ts'), 'mine')
    for (const words of [[], ['--force']]) {
      const { code, output } = await made(at, 'mine', ...words)
      expect(code).toBe(2)
      expect(output).toMatch(
        /WL1202: nothing was written: .*\n +there already {2}mine\/src\/server/u,
      )
    }
    expect(everyFile(at)).toEqual([join(at, 'mine', 'src', 'server.ts')])
  })

  test('--dry-run lists the same and writes nothing', async () => {
    const at = place()
    const { code, output } = await made(at, 'mine', '--dry-run')
    expect(code).toBe(0)
    expect(output).toMatch(/Would create mine\/[^]*package\.json[^]*Nothing was written/u)
    expect(everyFile(at)).toEqual([])
  })

  test('what cannot be written takes back what was', async () => {
    const at = place()
    mkdirSync(join(at, 'mine'))
    // A file stands where a folder is needed.
    writeFileSync(join(at, 'mine', 'wl'), '')
    const { code, output } = await made(at, 'mine')
    expect(output).toMatch(/WL1202: .*wl\/rpc\.scenario\.ts cannot be written: a part of its path/u)
    expect(code).toBe(2)
    expect(readdirSync(join(at, 'mine'))).toEqual(['wl'])
  })
})

describe('a mistake', () => {
  test.each([
    [[], 'WL1001: new needs a name'],
    [['MyQueue'], 'did you mean   my-queue ?'],
    [['../x'], 'WL1004: "../x" cannot be a name here'],
    [['x', '--template', 'pubsb'], 'did you mean   --template pubsub ?'],
    [['x', '--template', 'rpc', '--from-case', 'y'], 'did you mean   --template scenario ?'],
    [['x', '--from-case', 'ack'], 'WL1009: there is no case called "ack"'],
    [['--template', 'protocol'], 'WL1001: new needs a name'],
  ])('in %j is told', async (words, told) => {
    const { code, output } = await made(place(), ...words)
    expect(output).toContain(told)
    expect(output.trimEnd().split('\n').length).toBeLessThanOrEqual(12)
    expect(code).toBe(2)
  })
})

describe('a plan', () => {
  test('is for what is there, else for what is built in', async () => {
    const at = place()
    expect((await made(at, 'first', '--template', 'scenario')).code).toBe(0)
    const first = readFileSync(join(at, 'wl', 'first.scenario.yaml'), 'utf8')
    const schema = '../node_modules/worldline/schemas/scenario.json'
    expect(first.split('\n')[0]).toBe(`# yaml-language-server: $schema=${schema}`)
    expect(first).toContain('\nuse: ack-retry\n')
    expect((await worldline(at, 'run', 'first', '-q')).output).toMatch(/^PASS /u)
    await made(at, 'mine', '--template', 'protocol')
    await made(at, 'second', '--template', 'scenario')
    const second = readFileSync(join(at, 'wl', 'second.scenario.yaml'), 'utf8')
    expect(second).toContain('\nuse: ./mine.scenario.ts#mine\n')
    expect((await worldline(at, 'run', 'second', '-q')).output).toMatch(/^PASS /u)
  })

  test('of a counterexample has its faults, and finds it again', async () => {
    const at = place()
    const from = 'ack-retry:forget-dedup@1'
    const { output } = await made(at, 'again', '--from-case', from)
    expect(output).toContain(`the plan of ${from}`)
    const text = readFileSync(join(at, 'wl', 'again.scenario.yaml'), 'utf8')
    expect(text).toMatch(/\nuse: ack-retry\nname: again\nvariant: forget-dedup\n/u)
    expect(text).toMatch(/\nfaults:\n( {2}- .+\n)+$/u)
    const found = await worldline(at, 'explore', 'again', '-q', '--workers', '1')
    expect(found.output).toMatch(/^FAIL again@\d+ /u)
    const more = await made(at, 'more', '--from-case', 'wl/again.scenario.yaml@2')
    expect(more.output).toContain('one file cannot use another')
    expect(more.code).toBe(2)
  })
})

describe('tests', () => {
  test('are for what is there, else for what is built in, with what runs them', async () => {
    const at = place()
    const { output } = await made(at, 'first', '--template', 'test')
    expect(output).toMatch(/Next {3}npm install --save-dev vitest@4 fast-check@4/u)
    expect(output).toContain('npx vitest run test/first.test.ts')
    const first = readFileSync(join(at, 'test', 'first.test.ts'), 'utf8')
    expect(first).toContain("import { ackRetry } from 'worldline'\n")
  })
})

describe('what is said agrees', () => {
  test('names of templates are the same for help, completion and writing', () => {
    expect(projectWords).toEqual(projects.map(({ name }) => name))
    expect(partWords.every(isPart)).toBe(true)
  })

  test('every project names its TODO once and its cure', () => {
    for (const project of projects) {
      const texts = draftsOf(project, 'x', 'y').map(({ text }) => text)
      expect(texts.join('\n').match(/^ *\/\/ TODO/gmu)).toHaveLength(1)
      expect(texts.join('\n')).toContain('in place of the TODO:')
    }
  })

  test('commands are those of the package manager in use', () => {
    const of = (agent: string): string =>
      installerOf({ npm_config_user_agent: `${agent}/9.1.0 npm/? node/v20` }).install
    expect(['npm', 'pnpm', 'yarn', 'bun', 'else'].map(of)).toEqual([
      ...['npm install', 'pnpm install', 'yarn install', 'bun install', 'npm install'],
    ])
    expect(installerOf({}).run).toBe('npx worldline')
  })
})
