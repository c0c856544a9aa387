// The repository keeps its own house rules. Each rule is first shown a text that breaks it, because a
// rule that cannot complain is none; then it reads every file there is.

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { describe, expect, test } from 'vitest'
import { houseRules } from './tidy/house.ts'
import { castsThroughUnknown, lengthMax, longFiles, memories, rules } from './tidy/rules.ts'
import { importsOf, split } from './tidy/source.ts'
import { circles, forbiddenImports, table } from './tidy/table.ts'

const root = import.meta.dirname

function walk(folder: string): readonly string[] {
  // What a tool has written keeps the rules of that tool.
  const skipped = ['node_modules', 'dist', '.git', '.worldline', 'coverage', 'generated']
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.includes(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? walk(path) : [path]
  })
}

const isText = (path: string): boolean =>
  /\.(?:[cm]?ts|[cm]?js|json|md|ya?ml|proto|txt)$|(?:^|\/)(?:run|LICENSE|\.\w+)$/u.test(path)

const files: ReadonlyMap<string, string> = new Map(
  walk(root)
    .map((path) => relative(root, path).split(sep).join('/'))
    .filter((path) => isText(path) && !path.endsWith('.tgz'))
    .toSorted()
    .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
)

const house = (changes: Record<string, string>): ReadonlyMap<string, string> =>
  new Map(Object.entries(changes))

describe('reading a source', () => {
  test('comments, strings, templates and regular expressions are not code', () => {
    const text = [
      "const a = 'import x' // import y",
      '/* import z */ const b = `import ${inner(`deep ${1}`)} w`',
      'const c = /import [/"] v/u.test(a) ? 4 / 2 / 1 : 0',
      "export { d } from './d.ts'",
    ].join('\n')
    const { code, comments } = split(text)
    expect(code).not.toMatch(/import [xyzwv]/u)
    expect(code).toContain('inner(')
    expect(code).toContain('? 4 / 2 / 1 : 0')
    expect(comments).toMatch(/import y/u)
    expect(comments).toMatch(/import z/u)
    expect(code.length).toBe(text.length)
    expect(importsOf(text)).toEqual([{ specifier: './d.ts', line: 4 }])
  })

  test('every way to import is seen', () => {
    const text = [
      "import './effect.ts'",
      "import type { A } from './a.ts'",
      'import {',
      '  b,',
      "} from './b.ts'",
      "export * from './c.ts'",
      "export type { D } from './d.ts'",
      "const e = import('./e.ts')",
      "const f = new URL('./f.js', import.meta.url)",
      "type G = import('./g.ts').G",
      "const not = new URL('http://a.b/c.ts')",
    ].join('\n')
    expect(importsOf(text)).toEqual([
      { specifier: './effect.ts', line: 1 },
      { specifier: './a.ts', line: 2 },
      { specifier: './b.ts', line: 5 },
      { specifier: './c.ts', line: 6 },
      { specifier: './d.ts', line: 7 },
      { specifier: './e.ts', line: 8 },
      { specifier: './f.ts', line: 9 },
      { specifier: './g.ts', line: 10 },
    ])
  })
})

