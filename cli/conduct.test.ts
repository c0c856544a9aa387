import { describe, expect, test } from 'vitest'
import { type ExitCode, exitOf, gravest } from './exit.ts'
import { Pace } from './progress.ts'
import { ownName, quoted } from './self.ts'

describe('of several results the gravest ends the process', () => {
  test.each`
    codes         | code
    ${[]}         | ${0}
    ${[0, 3, 0]}  | ${3}
    ${[3, 1, 0]}  | ${1}
    ${[1, 4, 3]}  | ${4}
    ${[4, 70, 1]} | ${70}
    ${[0, 130]}   | ${130}
  `('$codes: $code', ({ codes, code }: { codes: ExitCode[]; code: ExitCode }) => {
    expect(gravest(codes)).toBe(code)
  })

  test.each`
    verdict           | never | strict   | code
    ${'pass'}         | ${2}  | ${false} | ${0}
    ${'pass'}         | ${2}  | ${true}  | ${1}
    ${'pass'}         | ${0}  | ${true}  | ${0}
    ${'inconclusive'} | ${0}  | ${false} | ${3}
    ${'inconclusive'} | ${0}  | ${true}  | ${1}
    ${'fail'}         | ${0}  | ${false} | ${1}
  `(
    '$verdict with $never goals never seen, strict: $strict',
    ({ verdict, never, strict, code }) => {
      expect(exitOf(verdict, never, strict)).toBe(code)
    },
  )
})

describe('progress in a pipe', () => {
  test('ten thousand seeds in three minutes are ten lines', () => {
    const pace = new Pace(0)
    let lines = 0
    for (let seed = 1; seed <= 10_000; seed += 1) if (pace.due(seed / 10_000, seed * 18)) lines += 1
    expect(lines).toBe(10)
  })

  test('in half a second none, because one a second is the most', () => {
    const pace = new Pace(0)
    for (let seed = 1; seed <= 10_000; seed += 1)
      expect(pace.due(seed / 10_000, seed / 20)).toBe(false)
  })

  test('an hour without a tenth of the way has one every thirty seconds', () => {
    const pace = new Pace(0)
    let lines = 0
    for (let second = 1; second <= 3_600; second += 1)
      if (pace.due(0.01, second * 1_000)) lines += 1
    expect(lines).toBe(120)
  })
})

describe('commands that are printed can be pasted', () => {
  test.each`
    script                              | env                        | name
    ${'/usr/lib/node/bin/worldline'}    | ${{}}                      | ${'worldline'}
    ${'/p/node_modules/.bin/worldline'} | ${{}}                      | ${'npx worldline'}
    ${'/p/node_modules/.bin/worldline'} | ${{ npm_command: 'exec' }} | ${'npx worldline'}
    ${'/p/dist/cli/main.js'}            | ${{}}                      | ${'node dist/cli/main.js'}
    ${'/elsewhere/dist/cli/main.js'}    | ${{}}                      | ${'node /elsewhere/dist/cli/main.js'}
  `('$script is called $name', ({ script, env, name }) => {
    expect(ownName({ script, cwd: '/p', env })).toBe(name)
  })

  test.each`
    word             | as
    ${'ack-retry@7'} | ${'ack-retry@7'}
    ${'drop 5%'}     | ${"'drop 5%'"}
    ${"it's"}        | ${"'it'\\''s'"}
    ${''}            | ${"''"}
    ${'$(rm x)'}     | ${"'$(rm x)'"}
  `('$word as $as', ({ word, as }) => expect(quoted(word)).toBe(as))
})
