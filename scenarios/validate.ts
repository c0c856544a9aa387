// The door of scenarios: everything in a form that can be checked without running it. What depends
// on parameters (nodes, links, faults) is checked when a run is prepared.

import { isThreshold, parseThreshold } from '../sim/check/threshold.ts'
import { parseRate } from '../sim/rate.ts'
import type { Params } from './params.ts'
import { Complaints } from './runner/complaints.ts'
import { checkFields, diskOf, durationOf, networkOf, quoted } from './runner/network.ts'
import { checkViews } from './runner/role-views.ts'
import type { AnyClaims, AnyForm, AnyVariants, Scenario } from './form.ts'

const claimFields = [
  ...['workload', 'network', 'disk', 'domains', 'faults', 'budget', 'until', 'settle'],
  ...[
    'always',
    'eventually',
    'sometimes',
    'check',
    'outcome',
    'expect',
    'redact',
    'assumptions',
    'views',
  ],
]
const formFields = ['about', 'params', 'rules', 'variants', 'nodes', ...claimFields]
const variantFields = ['change', 'source', 'breaks', 'rules', 'needs', 'nodes', ...claimFields]
const nameForm = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/
const nameWords = 'letters, digits and single dashes, a letter first'

/** Checks a form and gives the scenario. @throws Mistake with everything that is wrong */
export function checkScenario(name: string, form: AnyForm, place: string | null): Scenario {
  const complaints = new Complaints(place)
  if (!isText(name) || !nameForm.test(name)) {
    complaints.add('name', `cannot be ${quoted(name)}`, nameWords)
  }
  if (!isRecord(form)) {
    complaints.add('scenario', 'has no form', 'scenario(name, { about, nodes, ... })')
    complaints.raise()
  }
  checkFields('scenario', form, formFields, complaints)
  if (!isText(form.about) || form.about.trim() === '') {
    complaints.add('about', 'is missing', 'one or two sentences')
  }
  if (typeof form.nodes !== 'function') {
    complaints.add('nodes', 'is missing', 'a function that gives actors by name')
  }
  const { about, params = {}, rules = {}, variants = {}, nodes, ...claims } = form
  checkParams(params, complaints)
  if (!isRecord(rules)) complaints.add('rules', 'is no record', 'functions by name')
  checkVariants(variants, rules, complaints)
  checkClaims('', claims, complaints)
  complaints.raise()
  return {
    ...{ kind: 'scenario', name, about, place, params, rules, variants, claims },
    nodes: (of) => nodes(of),
    base: null,
  }
}

function checkParams(params: Params, complaints: Complaints): void {
  if (!isRecord(params)) return complaints.add('params', 'is no record', 'values by name')
  for (const [name, param] of Object.entries(params)) {
    const at = `params.${name}`
    if (!/^[A-Za-z]\w*$/.test(name)) complaints.add(at, 'is no name', 'letters and digits')
    if (name === 'rules' || name === 'variant') {
      complaints.add(at, `cannot be called "${name}"`, 'any other name')
    }
    const isList = Array.isArray(param)
    const choices: readonly unknown[] = isList ? param : isChoice(param) ? param.choices : [param]
    if (choices.length === 0) complaints.add(at, 'has nothing to choose', 'at least one value')
    for (const choice of choices) {
      if (isText(choice) || typeof choice === 'boolean' || Number.isFinite(choice)) continue
      complaints.add(at, `cannot be ${quoted(choice)}`, 'a number, a text, true or false')
    }
    const types = new Set(choices.map((choice) => typeof choice))
    if (types.size > 1) complaints.add(at, 'mixes types', 'values of one type')
  }
}

