// Which files a word of `check` means: a file, the histories in a folder, those that a pattern matches,
// standard input, or a recorded run, which is one history in several files.

import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { formatLike } from '../adapters/histories/formats.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake, type Problem } from '../sim/problem.ts'

/** One history. */
export interface HistorySource {
  readonly kind: 'file' | 'recorded run'
  /** as it is told */
  readonly shown: string
  readonly path: string
}

const filesMax = 100_000
/** Enough of a file to see what it is. */
const beginning = 4_096

/** What words mean. */
export interface Sources {
  /** each once */
  readonly sources: readonly HistorySource[]
  /** files of folders that look like no history although they are called like one, as they are told */
  readonly leftOut: readonly string[]
}

/** Every history that is meant. @throws Mistake for a folder or a pattern without any */
export function sourcesOf(words: readonly string[], cwd: string): Sources {
  const problems: Problem[] = []
  const found = new Map<string, HistorySource>()
  const leftOut = new Set<string>()
  for (const word of words) {
    for (const source of meantBy(word, cwd, { problems, leftOut }))
      if (!found.has(source.path)) found.set(source.path, source)
  }
  if (problems.length > 0 && found.size === 0) throw new Mistake(problems)
  return { sources: [...found.values()], leftOut: [...leftOut] }
}

/** What is told besides. */
interface Besides {
  readonly problems: Problem[]
  readonly leftOut: Set<string>
}

function meantBy(word: string, cwd: string, besides: Besides): readonly HistorySource[] {
  if (word === '-') return [{ kind: 'file', shown: 'standard input', path: '-' }]
  const path = resolve(cwd, word)
  if (isFolder(path)) return inFolder(path, word, cwd, besides)
  if (!existsSync(path) && /[*?]/u.test(word)) {
    const matching = matchedBy(word, cwd)
    if (matching.length === 0) besides.problems.push(nothingIn(`no file is called like ${word}.`))
    return matching.map((one) => ({ kind: 'file', shown: relative(cwd, one), path: one }))
  }
  return [{ kind: 'file', shown: word, path }]
}

function inFolder(
  path: string,
  word: string,
  cwd: string,
  { problems, leftOut }: Besides,
): readonly HistorySource[] {
  if (existsSync(join(path, 'run.json'))) return [{ kind: 'recorded run', shown: word, path }]
  const files = walk(path, 0).filter((one) => {
    const looks = looksLikeHistory(one)
    if (!looks && /\.(?:edn|log|jsonl)$/u.test(one)) leftOut.add(relative(cwd, one))
    return looks
  })
  if (files.length === 0) problems.push(nothingIn(`the folder ${word} holds no history.`))
  return files.map((one) => ({ kind: 'file', shown: relative(cwd, one) || one, path: one }))
}

const nothingIn = (sentence: string): Problem => ({
  code: 'WL1002',
  sentence,
  lines: ['expected       a file in one of the formats: worldline explain check'],
})

/** The nearest name beside a path that is not there, or null. */
export function fileNear(path: string): string | null {
  try {
    const name = nearest(basename(path), readdirSync(dirname(path)))
    return name === null ? null : relative(process.cwd(), join(dirname(path), name))
  } catch {
    return null
  }
}

const depthMax = 16

/** Files below a folder, in order of their names. */
function walk(folder: string, depth: number): string[] {
  if (depth > depthMax) return []
  const found: string[] = []
  const entries = readdirSync(folder, { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  for (const entry of entries) {
    if (found.length >= filesMax) break
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    if (entry.isDirectory()) for (const one of walk(path, depth + 1)) found.push(one)
    else if (entry.isFile()) found.push(path)
  }
  return found
}

const event = /:type[\s,]+:(?:invoke|ok|fail|info)\b/u

/** By its beginning; a file that cannot be opened is told later, by whoever reads it. */
function looksLikeHistory(path: string): boolean {
  if (/\.(?:json|md|html?|ts|js)$/u.test(path)) return false
  const bytes = Buffer.alloc(beginning)
  try {
    const file = openSync(path, 'r')
    const length = readSync(file, bytes, 0, beginning, 0)
    closeSync(file)
    const text = bytes.toString('utf8', 0, length)
    const format = formatLike(text)
    // A store of Jepsen holds other EDN too: results, and the test itself.
    return format?.endsWith('edn') === true ? event.test(text) : format !== null
  } catch {
    return true
  }
}

/** Files that a pattern with `*`, `**` and `?` matches, where the shell has not done it. */
function matchedBy(pattern: string, cwd: string): string[] {
  const parts = pattern.split(/[\\/]/u)
  const fixed = parts.findIndex((part) => /[*?]/u.test(part))
  const root = resolve(
    cwd,
    parts.slice(0, fixed).join(sep) || (pattern.startsWith('/') ? '/' : '.'),
  )
  if (!isFolder(root)) return []
  const form = parts
    .slice(fixed)
    .map((part) => (part === '**' ? '(?:[^/]+/)*' : `${segment(part)}/`))
    .join('')
    .replace(/\/$/u, '')
  const whole = new RegExp(`^${form}$`, 'u')
  const deep = parts.length - fixed
  return walk(root, parts.includes('**') ? 0 : depthMax + 1 - deep).filter((path) =>
    whole.test(relative(root, path).split(sep).join('/')),
  )
}

const segment = (part: string): string =>
  part
    .replace(/[$()+.[\\\]^{|}]/gu, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
