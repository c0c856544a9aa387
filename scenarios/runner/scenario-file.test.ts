// Scenario files: what they say is what runs; whatever is wrong is told with its line and column, all
// at once. Each mistake stands here with the place that must be named.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Mistake } from '../../sim/problem.ts'
import { Experiment } from './experiment.ts'
import { explore } from './explore.ts'
import { explicitOf } from './explicit.ts'
import { codeHashOf, loadModule } from './load.ts'
import { type Settings, settingsDefault } from './order.ts'
import type { Found } from './load.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'worldline-'))
  const counter = new URL('./counter.test.toy.ts', import.meta.url).href
  const face = new URL('../scenario.ts', import.meta.url).href
  const quiet = '{ start: () => ({}), receive: () => undefined }'
  const own = (name: string): string =>
    `export const ${name} = scenario('${name}', { about: 'x', nodes: () => ({ a: ${quiet} }) })`
  write('counter.mjs', `export { counter } from '${counter}'`)
  write('two.mjs', `import { scenario } from '${face}'\n${own('one')}\n${own('other')}`)
  write('throws.mjs', 'throw new Error("no luck")')
  write('none.mjs', 'export const x = 1')
})
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const load = async (text: string | Uint8Array, ending = 'yaml'): Promise<Found> => {
  files += 1
  const [found] = await loadModule(write(`file-${files}.scenario.${ending}`, text))
  if (found === undefined) throw new Error('a file gives one scenario')
  return found
}

/** Every problem as `line:column code sentence`, then its lines. */
async function told(text: string | Uint8Array, ending = 'yaml'): Promise<string> {
  try {
    await load(text, ending)
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    expect(error.exitCode).toBe(2)
    return error.problems
      .map(({ code, sentence, lines }) =>
        [`${code} ${sentence.replace(/^\S*file-\d+\.scenario\.\w+:?/u, '')}`, ...lines].join('\n'),
      )
      .join('\n\n')
  }
  return 'nothing'
}

const experiment = ({ scenario }: Found, change: Partial<Settings> = {}): Experiment =>
  new Experiment(scenario, { variant: null, settings: { ...settingsDefault, ...change } })

const nightly = [
  '# yaml-language-server: $schema=anything',
  'use: ./counter.mjs#counter',
  'name: nightly',
  'about: More of it.',
  'params: { clients: 3, loss: 30 }',
  'faults:',
  '  - drop 10%   # a comment',
  '  - "crash server @ 200ms restart +50ms"',
  'until: 900ms',
  'settle: 400ms',
  'expect:',
  '  - op.ok rate >= 50%',
].join('\n')

