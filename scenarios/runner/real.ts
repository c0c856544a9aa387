// A real run from beginning to end: processes, storm, calm, verdict, and nothing left behind. The
// same scenario, the same properties; only what cannot be made for real is refused.

import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { since } from '../../adapters/host/clock.ts'
import { type Left, Supervisor } from '../../adapters/process/process.ts'
import type { Micros } from '../../sim/units.ts'
import { driftIn } from './compared.ts'
import { freshFolder } from './fresh-folder.ts'
import { openRecord } from './recorded-file.ts'
import { Intervals } from './intervals.ts'
import { Clocks } from './real-clocks.ts'
import { Crossings } from './real-crossings.ts'
import { effectsOf, headsOf, newsOf } from './real-effects.ts'
import { type Fences, openFences } from './real-fences.ts'
import { HistoryFiles } from './real-history.ts'
import { prepare, type Prepared } from './real-prepare.ts'
import type { RealOptions, RealRun } from './real-run.ts'
import { RealStage } from './real-stage.ts'
import { judged } from './real-verdict.ts'

export type { RealOptions, RealRun } from './real-run.ts'

/** How often every node stands still to be judged, in storm and calm. */
const lookEvery: Micros = 1_000_000
const lookEveryInCalm: Micros = 250_000
/** Until a process has to be listening, started or ended, and until it has to stand still, ms. */
const within = 20_000
const stillWithin = 10_000

/**
 * Runs a scenario over real processes on this machine.
 * @throws Mistake before anything starts (WL3005, WL1101 …), or with everything ended that had
 *   started (WL5002, WL5003, WL5007, WL5008)
 */
