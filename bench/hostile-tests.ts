// Simulated tests that are written wrongly, run by vitest: options that are none, bodies that are
// async, ask what is not there, or throw what nobody throws. One failed test, its reason, no time-out.

import { join } from 'node:path'
import type { Row } from './hostile-siege.ts'
import { root, toy } from './hostile-toys.ts'
import { type Trial, tryAll } from './hostile-trials.ts'

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')

const written = (sent: string, test: string, says: RegExp, more: Partial<Trial> = {}): Trial => ({
  ...{ sent, says, program: vitest, words: ['run'], exits: [1], lines: 100 },
  files: toy(
    {},
    {
      'x.test.mjs': `import { expect } from 'vitest'
import { simTest, fc, faultPlan } from 'worldline/vitest'
import { counting } from './wl/counter.scenario.mjs'
${test}
`,
    },
  ),
  ...{
    leaves: /^(?:\.worldline|__worldline__|node_modules\/\.vite)/u,
    never: /Test timed out|worldline itself/u,
    ...more,
  },
})

const options = (text: string, says: RegExp): Trial =>
  written(`simTest: ${text}`, `simTest('x', counting, ${text})`, says)
const body = (text: string, says: RegExp, more: Partial<Trial> = {}): Trial =>
  written(`simTest: ${text}`, `simTest('x', counting, { seeds: 3 }, ${text})`, says, more)

const trials: readonly Trial[] = [
  options('{ sedes: 3 }', /WL1004[^]*seeds/u),
  options('{ seeds: 0 }', /WL1004[^]*seeds/u),
  options('{ seeds: -1 }', /WL1004[^]*seeds/u),
  options('{ seeds: NaN }', /WL1004[^]*seeds/u),
  options('{ seeds: "9..1" }', /WL1004[^]*seeds/u),
  options('{ seeds: 1e12 }', /WL1004[^]*seeds/u),
  options('{ seed: 4294967296 }', /WL1004[^]*seed/u),
  options('{ seed: "x" }', /WL1004[^]*seed/u),
  options('{ budget: "-4s" }', /WL1004[^]*budget/u),
  options('{ budget: 4 }', /WL1004[^]*budget/u),
  options('{ budget: "0s" }', /budget/u),
  options('{ variant: "forgetfull" }', /forgetful/u),
  options('{ faults: ["dorp 5%"] }', /drop/u),
  options('{ faults: "nonne" }', /WL1004[^]*none/u),
  options('{ faults: ["crash sever @ 1s restart +1s"] }', /server/u),
  options('{ expect: ["op.latncy p99 < 1ms"] }', /latency/u),
  options('{ params: { cleints: 3 } }', /clients/u),
  options('{ params: { clients: {} } }', /clients/u),
  options('{ params: null }', /params/u),
  options('{ until: "soon" }', /WL1004[^]*until/u),
  options('{ shrinkRuns: -1 }', /WL1004[^]*shrinkRuns/u),
  options('{ save: "yes" }', /save/u),
  options('{ workload: "nnoe" }', /workload/u),
  options('null', /WL1004[^]*options/u),
  options('7', /WL1004[^]*options/u),
  written('simTest: no scenario', "simTest('x', null)", /scenario/u),
  written('simTest: an actor for a scenario', "simTest('x', { start() {} })", /scenario/u),
  written('simTest: no name', 'simTest(counting)', /scenario|name/u),
  body('async () => {}', /async|promise/iu),
  body('({ world }) => world.advance("soon")', /soon/u),
  body('({ world }) => world.advance(-5)', /advance/u),
  body('({ world }) => world.advance("99999999min")', /\w/u, { exits: [0, 1] }),
  body('({ world }) => world.inject("dorp 5%")', /drop/u),
  body('({ world }) => world.inject("crash sever")', /server/u),
  body('({ n }) => n("sever")', /server/u),
  body('() => { throw null }', /null/u),
  body('() => { throw { toString() { throw 1 } } }', /FAIL/u),
  body('() => { throw new Error("<img>") }', /FAIL/u),
  body('() => Date.now()', /WL4002/u),
  body('() => setTimeout(() => {}, 1)', /WL4002/u),
  body('({ world }) => expect(world).toHaveHappened("no such goal")', /goal/u),
  body('({ world }) => expect(world).toAlways("added twice")', /added once/u),
  body('({ world }) => expect(world).toMeet("op.latncy p99 < 1ms")', /latency/u),
  body('() => expect(7).toConverge({ within: "1s" })', /world/u),
  written(
    'simTest.prop: no arbitrary',
    "simTest.prop([7])('x', counting, ({ run }) => () => run({}))",
    /FAIL/u,
  ),
  written(
    'simTest.prop: a run that is never asked',
    "simTest.prop([faultPlan({ max: 2 })])('x', counting, () => () => {})",
    /\w/u,
    { exits: [0, 1] },
  ),
  written(
    'simTest.prop: faultPlan of no kind',
    "simTest.prop([faultPlan({ kinds: ['partitoin'] })])('x', counting, ({ run }) => (faults) => run({ faults }))",
    /partitoin/u,
  ),
  written('WORLDLINE_SEED=x', "simTest('x', counting)", /WORLDLINE_SEED/u, {
    env: { WORLDLINE_SEED: 'x' },
  }),
]

export const besiegeTests = (cwd: string): Promise<readonly Row[]> =>
  tryAll('worldline/vitest', cwd, trials)
