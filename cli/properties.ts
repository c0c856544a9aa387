// The properties and goals of a scenario as rows: for lists of them, and to explain one.

import type { Site } from '../scenarios/runner/site.ts'
import type { Scenario } from '../scenarios/scenario.ts'

export interface PropertyRow {
  readonly scenario: string
  readonly section: string
  readonly name: string
  readonly code: string
  readonly about: string | null
}

/** Codes of properties that name none of their own. */
const codes: Readonly<Record<string, string>> = {
  always: 'WL2099',
  eventually: 'WL2012',
  expect: 'WL2013',
}

/** @param site where thresholds of a parameter are known; null: only those the scenario states */
export function propertiesOf(scenario: Scenario, site: Site | null): PropertyRow[] {
  const { always = {}, eventually = {}, check = [], expect = [] } = site?.claims ?? scenario.claims
  const row = (section: string, name: string, claim: unknown): PropertyRow => ({
    ...{ scenario: scenario.name, section, name },
    code: textIn(claim, 'code') ?? codes[section] ?? 'WL2099',
    about: phrase(textIn(claim, 'about')),
  })
  const checks = 'judge' in check ? [check] : check
  return [
    ...checks.map((one) => row('check', one.name, one)),
    ...Object.entries(always).map(([name, claim]) => row('always', name, claim)),
    ...Object.entries(eventually).map(([name, claim]) => row('eventually', name, claim)),
    ...expect.map((text) => row('expect', text, null)),
  ]
}

/** As it follows upon "it holds when", whether it was written as a phrase or as a sentence. */
const phrase = (about: string | null): string | null =>
  about === null
    ? null
    : about.replace(/\.$/u, '').replace(/^[A-Z](?=[a-z ])/u, (letter) => letter.toLowerCase())

function textIn(claim: unknown, field: 'code' | 'about'): string | null {
  if (typeof claim !== 'object' || claim === null) return null
  const value = new Map<string, unknown>(Object.entries(claim)).get(field)
  return typeof value === 'string' ? value : null
}

/** Names of the goals that a scenario declares. */
export function goalsOf({ claims }: Scenario): readonly string[] {
  const { sometimes = [] } = claims
  return isTexts(sometimes) ? sometimes : Object.keys(sometimes)
}

const isTexts = (goals: object): goals is readonly string[] => Array.isArray(goals)
