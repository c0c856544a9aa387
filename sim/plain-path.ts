// Places inside a plain value, written as JSON Pointers (RFC 6901). One addition: keys of a Map and
// members of a Set are written as JSON, so that the string "1" and the number 1 stay apart.

import { quoted } from './plain-text.ts'
import type { Scalar } from './plain-value.ts'

const escaped = (token: string): string =>
  token.includes('~') || token.includes('/')
    ? token.replaceAll('~', '~0').replaceAll('/', '~1')
    : token

/** `/field` or `/index`. */
export const fieldStep = (field: string | number): string => `/${escaped(String(field))}`

/** `/"text"`, `/17`, `/true`: a key of a Map, a member of a Set. */
export const keyStep = (key: Scalar): string =>
  `/${typeof key === 'string' ? escaped(quoted(key)) : String(key)}`

/** The steps of a pointer, unescaped; none for the whole value. */
export function stepsOf(path: string): string[] {
  const steps = path.split('/').slice(1)
  return path.includes('~')
    ? steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    : steps
}

/** The key that `keyStep` wrote, from its unescaped step. */
export function keyOf(step: string): Scalar {
  if (step.startsWith('"')) return String(JSON.parse(step))
  if (step === 'null') return null
  if (step === 'true' || step === 'false') return step === 'true'
  return Number(step)
}
