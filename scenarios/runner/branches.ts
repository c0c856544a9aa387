// What-if branches of a run: the same data with one thing changed, run again for its own verdict.
// Whether the difference matters is said by the two verdicts alone.

import type { Explicit } from '../../sim/explicit.ts'
import { bare, type FaultLine, named } from '../../sim/notation.ts'
import { parseFault } from '../../sim/notation-parse.ts'
import { printFault } from '../../sim/notation-print.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Trace, TraceEvent } from '../../sim/trace.ts'
import type { Replayed } from './explicit.ts'
import type { Run } from '../../sim/run.ts'

/** One thing that is other in a branch. */
export type Change =
  /** faults by their number, from 1 */
  | { readonly kind: 'without'; readonly faults: readonly number[] }
  | { readonly kind: 'with'; readonly fault: string }
  /** the message of that event is lost */
  | { readonly kind: 'drop'; readonly event: number }
  | { readonly kind: 'set'; readonly name: string; readonly value: string }

/** A change as it is typed: `without f1`, `set loss=5`. */
export function changeInWords(change: Change): string {
  switch (change.kind) {
    case 'without':
      return `without ${change.faults.map((nth) => `f${nth}`).join(',')}`
    case 'with':
      return `with ${change.fault}`
    case 'drop':
      return `drop e${change.event}`
    case 'set':
      return `set ${change.name}=${change.value}`
  }
}

/**
 * The data with the changes made, one after the other.
 * @param replayed the run that the changes speak of, with its trace
 * @throws Mistake for what it does not have, and for faults that are wrong
 */
export function branchOf(
  explicit: Explicit,
  changes: readonly Change[],
  replayed: Replayed,
): Explicit {
  const gone = new Set(changes.flatMap((one) => (one.kind === 'without' ? one.faults : [])))
  for (const nth of gone) if (explicit.faults[nth - 1] === undefined) throw noFault(nth, explicit)
  // The numbers of faults are those of the run, whatever else a change takes away.
  let branch: Explicit = {
    ...explicit,
    faults: explicit.faults.filter((_, at) => !gone.has(at + 1)),
  }
  for (const change of changes) {
    if (change.kind === 'with') branch = withFault(branch, change.fault, replayed)
    else if (change.kind === 'drop') branch = withDrop(branch, change.event, replayed)
    else if (change.kind === 'set') {
      branch = { ...branch, params: { ...branch.params, [change.name]: change.value } }
    }
  }
  return branch
}

function noFault(nth: number, { faults }: Explicit): Mistake {
  return new Mistake([
    {
      code: 'WL1004',
      sentence: `there is no fault f${nth}.`,
      lines:
        faults.length === 0
          ? ['this run has no faults']
          : faults.map(
              (line, at) =>
                `${at === 0 ? 'faults' : ''}`.padEnd(15) + `f${at + 1}  ${printFault(line)}`,
            ),
    },
  ])
}

function withFault(branch: Explicit, text: string, { site }: Replayed): Explicit {
  const parsed = parseFault(text, site.roster)
  if (parsed.kind === 'mistaken') throw new Mistake(parsed.problems)
  return { ...branch, faults: [...branch.faults, parsed.line] }
}

/** One part in a million: the fate of the message is asked for, and the decision says what it is. */
const hardlyPpm = 1

function withDrop(branch: Explicit, number: number, { run, site }: Replayed): Explicit {
  const name = messageAt(run.trace ?? [], number)
  const found = /^(.+)#(\d+) (\S+)>(\S+)$/u.exec(name)
  const [, kind = '', nth = '', from = '', to = ''] = found ?? []
  if (from === 'workload') return withoutCall(branch, { kind, client: to, nth: Number(nth) })
  const line: FaultLine = bare({
    ...{ kind: 'drop', ppm: hardlyPpm },
    messages: {
      link: { kind: 'one-way', from: [named(from)], to: [named(to)] },
      filter: { kinds: [kind], first: null, last: null, where: null },
    },
  })
  const parsed = parseFault(printFault(line), site.roster)
  // On a stream: nothing is lost there until it breaks.
  if (parsed.kind === 'mistaken') throw new Mistake(parsed.problems)
  const decisions = new Map(branch.decisions).set(`fate of ${name}`, 1)
  return { ...branch, decisions, faults: [...branch.faults, line] }
}

/** The name of the message that an event is about. */
function messageAt(trace: Trace, number: number): string {
  const event = trace[number - 1]
  if (event === undefined) throw noMessage(number, 'there is no such event', trace)
  if ('message' in event) return event.message
  throw noMessage(number, `it is no message: ${event.kind}`, trace)
}

function noMessage(number: number, why: string, trace: Trace): Mistake {
  const sends = trace.filter(
    (event): event is Extract<TraceEvent, { kind: 'send' }> => event.kind === 'send',
  )
  const near = sends.toSorted(
    (one, other) => Math.abs(one.id - number) - Math.abs(other.id - number),
  )
  return new Mistake([
    {
      code: 'WL1004',
      sentence: `--drop e${number}: ${why}.`,
      lines: [
        `the run has     e1 to e${trace.length}`,
        ...near.slice(0, 3).map(({ id, message }) => `a message       e${id}  ${message}`),
      ],
    },
  ])
}

function withoutCall(
  branch: Explicit,
  { kind, client, nth }: { kind: string; client: string; nth: number },
): Explicit {
  let seen = 0
  return {
    ...branch,
    operations: branch.operations.filter((call) => {
      if (call.client !== client || call.message.kind !== kind) return true
      seen += 1
      return seen !== nth
    }),
  }
}

/** What the verdict of a branch says about its changes. @param base the run without them */
export function meaning(changes: readonly Change[], base: Run, branch: Run): string {
  const [only] = changes.length === 1 ? changes : []
  if (branch.verdict === 'inconclusive') return 'so it says nothing'
  if (base.failure === null) {
    return branch.failure === null
      ? 'as it was'
      : `so that makes it fail: ${branch.failure.property}`
  }
  if (branch.failure === null) return passes(only)
  const { property, code } = base.failure
  if (branch.failure.property !== property || branch.failure.code !== code) {
    return `but for another reason: ${branch.failure.property} (${branch.failure.code})`
  }
  return fails(only)
}

function passes(only: Change | undefined): string {
  switch (only?.kind) {
    case 'without':
      return `so ${only.faults.map((nth) => `f${nth}`).join(' or ')} is necessary`
    case 'with':
      return 'so that prevents it'
    case 'drop':
      return 'so that message is necessary'
    case 'set':
      return `so it needs another ${only.name}`
    case undefined:
      return 'so some of these matter'
  }
}

function fails(only: Change | undefined): string {
  switch (only?.kind) {
    case 'without':
      return `so ${only.faults.map((nth) => `f${nth}`).join(' and ')} is not necessary`
    case 'with':
      return 'so that does not prevent it'
    case 'drop':
      return 'so that message does not matter'
    case 'set':
      return `so ${only.name} does not matter`
    case undefined:
      return 'so none of these matters'
  }
}
