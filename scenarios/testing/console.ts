// What a body or an actor prints while worlds run. A test runner's console asks for the time, which
// is out of reach then: what is printed is made text at once, and printed when all is over.

import { format } from 'node:util'

const methods = ['log', 'info', 'warn', 'error', 'debug'] as const
type Method = (typeof methods)[number]

/** One call, its values as they were then. */
export interface Printed {
  readonly method: Method
  readonly text: string
}

/** @returns what was printed meanwhile, which nobody has seen yet; also when `batch` throws */
export function collected(batch: () => void): readonly Printed[] {
  const printed: Printed[] = []
  const before = methods.map((method) => [method, console[method]] as const)
  for (const method of methods) {
    console[method] = (...values: unknown[]): void => {
      printed.push({ method, text: format(...values) })
    }
  }
  try {
    batch()
  } finally {
    for (const [method, own] of before) console[method] = own
  }
  return printed
}

/** Shows what was collected, or the first lines of it. */
export function print(printed: readonly Printed[], most = 200): void {
  const shown = printed.slice(0, most)
  const more = printed.length - most
  const all: readonly Printed[] =
    more <= 0 ? shown : [...shown, { method: 'info', text: `… and ${more} more` }]
  for (const { method, text } of all) console[method](text)
}
