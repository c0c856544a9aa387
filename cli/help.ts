// `--help`: written from the same tables that the parser is made of, and without loading it, since
// nobody should wait for a page of text.

import { type Page, pad } from '../reports/page.ts'
import { wrapped } from '../reports/words.ts'
import { type CommandTold, commands } from './commands.ts'
import { type Flag, flagsOf } from './flags.ts'

const linesMax = 60

/** Whether help is what was asked for: the flag stands before any `--`. */
export function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  const words = end < 0 ? argv : argv.slice(0, end)
  return words.includes('--help') || words.includes('-h')
}

/** The help of the command that was named, or of all. At most sixty lines. */
export function helpFor(argv: readonly string[], name: string, page: Page): string {
  const command = commands.find((one) => argv.includes(one.name))
  const lines = command === undefined ? general(name, page) : ofCommand(command, name, page)
  return `${lines.slice(0, linesMax).join('\n')}\n`
}

function general(name: string, page: Page): string[] {
  const { ink } = page
  const wide = Math.max(...commands.map((one) => heading(one).length))
  return [
    `${ink.strong('worldline')}  find, replay and explain failures of distributed protocols`,
    '',
    `  ${name} <command> [target…] [flags]`,
    '',
    ink.strong('Commands'),
    ...commands.map((one) => `  ${pad(heading(one), wide)}   ${one.about}`),
    '',
    ink.strong('Examples'),
    // What each shows is said above it, in the list of the commands.
    ...commands.flatMap(({ examples: [first] }) =>
      first === undefined ? [] : [`    ${ink.accent(`${name} ${first[0]}`)}`],
    ),
    '',
    `  The flags and examples of a command:  ${name} <command> --help`,
    `  Exit codes: 0 pass · 1 fail · 2 usage · 3 inconclusive · 4 not deterministic · 70 our own bug`,
  ]
}

function ofCommand(command: CommandTold, name: string, page: Page): string[] {
  const flags = flagsOf(command.name).filter((flag) => flag.hidden !== true)
  const heads = flags.map(headOf)
  const wide = Math.min(36, Math.max(...heads.map((head) => head.length)))
  return [
    `${page.ink.strong(`worldline ${command.name}`)}  ${command.about}`,
    '',
    `  ${name} ${heading(command)} [flags]`,
    '',
    page.ink.strong('Examples'),
    ...examplesOf(command, name, page),
    '',
    page.ink.strong('Flags'),
    ...flags.flatMap((flag, at) => flagRows(heads[at] ?? '', flag.about, wide, page)),
    '',
    ...command.notes.flatMap((note) => wrapped(note, page.width - 2)).map((line) => `  ${line}`),
  ]
}

const heading = (command: CommandTold): string => `${command.name} ${command.positionals}`.trim()

/** What it shows, then the command on a line of its own, so that it can be copied whole. */
const examplesOf = (command: CommandTold, name: string, { ink }: Page): string[] =>
  command.examples.flatMap(([line, about]) => [
    `  ${ink.faint(about)}`,
    `    ${ink.accent(`${name} ${line}`)}`,
  ])

/** `-s, --seed N|random`. */
function headOf(flag: Flag): string {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `
  const value = flag.like === undefined ? '' : ` ${flag.like}`
  return `${short}--${flag.name}${flag.takes === 'text?' ? `[=${flag.like ?? ''}]` : value}`
}

function flagRows(head: string, about: string, wide: number, page: Page): string[] {
  const [first, ...rest] = wrapped(about, Math.max(20, page.width - wide - 5))
  const indent = ' '.repeat(wide + 5)
  return [`  ${pad(head, wide)}   ${first ?? ''}`, ...rest.map((line) => indent + line)]
}