function checkVariants(variants: AnyVariants, rules: object, complaints: Complaints): void {
  if (!isRecord(variants)) return complaints.add('variants', 'is no record', 'variants by name')
  for (const [name, variant] of Object.entries(variants)) {
    const at = `variants["${name}"]`
    if (!nameForm.test(name)) complaints.add(at, 'is no name', nameWords)
    if (name === 'all') complaints.add(at, 'cannot be called "all"', 'a name of its own')
    const raw: unknown = variant
    if (!isRecord(raw)) {
      complaints.add(at, 'is no variant', '{ change, source, breaks, rules } or with nodes')
      continue
    }
    checkFields(at, variant, variantFields, complaints)
    for (const word of ['change', 'source', 'breaks'] as const) {
      if (!isText(variant[word])) complaints.add(`${at}.${word}`, 'is missing', 'one sentence')
    }
    if ('nodes' in variant) {
      if (typeof variant.nodes !== 'function') {
        complaints.add(`${at}.nodes`, 'is no function', 'a function that gives actors by name')
      }
      const { change: _, source: __, breaks: ___, nodes: ____, ...claims } = variant
      checkClaims(`${at}.`, claims, complaints)
    } else {
      checkRules(at, variant.rules, rules, complaints)
      const { needs = 'nothing' } = variant
      if (needs !== 'nothing' && needs !== 'overtaking') {
        complaints.add(`${at}.needs`, 'is nothing that a bug may need', 'overtaking, or nothing')
      }
    }
  }
}

function checkRules(at: string, given: unknown, rules: object, complaints: Complaints): void {
  if (!isRecord(given) || Object.keys(given).length === 0) {
    return complaints.add(`${at}.rules`, 'replaces nothing', 'at least one rule of the protocol')
  }
  const known = Object.keys(rules)
  if (known.length === 0) return
  for (const rule of Object.keys(given)) {
    if (known.includes(rule)) continue
    complaints.unknown(`${at}.rules`, `"${rule}" is no rule of the protocol`, rule, known)
  }
}

function checkClaims(prefix: string, claims: AnyClaims, complaints: Complaints): void {
  const { until, settle, network, disk, faults, expect, redact, assumptions, views } = claims
  if (until !== undefined) durationOf(`${prefix}until`, until, complaints)
  if (settle !== undefined) durationOf(`${prefix}settle`, settle, complaints)
  if (network !== undefined && typeof network !== 'function') networkOf(network, null, complaints)
  if (disk !== undefined && typeof disk !== 'function') diskOf(disk, complaints)
  if (faults !== undefined && typeof faults !== 'function') {
    checkFaults(`${prefix}faults`, faults, complaints)
  }
  checkWorkload(`${prefix}workload`, claims.workload, complaints)
  checkProperties(prefix, claims, complaints)
  if (expect !== undefined && !isTexts(expect)) {
    complaints.add(`${prefix}expect`, 'is no list of texts', "['op.latency p99 < 200ms']")
  } else {
    for (const text of expect ?? []) {
      const parsed = parseThreshold(text)
      if (!isThreshold(parsed)) complaints.also(parsed)
    }
  }
  if (redact !== undefined && typeof redact !== 'function') {
    complaints.add(`${prefix}redact`, 'is no function', "m => ({ ...m, text: '…' })")
  }
  if (views !== undefined) checkViews(`${prefix}views`, views, complaints)
  if (assumptions !== undefined && typeof assumptions !== 'function') {
    checkAssumptions(`${prefix}assumptions`, assumptions, complaints)
  }
}

/** The lines themselves are read when the nodes are known. */
export function checkFaults(at: string, faults: unknown, complaints: Complaints): void {
  if (faults === 'swarm' || isTexts(faults)) return
  complaints.add(at, `cannot be ${quoted(faults)}`, "a list of faults ['drop 5%'], or 'swarm'")
}

/** What is a function gives them when the parameters are known. */
export function checkAssumptions(at: string, said: unknown, complaints: Complaints): void {
  const isSaid = (one: unknown): boolean =>
    isText(one) || (isRecord(one) && isText(one['says']) && one['unless'] === 'disks lose')
  if (Array.isArray(said) && said.every(isSaid)) return
  complaints.add(at, 'is no list of texts', 'sentences')
}

