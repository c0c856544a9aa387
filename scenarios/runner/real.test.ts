import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, describe, expect, test } from 'vitest'

import type { Carrier } from '../../adapters/address.ts'
import type { Fault } from '../../sim/fault.ts'
import { Mistake, type Problem } from '../../sim/problem.ts'
import { type NodeId, nodeId, seconds } from '../../sim/units.ts'
import { ackRetry } from '../ack-retry.ts'
import { Experiment } from './experiment.ts'
import { loadModule } from './load.ts'
import { type Settings, settingsDefault } from './order.ts'
import { realCalls } from './real-calls.ts'
import { HistoryFiles } from './real-history.ts'
import { faultDefault } from './real-default.ts'
import { type Ground, makersOf } from './real-makers.ts'
import { type Timeline, timelineOf } from './real-plan.ts'
import { type RealOptions, type RealRun, runReal } from './real.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'worldline-real-'))
  folders.push(folder)
  return folder
}

interface Wish {
  variant?: string
  time?: number
  settings?: Partial<Settings>
  more?: Partial<RealOptions>
}

/** Few processes, and a kill in the middle of a short storm. */
const small: Partial<Settings> = {
  set: { receivers: '1' },
  faults: ['crash receiver1 @ 600ms restart +200ms'],
  settle: '2500ms',
}

function real({ variant, time = 1.5, settings, more }: Wish): Promise<RealRun> {
  return runReal({
    scenario: ackRetry,
    order: {
      source: { kind: 'built-in' },
      scenario: 'ack-retry',
      variant: variant ?? null,
      settings: { ...settingsDefault, ...small, ...settings },
    },
    ...{ seed: 1, via: 'tcp', time: seconds(time), rate: null, port: null, signal: null },
    folder: freshFolder(),
    onEvent: () => {},
    ...more,
  })
}

const experiment = (settings: Partial<Settings> = {}): Experiment =>
  new Experiment(ackRetry, { variant: null, settings: { ...settingsDefault, ...settings } })

describe('a real run of ack-retry', () => {
  test('that forgets what it has processed fails there too', async () => {
    const run = await real({ variant: 'forget-dedup' })
    expect(run.verdict).toBe('fail')
    const broken = run.findings.find(({ verdict }) => verdict === 'fail')
    expect(broken?.property).toBe('no duplicate effect')
    expect(run.left).toEqual({ processes: 0, ports: 0 })
  })
})

describe('what is refused before anything starts', () => {
  test('a fault that waits for an event, with nothing made', async () => {
    const folder = join(freshFolder(), 'never')
    const faults = ['crash receiver1 @ on letter#3']
    const error = await real({ settings: { faults }, more: { folder } }).catch(
      (wrong: unknown) => wrong,
    )
    expect(error).toBeInstanceOf(Mistake)
    expect(existsSync(folder)).toBe(false)
  })

  test('a scenario of streams over UDP', async () => {
    const error = await realFile('', { via: 'udp' }).catch((wrong: unknown) => wrong)
    expect(String(error)).toContain('glass cannot go over UDP: all its links are streams')
  })

  test('a first port after which there is no room for all', async () => {
    const error = await realFile('', { port: 65_535 }).catch((wrong: unknown) => wrong)
    expect(String(error)).toMatch(/WL1004: --port cannot be "65535": \d nodes take a port each/u)
  })

  test('a port that is taken, with every process ended', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0
    const error = await realFile('', { port }).catch((wrong: unknown) => wrong)
    expect(String(error)).toContain(`WL5002: port ${port} of 127.0.0.1 is taken, so asker cannot`)
    server.close()
  })
})

describe('a scenario of a file', () => {
  test('ends with the process whose handler throws, its step and its words', async () => {
    const run = await realFile("if (state.taps === 3) throw new Error('it broke')")
    expect(run.verdict).toBe('fail')
    expect(run.findings[0]).toMatchObject({
      property: 'no unhandled error in an actor',
      why: 'The process of glass died: tap from asker: it broke.',
    })
    expect(run.deaths).toMatchObject([{ node: 'glass' }])
    expect(run.left).toEqual({ processes: 0, ports: 0 })
  })

  test('ends with the process that cannot start again', async () => {
    const run = await realFile('node.store.put("cracks", state.taps, "crack")', {
      faults: ['crash glass @ 500ms restart +100ms'],
    })
    expect(run.verdict).toBe('fail')
    expect(run.findings[0]?.why).toBe('The process of glass died: start: it has a crack.')
    expect(run.kills).toMatchObject([{ node: 'glass', upAt: null }])
    expect(run.left).toEqual({ processes: 0, ports: 0 })
  })

  test('ends when it is told to, and says what could not be judged', async () => {
    const stop = new AbortController()
    const run = await realFile('', {
      signal: stop.signal,
      onEvent: (event) => event.kind === 'progress' && stop.abort(),
    })
    expect(run.interrupted).toBe(true)
    expect(run.storm).toBeLessThan(seconds(20))
    expect(run.findings).toMatchObject([
      { property: 'it holds', verdict: 'pass' },
      { property: 'it is over', why: 'the run was interrupted before it could be judged' },
    ])
    expect(run.left).toEqual({ processes: 0, ports: 0 })
  })
})

