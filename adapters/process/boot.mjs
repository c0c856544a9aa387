// First module of a process that runs from sources: goes on with the module it was given, in the
// form that this Node can read. What was built needs no boot.

import { readable } from './readable.mjs'

const [, , entry] = process.argv
await import(await readable(entry))
