// A result as reporters tell it: what was asked, what was found of each property, and every cause of
// failure with the report of its lowest seed. One run and many seeds look alike here, so that a
// renderer need not know which it was.

import type { Micros } from '../sim/units.ts'
import type { Report } from '../sim/report.ts'
import type { Unit } from './words.ts'
import type { Finding, Verdict } from '../sim/verdict.ts'

export interface ResultTold {
  /** what was judged: `ack-retry:forget-dedup`; of one run with its seed, `ack-retry@7` */
  readonly name: string
  readonly verdict: Verdict
  readonly exitCode: number
  /** what names the failing run, or the one run that there was; null: nothing does */
  readonly coordinate: string | null
  /** the command that does it again */
  readonly replay: string
  /** every property, check and threshold, in the order of the scenario */
  readonly findings: readonly Finding[]
  /** by lowest seed; none unless the verdict is `fail` */
  readonly causes: readonly CauseOfResult[]
  /** why nothing could be judged, in a sentence; null: it could */
  readonly unjudged: string | null
  /** null: one run */
  readonly seeds: SeedsTold | null
  readonly digest: string
  readonly events: number
  readonly simTime: Micros
  /** goals that nobody reached */
  readonly never: readonly string[]
  /** milliseconds of the wall; null: no wall times are wanted */
  readonly wallMs: number | null
}

export interface SeedsTold {
  readonly asked: number
  readonly judged: number
  readonly failing: number
  /** crashes where a sweep was judged; seeds when absent */
  readonly unit?: Unit
}

/** One cause of failure. */
export interface CauseOfResult {
  readonly property: string
  /** `WL2006` */
  readonly code: string
  readonly sentence: string
  /** how many seeds, or crashes, fail so; 1 for one run */
  readonly seeds: number
  /** seeds when absent */
  readonly unit?: Unit
  readonly coordinate: string
  readonly replay: string
  /** of its lowest seed; null: nobody made one */
  readonly report: Report | null
}

/** The result of one report: what a renderer of results needs to tell it alone. */
export function resultOf(report: Report): ResultTold {
  const { run, failure, coordinate } = report
  const replay = report.next[0]?.command ?? `worldline replay ${coordinate}`
  const open = run.findings.find((one) => one.verdict === 'inconclusive')
  return {
    ...{ name: coordinate, coordinate, replay, verdict: run.verdict },
    exitCode: exitOf[run.verdict],
    findings: run.findings,
    causes: failure === null ? [] : [{ ...causeOf(report), coordinate, replay, seeds: 1, report }],
    unjudged: run.verdict === 'inconclusive' ? (open?.why ?? null) : null,
    seeds: null,
    ...{ digest: run.digest, events: run.events, simTime: run.simTime },
    never: Object.keys(run.goals).filter((goal) => run.goals[goal] === 0),
    wallMs: null,
  }
}

const exitOf: Readonly<Record<Verdict, number>> = { pass: 0, fail: 1, inconclusive: 3 }

function causeOf({ failure }: Report): Pick<CauseOfResult, 'property' | 'code' | 'sentence'> {
  const { property = '', code = '', sentence = '' } = failure?.failure ?? {}
  return { property, code, sentence }
}

/**
 * Where the guilty line stands, `src/raft.ts` and 148; null: unknown, or no step broke it: what the
 * end of a run shows is missing stands nowhere.
 */
export function guiltyPlace(report: Report | null): { file: string; line: number } | null {
  const told = report?.failure ?? null
  if (report === null || told === null) return null
  if (told.source !== null) return { file: told.source.file, line: told.source.line }
  if (told.failure.node === null) return null
  const found = /^(.+):(\d+)$/u.exec(report.places.get(told.event) ?? '')
  return found === null ? null : { file: found[1] ?? '', line: Number(found[2]) }
}
