// What a body cannot go on after: a property of the scenario that broke while the body drove its
// world, or a run that says nothing. Thrown out of the body, and told by whoever called it.

import type { Broken } from '../runner/broken.ts'
import { nameOfCode } from './error-names.ts'

/** A property of the scenario does not hold. */
export class Violation extends Error {
  readonly broken: Broken

  constructor(broken: Broken) {
    super(broken.sentence)
    this.name = nameOfCode(broken.code)
    this.broken = broken
  }
}

/** Nothing was tested: never a pass, and no failure of the protocol either. */
export class Inconclusive extends Error {
  override readonly name = 'Inconclusive'
}
