// From the words of the command line to a command and its flags, with yargs. What is wrong comes out
// as problems with the nearest valid word; help is not written here (help.ts).

import yargs, { type Argv, type Options } from 'yargs'
import { pointed } from '../reports/problems.ts'
import { listed } from '../reports/words.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake, type Problem } from '../sim/problem.ts'
import { type CommandTold, commands } from './commands.ts'
import { type CommandName, type Flag, flags, flagsOf, spellings } from './flags.ts'

/** Values of flags as they were typed; a flag that was not given is absent. */
export type Given = Readonly<Record<string, string | boolean | number | readonly string[]>>

export interface Parsed {
  readonly command: CommandName
  /** the words after it */
  readonly words: readonly string[]
  readonly given: Given
  /** what stood behind `--` */
  readonly rest: readonly string[]
}

/**
 * @param name how this program is called, for the commands in what is said
 * @throws Mistake (WL1001 to WL1004)
 */
export async function parseArguments(argv: readonly string[], name: string): Promise<Parsed> {
  const words = prepared(argv)
  let parsed: Parsed | null = null
  let parser = yargs([...words])
    .scriptName(name)
    .locale('en')
    .exitProcess(false)
    .strict()
    .recommendCommands()
    .demandCommand(1)
    .version(false)
    .help(false)
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'populate--': true,
    })
    .fail((message: string, error: Error) => {
      throw error instanceof Mistake
        ? error
        : new Mistake(problemsOf(message ?? error.message, words, name))
    })
  for (const command of commands) {
    parser = parser.command(
      `${command.name} ${command.positionals}`.trim(),
      command.about,
      (own) => described(own, command),
      (values) => {
        parsed = taken(command.name, values)
      },
    )
  }
  await parser.parseAsync()
  if (parsed === null) throw new Mistake([unknownCommand(firstWord(words), name)])
  return parsed
}

function described(own: Argv, command: CommandTold): Argv {
  let parser = own
  for (const flag of flagsOf(command.name)) parser = parser.option(flag.name, optionOf(flag))
  for (const [, name, many] of command.positionals.matchAll(/\[(\w+)(\.\.)?\]/gu)) {
    parser = parser.positional(name ?? '', { type: 'string', array: many !== undefined })
  }
  return parser
}

const optionOf = (flag: Flag): Options => ({
  ...(flag.short === undefined ? {} : { alias: flag.short }),
  ...(flag.takes === undefined
    ? { type: flag.many === true ? 'count' : 'boolean' }
    : { type: 'string', requiresArg: true }),
})

/**
 * Values that begin with a dash are joined to their flag, so that `--until -5s` is a wrong duration
 * and not two unknown flags; and a flag whose value may be left out never takes the next word.
 */
function prepared(argv: readonly string[]): string[] {
  const words: string[] = []
  for (let place = 0; place < argv.length; place += 1) {
    const word = argv[place] ?? ''
    if (word === '--') return [...words, ...argv.slice(place)]
    const flag = flagWritten(word)
    const next = argv[place + 1]
    if (flag?.takes === 'text?' && !word.includes('=')) {
      const joined = next !== undefined && flag.next?.test(next) === true
      words.push(`${word}=${joined ? next : (flag.choices?.[0] ?? '')}`)
      if (joined) place += 1
    } else if (
      flag?.takes === 'text' &&
      !word.includes('=') &&
      next !== undefined &&
      /^-[\d.]/u.test(next)
    ) {
      words.push(`--${flag.name}=${next}`)
      place += 1
    } else words.push(word === '-' ? dash : word)
  }
  return words
}

/** What a dash alone is while yargs reads: it would take it from a list of words. */
const dash = '\u0001-'
const undashed = (word: unknown): string => (word === dash ? '-' : String(word))

function flagWritten(word: string): Flag | null {
  const bare = word.split('=')[0] ?? word
  return flags.find((flag) => spellings(flag).includes(bare)) ?? null
}

function taken(command: CommandName, values: Readonly<Record<string, unknown>>): Parsed {
  const given: Record<string, string | boolean | number | readonly string[]> = {}
  const problems: Problem[] = []
  for (const flag of flagsOf(command)) {
    const value = values[flag.name]
    if (value === undefined || value === 0 || value === false) continue
    const texts = (Array.isArray(value) ? value : [value]).map(undashed)
    if (flag.takes === undefined) given[flag.name] = typeof value === 'number' ? value : true
    else if (flag.many === true) given[flag.name] = texts
    else if (texts.length > 1) problems.push(twice(flag, texts))
    else given[flag.name] = texts[0] ?? ''
    for (const text of flag.choices === undefined ? [] : texts) {
      if (!flag.choices?.includes(text)) problems.push(notAChoice(flag, text))
    }
  }
  const width = given['width']
  if (typeof width === 'string' && !/^\d+$/u.test(width)) problems.push(notAWidth(width))
  if (problems.length > 0) throw new Mistake(problems)
  const positional = positionals.flatMap((key) => {
    const value = values[key]
    return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(undashed)
  })
  const rest = values['--']
  return { command, words: positional, given, rest: Array.isArray(rest) ? rest.map(String) : [] }
}

