// What the tracing run throws where an actor does with a value what it may not. The recorder finds it;
// what is said of it to people is not decided here.

import type { NodeId } from '../units.ts'

/** An actor broke its word about values: what is sent, stored or kept is plain and never changes. */
export class Breach extends Error {
  override readonly name = 'Breach'
  readonly kind: 'not plain' | 'changed'
  readonly node: NodeId

  constructor(kind: 'not plain' | 'changed', node: NodeId, sentence: string) {
    super(sentence)
    this.kind = kind
    this.node = node
  }
}
