// Starts a worker thread from sources, in the form that this Node can read. A built worldline starts
// worker.js instead.

import { readable } from '../../adapters/process/readable.mjs'

const worker = await import(await readable(new URL('./worker.ts', import.meta.url).href))

export const work = worker.work