/** Names of the words after a command, in the order in which they stand. */
const positionals = [
  ...['targets', 'what', 'shell', 'name', 'target', 'run', 'case', 'thing'],
  ...['verb', 'names', 'left', 'right'],
  ...['system', 'number', 'operation', 'files'],
]

const twice = (flag: Flag, texts: readonly string[]): Problem => ({
  code: 'WL1004',
  sentence: `--${flag.name} was given ${texts.length} times; it takes one value.`,
  lines: [`given   ${texts.map((text) => `--${flag.name} ${text}`).join('   ')}`],
})

const notAWidth = (text: string): Problem => ({
  code: 'WL1004',
  sentence: `--width takes a whole number of columns, not "${text}".`,
  lines: pointed(`--width ${text}`, text),
})

function notAChoice(flag: Flag, text: string): Problem {
  const near = nearest(text, flag.choices ?? [])
  return {
    code: 'WL1004',
    sentence: `--${flag.name} cannot be "${text}".`,
    lines: [
      ...(near === null ? [] : [`did you mean   --${flag.name}=${near} ?`]),
      `allowed        ${(flag.choices ?? []).join('  ')}`,
    ],
  }
}

/** What yargs found wrong, in our words. */
function problemsOf(message: string, words: readonly string[], name: string): Problem[] {
  const command = firstWord(words)
  const missing = /^Not enough arguments following: (.+)$/u.exec(message)?.[1]
  if (missing !== undefined) return [withoutValue(missing)]
  const known = commands.find((one) => one.name === command)
  if (known === undefined) return [unknownCommand(command, name)]
  const unknown = unknownFlags(words, known.name)
  if (unknown.length > 0) return unknown.map((word) => unknownFlag(word, known.name, name))
  const extra = /^Unknown arguments?: (.+)$/u.exec(message)?.[1]
  return [
    {
      code: 'WL1001',
      sentence:
        extra === undefined
          ? `${known.name}: ${message}.`
          : `${known.name} takes no further word: "${extra}" is one too many.`,
      lines: [`usage   ${name} ${known.name} ${known.positionals}`],
    },
  ]
}

function withoutValue(given: string): Problem {
  const flag = flags.find((one) => one.name === given || one.short === given)
  return {
    code: 'WL1001',
    sentence: `--${flag?.name ?? given} needs a value.`,
    lines: flag === undefined ? [] : [`--${flag.name} ${flag.like ?? ''}   ${flag.about}`],
  }
}

function unknownCommand(word: string | null, name: string): Problem {
  const names = commands.map((one) => one.name)
  const all = `commands       ${names.join('  ')}`
  if (word === null) {
    return {
      code: 'WL1001',
      sentence: 'a command is missing.',
      lines: [all, `see            ${name} --help`],
    }
  }
  const near = nearest(word, names)
  return {
    code: 'WL1001',
    sentence: `there is no command "${word}".`,
    lines: [...(near === null ? [] : [`did you mean   ${name} ${near} ?`]), all],
  }
}

function unknownFlag(word: string, command: CommandName, name: string): Problem {
  const valid = flagsOf(command).filter((flag) => flag.hidden !== true)
  const elsewhere = flagWritten(word)
  const near = nearest(
    word.replace(/^-+/u, ''),
    valid.map((flag) => flag.name),
  )
  return {
    code: 'WL1001',
    sentence:
      elsewhere === null
        ? `${command} does not know the flag "${word}".`
        : `${command} does not take ${word}; ${listed(elsewhere.of)} ${elsewhere.of.length === 1 ? 'does' : 'do'}.`,
    lines: [
      ...(elsewhere === null ? pointed(`${name} ${command} … ${word}`, word) : []),
      ...(near === null || elsewhere !== null ? [] : [`did you mean   --${near} ?`]),
      `see            ${name} ${command} --help`,
    ],
  }
}

/** Words that look like flags and are none of this command's. */
function unknownFlags(words: readonly string[], command: CommandName): string[] {
  const valid = new Set(flagsOf(command).flatMap(spellings))
  const unknown: string[] = []
  for (const word of words) {
    if (word === '--') break
    const bare = word.split('=')[0] ?? word
    if (/^--?[a-z]/iu.test(bare) && !valid.has(bare) && !isShortGroup(bare, valid))
      unknown.push(bare)
  }
  return unknown
}

/** `-vv`, `-qv`, `-w2`: short flags written together, the last with its value. */
const isShortGroup = (word: string, valid: ReadonlySet<string>): boolean =>
  /^-[a-z]\S+$/u.test(word) && valid.has(word.slice(0, 2))

/** The first word that is neither a flag nor the value of one. */
function firstWord(words: readonly string[]): string | null {
  for (let place = 0; place < words.length; place += 1) {
    const word = words[place] ?? ''
    if (!word.startsWith('-')) return word
    const flag = flagWritten(word)
    if (flag?.takes === 'text' && !word.includes('=')) place += 1
  }
  return null
}
