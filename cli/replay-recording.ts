// `replay FOLDER`: a recorded run gone through again with the actors of today, beside what the
// simulation makes of the same calls and faults; then it goes on in simulation, under any faults.

import { resolve } from 'node:path'
import { driftRows } from '../reports/drift.ts'
import { runDocument, written } from '../reports/json.ts'
import { replayDocument } from '../reports/replay-document.ts'
import { renderGoesOn, renderReplayed, type ReplayTold } from '../reports/replay-screen.ts'
import { renderQuiet, renderRun } from '../reports/run-screen.ts'
import { type Compared, compared } from '../scenarios/runner/compared.ts'
import { type Continued, continued } from '../scenarios/runner/continued.ts'
import type { Settings } from '../scenarios/runner/order.ts'
import { readRecording, type Recording } from '../scenarios/runner/recorded-read.ts'
import { type Origin, originOf, replay as replayed } from '../scenarios/runner/replay.ts'
import { reportOf } from '../scenarios/runner/report.ts'
import { parseDuration } from '../sim/duration.ts'
import { Mistake } from '../sim/problem.ts'
import type { Report } from '../sim/report.ts'
import { succeeded } from '../sim/check/history-check.ts'
import { rolesIn } from '../sim/roles-in.ts'
import { pointed } from '../reports/problems.ts'
import type { Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { isBuiltIn } from './easier.ts'
import { type ExitCode, exitOf, exits } from './exit.ts'
import { randomSeed, settingsOf } from './orders.ts'
import { settingWords } from './paste.ts'
import { planLines, planWords, plannedBy } from './plan-words.ts'
import { quoted } from './self.ts'
import { parseSeeds } from './target.ts'

/** What is there once all of it is known. */
interface Whole {
  readonly told: ReplayTold
  readonly recording: Recording
  readonly origin: Origin
  readonly settings: Settings
  readonly seed: number
  readonly compared: Compared
  readonly goes: Continued
}

/** @throws Mistake (WL1001, WL1201 …) for what is no recording, exit 2 */
export async function replayRecording(parsed: Parsed, context: Context): Promise<ExitCode> {
  const { given, words } = parsed
  const [folder = ''] = words
  const at = atOf(given)
  const settings = settingsOf(given)
  const seed = seedOf(given['seed'])
  const recording = readRecording(resolve(context.cwd, folder))
  const origin = await originOf(recording)
  const talks = given['json'] === undefined && given['quiet'] !== true
  if (recording.redacted) return measuredOnly({ ...recording, folder }, origin, parsed, context)
  const told = toldOf({ ...recording, folder }, origin)
  if (talks) context.out(renderReplayed(told, context.page))
  if (told.difference !== null) return diverged(told, parsed, context)
  const goes = continued(recording, origin, { at, settings, seed })
  const beside = compared(recording, origin)
  if (talks) context.out(`\n${driftRows(beside.drift, context.page).join('\n')}\n`)
  const whole = { told, recording, origin, settings, seed, compared: beside, goes }
  return finish(whole, parsed, context)
}

/** Secrets were taken out: nothing can be gone through again, and so nothing is judged. */
function measuredOnly(
  recording: Recording,
  origin: Origin,
  { given }: Parsed,
  context: Context,
): ExitCode {
  const { file, folder } = recording
  const beside = compared(recording, origin)
  const why = `${file.scenario} redacts its recordings: they can be measured, not replayed`
  const code = given['strict'] === true ? exits.fail : exits.inconclusive
  if (given['json'] !== undefined) {
    const told: ReplayTold = {
      ...{ label: file.scenario, folder, via: file.via, seed: file.seed },
      ...{ worldline: file.worldline, changed: origin.changed, steps: 0, states: 0 },
      ...{ nodes: file.roster.length, lives: recording.lives.length, difference: null },
    }
    context.document(written(replayDocument(told, beside, null, code), given['json'] === 'stream'))
    return code
  }
  if (given['quiet'] !== true)
    context.out(`\n${driftRows(beside.drift, context.page).join('\n')}\n`)
  context.out(`\n  ${context.page.ink.warn('INCONCLUSIVE')}   ${why}\n\n`)
  return code
}

function toldOf(recording: Recording, origin: Origin): ReplayTold {
  const { file, folder } = recording
  const { scenario, variant, via, seed, worldline } = file
  const label = variant === null ? scenario : `${scenario}:${variant}`
  const { changed } = origin
  return { label, folder, via, seed, worldline, changed, ...replayed(recording, origin.site) }
}

function diverged(told: ReplayTold, { given }: Parsed, context: Context): ExitCode {
  if (given['json'] !== undefined) {
    const document = replayDocument(told, null, null, exits.diverged)
    context.document(written(document, given['json'] === 'stream'))
  } else if (given['quiet'] === true) {
    const { node, life, step } = told.difference ?? { node: '', life: 0, step: 0 }
    context.out(`DIVERGED ${told.label} WL4003 ${node} life ${life} step ${step}\n`)
  } else context.out('\n')
  return exits.diverged
}

function finish(whole: Whole, { given }: Parsed, context: Context): ExitCode {
  const { told, goes, origin, settings, seed } = whole
  const { run, site } = goes
  const never = Object.values(run.goals).filter((times) => times === 0).length
  const exitCode = exitOf(run.verdict, never, given['strict'] === true)
  const again = commandOf(whole, seed, context)
  if (given['json'] !== undefined) {
    const { scenario } = origin
    const document = runDocument({
      ...{ exitCode, replay: again, run, coordinate: null, wallMs: null },
      scenario: {
        ...{ name: scenario.name, variant: whole.recording.file.variant },
        ...{ codeHash: whole.recording.file.code, params: site.values },
      },
      faults: planLines(site, seed),
    })
    const of = { at: goes.instant.at, run: document }
    const all = replayDocument(told, whole.compared, of, exitCode)
    context.document(written(all, given['json'] === 'stream'))
    return exitCode
  }
  const name = `${told.label} continued, seed ${seed}`
  if (given['quiet'] === true) {
    context.out(renderQuiet(name, run, context.page))
    return exitCode
  }
  context.out(renderGoesOn(goes.instant.at, context.page))
  context.out(
    renderRun(
      {
        coordinate: name,
        nodes: site.cast.nodes.map(({ id }) => id),
        roles: Object.entries(site.cast.byRole).map(([role, ids]) => [role, ids.length] as const),
        ...{ until: site.until, settle: site.settle, run, wallMs: null },
        nodeRoles: rolesIn(run.trace ?? [], site.views, run.simTime),
        succeeded: succeeded(run.history, site.claims.outcome ?? null),
        report: run.failure === null ? null : reportOfWhole(whole, name, again),
        builtIn: isBuiltIn({ scenario: origin.scenario, order: whole.recording.file.order }),
        faults: planWords(site, seed),
        planned: plannedBy(settings, site),
        next:
          run.verdict === 'pass'
            ? [commandOf(whole, seed + 1, context)]
            : run.failure === null
              ? [again]
              : [],
      },
      context.page,
    ),
  )
  return exitCode
}

/** Of what failed after the recording was left. */
function reportOfWhole(
  { goes, origin, recording, seed }: Whole,
  name: string,
  again: string,
): Report {
  const { run, site } = goes
  const { variant, code: codeHash } = recording.file
  return reportOf({
    ...{ coordinate: name, variant, seed, codeHash },
    found: { scenario: origin.scenario, source: { kind: 'built-in' } },
    replayed: { run, site, occurrences: site.plans.occurrencesOf(seed) },
    ...{ shrunk: null, irrelevant: [], matters: [] },
    next: [{ command: again, does: 'the same again' }],
  })
}

function commandOf({ told, settings }: Whole, seed: number, { name }: Context): string {
  return [name, 'replay', quoted(told.folder), '--seed', seed, ...settingWords(settings)].join(' ')
}

function seedOf(given: unknown): number {
  if (typeof given !== 'string') return 1
  const seeds = parseSeeds(given, `--seed ${given}`)
  return seeds.kind === 'random' ? randomSeed() : seeds.from
}

function atOf(given: Parsed['given']): number | null {
  const text = given['at']
  if (typeof text !== 'string') return null
  const at = parseDuration(text)
  if (at !== null) return at
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `--at cannot be "${text}".`,
      lines: [
        ...pointed(`--at ${text}`, text),
        'allowed        an instant of the run, such as 1.5s',
      ],
    },
  ])
}
