// Whether a case still fits its scenario: who and what it names is looked up in today's nodes,
// parameters and messages. What is gone is told in words; a case that fits may still end otherwise.

import type { Case } from '../../sim/case.ts'
import { formatDuration } from '../../sim/duration.ts'
import { parseFault } from '../../sim/notation-parse.ts'
import { printFault } from '../../sim/notation-print.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import type { Roster } from '../../sim/roster.ts'
import { hears, validate } from '../../sim/shape.ts'
import type { Scenario } from '../form.ts'
import { settingsDefault } from './order.ts'
import { dullParams, fixParams } from './settings.ts'
import { type Site, siteOf } from './site.ts'

/**
 * What a case names and the scenario no longer has, in words; empty when it fits.
 * @throws Mistake for a scenario that is wrong in itself
 */
export function goneFrom(one: Case, scenario: Scenario, variant: string | null): string[] {
  const problems: Problem[] = []
  const fixed = fixParams(scenario.name, scenario.params, one.run.params, problems)
  if (problems.length > 0) return problems.map(({ sentence }) => sentence.replace(/\.$/u, ''))
  const site = wholeSite(one, scenario, variant, dullParams(scenario.params, fixed))
  if (site === null) return one.run.expect.map((text) => `the threshold "${text}" cannot be read`)
  const { roster } = site
  const known = new Set<string>(roster.members.map(({ id }) => id))
  const nodes = one.run.nodes.filter((id) => !known.has(id)).map((id) => `there is no node ${id}`)
  return [
    ...nodes,
    ...one.run.faults.flatMap((line, at) => {
      const text = printFault(line)
      const parsed = parseFault(text, roster)
      if (parsed.kind === 'fault') return []
      return parsed.problems.map(
        (wrong) => `f${at + 1} "${text}": ${wrong.sentence.replace(/\.$/u, '')}`,
      )
    }),
    ...unasked(one, site),
    ...undecided(one, roster, known),
  ]
}

/** With all nodes, and no fault of its own. */
function wholeSite(
  { run }: Case,
  scenario: Scenario,
  variant: string | null,
  values: ReturnType<typeof dullParams>,
): Site | null {
  const times = { until: formatDuration(run.until), settle: formatDuration(run.settle) }
  const settings = { ...settingsDefault, ...times, faults: 'none' as const }
  try {
    return siteOf(scenario, variant, { ...settings, extraExpect: run.expect }, values)
  } catch (error) {
    // A threshold of the case may speak of what is gone; all else is wrong without the case, too.
    if (!(error instanceof Mistake) || run.expect.length === 0) throw error
    siteOf(scenario, variant, settings, values)
    return null
  }
}

/** Operations that their client would not hear, or whose fields it does not know. */
function unasked({ run }: Case, { cast }: Site): string[] {
  return run.operations.flatMap(({ client, message }, at) => {
    const shapes = cast.nodes.find(({ id }) => id === client)?.hears ?? null
    if (shapes === null) return []
    const told = `operation ${at + 1}`
    if (!hears(shapes, message.kind)) return [`${told}: ${client} hears no "${message.kind}"`]
    const valid = validate(shapes, message)
    if (!('wrong' in valid)) return []
    const { path, expected, got } = valid.wrong
    const where = path === '' ? message.kind : `${message.kind}${path}`
    return [`${told}: ${where} should be ${expected}, and is ${got}`]
  })
}

/** Decisions about nodes or messages that are gone. */
function undecided({ run }: Case, { messages }: Roster, known: ReadonlySet<string>): string[] {
  return [...run.decisions.keys()].flatMap((name) => {
    const found = /^(.*) of (\S+)#\d+ (?:(\S+)>(\S+)|at (\S+))$/u.exec(name)
    if (found === null) return []
    const [, , what = '', from, to, at] = found
    const nodes = [from, to, at].filter((id) => id !== undefined)
    const gone = nodes.find((id) => !known.has(id) && id !== 'workload')
    if (gone !== undefined) return [`"${name}": there is no node ${gone}`]
    if (from === undefined || messages === null || messages.includes(what)) return []
    return [`"${name}": nobody hears "${what}"`]
  })
}