describe('the import table', () => {
  test.each`
    because                                       | path                          | specifier                         | allowed
    ${'nouns know nouns'}                         | ${'sim/fault.ts'}             | ${'./units.ts'}                   | ${true}
    ${'nouns do not know the machine'}            | ${'sim/fault.ts'}             | ${'./kernel/world.ts'}            | ${false}
    ${'the kernel knows nouns'}                   | ${'sim/kernel/world.ts'}      | ${'../fault.ts'}                  | ${true}
    ${'the kernel does not know what is drawn'}   | ${'sim/kernel/world.ts'}      | ${'../nemesis/plan.ts'}           | ${false}
    ${'the nemesis makes plans, it runs none'}    | ${'sim/nemesis/plan.ts'}      | ${'../kernel/world.ts'}           | ${false}
    ${'an explorer runs worlds'}                  | ${'sim/explore/random.ts'}    | ${'../kernel/world.ts'}           | ${true}
    ${'an explorer does not judge'}               | ${'sim/explore/random.ts'}    | ${'../check/invariant.ts'}        | ${false}
    ${'a checker sees histories, not worlds'}     | ${'sim/check/invariant.ts'}   | ${'../kernel/world.ts'}           | ${false}
    ${'pure code sees no machine'}                | ${'sim/kernel/world.ts'}      | ${'node:fs'}                      | ${false}
    ${'nor a package'}                            | ${'sim/kernel/world.ts'}      | ${'chalk'}                        | ${false}
    ${'a seed is expanded by seedrandom'}         | ${'sim/draw.ts'}              | ${'seedrandom'}                   | ${true}
    ${'a new room of sim needs a row'}            | ${'sim/attic/box.ts'}         | ${'../units.ts'}                  | ${false}
    ${'a protocol knows nouns'}                   | ${'protocols/a/sender.ts'}    | ${'../../sim/actor.ts'}           | ${true}
    ${'a protocol runs nothing'}                  | ${'protocols/a/sender.ts'}    | ${'../../sim/kernel/world.ts'}    | ${false}
    ${'a protocol knows itself'}                  | ${'protocols/a/sender.ts'}    | ${'./messages.ts'}                | ${true}
    ${'protocols do not know each other'}         | ${'protocols/a/sender.ts'}    | ${'../b/messages.ts'}             | ${false}
    ${'raft-kv stands on raft'}                   | ${'protocols/raft-kv/kv.ts'}  | ${'../raft/server.ts'}            | ${true}
    ${'and raft not on raft-kv'}                  | ${'protocols/raft/server.ts'} | ${'../raft-kv/kv.ts'}             | ${false}
    ${'adapters know nouns'}                      | ${'adapters/tcp.ts'}          | ${'../sim/actor.ts'}              | ${true}
    ${'and the machine'}                          | ${'adapters/tcp.ts'}          | ${'node:net'}                     | ${true}
    ${'and no kernel'}                            | ${'adapters/tcp.ts'}          | ${'../sim/kernel/world.ts'}       | ${false}
    ${'renderers know nouns'}                     | ${'reports/strip.ts'}         | ${'../sim/run.ts'}                | ${true}
    ${'and do no I/O'}                            | ${'reports/strip.ts'}         | ${'node:fs'}                      | ${false}
    ${'scenarios know everything'}                | ${'scenarios/runner/pool.ts'} | ${'../../sim/kernel/world.ts'}    | ${true}
    ${'but the command line'}                     | ${'scenarios/runner/pool.ts'} | ${'../../cli/main.ts'}            | ${false}
    ${'only the runner does I/O among scenarios'} | ${'scenarios/ack-retry.ts'}   | ${'node:fs'}                      | ${false}
    ${'the command line knows everything'}        | ${'cli/run.ts'}               | ${'../scenarios/runner/judge.ts'} | ${true}
    ${'nobody ships a test'}                      | ${'cli/run.ts'}               | ${'./explore.test.ts'}            | ${false}
    ${'nobody ships a bench'}                     | ${'cli/run.ts'}               | ${'../bench/main.ts'}             | ${false}
    ${'the public face shows checkers'}           | ${'index.ts'}                 | ${'./sim/check/invariant.ts'}     | ${true}
    ${'and hides the kernel'}                     | ${'index.ts'}                 | ${'./sim/kernel/world.ts'}        | ${false}
    ${'tests import what they test it with'}      | ${'sim/kernel/world.test.ts'} | ${'../../protocols/a/sender.ts'}  | ${true}
    ${'imports in sources end in .ts'}            | ${'sim/fault.ts'}             | ${'./units.js'}                   | ${false}
    ${'of tests too'}                             | ${'sim/fault.test.ts'}        | ${'./units'}                      | ${false}
  `('$because', ({ path, specifier, allowed }) => {
    const complaints = forbiddenImports(path, `import { thing } from '${specifier}'\n`)
    expect(complaints.length === 0, complaints.join('\n')).toBe(allowed)
  })

  test('a circle is told once, whoever begins it', () => {
    const circle = house({
      'sim/a.ts': "import { b } from './b.ts'",
      'sim/b.ts': "import type { C } from './c.ts'",
      'sim/c.ts': "import { a } from './a.ts'",
      'sim/d.ts': "import { a } from './a.ts'",
    })
    expect(circles(circle)).toEqual([
      'a circle of imports: sim/a.ts → sim/b.ts → sim/c.ts → sim/a.ts',
    ])
    expect(circles(house({ 'sim/a.ts': "import './b.ts'", 'sim/b.ts': '' }))).toEqual([])
  })
})

