// Values of parameters: the scenario's own, what a person set, and what a seed draws. Everything
// that was set is checked against the parameter's type and choices, with the nearest valid thing.

import { type Generator, generatorOf } from '../../sim/generator.ts'
import { nearest } from '../../sim/nearest.ts'
import type { Problem } from '../../sim/problem.ts'
import type { Span } from '../../sim/span.ts'
import { formatDuration, parseDuration } from '../../sim/duration.ts'
import { printSpan } from '../../sim/notation-values.ts'
import type { AnyValue, AnyValues, Param, Params, Single, Tuned } from '../params.ts'

/** The forms a parameter can have; a range is `150ms..300ms`. */
export type ParamForm =
  | { readonly kind: 'value'; readonly value: AnyValue; readonly type: ValueType }
  | {
      readonly kind: 'choices'
      readonly texts: readonly string[]
      readonly values: readonly AnyValue[]
      readonly drawn: boolean
    }

type ValueType = 'integer' | 'number' | 'boolean' | 'text' | 'duration' | 'range'

export function formOf(param: Param): ParamForm {
  if (typeof param !== 'object') return { kind: 'value', ...valueOf(param) }
  if (isTuned(param)) {
    const { type, value } = valueOf(param.of)
    return { kind: 'value', type, value: valueIn(param.of, param.text) ?? value }
  }
  const drawn = !('kind' in param)
  const choices: readonly Single[] = 'kind' in param ? param.choices : param
  const values = choices.map((choice) => valueOf(choice).value)
  return { kind: 'choices', texts: choices.map(String), values, drawn }
}

const isTuned = (param: Param): param is Tuned =>
  typeof param === 'object' && 'kind' in param && param.kind === 'tuned'

/** The value that a text stands for, or null for one that the parameter cannot have. */
export const valueIn = (param: Param, text: string): AnyValue | null =>
  isTuned(param) ? valueIn(param.of, text) : read(formOf(param), param, text)

/** A duration becomes microseconds, a range a span, all else stays. */
function valueOf(single: Single): { value: AnyValue; type: ValueType } {
  if (typeof single === 'boolean') return { value: single, type: 'boolean' }
  if (typeof single === 'number') {
    return { value: single, type: Number.isInteger(single) ? 'integer' : 'number' }
  }
  const range = parseRange(single)
  if (range !== null) return { value: range, type: 'range' }
  const duration = parseDuration(single)
  return duration === null ? { value: single, type: 'text' } : { value: duration, type: 'duration' }
}

function parseRange(text: string): Span | null {
  const [first, last, more] = text.split('..')
  if (first === undefined || last === undefined || more !== undefined) return null
  const min = parseDuration(first)
  const max = parseDuration(last)
  return min === null || max === null || min > max ? null : { kind: 'uniform', min, max }
}

/** What `--set` fixed, by parameter. */
export type Fixed = Readonly<Record<string, AnyValue>>

/** Checks every `--set`; what is wrong goes to `problems`. */
export function fixParams(
  scenario: string,
  params: Params,
  set: Readonly<Record<string, string>>,
  problems: Problem[],
): Fixed {
  const fixed: Record<string, AnyValue> = {}
  for (const [name, text] of Object.entries(set)) {
    const param = Object.hasOwn(params, name) ? params[name] : undefined
    if (param === undefined) {
      problems.push(unknownParam(scenario, params, name, text))
      continue
    }
    const value = valueIn(param, text)
    if (value === null) problems.push(badValue(param, name, text))
    else fixed[name] = value
  }
  return fixed
}

function unknownParam(scenario: string, params: Params, name: string, text: string): Problem {
  const names = Object.keys(params)
  const near = nearest(name, names)
  return {
    code: 'WL1003',
    sentence: `${scenario} has no parameter "${name}".`,
    lines: [
      ...(near === null ? [] : [`did you mean   --set ${near}=${text} ?`]),
      names.length === 0 ? 'it has none' : `parameters     ${names.join('  ')}`,
    ],
  }
}

function badValue(param: Param, name: string, text: string): Problem {
  const near = typeof param === 'object' ? nearest(text, formTexts(param)) : null
  return {
    code: 'WL1004',
    sentence: `${name} cannot be "${text}".`,
    lines: [
      ...(near === null ? [] : [`did you mean   --set ${name}=${near} ?`]),
      `allowed        ${allowedFor(param)}`,
    ],
  }
}

function formTexts(param: Param): readonly string[] {
  const form = formOf(param)
  return form.kind === 'choices' ? form.texts : []
}

/** What may stand after `--set name=`, in words. */
export function allowedFor(param: Param): string {
  if (isTuned(param)) return allowedFor(param.of)
  const form = formOf(param)
  if (form.kind === 'choices') return form.texts.join('  ')
  switch (form.type) {
    case 'integer':
      return Number(form.value) >= 0 ? 'a whole number, not negative' : 'a whole number'
    case 'number':
      return Number(form.value) >= 0 ? 'a number, not negative' : 'a number'
    case 'boolean':
      return 'true  false'
    case 'duration':
      return 'a duration such as 200ms or 1.5s'
    case 'range':
      return 'a range such as 150ms..300ms'
    case 'text':
      return 'any text'
  }
}

function read(form: ParamForm, param: Param, text: string): AnyValue | null {
  if (form.kind === 'choices') {
    const at = form.texts.indexOf(text)
    return at < 0 ? null : (form.values[at] ?? null)
  }
  switch (form.type) {
    case 'integer':
    case 'number': {
      const value = Number(text)
      const whole = form.type === 'number' || Number.isSafeInteger(value)
      const sign = Number(param) < 0 || value >= 0
      return text.trim() !== '' && Number.isFinite(value) && whole && sign ? value : null
    }
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : null
    case 'duration':
      return parseDuration(text)
    case 'range':
      return parseRange(text)
    case 'text':
      return text
  }
}

/**
 * The parameters of one run. Each list is drawn under its own name, so that another parameter moves
 * none of them; what was set is not drawn, and moves none either.
 */
export function drawParams(params: Params, fixed: Fixed, seed: number): AnyValues {
  const values: Record<string, AnyValue> = {}
  for (const [name, param] of Object.entries(params)) {
    const set = Object.hasOwn(fixed, name) ? fixed[name] : undefined
    const value = set ?? drawn(formOf(param), () => generatorOf(seed, `parameter ${name}`))
    if (value !== undefined) values[name] = value
  }
  return values
}

/** The parameters of a run that draws none: what was set, else the first choice. */
export function dullParams(params: Params, fixed: Fixed): AnyValues {
  const values: Record<string, AnyValue> = {}
  for (const [name, param] of Object.entries(params)) {
    const form = formOf(param)
    const set = Object.hasOwn(fixed, name) ? fixed[name] : undefined
    const value = set ?? (form.kind === 'value' ? form.value : form.values[0])
    if (value !== undefined) values[name] = value
  }
  return values
}

/** A value as `--set` takes it: durations were made microseconds, ranges spans. */
export const textOfValue = (param: Param, value: AnyValue): string => {
  const form = formOf(param)
  if (form.kind === 'choices')
    return form.texts[form.values.findIndex((one) => sameValue(one, value))] ?? ''
  if (typeof value === 'object') return printSpan(value)
  return form.type === 'duration' && typeof value === 'number'
    ? formatDuration(value)
    : String(value)
}

const sameValue = (one: AnyValue, other: AnyValue): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

function drawn(form: ParamForm, generator: () => Generator): AnyValue | undefined {
  if (form.kind === 'value') return form.value
  return form.drawn ? generator().pick(form.values) : form.values[0]
}
