// The kill of a node process. Left to chance a SIGKILL would nearly always fall between two steps,
// with everything durable and told, so the node hears of it first and says when it stands where
// the crash is meant to find it.

import { rmSync } from 'node:fs'

import type { Lose } from '../host/doom.ts'
import type { Child } from './child.ts'
import { tablesIn } from './folders.ts'

/** How long a node may take to owe something that is durable, ms. */
const owingWithin = 100
/** How long its disk may take to come to where the crash is meant to find it, ms. */
const settledWithin = 5_000

/**
 * SIGKILL; settles when the process is gone. It dies
 * * `drawn`: with something durable that it has not told, after at most `owingWithin`;
 * * `memory`: when all that it has written is durable, so that it loses no step;
 * * `unsynced`: with something written that is not, and will not be, durable;
 * * `disk`: at once, and its tables are gone.
 * @param folder of the node
 * @returns whether it came to that in time
 */
export async function killAs(child: Child, lose: Lose, folder: string): Promise<boolean> {
  const bites = lose === 'disk' || (await doomed(child, lose))
  child.kill()
  await child.exited
  if (lose === 'disk') rmSync(tablesIn(folder), { recursive: true, force: true })
  return bites
}

function doomed(child: Child, lose: Lose): Promise<boolean> {
  const answer = child.await('doomed', lose === 'drawn' ? owingWithin : settledWithin).then(
    ({ bites }) => bites,
    () => false,
  )
  child.say({ kind: 'doom', lose })
  // One that is paused could not sync what it has written.
  if (lose !== 'drawn') child.wake()
  return answer
}
