// Rules about one file, each a function of its path and text that answers with complaints. They hold
// what the linter has no word for; the import table is in table.ts, the repository whole in house.ts.

import { lineOf, split } from './source.ts'
import { isTest } from './table.ts'

type Rule = (path: string, text: string) => readonly string[]

const isSource = (path: string): boolean => path.endsWith('.ts')
const isPure = (path: string): boolean =>
  /^(?:sim|protocols|services)\//u.test(path) &&
  isSource(path) &&
  !/\.(?:test|bench)\.ts$/u.test(path)

/** Complaints about every match of a pattern in some part of the text. */
function each(path: string, part: string, pattern: RegExp, because: string): readonly string[] {
  return [...part.matchAll(pattern)].map(
    (match) => `${path}:${lineOf(part, match.index)}: ${match[0].trim()} — ${because}`,
  )
}

/**
 * The determinism fence where the linter has a hole: powers of numbers, memory of a module that
 * outlives a run, and properties taken out of objects whose layout the engine has learnt.
 */
const pureCode: Rule = (path, text) => {
  if (!isPure(path)) return []
  const { code } = split(text)
  return [
    ...each(
      path,
      code,
      /(?<!\b\d+n? )\*\*=?|(?<=\b\d+ )\*\*(?! \d+\b)/gu,
      'powers of what is not a whole literal have other bits on other engines; multiply',
    ),
    ...each(path, code, /^(?:export )?(?:let|var) \w+/gmu, 'a module keeps nothing between runs'),
    ...each(
      path,
      code,
      /^(?:export )?const \w+(?:: (?!Readonly|readonly)[^=\n]+)? = (?:new (?:Weak)?(?:Map|Set)\b[^(\n]*\(\)|\[\]|\{\})$/gmu,
      'an empty collection of a module is there to be filled; keep it in State',
    ).filter(() => !(path in memories)),
    ...each(path, code, /\bdelete [\w$.[\]]+/gu, 'use a Map, or set the field to null'),
    ...each(path, code, /\bimport\.meta\b/gu, 'pure code has no place on a disk'),
    ...each(path, code, /\b(?:Promise|PromiseLike|AsyncIterable)</gu, 'a step is synchronous'),
  ]
}

/** Modules that remember what they have worked out, each with the reason why no run can tell. */
export const memories: Readonly<Record<string, string>> = {
  'sim/span-table.ts': 'a table is a pure function of its span and is never written to',
}

/** Ways around the types: silenced errors, and casts through `unknown`. */
const honestTypes: Rule = (path, text) => {
  if (!isSource(path)) return []
  const { code, comments } = split(text)
  return [
    ...each(path, comments, /@ts-(?:ignore|nocheck)/gu, 'an error silenced is an error kept'),
    ...(isTest(path) ? [] : each(path, comments, /@ts-expect-error/gu, 'for tests of types only')),
    ...(isTest(path) || path in castsThroughUnknown
      ? []
      : each(path, code, /\bas unknown as\b/gu, 'a cast through unknown says nothing is known')),
    ...each(path, code, /^\s*(?:export )?(?:const )?enum \w+/gmu, 'use a union of literals'),
    ...each(path, code, /^\s*(?:export )?namespace \w+/gmu, 'use a module'),
  ]
}

/** Files that cast through `unknown`, each with its reason. */
export const castsThroughUnknown: Readonly<Record<string, string>> = {
  'sim/kernel/world.ts': 'a hot file: what it fills while it runs is read-only for everybody else',
}

/** Each file opens with what it is and deliberately is not. */
const prose: Rule = (path, text) => {
  if (!isSource(path) || isTest(path)) return []
  const lines = text.split('\n')
  const first = lines[0]?.startsWith('#!') === true ? 1 : 0
  return lines[first]?.startsWith('// ') === true
    ? []
    : [`${path}:1: begin with two or three lines of prose: what this is, and what it is not`]
}

const vague = ['util', 'utils', 'helper', 'helpers', 'misc', 'common', 'shared', 'stuff', 'manager']
const vagueToo = ['impl', 'data', 'info', 'lib', 'base', 'core', 'tools', 'constants', 'interfaces']

/** Files and folders are named after the one thing they hold. */
const fileName: Rule = (path) => {
  const complaints: string[] = []
  for (const part of path.split('/')) {
    const words = part.replace(/^\./u, '').split(/[-.]/u)
    const word = words.find((one) => vague.includes(one) || vagueToo.includes(one))
    if (word !== undefined) complaints.push(`${path}: "${word}" names no thing`)
  }
  if (isSource(path) && !/^[a-z0-9/.-]+$/u.test(path)) complaints.push(`${path}: use kebab-case`)
  return complaints
}

/** What is exported is named after a thing of the field, never after its place in a program. */
const exportName: Rule = (path, text) =>
  isSource(path)
    ? each(
        path,
        split(text).code,
        /^export (?:declare )?(?:abstract )?(?:class|function|const|type|interface) \w*(?:Manager|Helpers?|Utils?|Impl|Info)\b/gmu,
        'name the thing, not its place in a program',
      )
    : []

/**
 * What is exported as a function or class says what it promises. What its file is named after may
 * leave that to the head of the file, and a function of one argument to its name and types.
 */
const docstring: Rule = (path, text) => {
  if (!isSource(path) || isTest(path) || path.startsWith('bench/')) return []
  const lines = text.split('\n')
  const stem = (path.split('/').at(-1) ?? '').replace('.ts', '')
  const complaints: string[] = []
  const told = new Set<string>()
  for (const [index, line] of lines.entries()) {
    const name = /^export (?:abstract )?(?:class|function)\*? (\w+)/u.exec(line)?.[1]
    // Overloads of one function share the docstring of the first.
    if (name === undefined || kebab(name) === stem || told.has(name)) continue
    told.add(name)
    if (/^export function \w+\([^,()]*\): [^{]+ \{$/u.test(line)) continue
    if (lines[index - 1]?.trim().endsWith('*/') === true) continue
    complaints.push(`${path}:${index + 1}: ${name} is exported and promises nothing in words`)
  }
  return complaints
}

const kebab = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])[A-Z]/gu, (one) => `-${one}`).toLowerCase()

