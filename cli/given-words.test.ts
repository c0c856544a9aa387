// Flags said again: whatever was given, so that a command that goes on is the same command.

import { expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'
import { flagsOf } from './flags.ts'
import { givenWords } from './given-words.ts'

const again = async (line: string): Promise<string> => {
  const { given } = await parseArguments(['explore', 'ack-retry', ...line.split(' ')], 'worldline')
  return givenWords('explore', given).join(' ')
}

test.each`
  because                                         | line                                      | words
  ${'what is written stays unwritten'}            | ${'--no-save --no-shrink'}                | ${'--no-shrink --no-save'}
  ${'a folder is another place'}                  | ${'--save=cases --report=out.html'}       | ${'--save=cases --report=out.html'}
  ${'a value may be left out'}                    | ${'--save --report'}                      | ${'--save --report'}
  ${'what stops it stops it again'}               | ${'-t 5s -w 2 --max-failures 3'}          | ${'--time 5s --workers 2 --max-failures 3'}
  ${'a flag may stand several times'}             | ${'--reporter line --reporter md=a'}      | ${'--reporter line --reporter md=a'}
  ${'twice is more than once'}                    | ${'-vv'}                                  | ${'--verbose --verbose'}
  ${'machines read it again'}                     | ${'--json=stream --no-timing'}            | ${'--json=stream --no-timing'}
  ${'the world and its seeds are said elsewhere'} | ${'--set servers=3 --seeds 5 -f heal'}    | ${''}
  ${'so are the crashes of a sweep'}              | ${'--strategy crash-sweep --visits 1..2'} | ${''}
`('$because', async ({ line, words }) => {
  expect(await again(line)).toBe(words)
})

test('every flag of an exploration is said again, or is one of its world', async () => {
  const values: Readonly<Record<string, string>> = {
    ...{ color: 'never', 'report-size': 'all', width: '80', 'shrink-time': '3s', time: '3s' },
    ...{ reporter: 'line', json: 'stream', strategy: 'crash-sweep' },
  }
  for (const { name, takes, hidden } of flagsOf('explore')) {
    if (hidden === true) continue
    const value = takes === undefined ? '' : `=${values[name] ?? '3'}`
    const said = await again(`--${name}${value}`)
    const isWorld = /^(seeds?|bug|faults?|set|expect|until|settle|strategy|restart|visits)$/u
    expect(said === '', `--${name}`).toBe(isWorld.test(name))
  }
})