/** Runs two nodes of a module: one taps the other. */
async function realFile(
  onTap: string,
  { faults = 'none', ...more }: Partial<RealOptions> & Pick<Partial<Settings>, 'faults'> = {},
): Promise<RealRun> {
  const path = join(freshFolder(), 'glass.scenario.mts')
  const root = new URL('../..', import.meta.url).pathname
  writeFileSync(
    path,
    `import { scenario } from '${root}scenarios/scenario.ts'
export const glass = scenario('glass', {
  about: 'One node taps another.',
  nodes: () => ({
    asker: {
      start: () => ({ op: null }),
      receive(node, state, message) {
        state.op = node.invoke('tap')
        node.send('glass', message)
        node.complete(state.op, 'tapped')
      },
    },
    glass: {
      start(node) {
        if (node.store.get('cracks', 1) !== undefined) throw new Error('it has a crack')
        return { taps: 0 }
      },
      receive(node, state) { state.taps += 1; ${onTap} },
    },
  }),
  workload: { from: 'asker', send: () => ({ kind: 'tap' }), rate: '20/s' },
  network: { link: 'stream' },
  always: { 'it holds': () => null },
  eventually: { 'it is over': () => true },
})
`,
  )
  const [found] = await loadModule(path)
  if (found === undefined) throw new Error('the module has a scenario')
  const { scenario, source } = found
  const order = {
    source,
    scenario: 'glass',
    variant: null,
    settings: { ...settingsDefault, faults },
  }
  return real({ time: 60, more: { scenario, order, rate: 20, ...more } })
}

describe('the plan as a timeline', () => {
  const timeline = (faults: readonly string[] | 'swarm', seed = 1): Timeline => {
    const { plans, until: storm } = experiment({ faults }).siteFor(seed)
    const occurrences = plans.occurrencesOf(seed)
    return timelineOf(occurrences, { said: plans.lines, scenario: 'ack-retry', storm })
  }

  test('has each fault, its end and its restart at their times', () => {
    const faults = ['crash receiver2 @ 2s restart +500ms', 'pause sender1 @ 1s for 900ms']
    const { strikes, leftOut } = timeline(faults)
    expect(strikes.map(({ at, fault }) => [at, fault.kind])).toEqual([
      [1_000_000, 'pause'],
      [1_900_000, 'end'],
      [2_000_000, 'crash'],
      [2_500_000, 'restart'],
    ])
    expect(leftOut).toEqual([])
  })

  test('refuses whatever waits for an event, each line once, with the nearest that can be made', () => {
    const faults = [
      'drop 5%',
      'crash receiver1 @ on letter#3 restart +1s',
      'pause sender1 @ before ack#2 for 1s',
      'isolate discovery @ after send letter#2 for 1s',
      'crash sender1 @ after persist#2',
      'crash sender2 @ at letter#3 sender1>receiver1 durable',
      'clock step +1s receiver2 @ after a-goal',
    ]
    let problems: readonly Problem[] = []
    try {
      timeline(faults)
    } catch (error) {
      problems = error instanceof Mistake ? error.problems : []
    }
    expect(problems.map(({ code, sentence }) => `${code} ${sentence.split('"')[1]}`)).toEqual(
      faults.slice(1).map((text) => `WL3005 ${text}`),
    )
    expect(problems[0]?.lines[0]).toContain('why            a message is received in a process')
    expect(problems[0]?.lines[1]).toBe('made here      crash receiver1 @ 2s restart +1s')
  })

  test('refuses torn writes, which no store of a real run can make, with its reason', () => {
    let problem: Problem | undefined
    try {
      timeline(['disk torn receiver1', 'disk rot 1% receiver2'])
    } catch (error) {
      if (error instanceof Mistake) [problem] = error.problems
    }
    expect(problem).toMatchObject({
      code: 'WL3005',
      sentence: '"disk torn receiver1" cannot be made in a real run.',
    })
    expect(problem?.lines[0]).toMatch(
      /^why {12}.* LevelDB, which writes a batch whole or not at all$/u,
    )
    const harms = ['rot 1%', 'read-error 1%', 'lying-sync', 'misdirect 1%', 'phantom 1%']
    const { strikes } = timeline(harms.map((harm) => `disk ${harm} receiver1`))
    expect(strikes).toHaveLength(5)
  })

  test('leaves out what a swarm drew to wait for an event, and tells it', () => {
    const seeds = Array.from({ length: 200 }, (_, nth) => timeline('swarm', nth + 1))
    const left = seeds.flatMap(({ leftOut }) => leftOut)
    expect(left.length).toBeGreaterThan(0)
    expect(seeds.filter(({ strikes }) => strikes.length > 0).length).toBeGreaterThan(150)
  })
})

