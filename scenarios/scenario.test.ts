// The door of scenarios: what is wrong is told at once, all of it, with the name of the property.

import { describe, expect, test } from 'vitest'
import type { Actor } from '../sim/actor.ts'
import { Mistake } from '../sim/problem.ts'
import { oneOf } from './params.ts'
import { Experiment } from './runner/experiment.ts'
import { settingsDefault } from './runner/order.ts'
import { copyOf, type Scenario, scenario } from './scenario.ts'
import type { Mutants } from './variant.ts'

type Counting = { state: { count: number }; hears: { kind: 'go' }; says: { kind: 'go' } }
type Rules = { step(count: number): number }

const counting = (rules: Rules): Actor<Counting> => ({
  start: () => ({ count: 0 }),
  receive(_node, state) {
    state.count = rules.step(state.count)
  },
})
const rules: Rules = { step: (count) => count + 1 }
const mutants = {
  'by-two': {
    change: 'two at once',
    source: 'a slip',
    breaks: 'small',
    rules: { step: (n) => n + 2 },
  },
} satisfies Mutants<Rules>

/** Compiles only while parameters, rules and nodes are inferred. */
const whole: Scenario = scenario('whole', {
  about: 'Everything that a scenario can say.',
  params: {
    servers: [2, 3],
    link: oneOf('datagram', 'stream'),
    patience: '150ms..300ms',
    pause: '20ms',
    loss: 1,
  },
  rules,
  variants: {
    ...mutants,
    original: copyOf({
      ...{ change: 'a node alone', source: 'the source', breaks: 'small' },
      nodes: ({ loss }: { loss: number }) => ({ alone: { count: loss, actor: counting(rules) } }),
      network: {},
      workload: { from: 'alone', send: () => ({ kind: 'go' }), rate: '20/s' },
      sometimes: [],
      eventually: {},
      always: { small: (w) => (w.alone.every(({ state }) => state.count < 9) ? null : 'too big') },
    }),
  },
  nodes: ({ servers, link, patience, pause, rules: decisions }) => {
    const told: number = servers + pause + link.length + patience.kind.length
    return {
      n: { count: servers, actor: counting(decisions), domain: (place) => `rack${place + 1}` },
      lone: { actor: counting(decisions), client: true },
      last: { count: told > 0 ? 1 : 2, actor: counting(decisions) },
    }
  },
  network: ({ link }) => ({ link, latency: '1ms..5ms', links: { 'n-lone': 'stream' } }),
  disk: { sync: 'exp 1ms' },
  workload: ({ draw, until, roster, servers }) => [
    { from: 'n', send: () => ({ kind: 'go' }), rate: '50/s', count: servers },
    { client: roster['lone']?.[0] ?? '', at: draw.below(until), message: { kind: 'go' } },
  ],
  until: '500ms',
  always: {
    small: ({ lone: { state }, n }) => (state.count + n.length < 9 ? null : 'too big'),
    named: {
      holds: (w) => (w['n1']?.state.count === w.n[0]?.state.count ? null : 'no'),
      code: 'WL2008',
    },
  },
  eventually: { heard: { holds: (w) => w.count('deliver go') > 0 && w.lone.up, within: '1s' } },
  sometimes: { 'one counted': (w) => w.n.some(({ state }) => state.count > 0) },
})

/** The problems of an act, one line each. */
function problemsOf(act: () => unknown): string[] {
  try {
    act()
  } catch (error) {
    if (error instanceof Mistake) return error.problems.map((one) => `${one.code} ${one.sentence}`)
    throw error
  }
  return []
}

