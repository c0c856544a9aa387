// What a command is about: a run, found by its coordinate, its case file, part of a case's name, or
// read from standard input. It comes out as explicit data with the scenario to run it on.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { caseOfSeed, type CasePlace, caseName, casesIn } from '../scenarios/runner/case-places.ts'
import { parseCase } from '../scenarios/runner/case-parse.ts'
import { readCase } from '../scenarios/runner/case-file.ts'
import { loadScenarioOf } from '../scenarios/runner/case-load.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { explicitOf, Stagings } from '../scenarios/runner/explicit.ts'
import { codeHashOf, type Found, modulesOf } from '../scenarios/runner/load.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { tellFile } from '../scenarios/runner/place.ts'
import { shrinkRunsDefault, shrinkSeed } from '../scenarios/runner/shrink.ts'
import type { Case } from '../sim/case.ts'
import type { Explicit } from '../sim/explicit.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake } from '../sim/problem.ts'
import type { Shrunk } from '../sim/report.ts'
import type { Context } from './context.ts'
import { type Coordinate, type EventNamed, parseCoordinate, splitEvent } from './coordinate.ts'
import { find } from './find.ts'

/** A run that somebody named, as data. */
export interface Subject {
  /** what to call it in commands: a coordinate, or the path of its case; without the event */
  readonly name: string
  readonly found: Found
  readonly variant: string | null
  readonly seed: number
  readonly explicit: Explicit
  /** runs explicit data on the scenario and variant */
  readonly stagings: Stagings
  /** of today, 64 hex digits */
  readonly codeHash: string
  /** null: it is the run as it was found */
  readonly shrunk: Shrunk | null
  /** the case that it was read from, and where from; `path` null: standard input */
  readonly saved: { readonly case: Case; readonly path: string | null } | null
  /** null: none was named */
  readonly event: EventNamed | null
}

/**
 * @param olderToo a case may stand for `/min` although the code has changed since
 * @throws Mistake (WL1001, WL1004, WL1009, WL1201 and those of loading) for what names no run
 */
export async function subjectOf(
  word: string,
  context: Context,
  olderToo: boolean = false,
): Promise<Subject> {
  const { rest, event } = existsSync(resolve(context.cwd, word))
    ? { rest: word, event: null }
    : splitEvent(word)
  if (rest === '-') {
    const text = readFileSync(0, 'utf8')
    const one = parseCase(text, 'standard input', context.cwd)
    return ofCase(one, null, { name: '-', file: 'standard input', event })
  }
  const path = caseFile(rest, context.cwd)
  if (path !== null) {
    return ofCase(readCase(path), path, { name: nearName(rest, path), file: tellFile(path), event })
  }
  const coordinate = parseCoordinate(rest)
  if (coordinate !== null) return ofCoordinate(coordinate, event, context, olderToo)
  const place = caseNamed(rest, context)
  return ofCase(readCase(place.path), place.path, { name: place.near, file: place.near, event })
}

/** A word that is the path of a file, or has the form of one. */
function caseFile(word: string, cwd: string): string | null {
  const path = resolve(cwd, word)
  if (word.endsWith('.json')) return path
  return existsSync(path) && statSync(path).isFile() && !/\.[cm]?[jt]s$|\.ya?ml$/u.test(word)
    ? path
    : null
}

const nearName = (word: string, path: string): string =>
  word.startsWith('/') ? tellFile(path) : word

async function ofCase(
  one: Case,
  path: string | null,
  { name, file, event }: { name: string; file: string; event: EventNamed | null },
): Promise<Subject> {
  const { scenario, source, stagings, codeHash } = await loadScenarioOf(one, file)
  return {
    ...{ name, found: { scenario, source }, variant: one.variant, seed: one.found.seed },
    ...{ explicit: one.run, stagings, codeHash, shrunk: shrunkOf(one) },
    ...{ saved: { case: one, path }, event },
  }
}

