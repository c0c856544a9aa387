// `demo`: the main job from beginning to end. A fault that real systems had is found by exploring,
// and told; then the correct protocol stands the same and more. Which there are is in demos.ts.

import { availableParallelism } from 'node:os'
import { brokeOf } from '../reports/broke.ts'
import { renderCampaign } from '../reports/campaign-screen.ts'
import { diagram } from '../reports/diagram.ts'
import { headRows } from '../reports/failure-head.ts'
import { clientRows } from '../reports/failure-story.ts'
import { faultRows } from '../reports/fault-rows.ts'
import { legalRows } from '../reports/legal-order.ts'
import { logGrid } from '../reports/log-grid.ts'
import { succeededOf } from '../reports/told-operations.ts'
import type { Page } from '../reports/page.ts'
import { strip } from '../reports/strip.ts'
import { counted, wrapped } from '../reports/words.ts'
import { findBuiltIn } from '../scenarios/runner/load.ts'
import type { Campaign } from '../scenarios/runner/campaign.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { shrinkRunsDefault } from '../scenarios/runner/shrink.ts'
import type { Report } from '../sim/report.ts'
import { eventsOf } from '../sim/run.ts'
import type { Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'
import { Failures } from './failing.ts'
import { type Interrupts, listen } from './interrupt.ts'
import { type Demo, demoNamed, type Explored } from './demos.ts'
import { type Asked, countOf } from './orders.ts'
import { pasted } from './paste.ts'
import { seedsOf, watch } from './watch.ts'

/** Shows one demo; exit 0 when the fault was found and the correct variant stood. */
export async function demo(parsed: Parsed, context: Context): Promise<ExitCode> {
  const shown = demoNamed(parsed.words[0], context.name)
  const workers = countOf(parsed.given, 'workers', availableParallelism(), 256)
  const interrupts = listen(
    () => context.note('\n  stopping\n'),
    () => undefined,
  )
  try {
    return await show(shown, workers, context, interrupts)
  } finally {
    interrupts.close()
  }
}

async function show(
  shown: Demo,
  workers: number,
  context: Context,
  interrupts: Interrupts,
): Promise<ExitCode> {
  const { page } = context
  context.out(
    `\n  ${page.ink.strong(`Demo: ${shown.title}`)}\n\n${paragraphs(shown.before, page)}\n`,
  )
  const faulty = askedFor(shown.faulty)
  const correct = askedFor(shown.correct)
  const found = await explored(faulty, shown.faulty.seeds, workers, context, interrupts)
  if (interrupts.exit() !== null) return interrupts.exit() ?? exits.interrupted
  context.out(`${fault(shown, faulty, found, context)}\n`)

  context.out(paragraphs(shown.between, page))
  if (shown.shows === 'strip') context.out(`\n${stripOf(correct, seedOf(found), context)}\n`)
  const began = performance.now()
  const stood = await explored(correct, shown.correct.seeds, workers, context, interrupts)
  const next = [
    pasted(context.name, 'run', faulty, { seed: seedOf(found) }),
    pasted(context.name, 'explore', correct, { seeds: shown.correct.more }),
    `${context.name} real ${correct.label} --via tcp --time 5s`,
  ]
  const told = {
    ...stood,
    name: correct.label,
    wallMs: performance.now() - began,
    next,
    resume: [],
  }
  context.out(renderCampaign(told, null, page))
  if (interrupts.exit() !== null) return interrupts.exit() ?? exits.interrupted
  return found.verdict === 'fail' && stood.verdict === 'pass' ? exits.pass : exits.fail
}

const seedOf = (found: Campaign): number => found.causes[0]?.seed ?? 1

function askedFor({ scenario: name, variant, settings }: Explored): Asked {
  const { scenario, source } = findBuiltIn(name)
  const label = variant === null ? name : `${name}:${variant}`
  return {
    order: { source, scenario: name, variant, settings: { ...settingsDefault, ...settings } },
    scenario,
    label,
    seeds: null,
  }
}

async function explored(
  asked: Asked,
  seeds: number,
  workers: number,
  context: Context,
  interrupts: Interrupts,
): Promise<Campaign> {
  const { explore } = await import('../scenarios/runner/explore.ts')
  const limits = { workers, maxFailures: 1, time: null }
  const watched = await watch(seedsOf(asked.label, seeds), limits, false, context, interrupts)
  try {
    return await explore(
      asked.order,
      { first: 1, last: seeds, ...limits },
      {
        signal: watched.signal,
        ready: () => watched.ready(),
        onProgress: (tally, causes) => watched.progress(tally, causes),
      },
    )
  } finally {
    watched.end()
  }
}

/** The fault that was found, in its own words and as a picture. */
function fault(shown: Demo, asked: Asked, found: Campaign, context: Context): string {
  const { page } = context
  const [cause] = found.causes
  if (cause === undefined)
    return `  ${counted(found.judged, 'seed')} and no failure: the fault is gone.\n`
  // A strip is of the whole run; arrows need a small one.
  const bounds = shown.shows === 'strip' ? null : { runs: shrinkRunsDefault, time: null }
  const report = reportFor(asked, cause.seed, bounds, context)
  const { run } = report
  const name = `${asked.label}@${cause.seed}`
  const head = headRows(run.failure ?? cause.failure, name, page)
  const rows = bounds === null ? stripRows(report, page) : pictureRows(report, page)
  const { bullet } = page.glyphs
  const at = `  Found at seed ${cause.seed} ${bullet} ${counted(eventsOf(run), 'event')} ${bullet} digest ${run.digest}`
  return `${[...head, '', ...rows, '', at].join('\n')}\n`
}

/** What clients saw, which faults there were, the messages that matter, and the logs where there are any. */
function pictureRows(report: Report, page: Page): string[] {
  const clients = [...clientRows(report, page), ...legalRows(report, page)]
  const faults = faultRows(report, 2, page)
  const drawn = diagram(report, 12, page).lines.map((line) => `  ${line}`)
  const logs = logGrid(report.logs, page)
  return [clients, faults, drawn, logs].filter((rows) => rows.length > 0).flatMap(blankBetween)
}

const blankBetween = (rows: readonly string[], at: number): readonly string[] =>
  at === 0 ? rows : ['', ...rows]

function reportFor(
  asked: Asked,
  seed: number,
  bounds: { readonly runs: number; readonly time: null } | null,
  context: Context,
): Report {
  return new Failures(asked, { bounds, keep: null }, context).looked(seed).report
}

/** Who led and who stood for election, over the whole run. */
function stripOf(asked: Asked, seed: number, context: Context): string {
  const { page } = context
  const report = reportFor(asked, seed, null, context)
  return `${[`  ${page.ink.strong(`${asked.label}@${seed}`)}`, ...stripRows(report, page)].join('\n')}\n`
}

function stripRows({ run, lanes, roles, until, operations }: Report, page: Page): string[] {
  const succeeded = succeededOf(operations)
  const nodes = lanes.filter(({ client }) => !client).map(({ id }) => id)
  const broke = brokeOf(run)?.time ?? null
  const drawn = strip(
    { nodes, trace: run.trace ?? [], until, end: run.simTime, broke, roles, succeeded },
    page,
  )
  const spells = roles.flatMap((one) => one.spells)
  const last = Math.max(0, ...spells.map(({ term }) => term ?? 0))
  const led = new Set(spells.filter(({ standing }) => standing === 'leads').map(({ term }) => term))
  return [...drawn, `           ${counted(last, 'term')}, ${led.size} of them led`]
}

const paragraphs = (texts: readonly string[], page: Page): string =>
  texts
    .map(
      (text) =>
        `${wrapped(text, page.width - 4)
          .map((line) => `  ${line}\n`)
          .join('')}`,
    )
    .join('\n')