describe('a scenario that says everything', () => {
  test('runs, with the parameters that the seed drew', () => {
    const experiment = new Experiment(whole, { variant: null, settings: settingsDefault })
    const servers = new Set<unknown>()
    for (let seed = 1; seed <= 20; seed++) {
      expect(experiment.run(seed).verdict).toBe('pass')
      servers.add(experiment.paramsOf(seed)['servers'])
    }
    expect(servers).toEqual(new Set([2, 3]))
    expect(experiment.paramsOf(1)).toMatchObject({
      link: 'datagram',
      patience: { kind: 'uniform', min: 150_000, max: 300_000 },
      pause: 20_000,
    })
  })

  test('a planted bug puts its rule over the protocol’s', () => {
    const firstCount = (variant: string | null): unknown => {
      const experiment = new Experiment(whole, { variant, settings: settingsDefault })
      const events = experiment.run(1, { trace: true }).trace ?? []
      const first = events.find(({ kind }) => kind === 'receive')
      return first !== undefined && 'patch' in first ? first.patch[0]?.to : null
    }
    expect([firstCount(null), firstCount('by-two')]).toEqual([1, 2])
  })

  test('a copy of a source has nodes and properties of its own', () => {
    const experiment = new Experiment(whole, {
      variant: 'original',
      settings: { ...settingsDefault, set: { loss: '2' } },
    })
    expect(experiment.siteFor(1).cast.nodes.map(({ id }) => id)).toEqual(['alone1', 'alone2'])
  })

  test('what is set is fixed, typed and checked', () => {
    const given = (set: Record<string, string>): string[] =>
      problemsOf(
        () => new Experiment(whole, { variant: null, settings: { ...settingsDefault, set } }),
      )
    expect(
      given({ servers: '3', link: 'stream', patience: '1ms..2ms', pause: '1s', loss: '4' }),
    ).toEqual([])
    expect(
      given({ servers: '4', link: 'strem', patience: '9', pause: '-1s', loss: '-1', los: '1' }),
    ).toEqual([
      'WL1004 servers cannot be "4".',
      'WL1004 link cannot be "strem".',
      'WL1004 patience cannot be "9".',
      'WL1004 pause cannot be "-1s".',
      'WL1004 loss cannot be "-1".',
      'WL1003 whole has no parameter "los".',
    ])
  })

  test('an unknown variant, a fault for nobody, a negative time: each by its words', () => {
    const given = (variant: string | null, more: object): string[] =>
      problemsOf(
        () => new Experiment(whole, { variant, settings: { ...settingsDefault, ...more } }),
      )
    expect(given('by-too', {})).toEqual(['WL1005 whole has no variant "by-too".'])
    expect(given(null, { extraFaults: ['crash brokr'] })[0]).toMatch(/^WL3002 .*brokr/)
    expect(given(null, { until: '-5s' })[0]).toMatch(/^WL1101 --until cannot be "-5s"/)
    expect(given(null, { extraExpect: ['op.latncy p99 < 3ms'] })[0]).toMatch(/^WL3101 .*op\.latncy/)
    expect(given(null, { faults: 'swarm' })[0]).toMatch(/whole has no budget/)
  })
})

/** A form as a person without types may write it. */
const loose = (name: unknown, form: unknown): (() => unknown) => {
  const make: (...given: never[]) => unknown = scenario
  return () => make(name as never, form as never)
}

describe('the door', () => {
  test('everything that is wrong is told at once', () => {
    const told = problemsOf(
      loose('1 bad', {
        about: '',
        nods: 1,
        params: { rules: 3, list: [], mixed: [1, 'a'] },
        rules,
        variants: {
          all: {},
          odd: { change: 'x', source: 'y', breaks: 'z', needs: 'luck', rules: { stp: () => 1 } },
        },
        network: { link: 'udp', latency: 'soon', los: 3, links: { n: 'datagram' } },
        workload: { from: 'n', rate: 'often' },
        faults: 'storm',
        until: '-5s',
        always: { x: 3, y: { holds: () => null, when: 5, code: 'WL3' } },
        check: {},
        expect: ['op.latency < 3ms'],
      }),
    )
    expect(told.map((one) => one.slice(7, 40))).toEqual(
      [
        'name cannot be "1 bad".',
        'scenario has no property "nods".',
        'about is missing.',
        'nodes is missing.',
        'params.rules cannot be called "rules".',
        'params.list has nothing to choose.',
        'params.mixed mixes types.',
        'variants["all"] cannot be called "all".',
        'variants["all"].change is missing.',
        'variants["all"].source is missing.',
        'variants["all"].breaks is missing.',
        'variants["all"].rules replaces nothing.',
        'variants["odd"].rules "stp" is no rule of the protocol.',
        'variants["odd"].needs is nothing that a bug may need.',
        'until cannot be "-5s".',
        'network has no property "los".',
        'network.link cannot be "udp".',
        'network.links["n"] is no pair of roles.',
        'network.latency cannot be "soon".',
        'faults cannot be "storm".',
        'workload.send is missing.',
        'workload.rate cannot be "often".',
        'always["x"] is no property.',
        'always["y"].when is no function.',
        'always["y"].code cannot be "WL3".',
        'check[0] is no checker.',
        'op.latency needs one of p50 p95 p99 … max min mean.',
      ].map((one) => one.slice(0, 33)),
    )
  })

  test('the place of the scenario and the nearest valid name are told', () => {
    try {
      loose('x', { about: 'x', nodes: () => ({}), alwys: {} })()
    } catch (error) {
      const [problem] = error instanceof Mistake ? error.problems : []
      expect(problem?.lines.join('\n')).toMatch(/did you mean {3}always \?/)
      expect(problem?.lines.join('\n')).toMatch(/scenarios\/scenario\.test\.ts:\d+/)
    }
  })

  test('nodes are checked when they are known', () => {
    const nodes = {
      'a b': counting(rules),
      now: counting(rules),
      run: counting(rules),
      stepped: counting(rules),
      n: { count: 0, actor: counting(rules) },
      c: 7,
    }
    const made = loose('x', { about: 'x', nodes: () => nodes })() as Scenario
    const told = problemsOf(
      () => new Experiment(made, { variant: null, settings: settingsDefault }),
    )
    expect(told).toEqual([
      'WL1101 nodes.a b is no name.',
      'WL1101 nodes.now cannot be called "now".',
      'WL1101 nodes.run cannot be called "run".',
      'WL1101 nodes.stepped cannot be called "stepped".',
      'WL1101 nodes.n.count cannot be 0.',
      'WL1101 nodes.c is no actor.',
    ])
  })
})
