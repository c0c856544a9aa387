// `cases`: the saved cases of this repository, listed and verified. What changes their files is
// cases-change.ts's business.

import { renderProblems } from '../reports/problems.ts'
import { written } from '../reports/json.ts'
import { columns, pad, printable } from '../reports/page.ts'
import { counted, wall, wrapped } from '../reports/words.ts'
import { casesIn } from '../scenarios/runner/case-places.ts'
import type { Case } from '../sim/case.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake, type Problem } from '../sim/problem.ts'
import type { Parsed } from './arguments.ts'
import { caseVerbs } from './commands.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits, gravest } from './exit.ts'
import { exitOfCase } from './replay-case.ts'
import { type Looked, look, placesNamed, statusWords } from './cases-look.ts'
import { table } from './table.ts'

/** @throws Mistake for an unknown verb or case */
export async function cases(parsed: Parsed, context: Context): Promise<ExitCode> {
  const [verb = 'list', ...names] = parsed.words
  switch (verb) {
    case 'list':
      return listCases(parsed, context)
    case 'verify':
      return verifyCases(names, parsed, context)
    case 'add':
      return (await import('./cases-change.ts')).addCases(names, parsed, context)
    case 'refresh':
      return (await import('./cases-change.ts')).refreshCases(names, parsed, context)
    case 'prune':
      return (await import('./cases-change.ts')).pruneCases(names, parsed, context)
    default:
      throw unknownVerb(verb, context)
  }
}

function unknownVerb(verb: string, { name }: Context): Mistake {
  const near = nearest(verb, caseVerbs)
  return new Mistake([
    {
      code: 'WL1001',
      sentence: `cases does not know "${verb}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${name} cases ${near} ?`]),
        `verbs          ${caseVerbs.join('  ')}`,
      ],
    },
  ])
}

/** The table of all cases, each run again. */
export async function listCases({ given }: Parsed, context: Context): Promise<ExitCode> {
  const looked: Looked[] = []
  for (const place of casesIn(context.cwd)) looked.push(await look(place))
  if (given['json'] !== undefined) {
    const rows = looked.map((one) => rowOf(one, context))
    context.document(
      written({ schema: 'worldline.list/1', cases: rows }, given['json'] === 'stream'),
    )
    return exits.pass
  }
  if (looked.length === 0) {
    context.out(`\n  There are no saved cases under this folder.\n\n`)
    context.out(
      `  ${context.name} cases add ack-retry:forget-dedup@1   shrinks a failing run and saves it\n`,
    )
    return exits.pass
  }
  const { timing } = context.page
  const head = ['CASE', 'SCENARIO', 'FOUND', 'CODE', 'STATUS', 'SIZE', ...(timing ? ['TIME'] : [])]
  const rows = looked.map((one) => [
    one.place.name,
    one.case === null ? '–' : printable(labelOf(one.case)),
    one.case?.found.date ?? '–',
    one.case?.code ?? '–',
    statusWords(one, context),
    `${Math.max(1, Math.round(one.bytes / 1_000))} kB`,
    ...(timing ? [wall(one.wallMs)] : []),
  ])
  context.out(`\n${table(head, rows, null, context.page)}\n`)
  return exits.pass
}

/** `ack-retry:forget-dedup`; of a guard, the scenario and the variant on which it must fail. */
function labelOf({ scenario, variant, violatesWith }: Case): string {
  const own = variant === null ? scenario : `${scenario}:${variant}`
  return violatesWith === null ? own : `${own} / ${violatesWith}`
}

function rowOf(looked: Looked, { page }: Context): Record<string, unknown> {
  const { place, bytes, case: one, verified, mistake, wallMs } = looked
  return {
    ...{ name: place.name, path: place.near, bytes },
    scenario: one?.scenario ?? null,
    variant: one?.variant ?? null,
    violatesWith: one?.violatesWith ?? null,
    found: one?.found.date ?? null,
    code: one?.code ?? null,
    status: verified?.status ?? 'unusable',
    ...(mistake === null ? {} : { problems: mistake.problems }),
    ...(verified === null ? {} : { identical: verified.identical, gone: verified.gone }),
    ...(page.timing ? { timing: { wallMs: Math.round(wallMs) } } : {}),
  }
}

/** A line a case; ends with the gravest of them. */
async function verifyCases(
  names: readonly string[],
  { given }: Parsed,
  context: Context,
): Promise<ExitCode> {
  const { page } = context
  const places = placesNamed(names, context)
  const strict = given['strict'] === true
  const rows: Record<string, unknown>[] = []
  const codes: ExitCode[] = []
  const quiet = given['json'] !== undefined || given['quiet'] === true
  const wide = Math.max(4, ...places.map(({ name }) => columns(name)))
  if (!quiet) context.out('\n')
  for (const place of places) {
    const looked = await look(place)
    const exitCode = exitOfLooked(looked, strict)
    codes.push(exitCode)
    rows.push({ ...rowOf(looked, context), exitCode })
    if (quiet) continue
    const told = tellLooked(looked)
    const status = statusWords(looked, context)
    const lead = `  ${pad(place.name, wide)}   ${told === '' ? status : pad(status, 17)}`
    const beside = wrapped(told, Math.max(30, page.width - columns(lead) - 3))
    context.out(`${lead}   ${beside.join(`\n${' '.repeat(columns(lead) + 3)}`)}`.trimEnd() + '\n')
    if (looked.mistake !== null) context.note(problemsShown(looked.mistake.problems, context))
  }
  const exitCode = gravest(codes)
  if (given['json'] !== undefined) {
    const document = { schema: 'worldline.cases/1', exitCode, cases: rows }
    context.document(written(document, given['json'] === 'stream'))
  } else {
    const failing = codes.filter((code) => code !== exits.pass).length
    const rest = failing === 0 ? 'none fails' : `${failing} to look at`
    const gap = quiet ? '' : '\n'
    context.out(
      `${gap}  ${counted(places.length, 'case')}, ${rest}${' '.repeat(12)}${page.ink.faint(`exit ${exitCode}`)}\n`,
    )
  }
  return exitCode
}

const problemsShown = (problems: readonly Problem[], { notePage }: Context): string =>
  renderProblems(problems.slice(0, 1), exits.usage, notePage).replace(/ {2}exit 2\n$/u, '')

function exitOfLooked({ verified, mistake }: Looked, strict: boolean): ExitCode {
  return verified === null
    ? (mistake?.exitCode ?? exits.usage)
    : exitOfCase(verified.status, strict)
}

/** What is said beside the status. */
function tellLooked({ case: one, verified }: Looked): string {
  if (one === null || verified === null) return ''
  const changed = verified.sameCode
    ? ''
    : verified.identical
      ? ', code changed, same run'
      : ', code changed'
  switch (verified.status) {
    case 'fails':
      return `${one.code}: ${printable(one.title)}${changed}`
    case 'passes':
      return `guards ${one.code}${changed}`
    case 'stale':
      return printable(verified.gone[0] ?? '')
    case 'diverged': {
      const { difference } = verified
      return `WL4003: the same code made another run${difference === null ? '' : `, from e${difference.event}`}`
    }
    case 'inconclusive':
      return 'it could not be judged'
  }
}