/** Lines above which a source is asked for its reason; tests are lists, and may be twice as long. */
export const lengthMax = 300

/** Files that are longer, each with the reason why they stay one file. */
export const longFiles: Readonly<Record<string, string>> = {
  'adapters/host/host.ts': 'one node: its steps and the line of its outputs share every field',
  'sim/kernel/cell.ts': 'the node as its actor sees it: a method a call, and their state',
  'sim/kernel/effects.suite.ts': 'one table, what every fault was asked and what was measured',
  'sim/kernel/life.ts':
    'crash, restart, pause and clocks hand the same waiting steps to each other',
  'sim/kernel/streams.ts': 'one state machine: a connection from its first send to its last lost',
  'sim/kernel/world.ts': 'the hot path: sending, delivering and stepping, kept where they inline',
}

/** One concept a file; a long one gives its reason, and a reason no longer needed goes. */
const length: Rule = (path, text) => {
  if (!isSource(path)) return []
  const lines = (text.split('\n').length - 1) / (isTest(path) ? 2 : 1)
  if (lines > lengthMax && !(path in longFiles)) {
    return [`${path}: ${lines} lines; split it, or give its reason in tidy/rules.ts`]
  }
  // Somewhat below, so that a file at the mark does not ask for its reason every other day.
  if (lines < lengthMax * 0.8 && path in longFiles) {
    return [`${path}: ${lines} lines need no reason any more (tidy/rules.ts)`]
  }
  return []
}

/** Tests wait for events, run everything they hold, and stand no double in for the real thing. */
const soberTest: Rule = (path, text) => {
  if (!isTest(path)) return []
  const { code } = split(text)
  return [
    ...each(path, code, /\b(?:test|it|describe)\.(?:only|todo)\b/gu, 'a test runs or is not there'),
    ...each(path, code, /\bvi\.(?:mock|doMock|hoisted)\b/gu, 'no doubles: use the real thing'),
    ...each(path, code, /\buseFakeTimers\b/gu, 'worlds have virtual time'),
    ...each(
      path,
      code,
      /new Promise(?:<\w+>)?\(\(?(\w+)\)? =>\s*\{?\s*setTimeout\(\1/gu,
      'no sleeps: wait for what should happen',
    ),
  ]
}

/** A linter's rule is put aside for one line, with a reason, and never in front of the fence. */
const exceptions: Rule = (path, text) => {
  if (!isSource(path)) return []
  const { comments } = split(text)
  return [
    ...each(path, comments, /(?:oxlint|eslint)-disable(?!-next-line)/gu, 'only for the next line'),
    ...each(
      path,
      comments,
      /(?:oxlint|eslint)-disable-next-line(?!.* -- \w)/gu,
      'give a reason: -- …',
    ),
    ...(isPure(path)
      ? each(path, comments, /-disable-next-line .*restricted/gu, 'the fence has no gate')
      : []),
  ]
}

/** Nothing is left to be done later, but what templates leave to those who learn by them. */
const finished: Rule = (path, text) =>
  isSource(path) && !path.startsWith('templates/')
    ? each(path, split(text).comments, /\b(?:TODO|FIXME|XXX|HACK)\b/gu, 'do it, or leave it out')
    : []

// Written in pieces, so that this file does not say what it forbids.
const foreign = [
  { words: ['/wo', 'rk/'], because: 'a path of one machine' },
  { words: ['/ro', 'ot/'], because: 'a path of one machine' },
  { words: ['/ho', 'me/'], because: 'a path of one machine' },
  { words: ['/Us', 'ers/'], because: 'a path of one machine' },
  { words: ['bash_', 'jobs'], because: 'a path of one machine' },
  { words: ['registry', '.npm'], because: 'a host that others may not use' },
  { words: ['regis', 'try.yarn'], because: 'a host that others may not use' },
] as const

/** The repository names no machine it was written on and no registry it was installed from. */
const homeless: Rule = (path, text) =>
  foreign.flatMap(({ words, because }) => {
    const at = text.indexOf(words.join(''))
    return at === -1 ? [] : [`${path}:${lineOf(text, at)}: ${words.join('')} — ${because}`]
  })

/** Every rule about one file, by name. */
export const rules: Readonly<Record<string, Rule>> = {
  pureCode,
  honestTypes,
  prose,
  fileName,
  exportName,
  docstring,
  length,
  soberTest,
  exceptions,
  finished,
  homeless,
}