describe('a scenario file', () => {
  test('says what runs: parameters, faults, lengths, thresholds', async () => {
    const { scenario, source } = await load(nightly)
    expect(scenario).toMatchObject({ name: 'nightly', about: 'More of it.' })
    const site = experiment({ scenario, source }).siteFor(1)
    expect(site.values).toEqual({ clients: 3, loss: 30 })
    expect(site.plans.lines).toHaveLength(2)
    expect([site.until, site.settle]).toEqual([900_000, 400_000])
    expect(site.thresholds.map(({ text }) => text)).toEqual(['op.ok rate >= 50%'])
    expect(Object.keys(scenario.variants)).toEqual(['forget-repeats', 'never-again'])
  })

  test('that says nothing more has the digests of what it uses', async () => {
    const same = experiment(await load('use: ./counter.mjs'))
    const [base] = await loadModule(join(folder, 'counter.mjs'))
    if (base === undefined) throw new Error('there is a counter')
    for (const seed of [1, 2, 3]) {
      expect(same.run(seed).digest).toBe(experiment(base).run(seed).digest)
    }
  })

  test('is the same in JSON, with tabs, with CRLF and with a byte order mark', async () => {
    const digest = experiment(await load(nightly)).run(7).digest
    const json = {
      $schema: 'x',
      use: './counter.mjs#counter',
      name: 'nightly',
      params: { clients: 3, loss: 30 },
      faults: ['drop 10%', 'crash server @ 200ms restart +50ms'],
      ...{ until: '900ms', settle: '400ms', expect: ['op.ok rate >= 50%'] },
    }
    for (const [text, ending] of [
      [JSON.stringify(json, null, '\t'), 'json'],
      [nightly.replaceAll('\n', '\r\n'), 'yaml'],
      [`\ufeff${nightly}`, 'yml'],
    ] as const) {
      expect(experiment(await load(text, ending)).run(7).digest).toBe(digest)
    }
  })

  test('leaves --set what the scenario allows; a list is drawn by the seed', async () => {
    const fixed = await load('use: ./counter.mjs\nparams:\n  clients: 2\n  loss: 0')
    expect(experiment(fixed).paramsOf(5)).toEqual({ clients: 2, loss: 0 })
    const set = { clients: '3', loss: '55' }
    expect(experiment(fixed, { set }).paramsOf(5)).toEqual({ clients: 3, loss: 55 })
    expect(() => experiment(fixed, { set: { clients: '4' } })).toThrow(/clients cannot be "4"/u)
    const drawn = experiment(await load('use: ./counter.mjs\nparams:\n  clients: [2, 3]'))
    const seen = new Set(Array.from({ length: 30 }, (_, seed) => drawn.paramsOf(seed)['clients']))
    expect(seen).toEqual(new Set([2, 3]))
    expect(explicitOf(experiment(fixed), 3).params).toEqual({})
  })

  test('may make a variant the scenario, without faults or with the usual ones', async () => {
    const bug = experiment(await load('use: ./counter.mjs\nvariant: forget-repeats'))
    const verdicts = Array.from({ length: 20 }, (_, seed) => bug.run(seed + 1).verdict)
    expect(verdicts).toContain('fail')
    const none = await load('use: ./counter.mjs\nvariant: forget-repeats\nfaults: none')
    expect(experiment(none).run(1).verdict).toBe('pass')
    const usual = await load('use: ./counter.mjs\nvariant: forget-repeats\nfaults: default')
    expect(experiment(usual).run(4).digest).toBe(bug.run(4).digest)
    const swarm = await load('use: ack-retry\nfaults: swarm\nuntil: 1s')
    expect(experiment(swarm).siteFor(1).plans.swarm).toBe(true)
  })

  test('is hashed with the modules it uses, and explored on workers by its path', async () => {
    const one = await load('use: ack-retry\nuntil: 2s\nfaults: none')
    const other = await load('use: ack-retry\nuntil: 3s\nfaults: none')
    expect(codeHashOf(one.scenario, one.source)).not.toBe(codeHashOf(other.scenario, other.source))
    expect(codeHashOf(one.scenario, one.source)).toHaveLength(64)
    const order = { source: one.source, scenario: one.scenario.name, variant: null }
    const bounds = { first: 1, last: 20, time: null, maxFailures: 1, workers: 1 }
    const campaign = await explore({ ...order, settings: settingsDefault }, bounds)
    expect(campaign).toMatchObject({ judged: 20, verdict: 'pass' })
  })
})

