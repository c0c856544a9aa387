// Starts a worker thread from sources, where Node cannot read TypeScript by itself. A built
// worldline starts worker.js instead.

if (!process.features.typescript) {
  const { register } = await import('tsx/esm/api')
  register()
}

const worker = await import('./worker.ts')

export const work = worker.work
