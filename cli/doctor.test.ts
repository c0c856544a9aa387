// doctor and explain as people meet them: scenarios that break their word are caught with the line
// that did it, by whichever way of running shows it; a sound one is the same in every way.

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const command = join(root, 'dist', 'cli', 'main.js')
const folder = mkdtempSync(join(tmpdir(), 'worldline-doctor-'))
const others = (process.env['WORLDLINE_NODES'] ?? '').split(delimiter).filter((path) => path !== '')

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function worldline(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', LANG: 'C.UTF-8', WORLDLINE_NODES: '', ...env },
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

/** Two nodes that tick; what `receive` does, and what stands at the top of the module, is given. */
function toy(name: string, top: string, receive: string): void {
  const face = JSON.stringify(pathToFileURL(join(root, 'dist', 'index.js')).href)
  const text = `import { scenario } from ${face}
${top}
const actor = {
  start(node) {
    node.setTimer({ kind: 'tick' }, 1_000)
    return { count: 0 }
  },
  receive(node, state, message) {
    ${receive}
  },
  expire(node, state) {
    state.count += 1
    node.send(node.id === 'a' ? 'b' : 'a', { kind: 'go', nth: state.count })
    if (state.count < 20) node.setTimer({ kind: 'tick' }, 1_000, 500)
  },
}
export const toy = scenario('${name}', {
  about: 'Two nodes that tick.',
  nodes: () => ({ a: actor, b: actor }),
  always: { counts: () => null },
  until: '60ms',
  settle: '10ms',
})
`
  writeFileSync(join(folder, `${name}.scenario.mjs`), text)
}

beforeAll(() => {
  if (!existsSync(command)) throw new Error('dist/cli/main.js is not there: npm run build')
  toy('clock', '', 'state.count += Date.now() > 0 ? 1 : 0')
  toy('memory', 'let total = 0', 'state.count = ++total % 50')
  toy('pid', 'const mine = process.pid', 'state.count = mine')
  toy(
    'release',
    'const release = process.version',
    'state.count = release.length + Number(release.slice(1, 3))',
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const examine = (name: string, ...more: string[]): Promise<Ended> =>
  worldline(['doctor', '--determinism', `./${name}.scenario.mjs`, '--seeds', '2', ...more])

describe('doctor --determinism', () => {
  test('an actor that asks for the time: WL4002 with file and line, as run tells it', async () => {
    const { code, out } = await examine('clock')
    expect(code).toBe(4)
    expect(out).toMatch(/✕ in this process {2}WL4002 an actor asked the real world for the time\./u)
    const place = /Date\.now\(\) {2}at {2}clock\.scenario\.mjs:9, in receive of a/u
    expect(out).toMatch(place)
    const run = await worldline(['run', './clock.scenario.mjs'])
    expect([run.code, run.out]).toEqual([4, ''])
    expect(run.err).toMatch(place)
  })

  test('a variable of the module: the same in another process, and not when run again', async () => {
    const { code, out } = await examine('memory')
    expect(code).toBe(4)
    expect(out).toMatch(/✓ in this process/u)
    expect(out).toMatch(/✕ again, in the same world .* differs from seed 1 on/u)
    expect(out).toMatch(/✓ in another process/u)
    expect(out).toMatch(/Seed 1 is the same for \d+ events, then differs at e\d+:/u)
    expect(out).toMatch(/Made at {3}memory\.scenario\.mjs:9, receive of a/u)
    expect(out).toMatch(/> +9 │ +state\.count = \+\+total % 50/u)
    expect(out).toMatch(/memory\.scenario\.mjs:2 +module-level "let total".*used on line 9/u)
  })

  test('what is read from the process once: the same here, and not in another', async () => {
    const { code, out } = await examine('pid', '--json')
    const told = JSON.parse(out) as {
      verdict: string
      ways: { name: string; differs: number | null }[]
      difference: { there: string; place: string }
      suspects: string[]
    }
    expect([code, told.verdict]).toEqual([4, 'diverged'])
    const differing = told.ways.filter(({ differs }) => differs !== null).map(({ name }) => name)
    expect(differing).toEqual(['in another process', 'in a third process'])
    expect(told.difference).toMatchObject({
      there: 'in another process',
      place: 'pid.scenario.mjs:9',
    })
    expect(told.suspects[0]).toMatch(/^pid\.scenario\.mjs:2 +process\.pid/u)
  })

  test.skipIf(others.length === 0)(
    'what depends on the release of Node (skipped when WORLDLINE_NODES names no other)',
    async () => {
      const nodes = others.flatMap((node) => ['--node', node])
      const { code, out } = await examine('release', ...nodes)
      expect(code).toBe(4)
      expect(out).toMatch(/✓ in another process/u)
      expect(out).toMatch(/✕ on Node v\d+/u)
      expect(out).toMatch(/release\.scenario\.mjs:2 +process\.version/u)
    },
  )

  test('a sound scenario is the same in every way', async () => {
    const { code, out } = await worldline(['doctor', '--determinism', 'ack-retry@1'])
    expect(code).toBe(0)
    expect(out).not.toContain('✕')
    const digests = new Set([...out.matchAll(/✓ .*? ([0-9a-f]{16})/gu)].map(([, one]) => one))
    expect(digests.size).toBe(1)
    expect([...out.matchAll(/✓ /gu)]).toHaveLength(9)
  })

  test('what is no Node, and what is no scenario, is told before anything runs', async () => {
    const node = await worldline(['doctor', '--determinism', 'ack-retry', '--node', '/no/such'])
    expect([node.code, node.err]).toEqual([2, expect.stringContaining('is no Node that runs here')])
    const none = await worldline(['doctor', '--determinism', 'ack-rerty'])
    expect([none.code, none.err]).toEqual([
      2,
      expect.stringContaining('did you mean   ack-retry ?'),
    ])
  })
})

describe('doctor', () => {
  test('tells every setting with where it comes from', async () => {
    const env = {
      WORLDLINE_WORKERS: '3',
      WORLDLINE_DIR: 'elsewhere',
      NO_COLOR: '',
      WORLDLINE_COLOR: 'never',
    }
    const { code, out } = await worldline(['doctor', '--ascii', '--json'], env)
    const { checks } = JSON.parse(out) as {
      checks: { name: string; value: string; from: string }[]
    }
    const of = (name: string): string => {
      const one = checks.find((check) => check.name === name)
      return `${one?.value ?? ''} | ${one?.from ?? ''}`
    }
    expect(code).toBe(0)
    expect(of('workers')).toBe('3 | environment, WORLDLINE_WORKERS')
    expect(of('folder')).toBe('elsewhere | environment, WORLDLINE_DIR')
    expect(of('seed')).toBe('1 | default (--seed, WORLDLINE_SEED)')
    expect(of('colour')).toBe('off | WORLDLINE_COLOR')
    expect(of('glyphs')).toBe('ASCII | --ascii')
    expect(of('node')).toMatch(/^v\d+\..* \| supported/u)
    expect(of('scenarios')).toMatch(/^4 \| /u)
  })

  test('a folder that may not be written is missing: exit 2', async () => {
    const { code, out } = await worldline(['doctor'], {
      WORLDLINE_DIR: 'clock.scenario.mjs/here',
    })
    expect(code).toBe(2)
    expect(out).toMatch(/✕ clock\.scenario\.mjs\/here +not writable/u)
  })
})
