// Plain values written in EDN. What reads them back stands in adapters/histories.

import { isBytes, isList, isMap, isSet, type Plain } from '../sim/plain-value.ts'

/** Any plain value in EDN. Bytes are vectors of numbers, since not every reader knows a tag for them. */
export function ednOf(value: Plain): string {
  if (value === undefined || value === null) return 'nil'
  if (typeof value === 'string') return ednText(value)
  if (typeof value === 'number') return ednNumber(value)
  if (typeof value === 'boolean') return String(value)
  if (isBytes(value)) return `[${[...value].join(' ')}]`
  if (isList(value)) return `[${(value as readonly Plain[]).map(ednOf).join(' ')}]`
  if (isSet(value)) return `#{${[...value].map((one) => ednOf(one)).join(' ')}}`
  if (isMap(value)) {
    const entries = [...(value as ReadonlyMap<string, Plain>)]
    return `{${entries.map(([key, one]) => `${ednOf(key)} ${ednOf(one)}`).join(', ')}}`
  }
  const fields = Object.entries(value as { readonly [field: string]: Plain })
  return `{${fields.map(([name, one]) => `${isKeyword(name) ? `:${name}` : ednText(name)} ${ednOf(one)}`).join(', ')}}`
}

/** Beyond what a long of Clojure holds a whole number says that it is a big one. */
function ednNumber(value: number): string {
  if (!Number.isInteger(value)) return String(value)
  const whole = BigInt(value)
  return whole > 2n ** 63n - 1n || whole < -(2n ** 63n) ? `${whole}N` : String(whole)
}

/** Whether a name can stand behind a colon. */
export const isKeyword = (name: string): boolean =>
  /^[A-Za-z*!_?$%&=<>][\w*!?$%&=<>.+-]*$/u.test(name)

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** A text, in one line. */
export const ednText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- these would break the line or the terminal
  `"${text.replace(/["\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/gu, (one) => escapes[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`
