// Pages are code too: what they show is type-checked and run as it stands, so that a page cannot
// promise what the package does not do.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = import.meta.dirname
const command = join(root, 'dist/cli/main.js')
// Inside the repository, so that `import … from 'worldline'` means this package.
mkdirSync(join(root, '.worldline'), { recursive: true })
const place = mkdtempSync(join(root, '.worldline', 'pages-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

interface Block {
  readonly page: string
  readonly language: string
  readonly text: string
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gmu)].map(([, language, inside]) => ({
    page,
    language: language ?? '',
    text: inside ?? '',
  }))
}

// The tutorial is a project of several folders: docs/tutorial.test.ts follows it.
const guides = readdirSync(join(root, 'docs')).filter(
  (name) => name.endsWith('.md') && name !== 'tutorial.md',
)
const pages = ['README.md', 'CONTRIBUTING.md', ...guides.map((name) => `docs/${name}`)]
const snippets = pages.flatMap(blocksOf).filter(({ language }) => language === 'ts')

/** A block that begins with `// name.ts` is that file; any other gets a name of its own. */
const nameOf = ({ text }: Block, nth: number): string =>
  /^\/\/ ([\w.-]+\.ts)\n/u.exec(text)?.[1] ?? `snippet-${nth}.ts`

const run = (args: readonly string[]): { status: number | null; output: string } => {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  const ended = spawnSync(process.execPath, args, { cwd: place, encoding: 'utf8', env })
  return { status: ended.status, output: ended.stdout + ended.stderr }
}

beforeAll(() => {
  for (const [nth, block] of snippets.entries()) {
    writeFileSync(join(place, nameOf(block, nth)), block.text)
  }
  const settings = {
    extends: '../../tsconfig.json',
    compilerOptions: {
      ...{
        composite: false,
        declaration: false,
        declarationMap: false,
        isolatedDeclarations: false,
      },
      noEmit: true,
      rootDir: '../..',
      // What ships, not the sources: a user sees the declarations.
      paths: {
        worldline: ['../../dist/index.d.ts'],
        'worldline/vitest': ['../../dist/scenarios/testing/vitest.d.ts'],
      },
    },
    include: ['./*.ts'],
  }
  // Not called tsconfig.json: what loads the scenario below would heed it.
  writeFileSync(join(place, 'types.json'), JSON.stringify(settings))
})

describe('README.md', () => {
  test('begins with the main job and the tests, one line each', () => {
    const commands = blocksOf('README.md').filter(({ language }) => language === 'sh')
    expect(commands.slice(0, 2).map(({ text }) => text)).toEqual([
      'npm ci && npm start\n',
      'npm ci && npm test\n',
    ])
  })
})

describe('commands of the pages', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const told = [...readme.matchAll(/^\| `worldline ((?:run|list|completion)[^`]*)` \|/gmu)]
    .map(([, words]) => (words ?? '').replaceAll('\\|', '|').replace(/ \[.*\]$/u, ''))
    .map((words) => [words] as const)

  test('there are some', () => {
    expect(told.length).toBeGreaterThan(3)
  })

  test.each(told)('worldline %s', (words) => {
    const args = [...words.matchAll(/'([^']*)'|(\S+)/gu)].map(
      ([, quoted, bare]) => quoted ?? bare ?? '',
    )
    const { status, output } = run([command, ...args])
    expect(status, output).toBe(0)
    expect(output).not.toBe('')
  })
})

describe('docs/real.md', () => {
  const lines = blocksOf('docs/real.md')
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'))
  const words = (line: string): string[] =>
    [...line.matchAll(/'([^']*)'|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare ?? '').slice(1)

  test('what it says is refused is refused, with the fault that can be made', () => {
    const refused = lines.filter((line) => line.includes('@ on '))
    expect(refused).toHaveLength(1)
    for (const line of refused) {
      const { status, output } = run([command, ...words(line)])
      expect(output).toMatch(/WL3005[^]*made here {6}crash receiver1 @ \d+s restart \+1s/u)
      expect(status).toBe(2)
    }
  })

  // The same targets, faults and parameters in the simulated world: that they can be read is cheap.
  const made = lines.filter((line) => !line.includes('@ on '))
  test.each(made)('%s', (line) => {
    const args = words(line).slice(1)
    const own = args.findIndex((word) => word === '--via')
    const rest = own < 0 ? args : args.toSpliced(own, 2)
    const length = rest.findIndex((word) => word === '--time')
    const { status, output } = run([
      command,
      'run',
      ...(length < 0 ? rest : rest.toSpliced(length, 2)),
    ])
    expect(output).toMatch(/PASS|FAIL/u)
    expect([0, 1]).toContain(status)
  })
})

describe('snippets of the pages', () => {
  test('type-check as they stand', () => {
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    expect(run([compiler, '-p', join(place, 'types.json')])).toEqual({ status: 0, output: '' })
  })

  test('the first protocol fails as its page says', () => {
    const { status, output } = run([command, 'explore', 'tally.scenario.ts', '--seeds', '100'])
    expect(output).toContain('counts nothing twice')
    expect(status).toBe(1)
  })

  test('and holds with the cure that its page names', () => {
    const cured = readFileSync(join(place, 'tally.ts'), 'utf8')
      .replace("{ key: 'sum'; value: number }", "{ key: 'sum' | number; value: number }")
      .replace(
        '    state.sum += 1\n    node.store',
        `    const counted = node.store.get('total', nth) !== undefined
    if (counted) return node.send(from, { kind: 'done', nth })
    state.sum += 1
    node.store.put('total', nth, 1)
    node.store`,
      )
    expect(cured).toContain('counted')
    mkdirSync(join(place, 'cured'))
    writeFileSync(join(place, 'cured', 'tally.ts'), cured)
    const scenario = readFileSync(join(place, 'tally.scenario.ts'), 'utf8')
    writeFileSync(join(place, 'cured', 'tally.scenario.ts'), scenario)
    const { status, output } = run([
      command,
      'explore',
      'cured/tally.scenario.ts',
      '--seeds',
      '300',
    ])
    expect(output).toContain('PASS')
    expect(status).toBe(0)
  })
})
