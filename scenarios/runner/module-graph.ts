// The modules that a scenario is made of: files reached by relative imports from its own. Packages
// are left out, so the code hash says whether somebody's sources changed, not what was installed.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, relative, resolve } from 'node:path'

export interface Module {
  /** absolute */
  readonly file: string
  readonly text: string
}

const imports = /(?:^|[\s;}])(?:import|export)\b[^'"`;]*?from\s*['"](\.[^'"]*)['"]/g
const bareImports = /(?:^|[\s;}])import\s*\(?\s*['"](\.[^'"]*)['"]/g
const endings = ['', '.ts', '.mts', '.js', '.mjs', '/index.ts', '/index.js'] as const
/** A specifier may name the built file of a source. */
const sources: Readonly<Record<string, string>> = { '.js': '.ts', '.mjs': '.mts' }

/** The modules reached from `entry`, itself first, in order of their first import. */
export function moduleGraph(entry: string): readonly Module[] {
  const modules = new Map<string, Module>()
  const waiting = [entry]
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (modules.has(file)) continue
    const text = readFileSync(file, 'utf8')
    modules.set(file, { file, text })
    for (const specifier of importsOf(text)) {
      const target = find(resolve(dirname(file), specifier))
      if (target !== null) waiting.push(target)
    }
  }
  return [...modules.values()]
}

/** 64 hex digits: the sources and their places relative to the first. */
export function codeHash(modules: readonly Module[]): string {
  const hash = createHash('sha256')
  const entry = modules[0]
  if (entry === undefined) return hash.digest('hex')
  const folder = dirname(entry.file)
  const named = modules.map(({ file, text }) => ({ name: relative(folder, file), text }))
  named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  for (const { name, text } of named) hash.update(`${name}\0${text.length}\0${text}`)
  return hash.digest('hex')
}

function importsOf(text: string): string[] {
  return [imports, bareImports].flatMap((form) =>
    Array.from(text.matchAll(form), ([, specifier]) => specifier ?? ''),
  )
}

function find(path: string): string | null {
  const source = sources[extname(path)]
  const rest = source === undefined ? [] : [path.slice(0, -extname(path).length) + source]
  const found = [...endings.map((ending) => `${path}${ending}`), ...rest].find(
    (one) => existsSync(one) && statSync(one).isFile(),
  )
  return found ?? null
}
