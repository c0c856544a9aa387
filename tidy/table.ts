// The import table: who may know whom. Nouns stand at the door and know nobody; each room knows the
// nouns and what this table adds. What a folder is for is told in its README.

import { importsOf } from './source.ts'

/** What one folder may import. Folders are named as `folderOf` names them. */
interface Row {
  readonly folders: readonly string[] | 'all' | 'all but cli'
  /** Packages of npm; `node:` stands for the modules of Node. */
  readonly packages: readonly string[]
}

export const table: Readonly<Record<string, Row>> = {
  sim: { folders: [], packages: ['seedrandom'] },
  'sim/kernel': { folders: ['sim'], packages: [] },
  'sim/nemesis': { folders: ['sim'], packages: ['seedrandom'] },
  'sim/explore': { folders: ['sim', 'sim/kernel'], packages: [] },
  'sim/check': { folders: ['sim'], packages: [] },
  protocols: { folders: ['sim'], packages: [] },
  services: { folders: ['sim'], packages: [] },
  adapters: {
    folders: ['sim'],
    packages: [
      'node:',
      '@bufbuild/protobuf',
      '@grpc/grpc-js',
      'classic-level',
      'fastify',
      'memory-level',
    ],
  },
  reports: { folders: ['sim'], packages: [] },
  scenarios: { folders: 'all but cli', packages: [] },
  'scenarios/runner': {
    folders: 'all but cli',
    packages: ['node:', 'piscina', 'tsx', 'seedrandom', 'yaml'],
  },
  'scenarios/testing': { folders: 'all but cli', packages: ['node:', 'vitest', 'fast-check'] },
  'scenarios/served': { folders: 'all but cli', packages: ['node:'] },
  cli: {
    folders: 'all',
    packages: ['node:', 'chalk', 'cli-progress', 'cli-table3', 'yargs'],
  },
  bench: { folders: 'all', packages: ['node:', 'cli-table3'] },
  index: { folders: ['sim', 'sim/check', 'protocols', 'scenarios'], packages: [] },
  /** code of others: it knows the package by its name */
  templates: { folders: [], packages: ['worldline', 'vitest'] },
  docs: { folders: [], packages: [] },
  tidy: { folders: [], packages: ['node:'] },
  config: { folders: [], packages: ['fast-check', 'vitest'] },
}

/** One protocol may stand on another; no other two know each other. */
export const protocolsUnder: Readonly<Record<string, readonly string[]>> = { 'raft-kv': ['raft'] }

/** A test, or what tests alone share: generators of values, suites that siblings pass. */
export const isTest = (path: string): boolean =>
  /\.(?:test|arbitrary|suite)(?:\.\w+)?\.ts$/u.test(path)
const isBench = (path: string): boolean => path.startsWith('bench/')

/** The row of the table that a file belongs to, or null where there is none. */
function folderOf(path: string): string | null {
  const parts = path.split('/')
  if (parts.length === 1) return path === 'index.ts' ? 'index' : 'config'
  const two = parts.slice(0, 2).join('/')
  if (parts.length > 2 && two in table) return two
  const one = parts[0] ?? ''
  // A new room of sim needs a row of its own: it must not pass for a noun.
  if (one === 'sim' && parts.length > 2) return null
  return one in table ? one : null
}

/** Where a relative import leads, as a path of the repository. */
export function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/**
 * What a file imports and may not. Tests and benches may import what they test and what they test
 * it with: they are held to relative imports that end in `.ts`, and to no row.
 */
export function forbiddenImports(path: string, text: string): readonly string[] {
  const complaints: string[] = []
  const mine = folderOf(path)
  if (mine === null) return [`${path}: no row of the import table is for this folder`]
  const row = table[mine]
  const free = isTest(path) || isBench(path)
  for (const { specifier, line } of importsOf(text)) {
    const place = `${path}:${line}: imports ${specifier}`
    if (specifier.startsWith('.')) {
      const target = resolve(path, specifier)
      if (!/\.(?:ts|mjs)$/u.test(specifier)) {
        complaints.push(`${place}, which does not end in .ts`)
      } else if (isTest(target) && !free) {
        complaints.push(`${place}, which is a test`)
      } else if (!free && row !== undefined && !allows(row, mine, path, target)) {
        complaints.push(`${place}; ${mine} may import ${say(row)}`)
      }
    } else if (specifier === 'worldline' || specifier.startsWith('worldline/')) {
      if (!free && mine !== 'templates')
        complaints.push(`${place}: inside, each thing is imported from its own file`)
    } else if (!free && row !== undefined && !row.packages.includes(packageOf(specifier))) {
      complaints.push(`${place}; ${mine} may import of packages ${list(row.packages)}`)
    }
  }
  return complaints
}

function allows(row: Row, mine: string, path: string, target: string): boolean {
  const theirs = folderOf(target)
  if (theirs === null) return false
  if (mine === 'protocols' && theirs === 'protocols') {
    const here = path.split('/')[1] ?? ''
    const there = target.split('/')[1] ?? ''
    return here === there || (protocolsUnder[here] ?? []).includes(there)
  }
  if (theirs === mine) return true
  if (theirs === 'tidy' || theirs === 'config' || theirs === 'bench') return false
  if (row.folders === 'all') return true
  if (row.folders === 'all but cli') return theirs !== 'cli' && theirs !== 'index'
  return row.folders.some(
    (one) => theirs === one || (theirs.startsWith(`${one}/`) && one !== 'sim'),
  )
}

/** `node:` for a module of Node, else the package's name without the path inside it. */
export function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:'
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
}

const say = (row: Row): string =>
  typeof row.folders === 'string' ? row.folders : list([...row.folders, 'itself'])

const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))

/**
 * Circles of files that import each other, type imports included: a circle of types is a concept
 * that has not found its file yet. Each is told once, from its first file in order of names.
 */
export function circles(files: ReadonlyMap<string, string>): readonly string[] {
  const paths = [...files.keys()].filter((path) => path.endsWith('.ts')).toSorted()
  const known = new Set(paths)
  const next = new Map<string, readonly string[]>()
  for (const path of paths) {
    const targets = importsOf(files.get(path) ?? '')
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ specifier }) => resolve(path, specifier))
    next.set(
      path,
      targets.filter((target) => known.has(target)),
    )
  }
  const done = new Set<string>()
  const found = new Map<string, string>()
  const walk = (path: string, trail: readonly string[]): void => {
    const seen = trail.indexOf(path)
    if (seen !== -1) {
      const circle = trail.slice(seen)
      found.set(circle.toSorted().join(' '), [...circle, path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const target of next.get(path) ?? []) walk(target, [...trail, path])
    done.add(path)
  }
  for (const path of paths) walk(path, [])
  return [...found.values()].map((circle) => `a circle of imports: ${circle}`)
}