function checkWorkload(at: string, workload: AnyClaims['workload'], complaints: Complaints): void {
  if (workload === undefined || typeof workload === 'function') return
  const list: readonly unknown[] = Array.isArray(workload) ? workload : [workload]
  for (const [place, steady] of list.entries()) {
    const here = Array.isArray(workload) ? `${at}[${place}]` : at
    if (!isRecord(steady)) {
      complaints.add(here, 'is no workload', '{ from, send, count, rate }, or a function')
      continue
    }
    checkFields(here, steady, ['from', 'send', 'count', 'rate', 'start'], complaints)
    const { from, send, count, rate, start } = steady
    if (!isText(from)) complaints.add(`${here}.from`, 'is missing', 'a node or a role')
    if (typeof send !== 'function') {
      complaints.add(`${here}.send`, 'is missing', "i => ({ kind: 'job', id: i })")
    }
    if (!isText(rate) || parseRate(rate) === null) {
      complaints.add(`${here}.rate`, `cannot be ${quoted(rate)}`, 'a rate such as 20/s or 90/min')
    }
    if (count !== undefined && !(Number.isInteger(count) && Number(count) >= 0)) {
      complaints.add(`${here}.count`, `cannot be ${quoted(count)}`, 'a whole number, not negative')
    }
    if (start !== undefined) durationOf(`${here}.start`, start, complaints)
  }
}

function checkProperties(prefix: string, claims: AnyClaims, complaints: Complaints): void {
  for (const section of ['always', 'eventually'] as const) {
    const properties: unknown = claims[section] ?? {}
    if (!isRecord(properties)) {
      complaints.add(`${prefix}${section}`, 'is no record', 'properties by name')
      continue
    }
    for (const [name, property] of Object.entries(properties)) {
      checkProperty(`${prefix}${section}["${name}"]`, section, property, complaints)
    }
  }
  const { sometimes, check } = claims
  if (Array.isArray(sometimes)) {
    if (!isTexts(sometimes)) complaints.add(`${prefix}sometimes`, 'is no list', 'names of goals')
  } else {
    for (const [name, fact] of Object.entries(sometimes ?? {})) {
      if (typeof fact === 'function') continue
      complaints.add(`${prefix}sometimes["${name}"]`, 'is no function', 'w => true or false')
    }
  }
  const checks: readonly unknown[] =
    check === undefined ? [] : Array.isArray(check) ? check : [check]
  for (const [place, one] of checks.entries()) {
    if (isRecord(one) && typeof one['judge'] === 'function' && isText(one['name'])) continue
    complaints.add(`${prefix}check[${place}]`, 'is no checker', '{ name, code, about, judge }')
  }
}

function checkProperty(
  at: string,
  section: 'always' | 'eventually',
  property: unknown,
  complaints: Complaints,
): void {
  if (typeof property === 'function') return
  if (!isRecord(property) || typeof property['holds'] !== 'function') {
    return complaints.add(at, 'is no property', 'a function of the view, or { holds, code }')
  }
  const late = section === 'always' ? [] : ['within', 'after']
  checkFields(at, property, ['holds', 'when', 'code', 'about', ...late], complaints)
  const { code, when, within } = property
  if (when !== undefined && typeof when !== 'function') {
    complaints.add(`${at}.when`, 'is no function', 'w => true or false')
  }
  if (code !== undefined && !(isText(code) && /^WL20\d\d$/.test(code))) {
    complaints.add(`${at}.code`, `cannot be ${quoted(code)}`, 'an anomaly, WL2001 to WL2099')
  }
  if (within !== undefined) durationOf(`${at}.within`, within, complaints)
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(isText)
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isChoice = (value: unknown): value is { choices: readonly unknown[] } =>
  isRecord(value) && Array.isArray(value['choices'])
