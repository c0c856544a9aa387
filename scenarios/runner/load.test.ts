// Loading: what is not there, throws, or exports no scenario is told; sources are hashed and looked
// through for what may live on between runs.

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Mistake } from '../../sim/problem.ts'
import { codeHashOf, findBuiltIn, loadModule, loadScenario } from './load.ts'
import { codeHash, moduleGraph } from './module-graph.ts'
import { settingsDefault } from './order.ts'
import { suspectsIn } from './suspects.ts'
import { tracesBeside } from './traces.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'worldline-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function problemOf(act: () => unknown): Promise<string> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    const [problem] = error.problems
    return [`${problem?.code} ${problem?.sentence}`, ...(problem?.lines ?? [])].join('\n')
  }
  return 'nothing was told'
}

describe('scenarios', () => {
  test('a built-in one by its name, another with the nearest', async () => {
    expect(findBuiltIn('ack-retry').scenario.name).toBe('ack-retry')
    const told = await problemOf(() => findBuiltIn('ack-rety'))
    expect(told).toMatch(/^WL1002 there is no scenario called "ack-rety"/)
    expect(told).toContain('did you mean   ack-retry ?')
  })

  test('a file that is not there, throws, or exports none', async () => {
    const absent = await problemOf(() => loadModule(join(folder, 'absent.mjs')))
    expect(absent).toMatch(/^WL1002 there is no file .*absent\.mjs/)
    const throwing = write('throwing.mjs', 'const x = 1\nthrow new RangeError("not today")\n')
    expect(await problemOf(() => loadModule(throwing))).toMatch(
      /^WL1006 throwing\.mjs threw while it was loaded: RangeError: not today\.[^]*throwing\.mjs/,
    )
    const empty = write('empty.mjs', 'export const a = 1, b = () => 2\n')
    const told = await problemOf(() => loadModule(empty))
    expect(told).toMatch(/^WL1007 .*empty\.mjs exports no scenario\./)
    expect(told).toContain('it exports     a  b')
  })

  test('TypeScript keeps its lines, in packages of modules and in others', async () => {
    const from = new URL('../scenario.ts', import.meta.url).href
    const source = [
      `import { scenario } from '${from}'`,
      "type Mail = { kind: 'go' }",
      'const actor = {',
      '  start: () => {',
      '    const now: number = Date.now()',
      '    return { now }',
      '  },',
      '  receive: (_node: unknown, _state: object, _message: Mail): void => {},',
      '}',
      "export const made = scenario('made', { about: 'x', nodes: () => ({ a: actor }) })",
    ].join('\n')
    const paths = ['{ "type": "module" }', '{}'].map((described, at) => {
      mkdirSync(join(folder, `package${at}`))
      write(`package${at}/package.json`, described)
      return write(`package${at}/made.ts`, source)
    })
    // In a process of its own: a test runner maps the lines of its modules in a way of its own.
    const here = (name: string): string => new URL(name, import.meta.url).href
    const program = `
      const { loadModule } = await import('${here('./load.ts')}')
      const { Experiment } = await import('${here('./experiment.ts')}')
      const { settingsDefault } = await import('${here('./order.ts')}')
      for (const path of ${JSON.stringify(paths)}) {
        const [{ scenario }] = await loadModule(path)
        console.log(scenario.place)
        const experiment = new Experiment(scenario, { variant: null, settings: settingsDefault })
        try { experiment.run(1) } catch (error) { console.log(error.problems[0].lines[0]) }
      }`
    const typed = 'typescript' in process.features ? [] : ['--import', 'tsx']
    const given = [...typed, '--input-type=module', '-e', program]
    const { stdout } = await promisify(execFile)(process.execPath, given)
    // A place near the working directory is told from there: only its end is the same everywhere.
    const told = stdout
      .trim()
      .replaceAll(/(\.\.\/|\/)+[^\s:]*?(?=package\d)/g, '')
      .split('\n')
    expect(told).toEqual(
      [0, 1].flatMap((nth) => [
        `package${nth}/made.ts:10`,
        `Date.now()  at  package${nth}/made.ts:5, in start of a`,
      ]),
    )
  })

  test('a scenario that its module does not have', async () => {
    const path = new URL('./counter.test.toy.ts', import.meta.url).pathname
    const order = {
      variant: null,
      settings: settingsDefault,
      source: { kind: 'file', path },
    } as const
    expect((await loadScenario({ ...order, scenario: 'counter' })).name).toBe('counter')
    const told = await problemOf(() => loadScenario({ ...order, scenario: 'cuonter' }))
    expect(told).toContain('did you mean   counter ?')
  })

  test('a built-in one has a code hash of its sources', () => {
    const { scenario, source } = findBuiltIn('ack-retry')
    expect(codeHashOf(scenario, source)).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('files of delays', () => {
  test('are read beside the scenario, and told wrong by their lines', async () => {
    write('rtt.txt', '100\n200\n\n300\n')
    write('bad.txt', '100\nsoon\n-5\n')
    write('none.txt', '\n')
    const read = tracesBeside(join(folder, 'x.scenario.ts:3'))
    expect(read('rtt.txt')).toEqual([100, 200, 300])
    expect(await problemOf(() => read('bad.txt'))).toMatch(/bad\.txt:2 {3}soon\n.*bad\.txt:3 {3}-5/)
    expect(await problemOf(() => read('none.txt'))).toMatch(/^WL1008 .*none\.txt holds no delay/)
    expect(await problemOf(() => read('absent.txt'))).toMatch(/^WL1008 there is no file of delays/)
  })
})

describe('the module graph', () => {
  test('follows relative imports, also in circles, and hashes what it finds', () => {
    write(
      'one.ts',
      "import { two } from './two.js'\nexport * from \"./three.ts\"\nimport 'node:fs'\n",
    )
    write('two.ts', "import type { One } from './one.ts'\nexport const two = 2\n")
    const three = write('three.ts', 'export const three = 3\n')
    const files = (): string[] => moduleGraph(join(folder, 'one.ts')).map(({ file }) => file)
    expect(files().map((file) => file.slice(folder.length + 1))).toEqual([
      'one.ts',
      'two.ts',
      'three.ts',
    ])
    const before = codeHash(moduleGraph(join(folder, 'one.ts')))
    expect(codeHash(moduleGraph(join(folder, 'one.ts')))).toBe(before)
    writeFileSync(three, 'export const three = 4\n')
    expect(codeHash(moduleGraph(join(folder, 'one.ts')))).not.toBe(before)
  })
})

describe('suspects', () => {
  const whysIn = (text: string): string[] =>
    suspectsIn([{ file: '/x.ts', text }]).map(({ line, why }) => `${line} ${why}`)

  test.each([
    ['let last = 0', /^1 module-level "let last"/],
    ['export var seen', /^1 module-level "var seen"/],
    [
      'const cache = new Map()\nexport const f = () => cache.set(1, 2)',
      /^1 module-level "const cache" is changed/,
    ],
    ['const list: number[] = []\nlist[0] = 3', /^1 module-level "const list"/],
    [
      'type Node = { id: string }\nconst f = (m: Map<Node, 1>) => m',
      /^2 a Map whose keys are objects/,
    ],
    ['const w = new WeakMap()', /^1 weak references/],
    [
      'export const make = () => {\n  let count = 0\n  return {\n    receive() {\n      count += 1\n    },\n  }\n}',
      /^2 "let count" stands around an actor/,
    ],
  ])('%s', (text, why) => expect(whysIn(text)[0]).toMatch(why))

  test('what stays as it is, is scalar, or only stands in a comment is none', () => {
    expect(
      whysIn(
        [
          'const table = new Map([[1, 2]])',
          'const f = (m: Map<NodeId, 1>) => table.get(1)',
          '// let last = 0',
          'function g() {',
          '  let sum = 0',
          '  sum += 1',
          '  return sum',
          '}',
        ].join('\n'),
      ),
    ).toEqual([])
  })
})
