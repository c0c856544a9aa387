// First module of a process that runs from sources: teaches Node 20 to read TypeScript, then goes
// on with the module it was given. What was built needs no boot.

const [, , entry] = process.argv
if (!process.features.typescript) {
  const { register } = await import('tsx/esm/api')
  register()
}
await import(entry)
