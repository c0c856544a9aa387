// Many seeds on one screen: the verdict first, what was covered beside what cannot be said, the
// bound, and how to go on. What happened in the lowest failing seed is told by failure-screen.ts.

import type { Report } from '../sim/report.ts'
import type { Micros } from '../sim/units.ts'
import type { Failure, Verdict } from '../sim/verdict.ts'
import { adviceOf } from './advice.ts'
import { anomaly } from './codes.ts'
import { coverage } from './coverage.ts'
import { type Ending, endingNone } from './ending.ts'
import { failureScreen } from './failure-screen.ts'
import { clipped, columns, type Page, printable, wrapListed } from './page.ts'
import { verdictWord } from './run-screen.ts'
import { harmRows, placesWords, sweepRows, type SweptTold } from './sweep-screen.ts'
import { counted, grouped, inUnits, percent, total, type Unit, wall, wrapped } from './words.ts'

/** What many seeds together said, as far as a screen tells it. */
export interface CampaignTold {
  /** `ack-retry:original` */
  readonly name: string
  readonly verdict: Verdict
  readonly asked: number
  readonly judged: number
  readonly first: number
  readonly last: number | null
  readonly failing: number
  readonly inconclusive: number
  readonly events: number
  readonly simTime: Micros
  readonly operations: number
  readonly digest: string
  readonly repeated: number
  readonly behaviours: number
  readonly lastNew: number | null
  readonly goals: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<string, number>>
  readonly causes: readonly CauseTold[]
  readonly unjudged: { readonly seed: number; readonly why: string } | null
  /** whether its scenario came with worldline; absent: it is the reader's */
  readonly builtIn?: boolean
  readonly bound95: number | null
  /** of a crash sweep: numbers are those of its crashes; absent: of seeds */
  readonly sweep?: SweptTold
  readonly ended: 'all seeds' | 'causes' | 'time' | 'interrupted'
  readonly assumptions: readonly string[]
  readonly absent: readonly string[]
  /** milliseconds of the wall that it took */
  readonly wallMs: number
  /** what the command ends with, where it is said */
  readonly exitCode?: number
  /** and until its first failing seed was found, where that was measured */
  readonly seedMs?: number
  /** of a failure: how it came to be told, but for what is known here */
  readonly ending?: Partial<Ending>
  /** whole commands to go on with */
  readonly next: readonly string[]
  /** the commands that take up where it stopped; none when nothing is left */
  readonly resume: readonly string[]
}

export interface CauseTold {
  /** 16 hex digits of property, code and step */
  readonly id: string
  readonly property: string
  readonly code: string
  readonly step: string | null
  readonly seed: number
  readonly seeds: number
  readonly failure: Failure
}

const causesMax = 4

/**
 * The summary of a campaign.
 * @param report of the lowest failing seed; null: none failed, or none is told
 */
export function renderCampaign(told: CampaignTold, report: Report | null, page: Page): string {
  const lines = told.verdict === 'fail' ? failed(told, report, page) : stood(told, page)
  return `${lines.join('\n')}\n\n`
}

function stood(told: CampaignTold, page: Page): string[] {
  const lines = ['', ...headRows(told, page), '']
  const { sweep } = told
  if (sweep !== undefined) lines.push(...sweepRows(sweep, page), '')
  const unit = unitOf(told)
  if (told.judged > 0 && sweep?.baseHolds !== false)
    lines.push(...coverage({ ...told, unit }, page), '')
  lines.push(...closing(told, page))
  if (lines.at(-1) === '') lines.pop()
  return [
    ...lines,
    ...commandRows('Resume', told.resume, page),
    ...commandRows('Next', told.next, page),
  ]
}

const unitOf = ({ sweep }: CampaignTold): Unit => (sweep === undefined ? 'seed' : 'crash')

