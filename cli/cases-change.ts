// `cases add`, `refresh` and `prune`: what writes case files and takes them away. Nothing is removed
// that was not named, and nothing is overwritten by another failure.

import { rmSync } from 'node:fs'
import { written } from '../reports/json.ts'
import { counted } from '../reports/words.ts'
import { caseOf, loadCase, writeCase } from '../scenarios/runner/case-file.ts'
import { saveCase } from '../scenarios/runner/case-places.ts'
import { refreshCase } from '../scenarios/runner/case-refresh.ts'
import { Stagings } from '../scenarios/runner/explicit.ts'
import { tellFile } from '../scenarios/runner/place.ts'
import { type ShrinkBounds, shrinkExplicit } from '../scenarios/runner/shrink.ts'
import type { Case } from '../sim/case.ts'
import { Mistake } from '../sim/problem.ts'
import type { Parsed } from './arguments.ts'
import { look, placesNamed, statusWords } from './cases-look.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits, gravest } from './exit.ts'
import { quoted } from './self.ts'
import { shrinkBoundsOf } from './shrinking.ts'
import { type Subject, subjectOf } from './subject.ts'

/** Shrinks the run of each coordinate and saves it. @throws Mistake (WL1203) for one that passes */
export async function addCases(
  names: readonly string[],
  { given }: Parsed,
  context: Context,
): Promise<ExitCode> {
  if (names.length === 0) throw needs('add', 'a coordinate', 'ack-retry:forget-dedup@1', context)
  const bounds = shrinkBoundsOf(given)
  const rows: Record<string, unknown>[] = []
  for (const word of names) {
    const subject = await subjectOf(word, context)
    const one =
      given['guard'] === true
        ? guardOf(caseFrom(subject, bounds), subject)
        : caseFrom(subject, bounds)
    const { path, how } = saveCase(one, context.cwd)
    const said = { new: 'Saved', rewritten: 'Saved anew', same: 'Was there' }[how]
    const file = tellFile(path)
    rows.push({ file, how, code: one.code, title: one.title })
    if (given['json'] !== undefined) continue
    context.out(`  ${said}  ${file}   ${context.page.ink.faint('commit it: it runs as a guard')}\n`)
    context.out(`         ${one.code} ${one.title}\n`)
    context.out(`         ${context.name} replay ${quoted(file)}\n`)
  }
  if (given['json'] !== undefined) {
    context.document(
      written({ schema: 'worldline.cases/1', cases: rows }, given['json'] === 'stream'),
    )
  }
  return exits.pass
}

/** The case of a run, shrunk unless it was asked for as it was found. */
function caseFrom(subject: Subject, bounds: ShrinkBounds): Case {
  const { found, variant, seed, stagings, explicit, saved, name } = subject
  if (saved !== null) return saved.case
  const { run } = stagings.run(explicit, { trace: true, content: true })
  if (run.failure === null) throw passes(subject)
  if (subject.shrunk !== null || name.endsWith('/orig')) {
    return caseOf({ found, variant, seed, explicit, run, shrunk: subject.shrunk })
  }
  return caseOf({ found, variant, seed, ...shrinkExplicit(stagings, explicit, bounds) })
}

const passes = ({ name }: Subject): Mistake =>
  new Mistake([
    {
      code: 'WL1203',
      sentence: `${name} does not fail, and a case is made of a run that does.`,
      lines: [`a failing one  worldline explore ${name.replace(/@.*$/u, '')} --seeds 1000`],
    },
  ])

/** A case that must pass on the scenario and fail on the variant that it was found on. */
function guardOf(one: Case, { found, name }: Subject): Case {
  const { variant } = one
  const lines = ['a guard is made of a planted bug, such as ack-retry:forget-dedup@1']
  const refused = (sentence: string): Mistake => new Mistake([{ code: 'WL1203', sentence, lines }])
  if (variant === null) throw refused(`${name} has no variant, so nothing is guarded.`)
  const { run } = new Stagings(found.scenario, null).run(one.run)
  if (run.verdict !== 'pass') {
    throw refused(`the scenario itself does not pass ${name}: its verdict is ${run.verdict}.`)
  }
  return { ...one, variant: null, violatesWith: variant }
}

