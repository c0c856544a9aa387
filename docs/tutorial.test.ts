// docs/tutorial.md is followed as a reader would: every file it shows is written, every command run,
// in its order, in a folder of its own. What the commands print stands in the page; this test fails
// when that is stale, and `npx vitest run docs/tutorial -u` writes it anew.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const page = join(import.meta.dirname, 'tutorial.md')
const base = join(root, '.worldline')
mkdirSync(base, { recursive: true })
const folder = mkdtempSync(join(base, 'tutorial-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const block = /^```(ts|console)\n([\s\S]*?)^```$/gmu

test('every file and every command of the tutorial, in its order', {
  timeout: 120_000,
}, async () => {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  // A project of its own, though it stands within another.
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {}\n')
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules', 'worldline'), 'dir')
  const text = readFileSync(page, 'utf8')
  const followed = text.replace(block, (whole: string, kind: string, inside: string) =>
    kind === 'ts' ? written(whole, inside) : ran(inside),
  )
  await expect(followed).toMatchFileSnapshot(page)
})

test('its files have the types that they say', () => {
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      ...{ composite: false, declaration: false, declarationMap: false },
      ...{
        isolatedDeclarations: false,
        noEmit: true,
        rootDir: '/',
        allowImportingTsExtensions: true,
      },
      typeRoots: [join(root, 'node_modules', '@types')],
    },
    include: ['src', 'wl', 'test'],
  }
  writeFileSync(join(folder, 'types.json'), JSON.stringify(settings))
  const { status, output } = run(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), [
    '-p',
    'types.json',
  ])
  expect(output).toBe('')
  expect(status).toBe(0)
})

/** The first line of a file says where it is. */
function written(whole: string, inside: string): string {
  const path = /^\/\/ (\S+)\n/u.exec(inside)?.[1]
  if (path === undefined) throw new Error(`a file of the tutorial has no name:\n${inside}`)
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), inside)
  return whole
}

/** The block again, with what the command prints today. */
function ran(inside: string): string {
  const [line = ''] = inside.split('\n')
  const words = line.replace(/^\$ npx /u, '').split(' ')
  const [program = '', ...rest] = words
  const own = program === 'worldline'
  const script = own
    ? join(root, 'dist', 'cli', 'main.js')
    : join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const { output, errors } = run(script, own ? [...rest, '--no-timing'] : rest)
  return ['```console', line, steady(own ? output : output + errors), '```'].join('\n')
}

interface Ran {
  readonly status: number | null
  readonly output: string
  readonly errors: string
}

function run(script: string, args: readonly string[]): Ran {
  const env = {
    ...process.env,
    ...{ NO_COLOR: '1', FORCE_COLOR: undefined, CI: undefined, GITHUB_ACTIONS: undefined },
    // As npx calls it, so that the commands it prints begin with npx.
    ...{ npm_command: 'exec', npm_lifecycle_event: 'npx' },
    WORLDLINE_TEST_JSON: undefined,
  }
  const words = [script, ...args]
  const ended = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8', env })
  return { status: ended.status, output: ended.stdout, errors: ended.stderr }
}

/** Without what no two machines print alike. */
const steady = (output: string): string =>
  output
    .split('\n')
    // The runner names the tests of a file that were slow, and only these.
    .filter((line) => !/Start at|Duration|RUN {2}v|^ {3}✓/u.test(line))
    .map((line) => line.replace(/ \d+ms$/u, '').trimEnd())
    .map((line) => line.replace(/\b\d{4}-\d\d-\d\d\b/gu, '2026-11-21'))
    .join('\n')
    .replace(/^\n+|\n+$/gu, '')
