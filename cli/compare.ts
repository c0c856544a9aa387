// `compare`: two runs side by side, by coordinate, case or branch. With one case alone it is the
// shrunk run beside the run as it was found.

import { eventsOf } from '../sim/run.ts'
import { compareDocument, renderCompare, type Side } from '../reports/compare-screen.ts'
import { written } from '../reports/json.ts'
import { branchOf, changeInWords } from '../scenarios/runner/branches.ts'
import { firstDifference } from '../scenarios/runner/determinism.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { explicitOf, type Stagings } from '../scenarios/runner/explicit.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import type { Explicit } from '../sim/explicit.ts'
import { Mistake } from '../sim/problem.ts'
import type { Parsed } from './arguments.ts'
import { wantedBranches } from './branch-flags.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'
import { type Subject, subjectOf } from './subject.ts'

/** Ends with 0 whatever differs: the verdicts are told, not judged. @throws Mistake */
export async function compare(parsed: Parsed, context: Context): Promise<ExitCode> {
  const { words, given } = parsed
  const [one, other] = words
  if (one === undefined) throw nothingNamed(context)
  const changes = wantedBranches(given)
  const subject = await subjectOf(one, context)
  let sides: readonly [Side, Side]
  if (other !== undefined) {
    if (changes.length > 0) throw twoAndBranch()
    const second = await subjectOf(other, context)
    sides = [sideOf(subject.name, subject), sideOf(second.name, second)]
  } else if (changes.length > 0) {
    const base = subject.stagings.run(subject.explicit, { trace: true, content: true })
    const explicit = branchOf(subject.explicit, changes, base)
    const name = `${subject.name}, ${changes.map(changeInWords).join(', ')}`
    sides = [sideOf(subject.name, subject), sideOf(name, { ...subject, explicit })]
  } else sides = originalBeside(subject)
  const [left, right] = sides
  const at = firstDifference(left.run.trace ?? [], right.run.trace ?? [])
  const told = { left, right, differs: at === null ? null : at + 1 }
  if (given['json'] === undefined) context.out(renderCompare(told, context.page))
  else context.document(written(compareDocument(told), given['json'] === 'stream'))
  return exits.pass
}

function sideOf(
  name: string,
  { explicit, stagings }: { readonly explicit: Explicit; readonly stagings: Stagings },
): Side {
  const { run } = stagings.run(explicit, { trace: true, content: true })
  const { nodes, faults, operations, decisions } = explicit
  return {
    ...{ name, run },
    size: {
      ...{ nodes: nodes.length, faults: faults.length, operations: operations.length },
      ...{ decisions: decisions.size, events: eventsOf(run) },
    },
  }
}

/** The run as it was found on the left, as it was shrunk on the right. */
function originalBeside(subject: Subject): readonly [Side, Side] {
  const { saved, shrunk, name, found, variant, seed, stagings, explicit } = subject
  if (shrunk === null) throw onlyWhole(subject)
  if (saved !== null && saved.case.found.asked !== null) throw otherWorld(subject)
  const experiment = new Experiment(found.scenario, { variant, settings: settingsDefault })
  const whole = explicitOf(experiment, seed)
  return [
    sideOf(`as it was found, seed ${seed}`, { explicit: whole, stagings }),
    sideOf(name, { explicit, stagings }),
  ]
}

const mistake = (sentence: string, lines: readonly string[]): Mistake =>
  new Mistake([{ code: 'WL1001', sentence, lines }])

const nothingNamed = ({ name }: Context): Mistake =>
  mistake('compare needs two runs, or a case that was shrunk.', [
    `two runs       ${name} compare ack-retry:forget-dedup@1/min ack-retry@1`,
    `a shrunk one   ${name} compare ack-retry:forget-dedup@1/min`,
    `a branch       ${name} compare ack-retry:forget-dedup@1/min --without f1`,
  ])

const twoAndBranch = (): Mistake =>
  mistake('compare takes two runs, or one run and its branch, not both.', [
    'leave out      the second run, or the flags of the branch',
  ])

const onlyWhole = ({ name }: Subject): Mistake =>
  mistake(`${name} was not shrunk, so there is nothing beside it.`, [
    `shrunk         worldline compare ${name.replace(/\/orig$/u, '')}/min`,
    'or             name a second run, or a branch:  --without f1',
  ])

const otherWorld = ({ saved }: Subject): Mistake =>
  mistake('this case was found in another world than its scenario’s own.', [
    `its flags      ${saved?.case.found.asked ?? ''}`,
    'its coordinate alone does not say the run as it was found; name a second run',
  ])
