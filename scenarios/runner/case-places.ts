// Where cases are kept: beside the scenario that they belong to, in a folder that is committed. Names
// are made and looked up here; what is in a file is case-file.ts's business.

import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { Case } from '../../sim/case.ts'
import { Mistake } from '../../sim/problem.ts'
import { readCase, writeCase } from './case-file.ts'

const ending = '.case.json'
/** The folder beside a scenario or test. */
export const caseFolder = '__worldline__'

/** A case file by its name, `ack-retry.forget-dedup`. */
export interface CasePlace {
  readonly name: string
  /** absolute */
  readonly path: string
  /** from the folder that was searched, with `/` */
  readonly near: string
}

const skipped = new Set(['node_modules', 'dist', 'coverage'])
const deepest = 8
const casesMax = 1_000

/** All case files under a folder, by name. */
export function casesIn(folder: string): CasePlace[] {
  const found: CasePlace[] = []
  const waiting = [{ path: resolve(folder), depth: 0 }]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const entry of entriesOf(next.path)) {
      if (found.length >= casesMax) break
      const path = join(next.path, entry.name)
      if (entry.isDirectory()) {
        if (next.depth < deepest && !entry.name.startsWith('.') && !skipped.has(entry.name)) {
          waiting.push({ path, depth: next.depth + 1 })
        }
      } else if (entry.name.endsWith(ending) && !entry.name.startsWith('.')) {
        const near = relative(folder, path).split(sep).join('/')
        found.push({ name: caseName(path), path, near })
      }
    }
  }
  return found.sort((one, other) => (one.near < other.near ? -1 : 1))
}

function entriesOf(path: string): { name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch {
    // A folder that may not be read holds no case of ours.
    return []
  }
}

/** `ack-retry.forget-dedup` of `…/ack-retry.forget-dedup.case.json`. */
export const caseName = (path: string): string =>
  basename(path).replace(/\.case\.json$|\.json$/u, '')

/** The scenario, then its variant or else the code: `raft-kv.stale-read`, `mqtt-fanout.WL2010`. */
export const nameFor = ({ scenario, variant, violatesWith, code }: Case): string =>
  `${fit(scenario)}.${fit(variant ?? (violatesWith === null ? code : `guard-${violatesWith}`))}`

/** Names of scenarios and variants are texts; a file name is less. */
const fit = (text: string): string => text.replaceAll(/[^\w-]+/gu, '-').slice(0, 60)

/** @param cwd where the cases of built-in scenarios are kept */
export const folderFor = ({ module }: Case, cwd: string): string =>
  join(module === null ? cwd : dirname(module), caseFolder)

/** A case that was kept: where, and whether the file is a new one. */
export interface Kept {
  readonly path: string
  /** `same`: the very case was there already, and its file was left as it is */
  readonly how: 'new' | 'rewritten' | 'same'
}

/**
 * Keeps a case under its name. The case of the same seed is written anew; another one of that name
 * stays, and this one gets a number: `ack-retry.WL2006-2`.
 * @param folder where; beside the scenario when absent
 * @throws Mistake (WL1202) when it cannot be written
 */
export function saveCase(one: Case, cwd: string, folder: string = folderFor(one, cwd)): Kept {
  const name = nameFor(one)
  for (let nth = 1; ; nth += 1) {
    const path = resolve(folder, `${nth === 1 ? name : `${name}-${nth}`}${ending}`)
    if (!existsSync(path)) {
      writeCase(path, one)
      return { path, how: 'new' }
    }
    const there = readableCase(path)
    if (there === null) continue
    if (isSameRun(there, one)) return { path, how: 'same' }
    if (isSameFind(there, one)) {
      writeCase(path, one)
      return { path, how: 'rewritten' }
    }
  }
}

/** null: damaged, and not ours to overwrite. */
function readableCase(path: string): Case | null {
  try {
    return readCase(path)
  } catch (error) {
    if (error instanceof Mistake) return null
    throw error
  }
}

const isSameRun = (there: Case, one: Case): boolean =>
  there.scenario === one.scenario &&
  there.variant === one.variant &&
  there.violatesWith === one.violatesWith &&
  there.codeHash === one.codeHash &&
  there.trace.digest === one.trace.digest &&
  there.trace.content === one.trace.content

const isSameFind = (there: Case, one: Case): boolean =>
  there.scenario === one.scenario &&
  there.variant === one.variant &&
  there.violatesWith === one.violatesWith &&
  there.found.seed === one.found.seed &&
  there.found.asked === one.found.asked &&
  there.expect.violates === one.expect.violates

/**
 * The case that a coordinate with `/min` names, among those that are kept. One that was found in
 * another world, or with more runs of shrinking than are usual, is none.
 * @param codeHash of today, 64 hex digits; null: the case may be of older code
 * @param runsUsual how many runs of shrinking are usual
 */
export function caseOfSeed(
  of: Pick<Case, 'scenario' | 'module' | 'variant'> & { readonly seed: number },
  codeHash: string | null,
  places: readonly CasePlace[],
  runsUsual: number,
): { readonly case: Case; readonly path: string } | null {
  for (const { path } of places) {
    const one = readableCase(path)
    if (one === null || one.scenario !== of.scenario || one.module !== of.module) continue
    const { seed, asked, complete, runs } = one.found
    if (one.variant !== of.variant || one.violatesWith !== null) continue
    if (seed !== of.seed || asked !== null) continue
    if (!complete || runs > runsUsual) continue
    if (codeHash === null || codeHash.startsWith(one.codeHash)) return { case: one, path }
  }
  return null
}
