// Zones as tests ask them: alone, with every order held against the model.

import { expect } from 'vitest'
import type { History } from '../../history.ts'
import type { Model } from '../model.ts'
import { accessesOf } from './accesses.ts'
import type { Found } from './found.ts'
import { type Part, partsOf } from './part.ts'
import { resolve } from './resolution.ts'
import { wrongWithOrder } from './witness.ts'
import { written } from './written.suite.ts'
import { solveZones } from './zones.ts'

type Solved = Found | { readonly kind: 'undecided' }

/** What inference and zones find. */
export function solved(history: History, part: Part, model: Model): Solved {
  const accesses = accessesOf(history, part, model)
  if (accesses === null) throw new Error('not a register')
  const resolution = resolve(part, accesses)
  if (resolution.kind !== 'resolved') return { kind: 'illegal', conflict: resolution }
  const found = solveZones(part, accesses, resolution)
  if (found.kind === 'ok') expect(wrongWithOrder(history, part, model, found.order)).toBeNull()
  return found
}

/** `ok 0 2 1`, or the conflict with its operations. */
export function told(found: Solved): string {
  if (found.kind === 'ok') return `ok ${found.order.join(' ')}`
  if (found.kind !== 'illegal') return found.kind
  return Object.entries(found.conflict)
    .map(([name, value]) => (name === 'kind' ? value : `${name} ${JSON.stringify(value)}`))
    .join(', ')
}

/** Of a history of one object, written by hand. */
export function first(lines: string, model: Model): string {
  const history = written(lines)
  const [part] = partsOf(history, model)
  if (part === undefined) throw new Error('an empty history')
  return told(solved(history, part, model))
}
