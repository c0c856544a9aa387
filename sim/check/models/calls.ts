// What a model takes: its calls with their fields, and the answers to each. From these tables come the
// lists that people read and the complaints about histories that hold something else.

import { nearest } from '../../nearest.ts'
import { isRecord, isList, isSet, type Plain, type Scalar, text } from '../../plain.ts'

/** What a field or an answer has to be. */
export interface Demand {
  /** `a whole number` */
  readonly noun: string
  readonly holds: (value: Plain) => boolean
}

/** One kind of call. */
export interface CallTold {
  readonly takes: Readonly<Record<string, Demand>>
  readonly answers: Demand
}

/** By `kind` of the call. */
export type Calls = Readonly<Record<string, CallTold>>

export const anything: Demand = { noun: 'anything', holds: () => true }
export const given: Demand = { noun: 'a value', holds: (value) => value !== undefined }
export const scalar: Demand = {
  noun: 'a text, a number, true, false or null',
  holds: (value) => value === null || ['string', 'number', 'boolean'].includes(typeof value),
}
export const whole: Demand = { noun: 'a whole number', holds: Number.isSafeInteger }
export const words: Demand = { noun: 'a text', holds: (value) => typeof value === 'string' }
export const yesOrNo: Demand = {
  noun: 'true or false',
  holds: (value) => typeof value === 'boolean',
}
export const elements: Demand = {
  noun: 'a list or a Set of texts and numbers',
  holds: (value) => {
    if (typeof value !== 'object' || value === null) return false
    if (isSet(value)) return true
    return isList(value) && value.every((one) => scalar.holds(one as Plain))
  },
}

/** A field that may be left out. */
export const optional = ({ noun, holds }: Demand): Demand => ({
  noun,
  holds: (value) => value === undefined || holds(value),
})

/** The object that a call is about, where there are several. */
export const keyed: Readonly<Record<'key', Demand>> = { key: optional(scalar) }

/** The key of a call that may name the object it is about. */
export const keyOf = (call: { readonly key?: Scalar }): Scalar => call.key ?? null

/**
 * A model's `refuses`.
 * @returns of a call and its answer what is wrong with them, as `expected …`, or null. An answer that is
 * undefined is not known, and never wrong.
 */
export const refusesOf =
  (calls: Calls) =>
  (call: Plain, result: Plain): string | null => {
    const kinds = Object.keys(calls)
    const known = listed(kinds)
    if (typeof call !== 'object' || call === null || !isRecord(call))
      return `expected a call {kind: …} (${known}), not ${text(call, 40)}`
    const fields = call as Readonly<Record<string, Plain>>
    const { kind } = fields as { readonly kind?: Plain }
    if (typeof kind !== 'string')
      return `expected a call {kind: …} (${known}), not ${text(call, 40)}`
    const told = Object.hasOwn(calls, kind) ? calls[kind] : undefined
    if (told === undefined) {
      const meant = nearest(kind, kinds)
      const hint = meant === null ? '' : `: did you mean ${meant}?`
      return `expected ${known}, not ${text(kind, 40)}${hint}`
    }
    for (const [name, { noun, holds }] of Object.entries(told.takes)) {
      if (!holds(fields[name]))
        return `expected ${name} of ${kind} to be ${noun}, not ${was(fields[name])}`
    }
    const { noun, holds } = told.answers
    if (result === undefined || holds(result)) return null
    return `expected ${noun} as the answer to ${kind}, not ${was(result)}`
  }

const was = (value: Plain): string => (value === undefined ? 'nothing' : text(value, 40))

/** `read, write or cas` */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`
}

/** Each call on one line: `cas {from, to} → true, false or {found}`. */
export const linesOf = (calls: Calls): readonly string[] =>
  Object.entries(calls).map(([kind, { takes, answers }]) => {
    const fields = Object.entries(takes).map(([name, { holds }]) =>
      holds(undefined) ? `${name}?` : name,
    )
    const told = fields.length === 0 ? '' : ` {${fields.join(', ')}}`
    return `${kind}${told} → ${answers.noun}`
  })
