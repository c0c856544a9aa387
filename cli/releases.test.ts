// The same command, the same bytes: in two processes, and under every other release of Node that
// WORLDLINE_NODES names (paths of executables, joined by ':'; `.ci/run` installs them). Without the
// variable the tests across releases are skipped, which the report says.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'

const command = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')
const others = (process.env['WORLDLINE_NODES'] ?? '').split(delimiter).filter((path) => path !== '')
const why = 'WORLDLINE_NODES names no other release of Node'

const output = (node: string, args: readonly string[]): string =>
  execFileSync(node, [command, ...args, '--json', '--no-timing'], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 1 << 28,
  })

/** What this release writes, once for all that compare with it. */
const here = new Map<string, string>()
function ours(args: readonly string[]): string {
  const known = here.get(args.join(' ')) ?? output(process.execPath, args)
  here.set(args.join(' '), known)
  return known
}

/** A run with everything in it: loss, copies, a partition, a crash and a clock that is wrong. */
const stormy = [
  'run',
  'ack-retry@42',
  ...['drop 10%', 'duplicate 5%', 'partition sender1 | receiver1 @ 1s for 500ms'].flatMap(fault),
  ...['crash receiver1 @ 2s restart +300ms', 'clock drift +300ppm sender1'].flatMap(fault),
]
function fault(line: string): readonly string[] {
  return ['-f', line]
}

const many = (workers: number): readonly string[] => [
  ...['explore', 'ack-retry', '--seeds', '100', '--workers', String(workers)],
]

beforeAll(() => {
  if (!existsSync(command)) throw new Error('dist/cli/main.js is not there: npm run build')
})

describe('one run, byte for byte', () => {
  test('in two processes', () => {
    const first = ours(stormy)
    expect(JSON.parse(first)).toMatchObject({ schema: 'worldline.result/1' })
    expect(output(process.execPath, stormy)).toBe(first)
  })

  test('and the comparison sees another seed', () => {
    const other = stormy.map((word) => word.replace('@42', '@43'))
    expect(ours(other)).not.toBe(ours(stormy))
  })

  test.skipIf(others.length === 0)(`under other releases of Node (skipped when ${why})`, () => {
    for (const node of others) expect(output(node, stormy), node).toBe(ours(stormy))
  })
})

describe('many runs, byte for byte', () => {
  test('with one worker and with two', () => {
    expect(ours(many(2))).toBe(ours(many(1)))
  })

  test.skipIf(others.length === 0)(`under other releases of Node (skipped when ${why})`, () => {
    for (const node of others) expect(output(node, many(2)), node).toBe(ours(many(1)))
  })
})