/** The run of a number as a person is told of it. */
const nameOf = ({ name, sweep }: CampaignTold, nth: number): string => {
  if (sweep === undefined) return `${name}@${nth}`
  return nth === 0 ? `${name}@${sweep.seed}` : `${name}@${sweep.seed}, crash ${grouped(nth)}`
}

const commandRows = (word: string, commands: readonly string[], { ink }: Page): string[] =>
  commands.length === 0
    ? []
    : ['', `  ${word}`, ...commands.map((command) => `    ${ink.accent(command)}`)]

/** The failure of the lowest seed; the other causes, the verdict and how to resume at its end. */
function failed(told: CampaignTold, report: Report | null, page: Page): string[] {
  const { causes, seedMs } = told
  const { sweep } = told
  const whole = sweep?.baseHolds === true && told.ended === 'all seeds'
  const swept = whole ? [...harmRows(sweep, page), ''] : []
  const end = [...swept, ...headRows(told, page), ...commandRows('Resume', told.resume, page)]
  const [first] = causes
  if (report === null || first === undefined) {
    const next = commandRows('Next', told.next, page)
    return ['', ...causeRows(causes, told, page), ...end, ...next]
  }
  const others = causeRows(causes.slice(1), told, page)
  return failureScreen(report, page, {
    ...endingNone,
    found: {
      seed: sweep?.seed ?? first.seed,
      ...(sweep === undefined || first.seed === 0 ? {} : { crash: first.seed }),
      wallMs: seedMs ?? null,
      stopped: told.ended === 'causes' && causes.length === 1,
    },
    next: told.next.map((command) => ({ command, does: '' })),
    closing: [...others, ...end],
    ...told.ending,
  })
}

function headRows(told: CampaignTold, page: Page): string[] {
  const word = verdictWord(told.verdict, page)
  const pace = page.timing ? ` in ${wall(told.wallMs)}` : ''
  const simulated = `${total(told.simTime)} simulated${pace}`
  const all = told.judged === told.asked
  const unit = unitOf(told)
  const { sweep } = told
  const seeds = all
    ? inUnits(told.judged, unit)
    : `${grouped(told.judged)} of ${inUnits(told.asked, unit)}`
  const result =
    sweep?.baseHolds === false
      ? `seed ${sweep.seed} does not pass without a crash: there is nothing to sweep yet`
      : resultWords(told, all, seeds, page)
  const rows = [
    ...wrapped(result, page.width - columns(word) - 5).map((line, at) =>
      at === 0
        ? withExit(`  ${word}   ${line}`, told, page)
        : `${' '.repeat(columns(word) + 5)}${line}`,
    ),
    ...wrapListed(
      [
        ...(sweep === undefined ? [] : [`seed ${sweep.seed}`, placesWords(sweep)]),
        simulated,
        counted(told.events, 'step'),
        counted(told.operations, 'operation'),
        `digest ${told.digest}`,
      ],
      ' '.repeat(columns(word) + 5),
      page.width,
    ),
  ]
  if (told.unjudged !== null) {
    rows.push(
      '',
      ...wrapped(
        `${unjudgedOf(told, told.unjudged.seed)}: ${printable(told.unjudged.why)}`,
        page.width - 4,
      ).map((line) => `  ${line}`),
    )
    const advice = adviceOf(told.unjudged.why, told.builtIn)
    if (advice !== null) rows.push(...wrapped(advice, page.width - 4).map((line) => `  ${line}`))
  }
  return rows
}

const unjudgedOf = ({ sweep }: CampaignTold, nth: number): string =>
  sweep === undefined ? `Seed ${nth}` : nth === 0 ? `Seed ${sweep.seed}` : `Crash ${nth}`

