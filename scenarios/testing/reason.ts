// Why a trial failed, as the judge says it of any run: so that what a body asserts can be shrunk,
// saved and told like a property. Two trials fail for the same reason when the same assertion on the
// same line of the body did.

import type { Broken } from '../runner/broken.ts'
import { tellFile } from '../runner/place.ts'
import { framesOf, placeOfFrame } from './frames.ts'
import type { Ending } from './trial.ts'
import { codeOfError, foundIn } from './verdicts.ts'

/** Null: it did not fail. */
export function reasonOf(ending: Ending): Broken | null {
  switch (ending.kind) {
    case 'passed':
    case 'inconclusive':
      return null
    case 'property':
      return ending.broken
    case 'thrown':
      return brokenBy(ending.error)
  }
}

/** `AssertionError at test/raft.test.ts:16` */
function brokenBy(error: unknown): Broken {
  const place = placeOfFrame(framesOf(error instanceof Error ? error.stack : undefined)[0])
  const where = place === null ? 'the body of the test' : `${tellFile(place.file)}:${place.line}`
  const name = error instanceof Error ? error.name : 'a thrown value'
  const said = error instanceof Error ? error.message : String(error)
  return {
    property: `${name} at ${where}`,
    section: 'check',
    code: codeOfError(error),
    sentence: firstLine(said),
    ...foundIn(error),
  }
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n')
  return /[.!?…]$/u.test(line) ? line : `${line}.`
}
