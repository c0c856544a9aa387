// Suspects: places in a scenario's modules where something may live on from one run to the next, or
// be ordered by identity. A scanner of lines, not of syntax: it points, it does not judge.

import type { Module } from './module-graph.ts'
import { tellFile } from './place.ts'

export interface Suspect {
  readonly file: string
  readonly line: number
  readonly why: string
  /** lines of the same file on which what it names is used, the first few */
  readonly used: readonly number[]
}

/** `src/cache.ts:12    module-level "let last": it keeps its value from one run to the next` */
export const tellSuspect = ({ file, line, why, used }: Suspect): string =>
  `${tellFile(file)}:${line}    ${why}${used.length === 0 ? '' : ` (used on line ${used.join(', ')})`}`

const usedMax = 3

/** Where the name that a line declares is used further down. */
function usesOf(lines: readonly string[], at: number): number[] {
  const name = /^(?:export\s+)?(?:let|var|const)\s+(\w+)/.exec(lines[at] ?? '')?.[1]
  if (name === undefined) return []
  const use = new RegExp(`\\b${name}\\b`)
  return lines
    .flatMap((line, nth) => (nth > at && use.test(line) ? [nth + 1] : []))
    .slice(0, usedMax)
}

export function suspectsIn(modules: readonly Module[]): readonly Suspect[] {
  const objects = objectTypes(modules)
  return modules.flatMap(({ file, text }) => {
    const lines = plainLines(text)
    return lines.flatMap((line, at) =>
      whysOf(line, lines, at, objects).map((why) => ({
        ...{ file, line: at + 1, why },
        used: usesOf(lines, at),
      })),
    )
  })
}

function whysOf(
  line: string,
  lines: readonly string[],
  at: number,
  objects: ReadonlySet<string>,
): string[] {
  const whys: string[] = []
  const variable = /^(?:export\s+)?(let|var)\s+(\w+)/.exec(line)
  if (variable !== null) {
    whys.push(
      `module-level "${variable[1]} ${variable[2]}": it keeps its value from one run to the next`,
    )
  }
  const constant = /^(?:export\s+)?const\s+(\w+)[^=]*=\s*(new\s+\w+|\[|\{)/.exec(line)
  if (constant?.[1] !== undefined && isChanged(constant[1], lines)) {
    whys.push(`module-level "const ${constant[1]}" is changed: it lives on from run to run`)
  }
  const inner = /^\s+(?:let|var)\s+(\w+)/.exec(line)
  if (inner?.[1] !== undefined && surroundsActor(inner[1], lines, at)) {
    whys.push(`"let ${inner[1]}" stands around an actor: all runs share it; keep it in State`)
  }
  const keyed = /\b(?:Map|Set)<\s*(\w+|\{)/.exec(line)
  const key = keyed?.[1] ?? ''
  if (key === '{' || key === 'object' || objects.has(key)) {
    const what = line.includes('Map<') ? 'a Map whose keys' : 'a Set whose members'
    whys.push(`${what} are objects`)
  }
  if (/\bnew\s+Weak(Map|Set|Ref)\b/.test(line)) whys.push('weak references: when they go is chance')
  const machine =
    /\b(process\.(?:pid|ppid|versions?|env|platform|arch|argv|cwd|title|release|execPath|memoryUsage))\b/.exec(
      line,
    )
  if (machine?.[1] !== undefined)
    whys.push(`${machine[1]}: another process or machine has another one`)
  const asked = /\b(Date\.now|new Date|Math\.random|randomUUID|performance\.now)\s*\(/.exec(line)
  if (asked?.[1] !== undefined && indentOf(line) === 0)
    whys.push(`${asked[1]}() while the module is loaded: each process has its own`)
  return whys
}

/** Whether a name is written through: `.set(`, `.push(`, `[...] =`, `.x =`, `.x += `. */
function isChanged(name: string, lines: readonly string[]): boolean {
  const act = new RegExp(
    `\\b${name}(?:\\.(?:set|add|push|pop|shift|unshift|splice|sort|reverse|fill|delete|clear)\\(` +
      `|(?:\\.\\w+|\\[[^\\]]*\\])+\\s*(?:[-+*/|&^]?=(?!=|>)|\\+\\+|--))`,
  )
  return lines.some((line) => act.test(line))
}

/** A variable of a function in which, further in, a handler changes it. */
function surroundsActor(name: string, lines: readonly string[], at: number): boolean {
  const depth = indentOf(lines[at] ?? '')
  const changed = new RegExp(
    `\\b${name}\\s*(?:[-+*/|&^]?=(?!=|>)|\\+\\+|--)|(?:\\+\\+|--)${name}\\b`,
  )
  let handler = false
  for (const line of lines.slice(at + 1)) {
    if (line.trim() === '') continue
    if (indentOf(line) < depth) return false
    if (/\b(?:receive|expire|start|lost)\b\s*[:(]/.test(line)) handler = true
    if (handler && changed.test(line)) return true
  }
  return false
}

const indentOf = (line: string): number => line.length - line.trimStart().length

/** Names of types whose values are objects, in any of the modules. */
function objectTypes(modules: readonly Module[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { text } of modules) {
    for (const found of text.matchAll(/\b(?:interface|class)\s+(\w+)|\btype\s+(\w+)\s*=\s*\{/g)) {
      const name = found[1] ?? found[2]
      if (name !== undefined) names.add(name)
    }
  }
  return names
}

/** The lines without comments, so that prose is not taken for code. */
function plainLines(text: string): readonly string[] {
  const blank = (found: string): string => found.replace(/[^\n]/g, ' ')
  return text
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/(^|\s)\/\/.*$/gm, blank)
    .split('\n')
}