function resultWords(told: CampaignTold, all: boolean, seeds: string, page: Page): string {
  const { bullet } = page.glyphs
  const { verdict, causes, failing, inconclusive, ended, sweep } = told
  const judged = all ? seeds : `${seeds} judged${endedBy[ended]}`
  if (verdict === 'fail') {
    const failed = `${inUnits(failing, unitOf(told))} failed`
    const found = counted(causes.length, 'cause')
    return `${found} ${bullet} ${failed} ${bullet} ${judged}${all ? ' judged' : ''}`
  }
  if (verdict === 'inconclusive')
    return `${judged} ${bullet} ${grouped(inconclusive)} could not be judged`
  const open =
    inconclusive === 0 ? '' : ` ${bullet} ${grouped(inconclusive)} without an answer to judge`
  if (sweep === undefined) return `${judged} ${bullet} no violation${open}`
  const survived = `${grouped(told.judged)} of ${grouped(told.asked)} crash points survived`
  return `${survived}${endedBy[ended]}${open}`
}

/** The exit code at the end of the line, where a failure is told and it fits. */
function withExit(line: string, { verdict, exitCode }: CampaignTold, { width }: Page): string {
  const said = `exit ${exitCode}`
  const gap = width - columns(line) - columns(said)
  return verdict !== 'fail' || exitCode === undefined || gap < 3
    ? line
    : `${line}${' '.repeat(gap)}${said}`
}

const endedBy = {
  'all seeds': '',
  causes: ', stopped at the cause',
  time: ' when the time was up',
  interrupted: ' before it was stopped',
} as const

/** Causes with their numbers of seeds, as many as there is room for. */
function causeRows(causes: readonly CauseTold[], told: CampaignTold, page: Page): string[] {
  if (causes.length === 0) return []
  const { bullet } = page.glyphs
  const unit = unitOf(told)
  const rows = [`  ${counted(causes.length, 'other cause')}, by lowest ${unit}`]
  for (const cause of causes.slice(0, causesMax)) {
    const where = `    ${page.ink.strong(nameOf(told, cause.seed))}`
    const said = `${anomaly(cause.code)}: ${printable(cause.failure.sentence)}`
    rows.push(
      `${where}   ${printable(cause.property)} ${bullet} ${inUnits(cause.seeds, unit)}`,
      `      ${clipped(said, page.width - 6)}`,
    )
  }
  if (causes.length > causesMax)
    rows.push(`    and ${counted(causes.length - causesMax, 'more', 'more')}`)
  return [...rows, '']
}

/** The bound, how much was new lately, and how many seeds were run twice. */
function closing(told: CampaignTold, page: Page): string[] {
  const rows: string[] = []
  if (told.verdict === 'pass' && told.bound95 !== null) {
    rows.push(
      `If more than ${percent(told.bound95)} of seeds could fail, ${counted(told.judged, 'clean seed')} would have shown it (95 % confidence, for these faults and this workload).`,
    )
  }
  if (told.verdict !== 'fail' && told.lastNew !== null && told.sweep === undefined)
    rows.push(novelty(told))
  if (told.repeated > 0) {
    rows.push(`${inUnits(told.repeated, unitOf(told))} ran twice, with equal digests.`)
  }
  return rows.flatMap((row) => wrapped(row, page.width - 4).map((line) => `  ${line}`))
}

function novelty({ lastNew, last, first, judged, behaviours }: CampaignTold): string {
  const since = (last ?? first) - (lastNew ?? first)
  const still = since * 5 < judged
  return `${counted(behaviours, 'behaviour')} told apart, the last new one at seed ${grouped(lastNew ?? 0)}: ${
    still
      ? 'more seeds are still finding new things.'
      : 'more seeds of this kind find little that is new.'
  }`
}

/** The quiet form, one line. */
export function renderQuietCampaign(told: CampaignTold, page: Page): string {
  const cause = told.causes[0]
  const what =
    cause === undefined
      ? inUnits(told.judged, unitOf(told))
      : `${nameOf(told, cause.seed)}  ${cause.property} ${cause.code}  ${printable(cause.failure.sentence)}`
  const name = cause === undefined ? `${told.name} ` : ''
  return `${verdictWord(told.verdict, page)} ${name}${what} ${told.digest}\n`
}
