// Why a run stopped.

import type { NodeId } from '../units.ts'

export type Handler = 'start' | 'receive' | 'expire' | 'lost'

interface InStep {
  readonly node: NodeId
  /** name of the step */
  readonly step: string
}

export type Stop =
  | { readonly kind: 'until' }
  /** the watch said what broke */
  | { readonly kind: 'broken'; readonly why: string }
  | (InStep & { readonly kind: 'threw'; readonly handler: Handler; readonly error: unknown })
  /** a handler returned something, a promise perhaps */
  | (InStep & { readonly kind: 'returned'; readonly handler: Handler; readonly promise: boolean })
  /** a message reached a node that does not hear its kind */
  | (InStep & { readonly kind: 'unheard'; readonly message: string })

/** Ends a run from within a step. */
export class Halt extends Error {
  override readonly name = 'Halt'
  readonly stop: Stop

  constructor(stop: Stop) {
    super(stop.kind)
    this.stop = stop
  }
}

export const isPromise = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
