// Files of measured delays, for spans such as `trace rtt.txt`: one delay in microseconds on each
// line. They are looked for beside the scenario, then in the current folder.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Mistake } from '../../sim/problem.ts'
import { spanMax } from '../../sim/span-table.ts'
import type { Span } from '../../sim/span.ts'
import type { Micros } from '../../sim/units.ts'
import { tellFile } from './place.ts'

/** Gives the samples of a file. @throws Mistake for one that is absent, empty or holds something else */
export type ReadTrace = (path: string) => readonly Micros[]

/** @param known `file:line` of the scenario and of what it tunes, as far as they are known */
export function tracesBeside(...known: readonly (string | null)[]): ReadTrace {
  const beside = known.flatMap((place) =>
    place === null ? [] : [dirname(place.replace(/:\d+$/, ''))],
  )
  return (path) => {
    const places = [...beside, process.cwd()].map((folder) => resolve(folder, path))
    const file = places.find((one) => existsSync(one))
    if (file === undefined) {
      throw mistake(
        `there is no file of delays "${path}".`,
        places.map((one) => `looked at   ${one}`),
      )
    }
    return samplesOf(file)
  }
}

/** The span with its samples, where it is a trace that has none yet. */
export const sampled = (span: Span, read: ReadTrace): Span =>
  span.kind === 'trace' && span.samples.length === 0 ? { ...span, samples: read(span.path) } : span

function samplesOf(file: string): readonly Micros[] {
  const lines = readFileSync(file, 'utf8').split(/\r?\n/)
  const samples: Micros[] = []
  const wrong: string[] = []
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue
    const sample = /^\s*\d+\s*$/.test(line) ? Number(line) : Number.NaN
    if (sample <= spanMax) samples.push(sample)
    else wrong.push(`${tellFile(file)}:${at + 1}   ${line.trim().slice(0, 60)}`)
  }
  const allowed = 'allowed        one delay a line, whole microseconds up to 35 minutes'
  if (wrong.length > 0) {
    throw mistake(`${tellFile(file)} holds what is no delay.`, [...wrong.slice(0, 5), allowed])
  }
  if (samples.length === 0) throw mistake(`${tellFile(file)} holds no delay.`, [allowed])
  return samples
}

const mistake = (sentence: string, lines: readonly string[]): Mistake =>
  new Mistake([{ code: 'WL1008', sentence, lines }])
