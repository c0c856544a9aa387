// A property or check that throws: it is the scenario's mistake, told with its name and its place, and
// never a finding about the protocol.

import { Mistake } from '../../sim/problem.ts'
import { placeOfFunction } from './function-place.ts'
import { isPackaged, ownPlaceOf, tellPlace } from './place.ts'
import { Trespass } from './tripwire.ts'

/**
 * @param section where it stands in the scenario, `always`
 * @param asked the function that threw; told where the stack leads nowhere
 */
export function blamed(
  section: string,
  name: string | undefined,
  error: unknown,
  asked: unknown = null,
): Error {
  if (error instanceof Trespass || error instanceof Mistake) return error
  const thrown = error instanceof Error ? ownPlaceOf(error.stack) : null
  const place = thrown ?? placeOfFunction(asked)
  // A judge that came with worldline is no place to look at: what it was given is.
  const at = place === null || isPackaged(place.file) ? [] : [`at             ${tellPlace(place)}`]
  const what =
    section === 'check'
      ? 'a check that judges every history'
      : 'a property that answers in every state'
  return new Mistake([
    {
      code: 'WL1101',
      sentence: `${section}["${name}"] threw ${String(error)}.`,
      lines: [...at, `allowed        ${what}`],
    },
  ])
}
