// Who is to blame for a run that stopped: the protocol (a failure, WL2014), or the user's actor for
// breaking its word about time, chance and values (a mistake: WL1102, WL4002, WL4004).

import { BrokenPromise } from '../../sim/assert.ts'
import { Breach as ValueBreach } from '../../sim/kernel/breach.ts'
import type { Stop } from '../../sim/kernel/stop.ts'
import { Mistake } from '../../sim/problem.ts'
import type { NodeId } from '../../sim/units.ts'
import { placeOfFunction } from './function-place.ts'
import type { Broken } from './broken.ts'
import { placeOf, tellPlace } from './place.ts'
import type { Breach } from './tripwire.ts'

type Halted = Exclude<Stop, { kind: 'until' } | { kind: 'broken' }>

/** What the language says when something frozen is written to, and what frozen Maps and Sets say. */
const frozen =
  /^Cannot (assign to read only|add property|delete property|define property|redefine)|object is not extensible|never changes again/

/** A stop that is the protocol's fault, as a broken property. */
export function failureOf(stop: Halted): Broken {
  switch (stop.kind) {
    case 'unheard':
      return {
        property: 'everything said is heard',
        section: 'always',
        code: 'WL2099',
        sentence: `${stop.node} does not hear "${stop.message}", and ${stop.step} brought it.`,
      }
    case 'returned':
      return inActor(`${stop.handler} of ${stop.node} returned a value`)
    case 'threw': {
      const { error, handler, node, step } = stop
      const place = error instanceof Error ? placeOf(error.stack) : null
      const at = place === null ? '' : ` at ${tellPlace(place)}`
      return inActor(`${node} threw ${told(error)}${at}, in ${handler} of ${step}`)
    }
  }
}

const inActor = (words: string): Broken => ({
  property: 'no unhandled error in an actor',
  section: 'always',
  code: 'WL2014',
  sentence: words.endsWith('.') ? words : `${words}.`,
})

function told(error: unknown): string {
  if (error instanceof BrokenPromise) return `a broken promise: ${error.message}`
  if (error instanceof Error) return `${error.name}: ${error.message.split('\n')[0]}`
  return String(error)
}

/** The user's mistake that stopped a run, or null: then it is a failure. */
export function mistakeIn(stop: Stop, handlers: Handlers | null = null): Mistake | null {
  if (stop.kind === 'returned') return returned(stop, handlers)
  if (stop.kind !== 'threw') return null
  const { error, node, handler } = stop
  if (error instanceof Mistake) return error
  if (error instanceof ValueBreach) return valueMistake(error, handlers)
  if (error instanceof TypeError && frozen.test(error.message)) {
    return changed(`${node} changed a value that was sent, stored or received`, [
      `${tellPlace(placeOf(error.stack))}, in ${handler} of ${node}`,
      error.message,
    ])
  }
  return null
}

/** Gives the functions of a node, so that a place can be told where no stack leads to it. */
export type Handlers = (node: NodeId, handler: 'start' | 'receive' | 'expire' | 'lost') => unknown

function returned(stop: Extract<Stop, { kind: 'returned' }>, handlers: Handlers | null): Mistake {
  const { node, handler, promise } = stop
  const place = placeOfFunction(handlers?.(node, handler))
  const what = promise ? 'a promise' : handler === 'start' ? 'no State' : 'a value'
  const use =
    handler === 'start' && !promise
      ? 'start returns the State, an object'
      : 'a handler is synchronous and returns nothing; later work is a timer or a message'
  return new Mistake(
    [
      {
        code: 'WL4002',
        sentence: `${handler} of ${node} returned ${what}.`,
        lines: [tellPlace(place), `Use   ${use}`],
      },
    ],
    4,
  )
}

function valueMistake(error: ValueBreach, handlers: Handlers | null): Mistake {
  const place = placeOf(error.stack) ?? placeOfFunction(handlers?.(error.node, 'receive'))
  if (error.kind === 'changed') return changed(error.message, [`actor at ${tellPlace(place)}`])
  return new Mistake([
    {
      code: 'WL1102',
      sentence: `${error.message}.`,
      lines: [
        `actor at ${tellPlace(place)}`,
        'plain          numbers, texts, booleans, null, bytes, and lists, records, Maps, Sets of these',
      ],
    },
  ])
}

const changed = (what: string, lines: readonly string[]): Mistake =>
  new Mistake(
    [
      {
        code: 'WL4004',
        sentence: `${what}.`,
        lines: [...lines, 'Use   a copy: what was sent, stored or received never changes again'],
      },
    ],
    4,
  )

/** WL4002: an actor reached for the real world. */
export function breachMistake(breach: Breach): Mistake {
  const { what, subject, use, place, during } = breach
  return new Mistake(
    [
      {
        code: 'WL4002',
        sentence:
          subject === 'a promise'
            ? 'an actor made a promise.'
            : `an actor asked the real world for ${subject}.`,
        lines: [
          `${what}  at  ${tellPlace(place)}${during === '' ? '' : `, in ${during}`}`,
          `Use   ${use}`,
        ],
      },
    ],
    4,
  )
}
