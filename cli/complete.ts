// What may stand where the cursor is. The scripts of completion.ts hand over the line up to the
// cursor; this answers with one whole word a line. It never fails: a completion that complains is
// worse than none.

import {
  callWords,
  caseVerbs,
  commands,
  formatWords,
  listWords,
  reporterWords,
  servedRoleWords,
  servedSystemWords,
  shells,
} from './commands.ts'
import { historyFormatWords } from './commands-check.ts'
import { partWords, projectWords } from './commands-start.ts'
import { type Flag, flagsOf, spellings } from './flags.ts'
import type { Known } from './known.ts'

/** The words of a line up to the cursor; the last one is being typed and may be empty. */
export function wordsOf(line: string): string[] {
  const words: string[] = []
  let word = ''
  let quote: string | null = null
  let begun = false
  for (const one of line) {
    if (quote !== null) {
      if (one === quote) quote = null
      else word += one
    } else if (one === '"' || one === "'") {
      quote = one
      begun = true
    } else if (one === ' ' || one === '\t') {
      if (begun) words.push(word)
      word = ''
      begun = false
    } else {
      word += one
      begun = true
    }
  }
  return [...words, word]
}

/** Whole words that begin with what was typed; several are sorted as they should be offered. */
export function candidates(line: string, known: Known): string[] {
  const [, ...words] = wordsOf(line)
  const typed = words.at(-1) ?? ''
  return offered(words.slice(0, -1), typed, known).filter((one) => one.startsWith(typed))
}

function offered(before: readonly string[], typed: string, known: Known): string[] {
  const command = commands.find((one) => before.includes(one.name))
  if (command === undefined) {
    return typed.startsWith('-') ? ['--help', '--version'] : commands.map((one) => one.name)
  }
  const own = flagsOf(command.name).filter((flag) => flag.hidden !== true)
  const pending = own.find(
    (flag) => flag.takes === 'text' && spellings(flag).includes(before.at(-1) ?? ''),
  )
  if (pending !== undefined) return valuesOf(pending, before, typed, known)
  const joined = /^(--[a-z-]+)=/u.exec(typed)?.[1]
  const inline = own.find((flag) => `--${flag.name}` === joined)
  if (inline !== undefined) {
    const value = typed.slice(typed.indexOf('=') + 1)
    return valuesOf(inline, before, value, known).map((one) => `${joined ?? ''}=${one}`)
  }
  if (typed.startsWith('-')) return [...own.map((flag) => `--${flag.name}`), '--help']
  if (command.name === 'list') return [...listWords]
  if (command.name === 'completion') return [...shells]
  if (['demo', 'new', 'init', 'doctor', 'check'].includes(command.name)) return []
  if (command.name === 'explain') return [...known.cases, ...known.things, ...targets(typed, known)]
  if (command.name === 'serve' || command.name === 'call')
    return [...servedWords(command.name, before)]
  if (command.name === 'cases') {
    const named = before.indexOf('cases') < before.length - 1
    return named ? [...known.cases] : [...caseVerbs]
  }
  if (['compare', 'shrink', 'report', 'explain'].includes(command.name))
    return [...known.cases, ...targets(typed, known)]
  if (command.name === 'replay') return [...known.cases, ...known.recordings]
  return targets(typed, known)
}

/** Systems with their variants and roles; behind a system, what may be asked of it. */
function servedWords(command: 'serve' | 'call', before: readonly string[]): readonly string[] {
  const named = before.indexOf(command) < before.length - 1
  if (named) return command === 'call' ? callWords : []
  return command === 'call' ? servedSystemWords : [...servedSystemWords, ...servedRoleWords]
}

/** Names; their variants once a colon was typed. */
function targets(typed: string, known: Known): string[] {
  const names = known.scenarios.map((one) => one.name)
  if (!typed.includes(':')) return names
  return known.scenarios.flatMap((one) => one.variants.map((variant) => `${one.name}:${variant}`))
}

function valuesOf(flag: Flag, before: readonly string[], typed: string, known: Known): string[] {
  const meant = known.scenarios.filter((one) =>
    before.some(
      (word) =>
        word === one.name || word.startsWith(`${one.name}:`) || word.startsWith(`${one.name}@`),
    ),
  )
  const scenarios = meant.length > 0 ? meant : known.scenarios
  switch (flag.name) {
    case 'fault':
      return faultLines(typed, scenarios, known)
    case 'faults':
      return ['default', 'none', 'swarm']
    case 'bug':
      return ['all', ...scenarios.flatMap((one) => one.variants)]
    case 'set':
      return scenarios.flatMap((one) => one.params.map((name) => `${name}=`))
    case 'template':
      return [...projectWords, ...partWords]
    case 'determinism':
    case 'plan':
      return targets(typed, known)
    case 'seed':
      return ['1', 'random']
    case 'format':
      return before.includes('check') ? [...historyFormatWords] : [...formatWords]
    case 'reporter':
      return [...reporterWords]
    default:
      return [...(flag.choices ?? [])]
  }
}

/** The words of the notation; behind the first, also the nodes of the scenario. */
function faultLines(typed: string, scenarios: Known['scenarios'], known: Known): string[] {
  const head = typed.slice(0, typed.lastIndexOf(' ') + 1)
  const whole = known.faults.filter((line) => line.startsWith(typed))
  if (head === '')
    return [...new Set([...whole.map((line) => line.split(' ')[0] ?? line), ...whole])]
  const nodes = [
    ...scenarios.flatMap((one) => one.nodes),
    'random one',
    'all',
    '@ 1s',
    'for 500ms',
    'every 2s',
    'restart +200ms',
  ]
  return [...new Set([...whole, ...nodes.map((node) => head + node)])]
}

/** The answer to a completion script: one word a line, nothing where nothing is known. */
export async function offer(line: string, cwd: string): Promise<string> {
  try {
    const { known } = await import('./known.ts')
    const offers = candidates(line, known(cwd))
    return offers.map((one) => `${one}\n`).join('')
  } catch {
    return ''
  }
}
