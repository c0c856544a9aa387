// Saved cases by their names, each run again for what comes of it. What is wrong with one is kept
// beside the others, so that a list of cases is never cut short by a damaged one.

import { statSync } from 'node:fs'
import { relative } from 'node:path'
import { loadCase, readCase } from '../scenarios/runner/case-file.ts'
import { type CasePlace, caseName, casesIn } from '../scenarios/runner/case-places.ts'
import { type CaseStatus, type VerifiedCase, verifyCase } from '../scenarios/runner/case-verify.ts'
import type { Case } from '../sim/case.ts'
import { Mistake } from '../sim/problem.ts'
import type { Context } from './context.ts'
import { caseNamed } from './subject.ts'

/** One case run again: what came of it, or why it could not be read or run. */
export interface Looked {
  readonly place: CasePlace
  readonly bytes: number
  readonly wallMs: number
  readonly case: Case | null
  readonly verified: VerifiedCase | null
  readonly mistake: Mistake | null
}

/** Runs a case again; what is wrong with it is kept, not thrown. */
export async function look(place: CasePlace): Promise<Looked> {
  const bytes = statSync(place.path, { throwIfNoEntry: false })?.size ?? 0
  const began = performance.now()
  const looked = { place, bytes, case: readable(place.path) }
  try {
    const loaded = await loadCase(place.path)
    const run = performance.now()
    const verified = verifyCase(loaded)
    return { ...looked, verified, mistake: null, wallMs: performance.now() - run }
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    return { ...looked, verified: null, mistake: error, wallMs: performance.now() - began }
  }
}

function readable(path: string): Case | null {
  try {
    return readCase(path)
  } catch {
    return null
  }
}

/** `passes ✓ (guard)`, in the words of the table. */
export function statusWords({ verified, mistake, case: one }: Looked, { page }: Context): string {
  const { ink, glyphs } = page
  if (verified === null) {
    return one === null
      ? ink.bad(`damaged ${glyphs.never}`)
      : ink.bad(`${mistake?.exitCode === 4 ? 'not deterministic' : 'cannot run'} ${glyphs.never}`)
  }
  const words: Readonly<Record<CaseStatus, string>> = {
    fails: ink.bad(`fails ${glyphs.fail}`),
    passes: ink.good(`passes ${glyphs.ok} (guard)`),
    inconclusive: ink.warn(`inconclusive ${glyphs.unsure}`),
    diverged: ink.bad(`diverged ${glyphs.never}`),
    stale: ink.warn(`stale ${glyphs.never}`),
  }
  return words[verified.status]
}

/** The cases of these names, all of them without one. @throws Mistake (WL1009) */
export function placesNamed(names: readonly string[], context: Context): readonly CasePlace[] {
  if (names.length === 0) return casesIn(context.cwd)
  return names.map((word) => {
    const path = word.endsWith('.json') ? word : null
    if (path === null) return caseNamed(word, context)
    const near = relative(context.cwd, path)
    return { name: caseName(path), path, near: near.startsWith('..') ? path : near || path }
  })
}
