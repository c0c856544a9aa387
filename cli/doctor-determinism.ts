// `doctor --determinism TARGET`: the same seeds in every way that must not matter: again, in a fresh
// world, by copy, recorded, in other processes, on one and two workers, on other releases of Node.
// Where two differ it finds the lowest seed, the first event and the line that made it.

import { realpathSync } from 'node:fs'
import { delimiter } from 'node:path'
import { written } from '../reports/json.ts'
import {
  agree,
  type DifferenceTold,
  type WayRow,
  waysDocument,
  waysScreen,
} from '../reports/ways-screen.ts'
import { tellApart } from '../scenarios/runner/determinism.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { explore } from '../scenarios/runner/explore.ts'
import type { How } from '../scenarios/runner/how.ts'
import { modulesOf } from '../scenarios/runner/load.ts'
import { digestsBy, eventsBy, type Probed } from '../scenarios/runner/probe.ts'
import type { Module } from '../scenarios/runner/module-graph.ts'
import { tellFile } from '../scenarios/runner/place.ts'
import { sourceFrame } from '../scenarios/runner/source-frame.ts'
import { type Suspect, suspectsIn, tellSuspect } from '../scenarios/runner/suspects.ts'
import { mergeDigests } from '../sim/digest.ts'
import { Mistake } from '../sim/problem.ts'
import type { Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { askProbe, versionOf } from './doctor-probe.ts'
import { type ExitCode, exits } from './exit.ts'
import { find } from './find.ts'
import { type Asked, ordersOf } from './orders.ts'
import { quoted } from './self.ts'

const seedsUsual = 20
const suspectsMax = 5

/** One way of running the seeds. */
interface Way {
  readonly name: string
  digests(): Promise<Probed | string>
  /** the events of one seed, run in this way */
  events(seed: number): Promise<Probed | string>
}

/** @throws Mistake for what names no scenario, or no Node */
export async function doctorDeterminism(
  text: string,
  parsed: Parsed,
  context: Context,
): Promise<ExitCode> {
  const { given } = parsed
  const wanted = await ordersOf({ ...parsed, command: 'run', words: [text] }, context, (target) =>
    find(target, context),
  )
  let exitCode: ExitCode = exits.pass
  for (const asked of wanted) {
    const told = await examine(asked, given['node'], context)
    const code = agree(told) ? exits.pass : codeOf(told.rows)
    const json = given['json']
    context.out(
      json === undefined
        ? waysScreen(told, context.page)
        : written(waysDocument(told, code), json === 'stream'),
    )
    if (code !== exits.pass) exitCode = code
  }
  return exitCode
}

/** 2 where the scenario cannot be run at all. */
const codeOf = (rows: readonly WayRow[]): ExitCode =>
  rows.some(({ problem }) => problem !== null && !problem.code.startsWith('WL4')) &&
  rows.every(({ differs }) => differs === null)
    ? exits.usage
    : exits.diverged

async function examine(
  asked: Asked,
  nodes: unknown,
  context: Context,
): Promise<Parameters<typeof waysScreen>[0]> {
  const { order, scenario, label } = asked
  const { first, last } = rangeOf(asked)
  const modules = (): ReturnType<typeof modulesOf> => modulesOf(scenario, order.source)
  const experiment = new Experiment(scenario, order, modules)
  const here = (name: string, how: How): Way => ({
    name,
    digests: async () => digestsBy(experiment, first, last, how),
    events: async (seed) => eventsBy(experiment, seed, how),
  })
  const elsewhere = (name: string, node: string): Way => ({
    name,
    digests: () => askProbe(node, { order, first, last, events: false }, context),
    events: (seed) => askProbe(node, { order, first: seed, last: seed, events: true }, context),
  })
  const base = here('in this process', {})
  const ways: Way[] = [
    here('again, in the same world', {}),
    here('in a fresh world', { fresh: true }),
    here('messages by copy', { byCopy: true, fresh: true }),
    here('with the event record', { trace: true }),
    elsewhere('in another process', process.execPath),
    elsewhere('in a third process', process.execPath),
    ...(await otherNodes(nodes, context)).map(({ node, version }) =>
      elsewhere(`on Node ${version}`, node),
    ),
  ]
  const found = await base.digests()
  const rows: WayRow[] = [rowOf(base.name, found, null, first)]
  let difference: DifferenceTold | null = null
  if (isProbed(found) && found.mistake === null) {
    for (const way of ways) {
      const row = rowOf(way.name, await way.digests(), found, first)
      rows.push(row)
      if (row.differs !== null) difference ??= await differ(base, way, row.differs)
    }
    for (const workers of [1, 2]) rows.push(await exploreRow(asked, workers, found, first, last))
    if (!ways.some(({ name }) => name.startsWith('on Node'))) rows.push(noOther)
  }
  const failed = rows.some(({ differs, problem }) => differs !== null || problem !== null)
  const suspects = difference === null ? [] : suspectsFor(difference, modules())
  if (difference !== null) difference = closer(difference, suspects, modules())
  const code = rows.find(({ problem }) => problem !== null)?.problem?.code ?? 'WL4001'
  const next = failed ? `explain ${code}` : `explore ${quoted(label)}`
  return {
    ...{ label, first, last, rows, difference },
    suspects: suspects.map(tellSuspect),
    next: [`${context.name} ${next}`],
  }
}

const noOther: WayRow = {
  ...{
    name: 'on other releases of Node',
    digest: null,
    content: null,
    differs: null,
    problem: null,
  },
  skipped: 'none was named: --node PATH, or WORLDLINE_NODES',
}

function rangeOf({ seeds }: Asked): { first: number; last: number } {
  if (seeds === null) return { first: 1, last: seedsUsual }
  if (seeds.kind === 'range') return { first: seeds.from, last: seeds.to }
  return { first: 1, last: 1 }
}

const isProbed = (found: Probed | string): found is Probed => typeof found !== 'string'

function rowOf(name: string, found: Probed | string, base: Probed | null, first: number): WayRow {
  const bare = { name, digest: null, content: null, differs: null, problem: null, skipped: null }
  if (!isProbed(found)) {
    return { ...bare, skipped: `could not be asked: ${found}` }
  }
  const [problem] = found.mistake?.problems ?? []
  const at = base === null ? -1 : found.digests.findIndex((one, nth) => one !== base.digests[nth])
  const whole = problem === undefined
  return {
    ...bare,
    digest: whole ? mergeDigests(found.digests.map((one) => one.slice(0, 16))) : null,
    content: whole ? mergeDigests(found.digests.map((one) => one.slice(16))) : null,
    differs: at < 0 ? null : first + at,
    problem: at < 0 ? (problem ?? null) : null,
  }
}

/** An exploration of the seeds; it runs its first one twice, and so may complain by itself. */
async function exploreRow(
  { order }: Asked,
  workers: number,
  base: Probed,
  first: number,
  last: number,
): Promise<WayRow> {
  const name = workers === 1 ? 'explored, 1 worker' : `explored, ${workers} workers`
  const bare = { name, digest: null, content: null, differs: null, problem: null, skipped: null }
  const bounds = { first, last, workers, maxFailures: null, time: null }
  try {
    const { digest } = await explore(order, bounds)
    const same = digest === mergeDigests(base.digests.map((one) => one.slice(0, 16)))
    return { ...bare, digest, differs: same ? null : first }
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    return { ...bare, problem: error.problems[0] ?? null }
  }
}

interface OtherNode {
  readonly node: string
  readonly version: string
}

/** Executables that --node and WORLDLINE_NODES name. @throws Mistake for what is no Node */
async function otherNodes(given: unknown, { env }: Context): Promise<readonly OtherNode[]> {
  const named = Array.isArray(given) ? given.map(String) : []
  const listed = (env['WORLDLINE_NODES'] ?? '').split(delimiter).filter((path) => path !== '')
  const found: OtherNode[] = []
  for (const node of new Set([...named, ...listed].map(real))) {
    const version = await versionOf(node)
    if (version !== null) found.push({ node, version })
    else {
      const by = named.map(real).includes(node) ? '--node' : 'WORLDLINE_NODES:'
      throw new Mistake([
        {
          code: 'WL1004',
          sentence: `${by} ${node} is no Node that runs here.`,
          lines: ['allowed        the path of an executable, such as /usr/local/bin/node'],
        },
      ])
    }
  }
  return found
}

/** Two names of one file are one Node. */
function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** Where two ways of running a seed part. */
async function differ(base: Way, other: Way, seed: number): Promise<DifferenceTold> {
  const one = await base.events(seed)
  const two = await other.events(seed)
  const first = isProbed(one) ? (one.events ?? []) : []
  const second = isProbed(two) ? (two.events ?? []) : []
  const length = Math.max(first.length, second.length)
  let at = 0
  while (at < length && first[at]?.full === second[at]?.full) at += 1
  const [left, right] = [first[at] ?? null, second[at] ?? null]
  const event = left ?? right
  // The same event at another time: what set it was made elsewhere.
  const later = left !== null && right !== null && left.words === right.words
  const made = later && left.time !== right.time ? (left.origin ?? left) : event
  const place = made?.place ?? null
  return {
    ...{ seed, here: base.name, there: other.name, place },
    same: at === length ? null : at,
    first: tellApart(left, right),
    second: tellApart(right, left),
    frame: place === null ? null : sourceFrame(place, made?.handler ?? ''),
  }
}

/** Those of the file in which it showed come first. */
function suspectsFor({ place }: DifferenceTold, modules: readonly Module[]): readonly Suspect[] {
  const [file] = partsOf(place)
  const all = suspectsIn(modules)
  const near = all.filter((one) => tellFile(one.file) === file)
  return [...near, ...all.filter((one) => !near.includes(one))].slice(0, suspectsMax)
}

/**
 * The lines around what made it: a line of the handler that uses a suspect, where the handler alone
 * is known.
 */
function closer(
  difference: DifferenceTold,
  suspects: readonly Suspect[],
  modules: readonly Module[],
): DifferenceTold {
  const { place, frame } = difference
  const [file, line] = partsOf(place)
  const end = endOf(line, modules.find((one) => tellFile(one.file) === file)?.text ?? '')
  const uses = suspects
    .filter((one) => tellFile(one.file) === file)
    .flatMap(({ used }) => used)
    .filter((one) => one >= line && one < end)
  if (place === null || frame === null || uses.length === 0) return difference
  const at = `${file}:${Math.min(...uses)}`
  return { ...difference, place: at, frame: sourceFrame(at, frame.handler) ?? frame }
}

/** The first line below one that is not indented: there the actor ends at the latest. */
function endOf(line: number, text: string): number {
  const below = text.split('\n').slice(line)
  const found = below.findIndex((one) => /^\S/u.test(one))
  return found < 0 ? line + below.length + 1 : line + found + 1
}

function partsOf(place: string | null): readonly [file: string, line: number] {
  const [, file = '', line = '0'] = /^(.+):(\d+)$/u.exec(place ?? '') ?? []
  return [file, Number(line)]
}