describe('what is wrong is told with its place', () => {
  test.each([
    ['a misspelt key', 'use: ack-retry\nparms: {}', '2:1: there is no field "parms"', 'params:'],
    ['a key twice', 'use: ack-retry\nuse: ack-retry', '2:1: "use" stands twice: first in line 1'],
    [
      'a key twice, deeper',
      'use: ack-retry\nparams:\n  poll: 1s\n  poll: 2s',
      '4:3: "poll" stands',
    ],
    ['a tab', 'use: ack-retry\nparams:\n\tpoll: 1s', '3:1: a tab stands where only spaces'],
    ['a bare number of time', 'use: ack-retry\nuntil: 5', '2:8: until cannot be 5', 'until: 5s'],
    ['a parameter of time', 'use: ack-retry\nparams: { poll: 5 }', '2:17: poll cannot be 5', '5ms'],
    ['no time at all', 'use: ack-retry\nuntil: 0s', '2:8: until cannot be "0s"'],
    [
      'a hexadecimal',
      'use: ack-retry\nparams: { receivers: 0x2a }',
      '2:22: receivers: 0x2a is read',
    ],
    [
      'a leading zero',
      'use: ack-retry\nparams: { receivers: 010 }',
      'is read as 10',
      'receivers: 10',
    ],
    [
      'a quoted number',
      'use: ack-retry\nparams: { receivers: "5" }',
      '2:22: receivers cannot be a',
    ],
    ['half of a node', 'use: ack-retry\nparams: { receivers: 1.5 }', 'receivers cannot be 1.5'],
    [
      'a parameter',
      'use: ack-retry\nparams: { recievers: 5 }',
      '2:11: ack-retry has',
      'receivers: 5',
    ],
    ['its choice', 'use: ack-retry\nparams: { link: steam }', 'link cannot be "steam"', 'datagram'],
    ['an empty list', 'use: ack-retry\nparams: { link: [] }', '2:17: link has nothing to choose'],
    ['a list of params', 'use: ack-retry\nparams: [1]', '2:9: params cannot be a list'],
    [
      'a variant',
      'use: ack-retry\nvariant: orignal',
      '2:10: ack-retry has no',
      'variant: original',
    ],
    ['one fault, bare', 'use: ack-retry\nfaults: drop 5%', '2:9: faults cannot be', '["drop 5%"]'],
    ['a map of faults', 'use: ack-retry\nfaults: { drop: 5% }', '2:9: faults cannot be a map'],
    ['a number of faults', 'use: ack-retry\nfaults:\n  - 5', '3:5: faults[0] cannot be 5'],
    ['a threshold', 'use: ack-retry\nexpect:\n  - op.latncy p9 < 1', '3:5: expect[0]: I do'],
    ['a name', 'use: ack-retry\nname: a b', '2:7: name cannot be "a b"'],
    ['a number for a name', 'use: ack-retry\nname: 5', '2:7: name cannot be 5', '"5"'],
    ['what is code', 'use: ack-retry\nnodes: {}', '2:1: "nodes" is said in TypeScript'],
    ['no use', 'until: 5s', '1:1: "use" is missing'],
    ['an empty use', 'use:', '1:5: use cannot be nothing'],
    ['a use that is none', 'use: ack-rety', '1:6: there is no built-in', 'use: ack-retry'],
    [
      'a variant in use',
      'use: ack-retry:original',
      '1:6: use names a scenario',
      'variant: original',
    ],
    ['a file that is gone', 'use: ./countr.mjs', '1:6: there is no file', 'use: ./counter.mjs'],
    ['an export that is gone', 'use: ./two.mjs#ohter', '1:6: ./two.mjs exports no', '#other'],
    [
      'one of two',
      'use: ./two.mjs',
      '1:6: ./two.mjs exports 2 scenarios',
      '#one   ./two.mjs#other',
    ],
    ['a module without any', 'use: ./none.mjs', '1:6: ./none.mjs exports no scenario'],
    ['a path without a dot', 'use: two.mjs#one', '1:6: use cannot be', 'use: ./two.mjs#one'],
    ['itself', 'use: ./file-1.scenario.yaml', '1:6: use names another scenario file'],
    ['two documents', 'use: ack-retry\n---\nuse: ack-retry', '2:1: a second document begins here'],
    ['an alias', 'use: &a ack-retry\nname: *a', 'aliases (*…) are not read here'],
    ['a tag', 'use: !!js/function ack-retry', 'tags (!…) mean nothing here'],
    ['a merge', 'use: ack-retry\n<<: { until: 5s }', '2:1: merges (<<) are not read here'],
    ['a key that is none', 'use: ack-retry\n? [a]\n: b', '2:3: a key is a word'],
    ['an open quote', 'use: "ack-retry', 'something is not closed'],
    ['two colons', 'use: ack-retry\nabout: a: b', '2:8: this line holds more than one ": "'],
    ['no space', 'use:ack-retry', '1:1: a scenario file is a map of fields, not "use:ack-retry"'],
    ['a list', '- use: ack-retry', '1:1: a scenario file is a map of fields, not a list'],
    ['a thousand brackets', `use: ${'['.repeat(1_000)}`, 'nested deeper than any scenario'],
    ['a thousand dashes', `${'- '.repeat(1_000)}x`, 'nested deeper than any scenario'],
    ['nothing', '', 'says nothing', 'use: ack-retry'],
    ['comments alone', '# use: ack-retry\n', 'says nothing'],
  ])('%s', async (_, text, place, meant = '') => {
    const problems = await told(text)
    expect(problems).toContain(place)
    expect(problems).toContain(meant)
  })

  test('a fault, under the part of its line that is wrong', async () => {
    const lines = ['use: ./counter.mjs', 'faults:', '  - drop 5%', '  - crash servr @ 1s', '']
    expect(await told(lines.join('\n'))).toBe(
      [
        'WL3002 4:11: faults[1]: there is no node servr (nodes: server client1 client2 client3).',
        'crash servr @ 1s',
        '      ^^^^^',
        'did you mean   crash server @ 1s',
      ].join('\n'),
    )
    // Inside quotes columns may shift; the text itself is pointed at.
    expect(await told('use: ./counter.mjs\nfaults: ["crash servr"]')).toContain('2:10: faults[0]')
  })

  test('a file that is too large, or no text', async () => {
    expect(await told(`use: ack-retry # ${'x'.repeat(262_144)}`)).toContain('bytes, more than any')
    expect(await told(new Uint8Array([0xff, 0xfe, 0, 1]))).toContain('is no text in UTF-8')
    expect(await told('use: ack-retry\0')).toContain('is no text.')
  })

  test('JSON that is none, at its place', async () => {
    expect(await told('{ "use": "ack-retry", }', 'json')).toMatch(/1:2\d: this is not JSON/u)
    expect(await told("{ use: 'ack-retry' }", 'json')).toContain('this is not JSON')
    expect(await told('{ "use": "ack-retry", "until": 5 }', 'json')).toContain('1:32: until')
  })

  test('a saved case is no scenario, and what runs it is named', async () => {
    const path = write('x.case.json', '{}')
    await expect(loadModule(path)).rejects.toThrow(/x\.case\.json is a saved case\./u)
  })

  test('a module that throws, with the line that uses it', async () => {
    const problems = await told('name: x\nuse: ./throws.mjs')
    expect(problems).toMatch(/^WL1006 throws\.mjs threw while it was loaded: Error: no luck/u)
    expect(problems).toMatch(/used by +\S*scenario\.yaml:2:6/u)
  })

  test('a swarm where there is no budget', async () => {
    const problems = await told('use: ./counter.mjs\nfaults: swarm')
    expect(problems).toContain('2:9: a swarm draws its faults within a budget, and there is none')
  })

  test('everything at once, in the order of the file', async () => {
    const text = ['use: ack-retry', 'until: 5', 'faults:', '  - crsh receiver1', 'settel: 1s']
    const problems = (await told(text.join('\n'))).split('\n').filter((one) => one.startsWith('WL'))
    expect(problems.map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual([
      'WL1101 2:8:',
      'WL3001 4:5:',
      'WL1101 5:1:',
    ])
  })

  test('an alias bomb is refused before it is unfolded', async () => {
    const lines = ['a: &a [lol]']
    for (let at = 0; at < 25; at += 1) {
      const name = String.fromCodePoint(98 + at)
      const before = String.fromCodePoint(97 + at)
      lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`)
    }
    expect(await told(`${lines.join('\n')}\nuse: ack-retry`)).toContain('aliases (*…)')
  })
})
