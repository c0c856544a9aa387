// Looks into failing seeds for the screens, reporters and documents that tell of them: the run is
// shrunk, kept as a case, and made a report. Each seed is looked into once, however many ask.

import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Cause } from '../scenarios/runner/campaign.ts'
import { caseOf } from '../scenarios/runner/case-file.ts'
import { saveCase } from '../scenarios/runner/case-places.ts'
import { causesOf } from '../scenarios/runner/causes.ts'
import { Stagings } from '../scenarios/runner/explicit.ts'
import { type Found, modulesOf } from '../scenarios/runner/load.ts'
import type { Ending } from '../reports/ending.ts'
import type { Numbered } from '../scenarios/runner/numbered.ts'
import { isDefault, type Settings } from '../scenarios/runner/order.ts'
import { perturb } from '../scenarios/runner/perturb.ts'
import { ranOf, reportOf, told } from '../scenarios/runner/report.ts'
import {
  type ShrinkBounds,
  shrinkRunsDefault,
  type ShrinkResult,
  shrinkSeed,
} from '../scenarios/runner/shrink.ts'
import { Mistake } from '../sim/problem.ts'
import type { Report } from '../sim/report.ts'
import type { Given } from './arguments.ts'
import type { Context } from './context.ts'
import { codeHash, experimentOf } from './experiment.ts'
import type { Asked } from './orders.ts'
import { nearby } from './page.ts'
import { pasted, settingWords } from './paste.ts'
import { quoted } from './self.ts'
import { furtherFlags, shrinkBoundsOf } from './shrinking.ts'
import { type Swept, visitWords } from './sweep.ts'
import { coordinate } from './target.ts'

/** The report of any seed of one target. */
export type Reports = (seed: number) => Report

/** What is done with a failing seed. */
export interface Looking {
  /** null: it is told as it was found */
  readonly bounds: ShrinkBounds | null
  /** where its case is kept, beside the scenario when `folder` is null; null: it is not kept */
  readonly keep: { readonly folder: string | null } | null
}

/** What the flags say; a case is kept where a person works, and not by a build server. */
export function lookingOf(given: Given, { cwd, env }: Context): Looking {
  const bounds = shrinkBoundsOf(given)
  const { save, report } = given
  checkKind('save', save, 'folder', cwd)
  checkKind('report', report, 'file', cwd)
  const folder = typeof save === 'string' && save !== '' ? resolve(cwd, save) : null
  const byDefault = (env['CI'] ?? '') === ''
  const keep = given['no-save'] !== true && (save !== undefined || byDefault)
  return {
    bounds: given['no-shrink'] === true ? null : bounds,
    keep: keep ? { folder } : null,
  }
}

/** What is there already, and is another thing, is told before anything is run. */
function checkKind(flag: string, said: unknown, wanted: 'file' | 'folder', cwd: string): void {
  if (typeof said !== 'string' || said === '') return
  const there = existsSync(resolve(cwd, said)) ? statSync(resolve(cwd, said)) : null
  if (there === null || there.isDirectory() === (wanted === 'folder')) return
  const [is, names] = wanted === 'file' ? ['a folder', 'a file'] : ['no folder', 'a folder']
  const example = wanted === 'file' ? join(said, 'report.html') : dirname(said)
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `--${flag}=${said}: that is ${is}, and the flag names ${names}.`,
      lines: [`for example    --${flag}=${example}`],
    },
  ])
}

/** A failing seed, looked into. */
export interface Looked {
  readonly report: Report
  /** absolute path of its case; null: none was kept */
  readonly saved: string | null
  /** milliseconds of the wall that shrinking took; null: it was not shrunk */
  readonly shrinkMs: number | null
  /** flags that go on shrinking where it was cut short; null: nothing is left to take away */
  readonly shrinkOn: string | null
}

/** The failing seeds of one target. */
export class Failures {
  readonly #asked: Asked
  readonly #looking: Looking
  readonly #context: Context
  readonly #looked = new Map<number, Looked>()
  readonly #shrunk = new Map<number, ShrinkResult>()
  /** milliseconds of the wall, of all seeds together */
  #shrinkMs = 0
  /** of a sweep its visits, which take the place of seeds; null: seeds */
  readonly #sweep: Swept | null
  #runs: Numbered | null = null
  #stagings: Stagings | null = null

  constructor(asked: Asked, looking: Looking, context: Context, sweep: Swept | null = null) {
    this.#sweep = sweep
    this.#asked = asked
    this.#looking = looking
    this.#context = context
  }

