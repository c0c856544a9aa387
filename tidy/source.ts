// Reads a TypeScript text just well enough for the tidy rules: which characters are code, which are
// comment, and what is imported. Not a parser: the compiler has no JavaScript API to lean on, and a
// rule that needs more than words and places belongs in the linter.

/** A source text, split by character: each of the two is as long as the text, blank elsewhere. */
export interface Source {
  /** Code alone; comments, the insides of strings, of templates and of regular expressions blank. */
  readonly code: string
  /** Comments alone. */
  readonly comments: string
}

export interface Import {
  readonly specifier: string
  readonly line: number
}

type Stretch = 'code' | 'comment' | 'inside'

/** Splits a text into code and comments. */
export function split(text: string): Source {
  const code: string[] = []
  const comments: string[] = []
  let at = 0
  const take = (to: number, as: Stretch): void => {
    for (; at < to && at < text.length; at++) {
      const one = text.charAt(at)
      code.push(as === 'code' || one === '\n' ? one : ' ')
      comments.push(as === 'comment' || one === '\n' ? one : ' ')
    }
  }
  // Depths of braces at which a template's `${` was opened: its `}` goes back into the template.
  const templates: number[] = []
  let depth = 0
  const template = (): void => {
    while (at < text.length) {
      const one = text.charAt(at)
      if (one === '\\') take(at + 2, 'inside')
      else if (one === '`') return take(at + 1, 'code')
      else if (one === '$' && text.charAt(at + 1) === '{') {
        templates.push(depth)
        return take(at + 2, 'code')
      } else take(at + 1, 'inside')
    }
  }
  if (text.startsWith('#!')) take(lineEnd(text, 0), 'comment')
  while (at < text.length) {
    const one = text.charAt(at)
    const two = text.slice(at, at + 2)
    if (two === '//') take(lineEnd(text, at), 'comment')
    else if (two === '/*') take(after(text, '*/', at + 2), 'comment')
    else if (one === "'" || one === '"') {
      take(at + 1, 'code')
      take(quoteEnd(text, at, one), 'inside')
      take(at + 1, 'code')
    } else if (one === '`') {
      take(at + 1, 'code')
      template()
    } else if (one === '/' && opensRegex(code)) {
      take(at + 1, 'code')
      take(regexEnd(text, at), 'inside')
      take(at + 1, 'code')
    } else if (one === '}' && templates.length > 0 && templates.at(-1) === depth) {
      templates.pop()
      take(at + 1, 'code')
      template()
    } else {
      if (one === '{') depth++
      if (one === '}') depth--
      take(at + 1, 'code')
    }
  }
  return { code: code.join(''), comments: comments.join('') }
}

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

const after = (text: string, mark: string, from: number): number => {
  const end = text.indexOf(mark, from)
  return end === -1 ? text.length : end + mark.length
}

function quoteEnd(text: string, from: number, quote: string): number {
  let at = from
  while (at < text.length && text.charAt(at) !== quote && text.charAt(at) !== '\n') {
    at += text.charAt(at) === '\\' ? 2 : 1
  }
  return at
}

function regexEnd(text: string, from: number): number {
  let inClass = false
  let at = from
  for (; at < text.length; at++) {
    const one = text.charAt(at)
    if (one === '\\') at++
    else if (one === '[') inClass = true
    else if (one === ']') inClass = false
    else if ((one === '/' && !inClass) || one === '\n') return at
  }
  return at
}

/** A slash divides after a value and opens a regular expression after anything else. */
function opensRegex(code: readonly string[]): boolean {
  const before = code.slice(-200).join('').trimEnd()
  if (before === '') return true
  if (/\b(?:return|typeof|case|in|of|do|else|throw|yield|void|delete)$/u.test(before)) return true
  return !/[\w$)\]}'"`]$/u.test(before)
}

const statements = /\b(?:import|export)\b(?:[^'"`;()]*?\bfrom)?\s*\(?\s*['"`]/gu
const places = /\bnew\s+URL\s*\(\s*['"`]/gu

/**
 * Everything that a file takes from elsewhere: import and export statements, `import()`, and
 * `new URL('./x.ts', import.meta.url)`, by which workers and child processes are started.
 */
export function importsOf(text: string): readonly Import[] {
  const { code } = split(text)
  const found: Import[] = []
  for (const match of code.matchAll(statements)) {
    found.push(importAt(text, match.index, match[0]))
  }
  for (const match of code.matchAll(places)) {
    const one = importAt(text, match.index, match[0])
    if (!one.specifier.startsWith('.') || !/\.[cm]?[jt]s$/u.test(one.specifier)) continue
    // A place may name what the compiler makes of a source: that is the source.
    found.push({ ...one, specifier: one.specifier.replace(/\.js$/u, '.ts') })
  }
  return found.toSorted((a, b) => a.line - b.line)
}

function importAt(text: string, index: number, matched: string): Import {
  const open = index + matched.length - 1
  const end = quoteEnd(text, open + 1, text.charAt(open))
  return { specifier: text.slice(open + 1, end), line: lineOf(text, open) }
}

/** Line (from 1) of a place in a text. */
export const lineOf = (text: string, index: number): number =>
  text.slice(0, index).split('\n').length