/** What is known of how a case was shrunk; the faults that were removed are not kept. */
export function shrunkOf({ found, run, trace }: Case): Shrunk | null {
  if (found.from === null) return null
  const to = {
    ...{ nodes: run.nodes.length, faults: run.faults.length, operations: run.operations.length },
    ...{ decisions: run.decisions.size, events: trace.events },
  }
  return { from: found.from, to, removed: [], runs: found.runs, complete: found.complete }
}

async function ofCoordinate(
  { text, target, seed, branch }: Coordinate,
  event: EventNamed | null,
  context: Context,
  olderToo: boolean,
): Promise<Subject> {
  const found = onlyOne(await find(target, context), text)
  const { scenario, source } = found
  const { variant } = target
  const codeHash = codeHashOf(scenario, source)
  const name = branch === null ? text : `${text}/${branch}`
  if (branch === 'min') {
    const module = source.kind === 'file' ? source.path : null
    const saved = caseOfSeed(
      { scenario: scenario.name, module, variant, seed },
      olderToo ? null : codeHash,
      casesIn(context.cwd),
      shrinkRunsDefault,
    )
    if (saved !== null) {
      return ofCase(saved.case, saved.path, { name, file: tellFile(saved.path), event })
    }
  }
  const modules = (): ReturnType<typeof modulesOf> => modulesOf(scenario, source)
  const experiment = new Experiment(scenario, { variant, settings: settingsDefault }, modules)
  const stagings = new Stagings(scenario, variant, modules)
  const whole = { name, found, variant, seed, stagings, codeHash, saved: null, event }
  if (branch !== 'min') {
    return { ...whole, explicit: explicitOf(experiment, seed), shrunk: null }
  }
  const bounds = { runs: shrinkRunsDefault, time: null }
  const { explicit, shrunk } = shrinkSeed(experiment, stagings, seed, bounds)
  return { ...whole, explicit, shrunk }
}

function onlyOne(found: readonly Found[], text: string): Found {
  const [only, ...more] = found
  if (only !== undefined && more.length === 0) return only
  throw new Mistake([
    {
      code: 'WL1001',
      sentence: `"${text}" names ${found.length} scenarios, and one run is of one.`,
      lines: [`scenarios      ${found.map(({ scenario }) => scenario.name).join('  ')}`],
    },
  ])
}

const candidatesMax = 8

/**
 * The case that has the name, or part of it that no other has. A variant may be named as in a
 * coordinate, `ack-retry:original`.
 * @throws Mistake (WL1009) with the candidates
 */
export function caseNamed(word: string, { cwd, name }: Pick<Context, 'cwd' | 'name'>): CasePlace {
  const places = casesIn(cwd)
  const wanted = caseName(word.replaceAll(':', '.')).toLowerCase()
  const exact = places.filter((place) => place.name.toLowerCase() === wanted)
  const parts = places.filter((place) => place.near.toLowerCase().includes(wanted))
  const found = exact.length > 0 ? exact : parts
  const [only, ...more] = found
  if (only !== undefined && more.length === 0) return only
  if (only !== undefined) {
    throw new Mistake([
      {
        code: 'WL1009',
        sentence: `"${word}" is part of the names of ${found.length} cases.`,
        lines: [
          ...found.slice(0, candidatesMax).map(({ near }) => `  ${near}`),
          ...(found.length > candidatesMax ? [`  and ${found.length - candidatesMax} more`] : []),
        ],
      },
    ])
  }
  const near = nearest(
    wanted,
    places.map((place) => place.name),
  )
  throw new Mistake([
    {
      code: 'WL1009',
      sentence: `there is no case called "${word}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${near} ?`]),
        places.length === 0
          ? `there is none under this folder (${'NAME.case.json'})`
          : `cases          ${places
              .slice(0, candidatesMax)
              .map((place) => place.name)
              .join('  ')}`,
        `a run is       NAME@SEED, such as ack-retry@7   (${name} list)`,
      ],
    },
  ])
}
