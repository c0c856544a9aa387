// Which module Node reads for one of the sources. Node 20 cannot read TypeScript: there it is the
// one that was built of it, where the tests say that the build is as new as the sources (it starts
// in a third of the time), else the source itself through tsx.

const root = new URL('../../', import.meta.url).href

/** @param {string} source URL of a TypeScript module of this repository or of anybody */
export async function readable(source) {
  if (process.features.typescript) return source
  if (process.env.WORLDLINE_BUILT === 'current' && source.startsWith(root)) {
    return `${root}dist/${source.slice(root.length).replace(/\.ts$/u, '.js')}`
  }
  const { register } = await import('tsx/esm/api')
  register()
  return source
}
