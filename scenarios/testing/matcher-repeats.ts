// Matchers that run again: whether a run repeats itself, and whether its events are those of a golden
// file beside the test.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Mistake } from '../../sim/problem.ts'
import type { Scenario } from '../form.ts'
import { eventInWords } from '../runner/case-events.ts'
import { firstDifference } from '../runner/determinism.ts'
import { Experiment } from '../runner/experiment.ts'
import { modulesOf } from '../runner/load.ts'
import { settingsDefault } from '../runner/order.ts'
import { tellFile } from '../runner/place.ts'
import { writeWhole } from '../runner/write-whole.ts'
import { foundOf } from './ground.ts'
import { isMistake } from './raised.ts'
import { SimWorld } from './sim-world.ts'
import type { Said } from './verdicts.ts'

const seedsTried = 5
const name = { name: 'DeterminismError', code: 'WL4001', exact: true } as const

/** Null: the first seeds of the scenario, or the run so far, are the same twice. */
export function differing(what: Scenario | SimWorld): Said | null {
  return what instanceof SimWorld ? worldDiffers(what) : scenarioDiffers(what)
}

function scenarioDiffers(scenario: Scenario): Said | null {
  const { source } = foundOf(scenario)
  const order = { variant: null, settings: settingsDefault }
  const experiment = new Experiment(scenario, order, () => modulesOf(scenario, source))
  try {
    for (let seed = 1; seed <= seedsTried; seed++) experiment.runTwice(seed)
    return null
  } catch (error) {
    if (!isMistake(error) || error.problems[0]?.code !== 'WL4001') throw error
    return {
      ...name,
      lines: error.problems.flatMap(({ sentence, lines }) => [
        sentence,
        ...lines.map((line) => `  ${line}`),
      ]),
    }
  }
}

function worldDiffers(world: SimWorld): Said | null {
  const { live } = SimWorld.inside(world)
  const first = live.again({ content: true, trace: true }).soFar()
  const second = live.again({ content: true, trace: true }).soFar()
  if (first.digest === second.digest && first.content === second.content) return null
  const [one, other] = [first.trace ?? [], second.trace ?? []]
  const at = firstDifference(one, other)
  const words = (event: (typeof one)[number] | undefined): string =>
    event === undefined ? 'has ended' : eventInWords(event)
  return {
    ...name,
    lines:
      at === null
        ? ['The run is not deterministic: the same events left other contents.']
        : [
            `The run is not deterministic: it differs from e${at + 1} on.`,
            `  first    ${words(one[at])}`,
            `  second   ${words(other[at])}`,
          ],
  }
}

/** What `-u` and build servers have vitest do with golden files. */
export type Update = 'all' | 'new' | 'none'

/**
 * Null: the events so far are those of the file, or it was written.
 * @param file beside the test
 */
export function otherTrace(
  world: SimWorld,
  file: string,
  testPath: string | undefined,
  update: Update,
): Said | null {
  if (testPath === undefined) {
    const lines = ['Use   expect(world).toMatchTrace(…) inside a test of vitest']
    const sentence = 'no test is known beside which a golden trace could stand.'
    throw new Mistake([{ code: 'WL1004', sentence, lines }])
  }
  const { live } = SimWorld.inside(world)
  const trace = live.again({ trace: true }).soFar().trace ?? []
  const now = `${trace.map(eventInWords).join('\n')}\n`
  const path = join(dirname(testPath), file)
  const known = existsSync(path)
  if (update === 'all' || (!known && update === 'new')) {
    if (!known || readFileSync(path, 'utf8') !== now) writeWhole(path, now)
    return null
  }
  const said = { name: 'TraceError', code: 'WL2015', exact: true } as const
  if (!known) {
    const lines = [
      `there is no golden trace ${tellFile(path)}, and none is written on a build server.`,
    ]
    return { ...said, lines: [...lines, '  vitest -u writes it'] }
  }
  const golden = readFileSync(path, 'utf8').replaceAll('\r\n', '\n')
  if (golden === now) return null
  return {
    ...said,
    actual: now,
    expected: golden,
    lines: [
      `the run is another one than ${tellFile(path)} tells.`,
      `  ${firstLine(golden.split('\n'), now.split('\n'))}`,
      '  vitest -u writes it anew; a golden trace is of one seed, seed: 1',
    ],
  }
}

function firstLine(golden: readonly string[], now: readonly string[]): string {
  const at = now.findIndex((line, nth) => line !== golden[nth])
  const nth = at === -1 ? now.length : at
  return `first at line ${nth + 1}: ${golden[nth] ?? 'the end'}   now: ${now[nth] ?? 'the end'}`
}
