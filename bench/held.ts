// How much memory is held, for the benches that tell sizes.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes of the heap and of arrays beside it, after all that can be collected was. */
export function bytesHeld(): number {
  // A second time, for what only the first has let go.
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