describe('the faults of a real run when nobody says which', () => {
  test('are a little of everything the budget names, inside it, the same for a seed', () => {
    const kinds = new Set<string>()
    for (let seed = 1; seed <= 40; seed += 1) {
      const site = experiment().siteFor(seed)
      const faults = faultDefault(site, seconds(10), seed)
      expect(faultDefault(site, seconds(10), seed)).toEqual(faults)
      const drawn = experiment({ faults, until: '10s' }).siteFor(seed)
      const plan = drawn.planOf(seed)
      expect(drawn.plans.excess(plan)).toBeNull()
      for (const { fault } of plan) kinds.add(fault.kind)
    }
    for (const kind of ['drop', 'duplicate', 'corrupt', 'reorder', 'cut', 'delay', 'reset']) {
      expect(kinds).toContain(kind)
    }
    for (const kind of ['pause', 'clock-step', 'slow', 'crash', 'restart']) {
      expect(kinds).toContain(kind)
    }
  })

  test('are the lines of the scenario where it has some, and none where it has neither', () => {
    const { roster, budget } = experiment().siteFor(1)
    const own = ['crash receiver1 @ 1s']
    expect(faultDefault({ roster, budget, ownFaults: own }, seconds(5), 1)).toEqual(own)
    expect(faultDefault({ roster, budget: null, ownFaults: 'swarm' }, seconds(5), 1)).toEqual([])
  })
})

describe('who makes a fault', () => {
  const names = ['a', 'b', 'c'].map(nodeId)
  const [a, b, c] = names as [NodeId, NodeId, NodeId]
  const ground = (carrier: Carrier): Ground => ({
    ...{ carrier, nodes: names },
    kindOf: (from, to) => (from === c || to === c ? 'stream' : 'datagram'),
  })
  const links = [{ from: [a], to: [b, c] }]
  const cut: Fault = { kind: 'cut', links }
  const pairs = [
    [a, b],
    [b, a],
    [a, c],
    [c, a],
  ]

  test('a cut is made of bytes by proxies, and where datagrams ride on connections by the sender', () => {
    expect(makersOf(cut, ground('udp'))).toEqual({ nodes: [], pairs, signalled: null })
    expect(makersOf(cut, ground('tcp'))).toEqual({ nodes: [a], pairs, signalled: null })
  })

  test('faults of messages are the senders’, of connections the proxies’, of processes signals', () => {
    const filter = { kinds: null, first: null, last: null, where: null }
    const extra = { kind: 'const', at: 5 } as const
    const told = (fault: Fault): readonly [number, number, NodeId | null] => {
      const makers = makersOf(fault, ground('tcp'))
      return [makers.nodes.length, makers.pairs.length, makers.signalled]
    }
    expect(told({ kind: 'drop', links, ppm: 5, filter })).toEqual([1, 0, null])
    expect(told({ kind: 'hold', links, filter })).toEqual([1, 0, null])
    expect(told({ kind: 'delay', links, extra, filter })).toEqual([0, 4, null])
    const some = { ...filter, kinds: ['x'] }
    expect(told({ kind: 'delay', links, extra, filter: some })).toEqual([1, 0, null])
    expect(told({ kind: 'refuse', nodes: [c] })).toEqual([0, 4, null])
    expect(told({ kind: 'pause', node: b })).toEqual([0, 0, b])
    expect(told({ kind: 'clock-freeze', node: b })).toEqual([1, 0, null])
    expect(told({ kind: 'disk-stall', node: b })).toEqual([1, 0, null])
    expect(told({ kind: 'heal', links: null })).toEqual([0, 0, null])
  })
})

test.each([20, 250, 1_000])(
  'at %i a second as many are asked, in order and within the storm',
  (rate) => {
    const at = (until: number): Experiment => experiment({ faults: 'none', until: `${until}us` })
    const calls = realCalls(at, 7, seconds(4), rate)
    expect(Math.abs(calls.length - rate * 4) / (rate * 4)).toBeLessThan(0.05)
    const instants = calls.map((call) => call.at)
    expect(instants).toEqual([...instants].sort((a, b) => a - b))
    expect(Math.max(...instants)).toBeLessThan(seconds(4))
  },
)

test('the history is read on from file to file, and a line that was cut short is left out', () => {
  const folder = freshFolder()
  const files = new HistoryFiles(folder, [nodeId('.')], 1_000)
  const first = join(folder, 'history-1.jsonl')
  const line = (kind: string, op: number, time: number, more: object): string =>
    `${JSON.stringify({ kind, op, time, ...more })}\n`
  writeFileSync(
    first,
    line('invoke', 1, 1_500, { call: 'a' }) + line('invoke', 2, 1_400, { call: 'b' }),
  )
  expect(files.look().map(({ call, start, end }) => [call, start, end])).toEqual([
    ['b', 400, null],
    ['a', 500, null],
  ])
  writeFileSync(first, `${line('complete', 1, 1_900, { result: 'done' })}{"kind":"comp`, {
    flag: 'a',
  })
  writeFileSync(join(folder, 'history-2.jsonl'), line('complete', 2, 2_500, { result: 'late' }))
  expect(files.look().map(({ id, call, end, result }) => [id, call, end, result])).toEqual([
    [1, 'b', 1_500, 'late'],
    [2, 'a', 900, 'done'],
  ])
})
