// The cases of a test, which run before its seeds: each says whether what was once found is still
// there. A case that no longer fails guards; one that no longer fits is told, and nothing more.

import { eventsOf } from '../../sim/run.ts'
import type { Case } from '../../sim/case.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Pointer } from '../../reports/test-message.ts'
import { readCase } from '../runner/case-file.ts'
import { type EventDifference, type VerifiedCase, verifyCase } from '../runner/case-verify.ts'
import { Stagings } from '../runner/explicit.ts'
import { modulesOf } from '../runner/load.ts'
import { tellFile } from '../runner/place.ts'
import { type Ran, told } from '../runner/report.ts'
import { vitestCommand } from './command.ts'
import { bodyRun } from './examine.ts'
import { foundOf, hashOf } from './ground.ts'
import type { Known, Notice, Outcome } from './known.ts'
import { casesOf } from './places.ts'
import { errorOf, labelOf, reportFor } from './tell.ts'
import type { Play } from './trial.ts'

/**
 * Runs the saved cases of a test, the first first, until one fails.
 * @throws Mistake for a damaged case (WL1201), and for one that is not repeated (WL4003)
 */
export function savedCases(known: Known, play: Play): Outcome {
  const notices: Notice[] = []
  for (const path of casesOf(known.file, known.name)) {
    const one = readCase(path)
    const file = tellFile(path)
    const stale = staleness(known, one)
    if (stale !== null) {
      notices.push(noticeOf(`${file} is stale: ${stale}`))
      continue
    }
    const said = runCase(known, play, one, file, notices)
    if (said !== null) return { ...said, notices }
  }
  return { error: null, notices, properties: [] }
}

const noticeOf = (text: string): Notice => ({ text, here: true })

function staleness({ ground }: Known, { scenario, variant, violatesWith }: Case): string | null {
  const own = ground.experiment
  if (scenario !== own.scenario.name) {
    return `it is of ${scenario}, and the test is of ${own.scenario.name}`
  }
  if (variant === own.variant || violatesWith !== null) return null
  return `it is of the variant ${variant ?? 'none'}, and the test is of ${own.variant ?? 'none'}`
}

/** Null: it does not fail. */
function runCase(
  known: Known,
  play: Play,
  one: Case,
  file: string,
  notices: Notice[],
): Omit<Outcome, 'notices'> | null {
  const { scenario } = known.ground.experiment
  const { source } = foundOf(scenario)
  const stagings = new Stagings(scenario, one.variant, () => modulesOf(scenario, source))
  const loaded = { case: one, scenario, source, stagings, codeHash: hashOf(scenario) }
  const verified = verifyCase(loaded)
  const { status, gone, changes, difference } = verified
  if (status === 'stale') {
    const more = `worldline cases refresh ${file} looks near it`
    notices.push(noticeOf(`${file} is stale: ${gone.join(', ')}; ${more}`))
    return null
  }
  if (status === 'diverged') throw diverged(file, difference)
  if (changes.length > 0 && difference !== null) {
    const where = `first at ${differenceWords(difference)}`
    notices.push(noticeOf(`${file}: ${changes.join(', ')}; it runs differently, ${where}`))
  }
  const failing = ofBody(one)
    ? bodyRun(known.ground, play, one.found.seed, 0, one.run, told)
    : { ran: verdictOf(verified, stagings, one), error: null }
  const { ran, error } = failing
  if (ran === null || ran.run.failure === null) {
    const unsure = status === 'inconclusive' ? ', and says nothing today' : ''
    notices.push({ text: `${file} guards ${one.code}${unsure}`, here: false })
    return null
  }
  const { found } = one
  const label = labelOf(known.ground, found.seed, false, false)
  const replay = ofBody(one) ? vitestCommand(known) : `npx worldline replay ${file}`
  const pointers: Pointer[] = [
    ['replay', replay],
    ['case', `${file}   (found on ${found.date}; it runs first)`],
  ]
  const shrunk = shrunkOf(one, ran)
  const report = reportFor(
    known.ground,
    { ran, shrunk, irrelevant: [], matters: [] },
    found.seed,
    file,
  )
  return {
    error: errorOf(report, label, pointers, error, known.written),
    properties: [
      ['coordinate', file],
      ['code', ran.run.failure.code],
      ['replay', replay],
    ],
  }
}

/** What a body has asserted is no property of the scenario: only the body can say it again. */
const ofBody = ({ expect: { violates } }: Case): boolean =>
  / at .+(?::\d+|body of the test)$/u.test(violates)

/** The run as it is told; null: it passes, as it has to. */
function verdictOf({ status, guarded }: VerifiedCase, stagings: Stagings, one: Case): Ran | null {
  if (status !== 'fails') return null
  const ran = stagings.run(one.run, told)
  if (guarded === null || ran.run.failure !== null) return ran
  throw new Mistake([
    {
      code: 'WL1201',
      sentence: `the case does not fail on its variant "${one.violatesWith ?? ''}" any more: it guards nothing.`,
      lines: [`what it was for   ${one.title}`],
    },
  ])
}

function shrunkOf({ found, run }: Case, ran: Ran): Parameters<typeof reportFor>[1]['shrunk'] {
  if (found.from === null) return null
  const to = {
    nodes: run.nodes.length,
    faults: run.faults.length,
    operations: run.operations.length,
    decisions: run.decisions.size,
    events: eventsOf(ran.run),
  }
  return { from: found.from, to, removed: [], runs: found.runs, complete: found.complete }
}

function differenceWords({ event, recorded, now }: EventDifference): string {
  const words = [
    ...(recorded === null ? [] : [`then ${recorded}`]),
    ...(now === null ? [] : [`now ${now}`]),
  ]
  return words.length === 0 ? `e${event}` : `e${event}: ${words.join(', ')}`
}

const diverged = (file: string, difference: EventDifference | null): Mistake =>
  new Mistake(
    [
      {
        code: 'WL4003',
        sentence: `the same code made another run than ${file} recorded.`,
        lines: [
          ...(difference === null ? [] : [`first at ${differenceWords(difference)}`]),
          'Use   expect(scenario).toBeDeterministic()   to see what differs',
        ],
      },
    ],
    4,
  )