describe('each rule about a file catches what is planted', () => {
  test.each`
    rule             | path                       | planted
    ${'pureCode'}    | ${'sim/kernel/x.ts'}       | ${'const square = (n: number): number => n ** 2'}
    ${'pureCode'}    | ${'sim/kernel/x.ts'}       | ${'const half = 2 ** -1'}
    ${'pureCode'}    | ${'protocols/a/sender.ts'} | ${'let count = 0'}
    ${'pureCode'}    | ${'protocols/a/sender.ts'} | ${'const seen = new Map<string, number>()'}
    ${'pureCode'}    | ${'protocols/a/sender.ts'} | ${'export const seen: string[] = []'}
    ${'pureCode'}    | ${'sim/kernel/x.ts'}       | ${'  delete state.field'}
    ${'pureCode'}    | ${'sim/x.ts'}              | ${'const here = import.meta.url'}
    ${'pureCode'}    | ${'sim/x.ts'}              | ${'type Later = Promise<number>'}
    ${'honestTypes'} | ${'cli/x.ts'}              | ${'// @ts-ignore\nconst a = 1'}
    ${'honestTypes'} | ${'cli/x.ts'}              | ${'// @ts-expect-error\nconst a = 1'}
    ${'honestTypes'} | ${'cli/x.ts'}              | ${'const a = b as unknown as string'}
    ${'honestTypes'} | ${'cli/x.ts'}              | ${'export enum Colour { red }'}
    ${'honestTypes'} | ${'cli/x.ts'}              | ${'namespace Things {}'}
    ${'prose'}       | ${'cli/x.ts'}              | ${"import { a } from './a.ts'"}
    ${'fileName'}    | ${'cli/string-utils.ts'}   | ${''}
    ${'fileName'}    | ${'cli/helpers/pad.ts'}    | ${''}
    ${'fileName'}    | ${'cli/runManager.ts'}     | ${''}
    ${'exportName'}  | ${'cli/x.ts'}              | ${'export class RunManager {}'}
    ${'exportName'}  | ${'cli/x.ts'}              | ${'export type RunInfo = string'}
    ${'docstring'}   | ${'cli/x.ts'}              | ${'export function run(a: A, b: B): void {}'}
    ${'length'}      | ${'cli/x.ts'}              | ${'// line\n'.repeat(lengthMax + 1)}
    ${'soberTest'}   | ${'cli/x.test.ts'}         | ${"test.only('a', () => {})"}
    ${'soberTest'}   | ${'cli/x.test.ts'}         | ${"vi.mock('./a.ts')"}
    ${'soberTest'}   | ${'cli/x.test.ts'}         | ${'await new Promise((go) => setTimeout(go, 100))'}
    ${'exceptions'}  | ${'cli/x.ts'}              | ${'// oxlint-disable no-console'}
    ${'exceptions'}  | ${'cli/x.ts'}              | ${'// oxlint-disable-next-line no-console'}
    ${'exceptions'}  | ${'sim/x.ts'}              | ${'// oxlint-disable-next-line no-restricted-globals -- because'}
    ${'finished'}    | ${'cli/x.ts'}              | ${`// ${'TO'}${'DO'} later`}
    ${'homeless'}    | ${'docs/x.md'}             | ${`see ${'/ro'}${'ot/'}x`}
    ${'homeless'}    | ${'docs/x.md'}             | ${`from ${'registry'}${'.npm'}js.org`}
  `('$rule: $planted', ({ rule, path, planted }) => {
    const checked = rules[rule]
    expect(checked?.(path, planted)).toHaveLength(1)
    expect(checked?.('LICENSE', 'Nothing is wrong here.')).toEqual([])
  })

  test('what looks alike and is fine passes', () => {
    const fine = [
      '// What it is.',
      "const stars = 'a ** b' // and let x = 1",
      'const bits = 2 ** 32',
      'const exact = 10n ** BigInt(digits)',
      'const none: ReadonlyMap<string, number> = new Map()',
      'const full = new Map([[1, 2]])',
      'function inner(): void {',
      '  let count = 0',
      '  const list: number[] = []',
      '  map.delete(count)',
      '}',
      '/** Promises something. */',
      'export function told(a: A, b: B): void {}',
      'export function plain(a: A): string {',
      '}',
    ].join('\n')
    for (const rule of Object.values(rules)) expect(rule('sim/x.ts', fine)).toEqual([])
  })
})

describe('each rule about the house catches what is planted', () => {
  const complete = Object.fromEntries(
    ['messages.ts', 'client.ts', 'rules.ts', 'invariants.ts', 'mutants.ts', 'sender.test.ts'].map(
      (face) => [`protocols/a/${face}`, ''],
    ),
  )
  const readme = '# a\n## Promise\n## Assumptions\n## Messages\n## Failures\n## Sources\n'
  test.each`
    rule               | planted                                                                                                       | complaints
    ${'protocolFaces'} | ${{ ...complete, 'protocols/a/README.md': readme }}                                                           | ${0}
    ${'protocolFaces'} | ${{ ...complete, 'protocols/a/README.md': '# a\n## Promise\n' }}                                              | ${4}
    ${'protocolFaces'} | ${{ 'protocols/a/README.md': readme, 'protocols/a/sender.ts': '' }}                                           | ${6}
    ${'folderReadmes'} | ${{ 'sim/kernel/world.ts': '', 'sim/README.md': '' }}                                                         | ${1}
    ${'manifest'}      | ${{ 'package.json': '{"dependencies":{"a":"^1.0.0"}}' }}                                                      | ${1}
    ${'manifest'}      | ${{ 'package.json': '{"devDependencies":{"a":"1.0.0"}}', 'cli/x.ts': "import { a } from 'a'" }}               | ${1}
    ${'manifest'}      | ${{ 'package.json': '{"devDependencies":{"a":"1.0.0"}}', 'cli/x.test.ts': "import { a } from 'a'" }}          | ${0}
    ${'lockfile'}      | ${{ 'package-lock.json': '"resolved": "http://mirror/a.tgz"' }}                                               | ${1}
    ${'pages'}         | ${{ 'sim/x.ts': '// see nowhere.md', 'docs/a.md': '[b](b.md) [c](../sim/x.ts) [d](../sim) [e](../lost.ts)' }} | ${4}
  `('$rule', ({ rule, planted, complaints }) => {
    expect(houseRules[rule]?.(house(planted))).toHaveLength(complaints)
  })
})

describe('this repository', () => {
  const sources = [...files].filter(([path]) => path.endsWith('.ts'))

  test('has sources to look at', () => {
    expect(sources.length).toBeGreaterThan(20)
  })

  test('imports only what the table allows', () => {
    expect(sources.flatMap(([path, text]) => forbiddenImports(path, text))).toEqual([])
  })

  test('imports nothing in circles', () => {
    expect(circles(files)).toEqual([])
  })

  test.each(Object.keys(rules))('keeps the rule of %s', (name) => {
    expect([...files].flatMap(([path, text]) => rules[name]?.(path, text) ?? [])).toEqual([])
  })

  test.each(Object.keys(houseRules))('keeps the rule of %s', (name) => {
    expect(houseRules[name]?.(files)).toEqual([])
  })

  test('gives no reason for a file that is gone', () => {
    const reasons = { ...longFiles, ...castsThroughUnknown, ...memories }
    const gone = Object.keys(reasons).filter((path) => !files.has(path))
    expect(gone).toEqual([])
  })

  test('lints every pure folder of the table with the fence', () => {
    const lint = files.get('.oxlintrc.json') ?? ''
    const pure = Object.keys(table).filter((one) => /^(?:sim|protocols|services)$/u.test(one))
    for (const folder of pure) expect(lint).toContain(`"${folder}/**/*.ts"`)
  })
})
