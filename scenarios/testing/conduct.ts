// One test from its beginning to its end: the saved cases first, then the seeds; a failure is looked
// at closely, saved and thrown, and everything else that is worth knowing becomes a notice.

import type { TestContext } from 'vitest'
import { counted, grouped, listed, total, wall } from '../../reports/words.ts'
import type { Scenario } from '../form.ts'
import { annotateAt, annotateProperty } from './annotate.ts'
import { print } from './console.ts'
import { failed } from './failed.ts'
import type { Frames } from './frames.ts'
import { groundOf } from './ground.ts'
import type { Hunt, Known, Notice, Outcome } from './known.ts'
import type { Modes } from './modes.ts'
import { mustFail } from './must-fail.ts'
import { type Chosen, chosen, inCi, type SimOptions } from './options.ts'
import { isMistake, mistaken } from './raised.ts'
import { savedCases } from './saved.ts'
import { clock, type Searched } from './search.ts'

/** What a test is given to run. */
export interface Conducted {
  readonly context: TestContext
  readonly scenario: Scenario
  readonly options: SimOptions
  /** where it was written */
  readonly written: Frames
  readonly flags: Modes
}

/** @throws the error that the runner shows */
export async function conduct(of: Conducted, hunt: Hunt): Promise<void> {
  const { context, written } = of
  const { error, notices, properties } = outcomeOf(of, hunt)
  for (const { text, here } of notices) {
    if (here) await annotateAt(context, written, text, 'notice')
    else await annotateProperty(context, 'notice', text)
  }
  // Build servers read them from JUnit; on a screen the message has said it all.
  if (inCi()) for (const [name, value] of properties) await annotateProperty(context, name, value)
  if (error !== null) throw error
}

function outcomeOf(of: Conducted, hunt: Hunt): Outcome {
  try {
    return hunted(knownOf(of), hunt, of.context)
  } catch (error) {
    if (!isMistake(error)) throw error
    return { error: mistaken(error, of.written), notices: [], properties: [] }
  }
}

function knownOf({ context, scenario, options, written, flags }: Conducted): Known {
  const name = nameOf(context)
  const choice = chosen(name, options)
  const file = context.task.file.filepath
  const ground = groundOf(scenario, choice)
  return { ...{ file, name, written, ground }, chosen: choice, fails: flags.fails === true }
}

/** With the names of the suites around it. */
function nameOf({ task }: TestContext): string {
  const names = [task.name]
  for (let suite = task.suite; suite !== undefined && suite.name !== ''; suite = suite.suite) {
    names.unshift(suite.name)
  }
  return names.join(' > ')
}

const none: Outcome = { error: null, notices: [], properties: [] }

function hunted(known: Known, { hunt, play: own }: Hunt, context: TestContext): Outcome {
  const begun = clock()
  const before = known.fails ? none : savedCases(known, own)
  if (before.error !== null) return before
  const { searched, play, inputs } = hunt(known)
  print(searched.printed)
  if (known.fails) return mustFail(known, searched, context)
  const { failing } = searched
  if (failing === null) {
    const notices = [...before.notices, passed(searched, known.chosen)]
    return { error: null, notices, properties: [] }
  }
  const told = failed(known, play, failing.seed, failing.trial, inputs)
  return { ...told, notices: [...before.notices, found(searched, failing.nth, clock() - begun)] }
}

/** `failed on the 77th of 500 seeds · 0.5 s including shrinking` */
function found({ count, noun }: Searched, nth: number, took: number): Notice {
  const which = count === 1 ? 'failed' : `failed on the ${ordinal(nth)} of ${counted(count, noun)}`
  return { text: `${which} · ${wall(took)} including shrinking`, here: true }
}

function ordinal(number: number): string {
  const tens = number % 100
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')
  return `${grouped(number)}${ending}`
}

/** What a pass has seen, or how far it came. */
function passed(
  { ran, count, noun, simTime, goals, took }: Searched,
  { budgetText }: Chosen,
): Notice {
  const seen = [...goals].map(([goal, times]) => `${goal} ×${grouped(times)}`)
  const all = [
    counted(ran, noun),
    `${total(simTime)} simulated in ${wall(took)}`,
    ...(seen.length === 0 ? [] : [listed(seen, 6)]),
  ]
  if (ran === count) return { text: all.join(' · '), here: false }
  const far = `ran ${grouped(ran)} of ${counted(count, noun)} (budget ${budgetText}): no failure`
  return { text: far, here: true }
}
