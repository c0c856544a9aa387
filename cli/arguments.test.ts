import { describe, expect, test } from 'vitest'
import { plainPage } from '../reports/page.ts'
import { Mistake } from '../sim/problem.ts'
import { parseArguments } from './arguments.ts'
import { commands } from './commands.ts'
import { flags, flagsOf } from './flags.ts'
import { asksForHelp, helpFor } from './help.ts'

const parse = (line: readonly string[]): ReturnType<typeof parseArguments> =>
  parseArguments(line, 'worldline')

describe('what is typed', () => {
  test('targets, values, repeated flags and the words behind --', async () => {
    const line = [
      'run',
      'a',
      'b:c@3',
      '-s',
      '7',
      '-f',
      'drop 5%',
      '-f',
      'crash n1',
      '-vv',
      '--',
      '--x',
    ]
    expect(await parse(line)).toEqual({
      command: 'run',
      words: ['a', 'b:c@3'],
      given: { seed: '7', fault: ['drop 5%', 'crash n1'], verbose: 2 },
      rest: ['--x'],
    })
  })

  test('--json takes its word after = only, and never the target', async () => {
    expect(await parse(['run', '--json', 'a'])).toMatchObject({
      words: ['a'],
      given: { json: 'document' },
    })
    expect(await parse(['run', 'a', '--json=stream'])).toMatchObject({ given: { json: 'stream' } })
  })

  test('numbers stay as they were typed', async () => {
    expect(await parse(['run', '007', '--seed', '4294967296'])).toMatchObject({
      words: ['007'],
      given: { seed: '4294967296' },
    })
  })

  test('a negative value reaches whoever can say what is wrong with it', async () => {
    expect(await parse(['run', 'a', '--until', '-5s'])).toMatchObject({ given: { until: '-5s' } })
  })
})

const said = async (line: readonly string[]): Promise<string> => {
  try {
    await parse(line)
  } catch (error) {
    if (error instanceof Mistake && error.exitCode === 2) {
      return error.problems.flatMap((one) => [one.sentence, ...one.lines]).join('\n')
    }
    throw error
  }
  return 'nothing was wrong'
}

describe('a typing error has one answer with the nearest valid word', () => {
  test.each`
    line                                  | answer
    ${['exlpore', 'a']}                   | ${'did you mean   worldline explore ?'}
    ${['zzz']}                            | ${'there is no command "zzz"'}
    ${['run', 'a', '--sed', '3']}         | ${'did you mean   --seed ?'}
    ${['run', 'a', '--workers', '2']}     | ${'run does not take --workers; explore'}
    ${['run', 'a', '--seed']}             | ${'--seed needs a value'}
    ${['run', 'a', '-s', '1', '-s', '2']} | ${'given 2 times'}
    ${['run', 'a', '--color', 'maybe']}   | ${'allowed        auto  always  never'}
    ${['explore', 'a', '--json=strem']}   | ${'did you mean   --json=stream ?'}
    ${['list', 'faults', 'more']}         | ${'"more" is one too many'}
    ${['--frob']}                         | ${'a command is missing'}
  `('$line', async ({ line, answer }) => {
    const text = await said(line)
    expect(text).toContain(answer)
    expect(text.split('\n').length).toBeLessThanOrEqual(10)
  })
})

test('every command has two examples at least, of flags that it takes', async () => {
  for (const command of commands) {
    expect(command.examples.length).toBeGreaterThanOrEqual(2)
    for (const [line] of command.examples) {
      const words = line.replace(/ > .*$/u, '').match(/"[^"]*"|\S+/gu) ?? []
      const parsed = await parse(words.map((word) => word.replaceAll('"', '')))
      expect(parsed.command, line).toBe(command.name)
    }
  }
})

test('a flag has one meaning: no two share a name or a letter', () => {
  const words = flags.flatMap((flag) => [
    flag.name,
    ...(flag.short === undefined ? [] : [flag.short]),
  ])
  expect(new Set(words).size).toBe(words.length)
  for (const { name } of commands) expect(flagsOf(name).length).toBeGreaterThan(0)
})

describe('help', () => {
  test.each(commands.map(({ name }) => name))(
    'of %s: at most 60 lines, two examples at least',
    (name) => {
      const text = helpFor([name, '--help'], 'worldline', plainPage)
      const lines = text.trimEnd().split('\n')
      expect(lines.length).toBeLessThanOrEqual(60)
      for (const flag of flagsOf(name).filter((one) => one.hidden !== true)) {
        expect(text).toContain(`--${flag.name}`)
      }
      expect(
        lines.filter((line) => line.startsWith(`    worldline ${name}`)).length,
      ).toBeGreaterThanOrEqual(2)
    },
  )

  test('of everything names every command', () => {
    const text = helpFor(['--help'], 'worldline', plainPage)
    for (const { about } of commands) expect(text).toContain(about)
    expect(text.split('\n').length).toBeLessThanOrEqual(60)
  })

  test('is not asked for behind --', () => {
    expect(asksForHelp(['run', 'a', '--', '--help'])).toBe(false)
    expect(asksForHelp(['run', '-h'])).toBe(true)
  })
})