  /** The causes of a campaign, grouped by the shape of their shrunk runs. */
  causes(causes: readonly Cause[]): readonly Cause[] {
    const { bounds } = this.#looking
    if (bounds === null || causes.length === 0) return causes
    const experiment = this.#asks
    const began = performance.now()
    const found = causesOf({ causes, experiment, stagings: this.#plays, bounds })
    for (const { seed, result } of found) this.#shrunk.set(seed, result)
    this.#shrinkMs += performance.now() - began
    return found
  }

  readonly report: Reports = (seed) => this.looked(seed).report

  looked(seed: number): Looked {
    const looked = this.#looked.get(seed) ?? this.#look(seed)
    this.#looked.set(seed, looked)
    return looked
  }

  #look(seed: number): Looked {
    const { bounds } = this.#looking
    const { order, scenario } = this.#asked
    const found: Found = { scenario, source: order.source }
    const whose = this.#sweep?.runs.seed ?? seed
    const common = { found, variant: order.variant, seed: whose, codeHash: codeHash(this.#asked) }
    const asItWas = this.#named(seed)
    if (bounds === null) {
      const replayed = ranOf(this.#asks, seed)
      const report = reportOf({
        ...{ ...common, coordinate: asItWas, replayed, shrunk: null },
        ...{ irrelevant: [], matters: [], next: this.#again(seed) },
      })
      return { report, saved: null, shrinkMs: null, shrinkOn: null }
    }
    const began = performance.now()
    const result = this.#shrunk.get(seed) ?? shrinkSeed(this.#asks, this.#plays, seed, bounds)
    this.#shrinkMs += performance.now() - began
    const { explicit, run, shrunk } = result
    if (run.failure === null) return this.#unshrunk(seed)
    const { irrelevant, matters } = perturb(this.#plays, explicit, run.failure)
    const settings = this.#settingsOf(seed)
    const saved = this.#keep(result, common, this.#words(seed))
    const named = settings !== null && isDefault(settings) && asUsual(bounds, result)
    const kept = saved === null ? null : nearby(saved, this.#context)
    const hasSeed = this.#sweep === null || seed === 0
    const name = named ? `${asItWas}/min` : kept
    const report = reportOf({
      ...{ ...common, coordinate: name ?? (hasSeed ? `${asItWas}/min` : asItWas), shrunk },
      replayed: this.#plays.run(explicit, told),
      ...{ irrelevant, matters },
      next: name === null ? this.#again(seed) : goOn(name),
    })
    const further = furtherFlags(bounds, shrunk.runs).join(' ')
    const words = `shrink ${quoted(name ?? asItWas)} ${further}`
    return {
      report,
      saved,
      shrinkMs: this.#shrinkMs,
      shrinkOn: shrunk.complete || (name === null && !hasSeed) ? null : words,
    }
  }

  /** What does not fail as data is told as it was found. */
  #unshrunk(seed: number): Looked {
    const looking = { ...this.#looking, bounds: null }
    return new Failures(this.#asked, looking, this.#context, this.#sweep).looked(seed)
  }

  #keep(
    { explicit, run, shrunk }: ShrinkResult,
    of: { readonly found: Found; readonly variant: string | null; readonly seed: number },
    words: string,
  ): string | null {
    const { keep } = this.#looking
    if (keep === null) return null
    const one = caseOf({ ...of, explicit, run, shrunk, asked: words === '' ? null : words })
    try {
      return saveCase(one, this.#context.cwd, keep.folder ?? undefined).path
    } catch (error) {
      // A verdict is not held back because a folder cannot be written.
      if (!(error instanceof Mistake) || keep.folder !== null) throw error
      this.#context.note(`  the case was not kept: ${error.problems[0]?.sentence ?? ''}\n`)
      return null
    }
  }

  /** What names the run as it was found; no coordinate names a crash of a sweep. */
  #named(seed: number): string {
    const { label } = this.#asked
    if (this.#sweep === null || seed === 0) {
      return coordinate(label, null, this.#sweep?.runs.seed ?? seed)
    }
    return `${coordinate(label, null, this.#sweep.runs.seed)}, crash ${seed}`
  }

  /** Of a sweep, those that make its run of the seed alone; null: none do. */
  #settingsOf(seed: number): Settings | null {
    return this.#sweep === null ? this.#asked.order.settings : this.#sweep.runs.settingsOf(seed)
  }

  /** The flags that a run has besides its seed. */
  #words(seed: number): string {
    const settings = this.#settingsOf(seed)
    const words = settingWords(settings ?? this.#asked.order.settings)
    return [...words, ...(settings === null ? this.#visit(seed) : [])].join(' ')
  }

  /** One crash of the sweep, as flags. */
  #visit(nth: number): string[] {
    return this.#sweep === null ? [] : visitWords(this.#sweep, `${nth}..${nth}`)
  }

  #again(seed: number): Report['next'] {
    const settings = this.#settingsOf(seed)
    const whose = this.#sweep?.runs.seed ?? seed
    const { order } = this.#asked
    const asked = { ...this.#asked, order: { ...order, settings: settings ?? order.settings } }
    const command =
      settings === null
        ? pasted('worldline', 'explore', asked, { seed: whose }, this.#visit(seed))
        : pasted('worldline', 'run', asked, { seed: whose })
    return [{ command, does: 'run it again' }]
  }

  get #asks(): Numbered {
    this.#runs ??= this.#sweep?.runs ?? experimentOf(this.#asked)
    return this.#runs
  }

  get #plays(): Stagings {
    const { scenario, order } = this.#asked
    this.#stagings ??= new Stagings(scenario, order.variant, () =>
      modulesOf(scenario, order.source),
    )
    return this.#stagings
  }
}

/** Whether `/min` means this very result everywhere: shrunk with the usual number of runs. */
const asUsual = ({ runs, time }: ShrinkBounds, { shrunk }: ShrinkResult): boolean =>
  shrunk.complete ? shrunk.runs <= shrinkRunsDefault : runs === shrinkRunsDefault && time === null

/** The command that does the run of a report again. */
export const replayOf = ({ next }: Report, asked: Asked, seed: number): string =>
  next[0]?.command ?? pasted('worldline', 'run', asked, { seed })

const goOn = (name: string): Report['next'] => [
  { command: `worldline replay ${quoted(name)}`, does: 'run it again, verified' },
  { command: `worldline explain ${quoted(name)} --why`, does: 'the chain of causes' },
]

/** What the screen of a failure says besides its report. */
export async function endingOf(
  { report, saved, shrinkMs, shrinkOn }: Looked,
  reporters: { page(report: Report): Promise<string | null> },
  context: Context,
): Promise<Partial<Ending>> {
  const { name } = context
  return {
    ...{ name, saved: saved === null ? null : nearby(saved, context) },
    page: await reporters.page(report),
    shrinkMs: context.page.timing ? shrinkMs : null,
    shrinkOn: shrinkOn === null ? null : `${name} ${shrinkOn}`,
  }
}
