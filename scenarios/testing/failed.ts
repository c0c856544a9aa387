// A failing seed becomes an outcome: shrunk, saved as a case beside the test, and told.

import { join } from 'node:path'
import type { Case } from '../../sim/case.ts'
import type { Run } from '../../sim/run.ts'
import type { Report } from '../../sim/report.ts'
import { renderHtml } from '../../reports/html.ts'
import type { Pointer } from '../../reports/test-message.ts'
import { caseOf, writeCase } from '../runner/case-file.ts'
import { tellFile } from '../runner/place.ts'
import { shrinkRunsDefault } from '../runner/shrink.ts'
import { writeWhole } from '../runner/write-whole.ts'
import { vitestCommand } from './command.ts'
import { type Examined, examine } from './examine.ts'
import { foundOf } from './ground.ts'
import type { Known, Outcome } from './known.ts'
import { inCi, shrinkTime } from './options.ts'
import { folderBeside, placeFor, slugOf } from './places.ts'
import { isMistake, raised } from './raised.ts'
import { reasonOf } from './reason.ts'
import { errorOf, labelOf, reportFor } from './tell.ts'
import type { Play, Trial } from './trial.ts'
import { isExact } from './verdicts.ts'
import type { Broken } from '../runner/broken.ts'

/** What a failing seed is told as. @throws Mistake for what the user must mend */
export function failed(
  known: Known,
  play: Play,
  seed: number,
  trial: Trial,
  inputs: string | null,
): Omit<Outcome, 'notices'> {
  const { ground, chosen, written } = known
  const { ending } = trial
  const label = labelOf(ground, seed, chosen.plain, false)
  if (ending.kind === 'inconclusive') {
    const lines = [
      `${ending.why}.`,
      '',
      `  ${label} · INCONCLUSIVE: this says nothing, so it is no pass`,
    ]
    return plain(raised({ name: 'Inconclusive', lines, frames: written }), label)
  }
  const broken = reasonOf(ending)
  const error = ending.kind === 'thrown' ? ending.error : null
  if (broken === null) return plain(error instanceof Error ? error : new Error(label), label)
  if (isExact(error)) return plain(asIs(error, broken, label), label)
  const bounds = { runs: chosen.shrinkRuns, time: shrinkTime }
  const found = examine(ground, play, seed, broken, bounds)
  return found === null
    ? plain(asIs(error, broken, label), label)
    : told(known, seed, found, inputs)
}

const plain = (error: Error, coordinate: string): Omit<Outcome, 'notices'> => ({
  error,
  properties: [['coordinate', coordinate]],
})

/** What could not be told as data is thrown as it is, with the seed that showed it. */
function asIs(error: unknown, { sentence }: Broken, label: string): Error {
  if (!(error instanceof Error)) return new Error(`${sentence}\n\n  ${label}`)
  error.message = `${error.message}\n\n  ${label}`
  return error
}

function told(
  known: Known,
  seed: number,
  found: Examined,
  inputs: string | null,
): Omit<Outcome, 'notices'> {
  const { ground, chosen, written } = known
  const { explicit, ran, shrunk, by, nth, alone, error } = found
  const full = shrunk !== null && chosen.shrinkRuns === shrinkRunsDefault && shrunk.complete
  const named = chosen.plain && by === 'property' && inputs === null
  const label = labelOf(ground, seed, named, full)
  const { failure } = ran.run
  const one = caseOf({
    found: foundOf(ground.experiment.scenario),
    variant: ground.experiment.variant,
    ...{ seed, explicit, shrunk },
    run: { ...alone, failure } satisfies Run,
  })
  // What a body asserts of inputs that were drawn, or of its second world, is no run alone.
  const alike = by === 'property' || (inputs === null && nth === 0)
  const kept = alike ? keep(known, one) : null
  const replay =
    by === 'body'
      ? vitestCommand(known)
      : `npx worldline replay ${named ? label : (kept?.path ?? label)}`
  const coordinate = named ? label : (kept?.path ?? label)
  const report = reportFor(ground, { ...found, shrunk: found.sizes }, seed, coordinate)
  const pointers: Pointer[] = [
    ...(inputs === null ? [] : [['inputs', inputs] as const]),
    ['replay', replay],
    ...(kept === null ? [] : [[kept.word, kept.text] as const]),
    ...pageOf(known, report),
  ]
  return {
    error: errorOf(report, label, pointers, error, written),
    properties: [
      ['coordinate', label],
      ['code', failure?.code ?? ''],
      ['replay', replay],
    ],
  }
}

interface Kept {
  /** null: it could not be written */
  readonly path: string | null
  readonly word: 'saved' | 'artifact' | 'unsaved'
  readonly text: string
}

/** Locally beside the test; on a build server apart from the sources, to be fetched from there. */
function keep({ chosen, file, name }: Known, one: Case): Kept | null {
  if (!chosen.save) return null
  const ci = inCi()
  const path = placeFor(ci ? join(process.cwd(), '.worldline', 'cases') : folderBeside(file), name)
  const trouble = troubleIn(() => {
    writeCase(path, one)
  })
  if (trouble !== null) return { path: null, word: 'unsaved', text: trouble }
  const short = tellFile(path)
  if (!ci) {
    return { path: short, word: 'saved', text: `${short}   (commit it; it now runs first)` }
  }
  const run = process.env['GITHUB_RUN_ID'] ?? ''
  const fetch = run === '' ? '' : `   (gh run download ${run}, where .worldline is uploaded)`
  return { path: short, word: 'artifact', text: `${short}${fetch}` }
}

/** The same failure as a page, for who wants to see all of it. */
function pageOf({ chosen, name }: Known, report: Report): Pointer[] {
  if (!chosen.save) return []
  const path = join(process.cwd(), '.worldline', 'last', `${slugOf(name)}.html`)
  const trouble = troubleIn(() => {
    writeWhole(path, renderHtml(report))
  })
  return trouble === null ? [['report', tellFile(path)]] : []
}

/** Null, or why it could not be written: a full disk must not hide what the test has found. */
function troubleIn(write: () => void): string | null {
  try {
    write()
    return null
  } catch (error) {
    if (isMistake(error)) return error.problems[0]?.sentence ?? 'it could not be written'
    throw error
  }
}
