// `explain COORDINATE`: a failing run told, an event of it, a fault of it, or the answer to why, and
// why not. The run is executed again for it; nothing is written.

import { cureOf } from '../reports/codes.ts'
import { eventScreen, runFaultScreen } from '../reports/explain-event.ts'
import { failureScreen } from '../reports/failure-screen.ts'
import { written } from '../reports/json.ts'
import type { Answer } from '../reports/reasons.ts'
import { type Told, toldDocument, toldScreen } from '../reports/told.ts'
import { whyNot } from '../reports/why-not.ts'
import { whyDocument, whyLines } from '../reports/why-screen.ts'
import { isAnswer, why } from '../reports/why.ts'
import { caseName, casesIn } from '../scenarios/runner/case-places.ts'
import { Mistake } from '../sim/problem.ts'
import type { Report } from '../sim/report.ts'
import type { EventId } from '../sim/units.ts'
import type { Given, Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { type EventNamed, parseEvent } from './coordinate.ts'
import { type ExitCode, exits } from './exit.ts'
import { reportOfSubject } from './reporting.ts'
import { subjectOf } from './subject.ts'

/** Whether a word names a run: a coordinate, a case by its file or whole name, standard input. */
export function isRun(word: string, rest: readonly string[], { cwd }: Context): boolean {
  if (word === '-' || word.endsWith('.json') || /@\d/u.test(word)) return true
  const [more = ''] = rest
  if (/^[ef]\d+$/u.test(more)) return true
  const wanted = caseName(word.replace(/#.*$/u, '').replaceAll(':', '.')).toLowerCase()
  return casesIn(cwd).some(({ name }) => name.toLowerCase() === wanted)
}

/**
 * @param word what names the run, with an event or a fault behind `#`
 * @param rest further words: an event, a fault, or what --why asks about
 */
export async function explainRun(
  word: string | undefined,
  rest: readonly string[],
  { given }: Parsed,
  context: Context,
): Promise<ExitCode> {
  if (word === undefined) return exits.usage
  const { name, question, fault } = askedOf(word, rest, given)
  const subject = await subjectOf(name, context)
  const event = subject.event ?? eventIn(rest)
  // Only the whole failure says what matters and what does not, which takes many runs to find out.
  const whole = question === null && fault === null && event === null && given['json'] === undefined
  const report = reportOfSubject(subject, null, whole)
  const kinds = subject.stagings.siteFor(subject.explicit).roster.messages ?? []
  if (question !== null) return answer(question, report, kinds, given, context)
  if (fault !== null) {
    return show(runFaultScreen(report, fault) ?? noFault(fault, report), given, context)
  }
  if (event !== null) {
    const id = idOf(event, report)
    return show(eventScreen(report, id) ?? noEvent(id, report), given, context)
  }
  return failure(report, given, context)
}

interface Question {
  readonly kind: 'why' | 'why-not'
  readonly about: string
}

/** What is asked about which run. `--why C` and `--why=C` are the same, in any place. */
function askedOf(
  word: string,
  rest: readonly string[],
  given: Given,
): { name: string; question: Question | null; fault: string | null } {
  const fault = /^(.+)#(f\d+)$/su.exec(word)
  const [more = ''] = rest
  const whyText = given['why']
  const not = given['why-not']
  if (typeof not === 'string') {
    return { name: word, question: { kind: 'why-not', about: not }, fault: null }
  }
  if (typeof whyText === 'string') {
    const event = /#(e\d+)$/u.exec(word)?.[1]
    const about = whyText !== '' ? whyText : rest.length > 0 ? rest.join(' ') : (event ?? '')
    // `--why C ack-retry@1`: the run stands behind what is asked.
    const swapped = !/@|\.json$/u.test(word) && /@\d|\.json$/u.test(about)
    return swapped
      ? { name: about, question: { kind: 'why', about: word }, fault: null }
      : { name: word, question: { kind: 'why', about }, fault: null }
  }
  if (fault !== null) return { name: fault[1] ?? word, question: null, fault: fault[2] ?? null }
  return { name: word, question: null, fault: /^f\d+$/u.test(more) ? more : null }
}

const eventIn = ([word]: readonly string[]): EventNamed | null =>
  word === undefined ? null : parseEvent(word)

function idOf(event: EventNamed, { run, failure }: Report): EventId {
  const trace = run.trace ?? []
  switch (event.kind) {
    case 'number':
      return event.number as EventId // a number that somebody typed; it is looked up
    case 'time':
      return trace.findLast(({ time }) => time <= event.time)?.id ?? (1 as EventId)
    case 'fail':
      return failure?.event ?? trace.at(-1)?.id ?? (1 as EventId)
  }
}

function show(told: Told, given: Given, context: Context): ExitCode {
  const json = given['json']
  context.out(
    json === undefined
      ? toldScreen(told, context.page)
      : written(toldDocument(told), json === 'stream'),
  )
  return exits.pass
}

function answer(
  { kind, about }: Question,
  report: Report,
  kinds: readonly string[],
  given: Given,
  context: Context,
): ExitCode {
  const found = kind === 'why' ? why(report, about) : whyNot(report, about, kinds)
  if (!isAnswer(found)) throw new Mistake([found])
  const question = `--${kind}${about === '' ? '' : ` ${about.includes(' ') ? `"${about}"` : about}`}`
  const json = given['json']
  if (json !== undefined) {
    context.document(written(whyDocument(found, report, question), json === 'stream'))
    return exits.pass
  }
  const lines = whyLines(found, report, question, cureFor(kind, found, report), context.page)
  context.out(`\n${lines.join('\n')}\n\n`)
  return exits.pass
}

/** A cure is told with the reasons of the failure itself. */
function cureFor(kind: Question['kind'], { steps }: Answer, { failure }: Report): string | null {
  if (kind !== 'why' || failure === null) return null
  const concerned = steps.some(({ event }) => event === failure.event)
  return concerned ? cureOf(failure.failure.code) : null
}

function failure(report: Report, given: Given, context: Context): ExitCode {
  const { failure: told, run } = report
  const json = given['json']
  if (told === null) {
    throw new Mistake([
      {
        code: 'WL1004',
        sentence: `${report.coordinate} does not fail: there is no failure to explain.`,
        lines: [
          `an event of it   ${context.name} explain ${report.coordinate}#e${Math.ceil((run.trace ?? []).length / 2)}`,
          `why not          ${context.name} explain ${report.coordinate} --why-not "…"`,
        ],
      },
    ])
  }
  if (json !== undefined) {
    const found = why(report, '')
    if (isAnswer(found))
      context.document(written(whyDocument(found, report, ''), json === 'stream'))
    return exits.pass
  }
  context.out(`${failureScreen(report, context.page).join('\n')}\n\n`)
  return exits.pass
}

function noFault(id: string, { faults, coordinate }: Report): never {
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `${coordinate} has no fault ${id}.`,
      lines:
        faults.length === 0
          ? ['its plan is empty']
          : faults.slice(0, 8).map((one) => `${one.id}   ${one.text}`),
    },
  ])
}

function noEvent(id: number, { run, coordinate }: Report): never {
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `${coordinate} has no event e${id}.`,
      lines: [`allowed        e1 to e${(run.trace ?? []).length}`],
    },
  ])
}
