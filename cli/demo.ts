// `demo`: the main job from beginning to end. A fault that a real system had is found by exploring
// a faithful copy of it, and told; then the correct variant stands ten thousand worlds.

import { availableParallelism } from 'node:os'
import { renderCampaign } from '../reports/campaign-screen.ts'
import { diagram } from '../reports/diagram.ts'
import { headRows } from '../reports/failure-head.ts'
import type { Page } from '../reports/page.ts'
import { counted, wrapped } from '../reports/words.ts'
import { findBuiltIn } from '../scenarios/runner/load.ts'
import type { Campaign } from '../scenarios/runner/campaign.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { shrinkRunsDefault } from '../scenarios/runner/shrink.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake } from '../sim/problem.ts'
import { eventsOf } from '../sim/run.ts'
import type { Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'
import { Failures } from './failing.ts'
import { type Interrupts, listen } from './interrupt.ts'
import { type Asked, countOf } from './orders.ts'
import { pasted } from './paste.ts'
import { seedsOf, watch } from './watch.ts'

interface Demo {
  readonly name: string
  readonly title: string
  /** what fails, and among how many seeds it is looked for */
  readonly faulty: { readonly scenario: string; readonly variant: string; readonly seeds: number }
  /** what does not, and how many seeds it stands */
  readonly correct: { readonly scenario: string; readonly seeds: number }
  /** what the reader has to know before it fails */
  readonly before: readonly string[]
  /** what the correct variant does instead */
  readonly between: readonly string[]
}

const demos: readonly Demo[] = [
  {
    name: 'lost-ack',
    title: 'a lost acknowledgement',
    faulty: { scenario: 'ack-retry-lost-ack', variant: 'original', seeds: 1_000 },
    correct: { scenario: 'ack-retry', seeds: 10_000 },
    before: [
      'A sender repeats a letter until the receiver has acknowledged it. Here this is done as a small system did that was once written for a course: a letter has no number, and half of the acknowledgements are lost after the letter was processed.',
      'No fault is injected. The network is prompt and nothing crashes.',
    ],
    between: [
      'The correct variant numbers its letters, remembers across a crash which ones it has processed, and acknowledges only what is on its disk. It now meets loss, copies, late copies, partitions, crashes, pauses, disks that are slow or full, and clocks that are wrong, a plan of its own for every seed.',
    ],
  },
]

/** Shows one demo; exit 0 when the fault was found and the correct variant stood. */
export async function demo(parsed: Parsed, context: Context): Promise<ExitCode> {
  const shown = demoNamed(parsed.words[0], context)
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

function demoNamed(name: string | undefined, context: Context): Demo {
  const found = name === undefined ? demos[0] : demos.find((one) => one.name === name)
  if (found !== undefined) return found
  const names = demos.map((one) => one.name)
  const near = nearest(name ?? '', names)
  throw new Mistake([
    {
      code: 'WL1001',
      sentence: `there is no demo "${name ?? ''}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${context.name} demo ${near} ?`]),
        `demos          ${names.join('  ')}`,
      ],
    },
  ])
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
  const faulty = askedFor(shown.faulty.scenario, shown.faulty.variant)
  const found = await explored(faulty, shown.faulty.seeds, workers, context, interrupts)
  if (interrupts.exit() !== null) return interrupts.exit() ?? exits.interrupted
  context.out(`${fault(faulty, found, context)}\n`)

  context.out(paragraphs(shown.between, page))
  const correct = askedFor(shown.correct.scenario, null)
  const began = performance.now()
  const stood = await explored(correct, shown.correct.seeds, workers, context, interrupts)
  const next = [
    pasted(context.name, 'run', faulty, { seed: found.causes[0]?.seed ?? 1 }),
    pasted(context.name, 'explore', correct, { seeds: '10001..20000' }),
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

function askedFor(name: string, variant: string | null): Asked {
  const { scenario, source } = findBuiltIn(name)
  const label = variant === null ? name : `${name}:${variant}`
  return {
    order: { source, scenario: name, variant, settings: settingsDefault },
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

/** The fault that was found, in its own words and as a small diagram. */
function fault(asked: Asked, found: Campaign, context: Context): string {
  const { page } = context
  const [cause] = found.causes
  if (cause === undefined)
    return `  ${counted(found.judged, 'seed')} and no failure: the fault is gone.\n`
  const looking = { bounds: { runs: shrinkRunsDefault, time: null }, keep: null }
  const { report } = new Failures(asked, looking, context).looked(cause.seed)
  const { run } = report
  const name = `${asked.label}@${cause.seed}`
  const head = headRows(run.failure ?? cause.failure, name, page)
  const drawn = diagram(report, 12, page).lines.map((line) => `  ${line}`)
  const { bullet } = page.glyphs
  const at = `  Found at seed ${cause.seed} ${bullet} ${counted(eventsOf(run), 'event')} ${bullet} digest ${run.digest}`
  return `${[...head, '', ...drawn, '', at].join('\n')}\n`
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
