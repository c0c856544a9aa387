// Scenario files: YAML or JSON that tunes a scenario of a module or a built-in one: parameters, a plan
// of faults, lengths, thresholds. Nodes, workloads and properties are TypeScript and are not said here.

import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { isThreshold, parseThreshold } from '../../sim/check/threshold.ts'
import { nearest } from '../../sim/nearest.ts'
import { parseFault } from '../../sim/notation-parse.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Scenario } from '../form.ts'
import { Experiment } from './experiment.ts'
import { FileComplaints } from './file-complaints.ts'
import { markedOf } from './marked.ts'
import { settingsDefault } from './order.ts'
import { tellFile } from './place.ts'
import { type Fields, type Said, fieldsOf } from './scenario-fields.ts'
import { paramsOf } from './scenario-params.ts'
import { baseOf } from './scenario-use.ts'
import { type Tuning, tuned } from './tuned.ts'

/** Bytes; a hundred faults are ten thousand. */
const sizeMax = 262_144
const nameForm = /^(?=.{1,60}$)[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/

/**
 * The scenario that a file makes of another.
 * @param path absolute, of a file that exists
 * @throws Mistake with everything that is wrong, each with its line and column
 */
export async function loadScenarioFile(path: string): Promise<Scenario> {
  if (path.endsWith('.case.json')) {
    const allowed = `a scenario; a case is run by   worldline replay ${tellFile(path)}`
    throw wrong(path, 'is a saved case', allowed)
  }
  const text = textOf(path)
  const complaints = new FileComplaints(path, text)
  const root = markedOf(text, path.endsWith('.json'), complaints)
  // Nothing that is meant can be told from a form that is broken.
  if (root === null) throw complaints.mistake()
  const fields = fieldsOf(root, complaints)
  const base = fields.use === null ? null : await baseOf(fields.use, path, complaints)
  if (base === null) throw complaints.mistake()
  const before = complaints.count
  const variant = variantOf(fields.variant, base.scenario, complaints)
  const tuning: Tuning = {
    name: nameOf(fields, path, complaints),
    about: fields.about?.value ?? null,
    variant,
    params: paramsOf(fields.params, base.scenario, complaints),
    claims: claimsOf(fields),
  }
  const place = `${path}:${complaints.lineOf(fields.start)}`
  const scenario = tuned(base, tuning, place)
  // Names of nodes are known once the parameters are.
  if (complaints.count === before) checkFaults(fields, scenario, complaints)
  checkThresholds(fields, complaints)
  complaints.raise()
  return scenario
}

/** @throws Mistake for what is no text of a usual size */
function textOf(path: string): string {
  const { size } = statSync(path)
  if (size > sizeMax) {
    throw wrong(path, `has ${size} bytes, more than any scenario needs`, `up to ${sizeMax} bytes`)
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch {
    throw wrong(path, 'is no text in UTF-8', 'YAML or JSON')
  }
  if (text.includes('\0')) throw wrong(path, 'is no text', 'YAML or JSON')
  if (text.replaceAll(/^\s*#.*$/gm, '').trim() === '') {
    throw wrong(path, 'says nothing', 'use: ack-retry   or   use: ./my.scenario.ts#name')
  }
  return text
}

const wrong = (path: string, what: string, allowed: string): Mistake =>
  new Mistake([
    {
      code: 'WL1101',
      sentence: `${tellFile(path)} ${what}.`,
      lines: [`allowed        ${allowed}`],
    },
  ])

/** Said, or made of the file's own name. */
function nameOf({ name, start }: Fields, path: string, complaints: FileComplaints): string {
  const own = basename(path).replace(/(?:\.scenario)?\.\w+$/, '')
  const text = name?.value ?? own
  if (nameForm.test(text)) return text
  const allowed = 'allowed        letters, digits and single dashes, a letter first, up to 60'
  if (name !== null) complaints.add(name, `name cannot be "${text}"`, [allowed])
  else {
    const spot = { start, end: start + 1 }
    complaints.add(spot, `the file's name "${own}" is no name of a scenario`, [
      `allowed        a field of its own   name: my-scenario`,
    ])
  }
  return text
}

function variantOf(
  said: Said<string> | null,
  { name, variants }: Scenario,
  complaints: FileComplaints,
): string | null {
  if (said === null) return null
  const known = Object.keys(variants)
  if (known.includes(said.value)) return said.value
  const near = nearest(said.value, known)
  const list = known.length === 0 ? 'it has none' : `variants       ${known.join('  ')}`
  complaints.add(
    said,
    `${name} has no variant "${said.value}"`,
    near === null ? [list] : [`did you mean   variant: ${near}`, list],
    'WL1005',
  )
  return null
}

function claimsOf({ faults, until, settle, expect }: Fields): Tuning['claims'] {
  return {
    ...(faults === null || faults === 'default' ? {} : { faults: plain(faults) }),
    ...(until === null ? {} : { until: until.value }),
    ...(settle === null ? {} : { settle: settle.value }),
    ...(expect === null ? {} : { expect: expect.map(({ value }) => value) }),
  }
}

const plain = (faults: Exclude<Fields['faults'], null | 'default'>): readonly string[] | 'swarm' =>
  'kind' in faults ? 'swarm' : faults.map(({ value }) => value)

function checkThresholds({ expect }: Fields, complaints: FileComplaints): void {
  for (const [at, said] of (expect ?? []).entries()) {
    const parsed = parseThreshold(said.value)
    if (!isThreshold(parsed)) complaints.also(said, 0, `expect[${at}]`, parsed)
  }
}

/** @throws Mistake for what is wrong with the scenario under these parameters without any fault */
function checkFaults({ faults }: Fields, scenario: Scenario, complaints: FileComplaints): void {
  if (faults === null || faults === 'default') return
  const settings = { ...settingsDefault, faults: 'none' as const }
  // Thresholds have complaints of their own.
  const bare = { ...scenario, claims: { ...scenario.claims, expect: [] } }
  const { roster, budget } = new Experiment(bare, { variant: null, settings }).siteFor(1)
  if ('kind' in faults) {
    if (budget !== null) return
    return complaints.add(faults, 'a swarm draws its faults within a budget, and there is none', [
      `allowed        a list of faults, or a budget in ${scenario.base?.scenario.name ?? ''}`,
    ])
  }
  for (const [at, said] of faults.entries()) {
    const parsed = parseFault(said.value, roster)
    if (parsed.kind === 'fault') continue
    for (const problem of parsed.problems) {
      const within = said.verbatim ? Math.max(0, (problem.lines[1] ?? '').indexOf('^')) : 0
      complaints.also(said, within, `faults[${at}]`, problem)
    }
  }
}