/** Looks for the failure near each case, and writes it anew where it is found. */
export async function refreshCases(
  names: readonly string[],
  { given }: Parsed,
  context: Context,
): Promise<ExitCode> {
  if (names.length === 0) throw needs('refresh', 'a case', 'ack-retry.forget-dedup', context)
  const bounds = shrinkBoundsOf(given)
  const codes: ExitCode[] = []
  for (const place of placesNamed(names, context)) {
    const loaded = await loadCase(place.path)
    const { case: fresh, near, runs } = refreshCase(loaded, bounds)
    const one = loaded.case
    const { ink, glyphs } = context.page
    if (fresh === null) {
      const { verified } = await look(place)
      const stale = verified?.status === 'stale'
      codes.push(stale ? exits.inconclusive : exits.pass)
      context.out(
        [
          `  ${ink.good(glyphs.ok)} ${place.name}   not found again in ${counted(runs, 'run')} near it: the file is as it was`,
          `    ${stale ? 'It is stale and guards nothing:' : `It guards ${one.code}. If you want it gone:`}  ${context.name} cases prune ${quoted(place.name)}`,
          '',
        ].join('\n'),
      )
      continue
    }
    const dry = given['dry-run'] === true
    if (!dry) writeCase(place.path, fresh)
    const size = `${counted(fresh.run.faults.length, 'fault')}, ${counted(fresh.run.operations.length, 'operation')}`
    context.out(
      [
        `  ${ink.bad(glyphs.fail)} ${place.name}   still fails, found ${near}: ${fresh.title}`,
        `    ${dry ? 'would be written' : 'written anew'}   ${size}   seed ${fresh.found.seed}   ${counted(runs, 'run')} to find it`,
        '',
      ].join('\n'),
    )
    codes.push(exits.fail)
  }
  return gravest(codes)
}

/**
 * Removes the cases that are named, if they fail no more; --force removes any. Without a name it
 * says which could go.
 */
export async function pruneCases(
  names: readonly string[],
  { given }: Parsed,
  context: Context,
): Promise<ExitCode> {
  const forced = given['force'] === true
  const dry = given['dry-run'] === true
  const refused: string[] = []
  let prunable = 0
  for (const place of placesNamed(names, context)) {
    const looked = await look(place)
    const status = looked.verified?.status ?? null
    const mayGo = status === 'passes' || status === 'stale'
    if (mayGo) prunable += 1
    const words = statusWords(looked, context)
    if (names.length === 0) {
      if (mayGo)
        context.out(
          `  ${place.name}   ${words}   ${context.name} cases prune ${quoted(place.name)}\n`,
        )
      continue
    }
    if (!mayGo && !forced) {
      refused.push(place.near)
      continue
    }
    if (!dry) rmSync(place.path)
    context.out(`  ${dry ? 'Would remove' : 'Removed'}  ${place.near}   ${words}\n`)
  }
  if (names.length === 0) {
    context.out(
      prunable === 0
        ? '  No case passes or is stale: there is nothing to prune.\n'
        : `  Nothing was removed: cases go by hand, by name. A guard that passes still guards.\n`,
    )
  }
  if (refused.length === 0) return exits.pass
  throw new Mistake([
    {
      code: 'WL1203',
      sentence: `${refused.join(', ')} still ${refused.length === 1 ? 'fails' : 'fail'} or cannot be run, and was not removed.`,
      lines: [`all the same   ${context.name} cases prune ${names.map(quoted).join(' ')} --force`],
    },
  ])
}

const needs = (verb: string, what: string, example: string, { name }: Context): Mistake =>
  new Mistake([
    {
      code: 'WL1001',
      sentence: `cases ${verb} needs ${what}.`,
      lines: [`for example    ${name} cases ${verb} ${example}`],
    },
  ])
