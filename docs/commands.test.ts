// docs/commands.md is written from the tables that help, completion and parser are made of. This
// test fails when the page is stale; `npx vitest run docs -u` writes it anew.

import { expect, test } from 'vitest'
import { commands } from '../cli/commands.ts'
import { type Flag, flags, flagsOf } from '../cli/flags.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|')

const written = (flag: Flag): string => {
  const value = flag.like ?? (flag.takes === undefined ? '' : 'TEXT')
  const tail = value === '' ? '' : flag.takes === 'text?' ? `[=${value}]` : ` ${value}`
  const short = flag.short === undefined ? '' : `\`-${flag.short}\`, `
  return `${short}\`--${flag.name}${cell(tail)}\``
}

function page(): string {
  const shown = flags.filter((flag) => flag.hidden !== true)
  const lines = [
    '# Commands and flags',
    '',
    '<!-- Written from cli/commands.ts and cli/flags.ts by docs/commands.test.ts: do not edit. -->',
    '',
    'A flag means the same in every command that takes it. Where nothing is said otherwise, the result goes to',
    'standard output and progress, hints and warnings to standard error.',
  ]
  for (const { name, positionals, about, examples, notes } of commands) {
    lines.push(
      '',
      `## ${name}`,
      '',
      `\`worldline ${`${name} ${positionals}`.trim()}\`: ${about}.`,
      '',
    )
    lines.push('```sh')
    for (const [line, does] of examples) lines.push(`worldline ${line}   # ${does}`)
    lines.push('```')
    if (notes.length > 0) lines.push('', ...notes.map((note) => `- ${note}`))
    const own = flagsOf(name).filter((flag) => flag.hidden !== true)
    lines.push('', `Flags: ${own.map((flag) => `\`--${flag.name}\``).join(' ')}`)
  }
  lines.push('', '## Flags', '', '| flag | what | commands |', '|---|---|---|')
  for (const flag of shown) {
    const everywhere = flag.of.length === commands.length
    lines.push(
      `| ${written(flag)} | ${cell(flag.about)} | ${everywhere ? 'all' : flag.of.join(', ')} |`,
    )
  }
  return `${lines.join('\n')}\n`
}

test('docs/commands.md says what the tables say', async () => {
  await expect(page()).toMatchFileSnapshot('./commands.md')
})

test('every command has two examples, and every flag a command', () => {
  for (const { name, examples } of commands) expect(examples.length, name).toBeGreaterThan(1)
  for (const flag of flags) expect(flag.of.length, flag.name).toBeGreaterThan(0)
})
