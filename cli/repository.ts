// The scenario files of the repository that a command is run in: found by their name,
// `*.scenario.ts` or `*.scenario.yaml`, and looked into as text. Nothing of them is executed here.

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const scenarioFile = /\.scenario\.(?:[cm]?[jt]s|ya?ml|json)$/u
const tuningFile = /\.(?:ya?ml|json)$/u
const skipped = new Set(['node_modules', 'dist', 'coverage'])
/** What `new` writes is nobody's until it is written; beside the sources, or beside `dist`. */
const templates = ['../templates', '../../templates'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
)
const deepest = 5
const filesMax = 500

/** Paths relative to `folder`, with `/`, sorted; `./` stands before them as people type them. */
export function scenarioFiles(folder: string): string[] {
  const found: string[] = []
  const waiting: { path: string; depth: number }[] = [{ path: folder, depth: 0 }]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const entry of entriesOf(next.path)) {
      if (found.length >= filesMax) break
      const path = join(next.path, entry.name)
      if (entry.isDirectory()) {
        const isOther = entry.name.startsWith('.') || skipped.has(entry.name)
        if (next.depth < deepest && !isOther && !templates.includes(path)) {
          waiting.push({ path, depth: next.depth + 1 })
        }
      } else if (scenarioFile.test(entry.name)) {
        found.push(`./${relative(folder, path).split(sep).join('/')}`)
      }
    }
  }
  return found.sort()
}

function entriesOf(path: string): { name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch {
    // A folder that may not be read holds no scenario of ours.
    return []
  }
}

/**
 * Names of scenarios that stand in a file as `scenario('name', …)`, or as the name of a scenario file;
 * none where it is unreadable.
 */
export function namesIn(path: string): string[] {
  try {
    const text = readFileSync(path, 'utf8')
    if (tuningFile.test(path)) {
      const said = /(?:^|[{,])\s*["']?name["']?\s*:\s*["']?([\w-]+)/mu.exec(text)?.[1]
      return [said ?? basename(path).replace(/(?:\.scenario)?\.\w+$/u, '')]
    }
    return [...text.matchAll(/\bscenario\(\s*['"`]([\w-]+)['"`]/gu)].flatMap(
      ([, name]) => name ?? [],
    )
  } catch {
    return []
  }
}

/** The files that a pattern with `*` and `?` means; `**` crosses folders. */
export function matching(files: readonly string[], pattern: string): string[] {
  const source = pattern
    .replace(/^\.\//u, '')
    .replace(/[.+^${}()|[\]\\]/gu, '\\$&')
    .replaceAll('**/', '\u0001')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\u0001', '(?:.*/)?')
  const form = new RegExp(`^(?:\\./)?${source}$`, 'u')
  return files.filter((file) => form.test(file))
}

/** Whether a word is a pattern at all. */
export const isPattern = (word: string): boolean => /[*?]/u.test(word)
