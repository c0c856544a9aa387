// Whoever works elsewhere is led to their own line, also when what throws came with worldline: in the
// run of a scenario, and while its file is loaded.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Mistake } from '../../sim/problem.ts'
import { Experiment } from './experiment.ts'
import { loadModule } from './load.ts'
import { settingsDefault } from './order.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'worldline-')))
const before = process.cwd()
beforeAll(() => {
  mkdirSync(join(home, 'node_modules'))
  symlinkSync(join(import.meta.dirname, '..', '..'), join(home, 'node_modules', 'worldline'))
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
  // What came with worldline is its user's to look at only within its own folder.
  process.chdir(home)
})
afterAll(() => {
  process.chdir(before)
  rmSync(home, { recursive: true })
})

/** Loads and runs what the lines end with: everything that its user is told. */
async function told(name: string, ...last: readonly string[]): Promise<readonly string[]> {
  const file = join(home, `${name}.scenario.mjs`)
  const lines = [
    "import { ackRetryInvariants, linearizable, mutex, scenario } from 'worldline'",
    'const actor = { start: () => ({ n: 0 }), receive() {} }',
    "const about = 'A node that does nothing.'",
    'const nodes = () => ({ actor })',
    ...last,
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  try {
    const [found] = await loadModule(file)
    if (found === undefined) return []
    new Experiment(found.scenario, { variant: null, settings: settingsDefault }).run(1)
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    return error.problems.flatMap((one) => [one.sentence, ...one.lines])
  }
  return []
}

describe('a property that throws', () => {
  test('within what came with worldline: the line that called it', async () => {
    const lines = await told(
      'calls',
      "export const made = scenario('made', { about, nodes,",
      '  always: { x: () => ackRetryInvariants.answered(undefined) } })',
    )
    expect(lines[0]).toMatch(/^always\["x"\] threw TypeError: /u)
    expect(lines).toContain('at             calls.scenario.mjs:6')
  })

  test('and is itself from there: no line', async () => {
    const lines = await told(
      'is',
      "export const made = scenario('made', { about, nodes,",
      '  always: { x: ackRetryInvariants.answered } })',
    )
    expect(lines[0]).toMatch(/^always\["x"\] threw TypeError: /u)
    expect(lines.join('\n')).not.toMatch(/^at /mu)
  })

  test('so is what a scenario gives its nodes from', async () => {
    const lines = await told(
      'nodes',
      'const given = () => (ackRetryInvariants.answered(undefined), { actor })',
      "export const made = scenario('made', { about, nodes: given })",
    )
    expect(lines[0]).toMatch(/^nodes threw TypeError: /u)
    expect(lines).toContain('at             nodes.scenario.mjs:5')
  })
})

describe('what is refused while a file is loaded', () => {
  test('is told with the file, where the problem has none of its own', async () => {
    const lines = await told(
      'class',
      'class Lock { step() {} }',
      "export const made = scenario('made', { about, nodes, check: linearizable(Lock) })",
    )
    expect(lines[0]).toMatch(/ was given no model\.$/u)
    expect(lines).toContain('in             class.scenario.mjs:6')
  })

  test('and with one place alone where it has', async () => {
    const lines = await told('form', "export const made = scenario('made', { about: '', nodes })")
    expect(lines[0]).toBe('about is missing.')
    expect(lines.filter((line) => line.startsWith('in '))).toEqual([
      'in             form.scenario.mjs:5',
    ])
  })
})
