// Our own promises, always on. A broken one is a bug of the actor or of worldline, never the
// user's mistake (problem.ts) and never an expected refusal (a value).

/** A promise in words that did not hold. Worlds turn it into a verdict. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise'
}

/** Throws BrokenPromise unless `fact` holds. */
export function assert(fact: boolean, promise: string): asserts fact {
  if (!fact) throw new BrokenPromise(promise)
}