export async function runReal(options: RealOptions): Promise<RealRun> {
  const prepared = prepare(options)
  const { site, storm, faults, ground, timeline } = prepared
  const { order, seed, scenario } = options
  const folder = folderFor(options)
  const origin = process.hrtime.bigint()
  const ending = new AbortController()
  const fences = await openFences(prepared, seed)
  let stage: RealStage | null = null
  let clocks: Clocks | null = null
  const supervisor = new Supervisor({
    entry: new URL(
      import.meta.url.endsWith('.ts') ? 'real-node.ts' : 'real-node.js',
      import.meta.url,
    ),
    folder,
    origin,
    host: '127.0.0.1',
    carrier: options.via,
    within,
    stillWithin,
    route: fences.route,
    onReading: (id, reading) => clocks?.read(id, reading),
    onDeath(id, { code, signal, death }) {
      if (death !== null && death.fault !== null) return stage?.strikes.stopped(id, death.fault)
      const how = signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`
      stage?.died(id, death === null ? how : `${death.step}: ${death.error}`, death?.stack ?? null)
      ending.abort()
    },
  })
  try {
    const nodes = await supervisor.start(prepared.nodes)
    const began = since(origin)
    const ids = site.cast.nodes.map(({ id }) => id)
    const files = new HistoryFiles(folder, ids, began)
    clocks = new Clocks(began, Date.now() * 1_000, began)
    const heads = headsOf(timeline.made, ids)
    const news = newsOf(heads, prepared.plan)
    stage = new RealStage({
      ...{ site, supervisor, ground, files, proxies: fences.proxies },
      now: () => since(origin) - began,
      nameOf: (id) => news.get(id) ?? null,
      onEvent: options.onEvent,
    })
    stage.watch(() => stage?.isBroken === true && ending.abort())
    const record = openRecord(folder, { options, prepared, nodes, began })
    const links = { all: ids.length * (ids.length - 1), proxied: prepared.pairs.length }
    const { leftOut } = timeline
    options.onEvent({ kind: 'started', nodes, links, faults: heads.length, leftOut })
    const unasked = await weather(stage, supervisor, prepared, options, ending)
    const calmAt = stage.now
    if (!ending.signal.aborted && options.signal?.aborted !== true) {
      options.onEvent({ kind: 'calm', at: calmAt })
      await calm(stage, prepared, options, ending)
    }
    const end = stage.now
    // A run that was cut short has its faults still: nobody could end in order under them.
    stage.strikes.lift(afterAll(prepared))
    await supervisor.stop()
    await fences.close()
    const interrupted = options.signal?.aborted === true
    const { kills, pauses, struckAt } = stage.strikes
    const intervals = new Intervals(prepared.plan, { struckAt, goalAt: () => null }, calmAt)
    const told = judged({ site, stage, intervals, calmAt, end, interrupted })
    record.close({ ...told, calmAt, end, interrupted })
    const drift = options.drift === true ? await driftIn(folder) : null
    const effects = effectsOf(heads, intervals, {
      ...{ tally: supervisor.tally().faults, footprints: fences.footprints, kills, pauses, clocks },
      crossings: new Crossings(folder, began),
    })
    return {
      ...{ scenario: scenario.name, variant: order.variant, seed, via: options.via },
      ...told,
      ...{ nodes, unasked, faults, leftOut, links, effects, kills, interrupted, folder, drift },
      deaths: stage.deaths,
      instants: stage.instants,
      storm: Math.min(calmAt, storm),
      calm: end - calmAt,
      left: await leftBy(supervisor, fences),
    }
  } finally {
    await supervisor.stop()
    await fences.close()
  }
}

async function leftBy(supervisor: Supervisor, fences: Fences): Promise<Left> {
  const { processes, ports } = await supervisor.left()
  return { processes, ports: ports + (await fences.held()) }
}

/** The storm: calls, strikes and looks at their instants. @returns calls that nobody could take */
async function weather(
  stage: RealStage,
  supervisor: Supervisor,
  { calls, timeline, storm }: Prepared,
  { onEvent, signal }: RealOptions,
  ending: AbortController,
): Promise<number> {
  let asked = 0
  let unasked = 0
  const agenda = [
    ...calls.map(({ at, client, message }) => ({
      at,
      act: () => {
        if (supervisor.mail(client, message)) asked += 1
        else unasked += 1
      },
    })),
    ...timeline.strikes.map((strike) => ({ at: strike.at, act: () => stage.strike(strike) })),
    ...every(lookEvery, storm).map((at) => ({
      at,
      act: () => {
        onEvent({ kind: 'progress', at, asked })
        stage.look(null)
      },
    })),
  ].sort((a, b) => a.at - b.at)
  const stops = signal === null ? ending.signal : AbortSignal.any([ending.signal, signal])
  for (const { at, act } of [...agenda, { at: storm, act: () => {} }]) {
    if (at > stage.now) await sleep((at - stage.now) / 1_000, stops)
    if (stops.aborted) break
    act()
  }
  await stage.settled()
  return unasked
}

/** The calm: everybody is back, nothing is asked, and what is promised in the end has to come. */
async function calm(
  stage: RealStage,
  prepared: Prepared,
  { signal }: RealOptions,
  ending: AbortController,
): Promise<void> {
  const { settle } = prepared.site
  stage.healAll(afterAll(prepared))
  await stage.settled()
  const calmAt = stage.now
  const stops = signal === null ? ending.signal : AbortSignal.any([ending.signal, signal])
  for (const at of [...every(lookEveryInCalm, settle), settle]) {
    if (calmAt + at > stage.now) await sleep((calmAt + at - stage.now) / 1_000, stops)
    if (stops.aborted) break
    stage.look(calmAt)
    await stage.settled()
  }
}

/** An id that no entry of the plan has. */
const afterAll = ({ plan }: Prepared): number =>
  plan.reduce((last, { id }) => Math.max(last, id), 0) + 1

/** Instants `width` apart, below `end`. */
const every = (width: Micros, end: Micros): Micros[] =>
  Array.from({ length: Math.max(0, Math.ceil(end / width) - 1) }, (_, at) => (at + 1) * width)

function sleep(ms: number, stops: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stops.aborted) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      stops.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    stops.addEventListener('abort', end, { once: true })
  })
}

/** The folder that is wanted, or a fresh one below that of all runs. */
function folderFor({ folder, runs }: RealOptions): string {
  if (folder === null) return freshFolder(runs ?? join('.worldline', 'runs'))
  mkdirSync(folder, { recursive: true })
  return resolve(folder)
}
