import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Planned } from '../fault.ts'
import { generatorOf } from '../generator.ts'
import type { LinkKind } from '../link.ts'
import type { FaultLine } from '../notation.ts'
import { anyFaultLines } from '../notation.arbitrary.ts'
import { faultLines } from '../notation-parse.ts'
import { printFault } from '../notation-print.ts'
import { Mistake } from '../problem.ts'
import type { Roster } from '../roster.ts'
import { nodeId } from '../units.ts'
import { drawOccurrences, drawPlan } from './plan.ts'
import { withTraces } from './traces.ts'

const rosterOf = (names: string, links: Record<string, LinkKind> = {}): Roster => ({
  scenario: 'test',
  members: names.split(' ').map((id) => ({
    id: nodeId(id),
    role: id.replace(/\d+$/, ''),
    domain: id.startsWith('n') ? (id < 'n3' ? 'rack1' : 'rack2') : null,
    client: id.startsWith('c'),
  })),
  network: { link: 'datagram', links },
  messages: null,
  goals: null,
})
const five = rosterOf('n1 n2 n3 n4 n5 c1')
const until = 5_000_000

const streamsOf = (seed: number) => (stream: string) => generatorOf(seed, stream)
const drawn = (texts: readonly string[], seed = 1, roster = five): Planned[] =>
  drawPlan(faultLines(texts, roster), { roster, until }, streamsOf(seed))
/** What became of the lines, in the notation. */
const told = (texts: readonly string[], seed = 1, roster = five): string[] =>
  drawOccurrences(faultLines(texts, roster), { roster, until }, streamsOf(seed)).map(({ line }) =>
    printFault(line),
  )
const seeds = Array.from({ length: 200 }, (_, at) => at)
const timeOf = ({ when }: Planned): number => (when.kind === 'time' ? when.time : Number.NaN)

describe('when a fault strikes', () => {
  test('what lasts and says nothing holds for the whole storm', () => {
    expect(drawn(['drop 5%'])).toMatchObject([
      { id: 1, when: { kind: 'time', time: 0 }, since: null, fault: { kind: 'drop', ppm: 50_000 } },
    ])
  })

  test('what strikes once does so at an instant that the seed draws', () => {
    const times = seeds.map((seed) => drawn(['crash n1'], seed).map(timeOf)[0] ?? -1)
    expect(new Set(times).size).toBeGreaterThan(190)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...times)).toBeLessThan(until)
    expect(Math.max(...times)).toBeGreaterThan(until * 0.9)
  })

  test('what lasts for a while is over by the end of the storm', () => {
    for (const seed of seeds) {
      const [begin, end] = drawn(['pause n1 for 2s'], seed)
      expect(end?.fault).toEqual({ kind: 'end', of: 1 })
      expect(end && begin && timeOf(end) - timeOf(begin)).toBe(2_000_000)
      expect(end && timeOf(end)).toBeLessThan(until)
    }
  })

  test('a range is drawn from', () => {
    const times = seeds.map((seed) => timeOf(drawn(['heal @ 1s..2s'], seed)[0] as Planned))
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1_000_000)
    expect(Math.max(...times)).toBeLessThanOrEqual(2_000_000)
    expect(new Set(times).size).toBeGreaterThan(190)
  })

  test('ends and restarts that fall into the calm are left to it, and late faults too', () => {
    expect(drawn(['partition n1 | n2 @ 4s for 2s'])).toHaveLength(1)
    expect(drawn(['crash n1 @ 4s restart +2s'])).toHaveLength(1)
    expect(drawn(['crash n1 @ 5s'])).toEqual([])
  })

  test('what counts from an event counts from the entry that waited for it', () => {
    expect(
      drawn(['crash n1 @ on append#3 restart +1s', 'isolate n2 @ after win for 500ms']),
    ).toEqual([
      {
        id: 1,
        when: { kind: 'on', message: 'append', nth: 3 },
        since: null,
        fault: { kind: 'crash', node: 'n1', lose: 'drawn' },
      },
      {
        id: 2,
        when: { kind: 'time', time: 1_000_000 },
        since: 1,
        fault: { kind: 'restart', node: 'n1' },
      },
      expect.objectContaining({ id: 3, when: { kind: 'goal', goal: 'win' }, since: null }),
      { id: 4, when: { kind: 'time', time: 500_000 }, since: 3, fault: { kind: 'end', of: 3 } },
    ])
  })

  test('a node whose disk was full starts again so long after there is room', () => {
    const faults = (text: string): unknown[] =>
      drawn([text]).map((planned) => [timeOf(planned) / 1_000, planned.fault.kind])
    expect(faults('disk full n1 @ 1s for 500ms restart +200ms')).toEqual([
      [1_000, 'disk-full'],
      [1_500, 'end'],
      [1_700, 'restart'],
    ])
    expect(faults('disk full n1 @ 1s restart +200ms')).toEqual([[1_000, 'disk-full']])
    expect(faults('disk full n1 @ 1s for 500ms restart never')).toEqual([
      [1_000, 'disk-full'],
      [1_500, 'end'],
      [1_000, 'stay-down'],
    ])
  })

  test('restart never keeps a node down through the calm', () => {
    expect(drawn(['wipe n1 @ 1s restart never'])).toMatchObject([
      { fault: { kind: 'crash', node: 'n1', lose: 'disk' } },
      { when: { kind: 'time', time: 1_000_000 }, fault: { kind: 'stay-down', node: 'n1' } },
    ])
    expect(drawn(['crash n1 @ after persist restart never'])).toMatchObject([
      { when: { kind: 'after-persist', nth: 1 } },
      { when: { kind: 'time', time: 0 }, since: 1, fault: { kind: 'stay-down', node: 'n1' } },
    ])
  })

  test.each`
    said                           | lost
    ${'crash n1 @ 1s'}             | ${'drawn'}
    ${'crash n1 @ 1s lose memory'} | ${'memory'}
    ${'crash n1 lose unsynced'}    | ${'unsynced'}
    ${'crash n1 lose disk'}        | ${'disk'}
    ${'wipe n1'}                   | ${'disk'}
  `('$said loses $lost', ({ said, lost }) => {
    expect(drawn([said])).toMatchObject([{ fault: { kind: 'crash', lose: lost } }])
  })
})

describe('how often', () => {
  test('every counts from the beginning, and ends with the storm', () => {
    expect(drawn(['clock step +1ms n1 every 2s']).map(timeOf)).toEqual([2_000_000, 4_000_000])
    expect(drawn(['heal every 2s @ 500ms']).map(timeOf)).toEqual([500_000, 2_500_000, 4_500_000])
    expect(drawn(['heal every 1s times 2']).map(timeOf)).toEqual([1_000_000, 2_000_000])
  })

  test('intervals and lengths are drawn anew each time', () => {
    const plan = drawn(['pause n1 every 100ms..300ms for 1ms..50ms'])
    const times = plan.filter(({ fault }) => fault.kind === 'pause').map(timeOf)
    const gaps = times.map((time, at) => time - (times[at - 1] ?? 0))
    expect(new Set(gaps).size).toBe(gaps.length)
    for (const gap of gaps) expect(gap >= 100_000 && gap <= 300_000).toBe(true)
    const ends = plan.filter(({ fault }) => fault.kind === 'end')
    expect(new Set(ends.map((end, at) => timeOf(end) - (times[at] ?? 0))).size).toBeGreaterThan(5)
  })

  test('after an event, the first is the zero of the others', () => {
    expect(drawn(['pause n1 @ on vote every 1s times 3 for 100ms'])).toMatchObject([
      { id: 1, when: { kind: 'on' }, since: null },
      { id: 2, when: { time: 100_000 }, since: 1, fault: { kind: 'end', of: 1 } },
      { id: 3, when: { time: 1_000_000 }, since: 1, fault: { kind: 'pause' } },
      { id: 4, when: { time: 1_100_000 }, since: 1, fault: { kind: 'end', of: 3 } },
      { id: 5, when: { time: 2_000_000 }, since: 1 },
      { id: 6, when: { time: 2_100_000 }, since: 1, fault: { kind: 'end', of: 5 } },
    ])
  })

  test('each takes one server after the other', () => {
    expect(told(['pause each every 1s for 10ms'])).toEqual(
      ['n1', 'n2', 'n3', 'n4'].map((id, at) => `pause ${id} @ ${at + 1}s for 10ms`),
    )
  })

  test('the rhythm of a strobe is no repetition', () => {
    expect(drawn(['clock strobe ±20ms n1 every 5ms for 1s @ 1s'])).toMatchObject([
      { fault: { kind: 'clock-strobe', by: 20_000, every: 5_000 } },
      { fault: { kind: 'end', of: 1 } },
    ])
  })

  test('a plan that nobody could read is refused', () => {
    expect(() => drawn(['heal every 1us'])).toThrow(Mistake)
  })
})

describe('who is hit', () => {
  test('random is drawn once per occurrence, from servers that are not named already', () => {
    const lines = seeds.flatMap((seed) => told(['crash n1,random 2 every 1s'], seed))
    const hit = lines.map((line) => /^crash (\S+)/.exec(line)?.[1]?.split(',') ?? [])
    for (const ids of hit) {
      expect(new Set(ids).size).toBe(3)
      expect(ids[0]).toBe('n1')
      expect(ids).not.toContain('c1')
    }
    expect(new Set(hit.map((ids) => ids.join())).size).toBe(6)
  })

  test.each`
    said                             | count
    ${'crash random'}                | ${1}
    ${'crash random minority'}       | ${2}
    ${'crash random majority'}       | ${3}
    ${'crash random minority-third'} | ${1}
    ${'crash random 4'}              | ${4}
    ${'crash all'}                   | ${5}
    ${'crash n'}                     | ${5}
    ${'crash rack1'}                 | ${2}
    ${'crash c1'}                    | ${1}
    ${'crash rack1,n1,n2'}           | ${2}
  `('$said hits $count of five servers and a client', ({ said, count }) => {
    expect(drawn([said])).toHaveLength(count)
  })

  test('where there is no minority nobody is hit', () => {
    const two = rosterOf('n1 n2')
    const lines = faultLines(['crash random minority', 'partition random minority'])
    expect(drawPlan(lines, { roster: two, until }, streamsOf(1))).toEqual([])
  })

  test('nobody is on both sides of a partition', () => {
    for (const seed of seeds) {
      const [line = ''] = told(['partition random 2 | n1,random one | random one'], seed)
      const ids = line.match(/n\d/g) ?? []
      expect(ids).toHaveLength(5)
      expect(new Set(ids).size).toBe(5)
    }
  })

  test('a partition of nodes spares the clients, isolation does not', () => {
    expect(drawn(['partition n1,n2 @ 1s'])).toMatchObject([
      {
        fault: {
          kind: 'cut',
          links: [
            { from: ['n1', 'n2'], to: ['n3', 'n4', 'n5'] },
            { from: ['n3', 'n4', 'n5'], to: ['n1', 'n2'] },
          ],
        },
      },
    ])
    expect(drawn(['isolate n1 @ 1s'])).toMatchObject([
      {
        fault: {
          kind: 'cut',
          links: [
            { from: ['n1'], to: ['n1', 'n2', 'n3', 'n4', 'n5', 'c1'] },
            { from: ['n2', 'n3', 'n4', 'n5', 'c1'], to: ['n1'] },
          ],
        },
      },
    ])
  })

  test('halves differ from seed to seed, and are told', () => {
    const lines = new Set(seeds.flatMap((seed) => told(['partition halves @ 1s for 1s'], seed)))
    expect(lines.size).toBe(10)
    for (const line of lines) expect(line).toMatch(/^partition n\d,n\d \| n\d,n\d,n\d @ 1s for 1s$/)
  })

  test('message faults touch datagrams only, connection faults streams only', () => {
    const mixed = rosterOf('n1 n2 c1', { 'c-n': 'stream' })
    expect(drawn(['drop 5%'], 1, mixed)).toMatchObject([
      {
        fault: {
          links: [
            { from: ['n1', 'n2'], to: ['n1', 'n2'] },
            { from: ['c1'], to: ['c1'] },
          ],
        },
      },
    ])
    expect(drawn(['reset all'], 1, mixed)).toMatchObject([
      { fault: { kind: 'reset', links: [{ from: ['n1', 'n2'], to: ['c1'] }] } },
    ])
  })

  test('of a half-open connection the seed says which end is gone, unless the line does', () => {
    const stream = { ...rosterOf('n1 n2'), network: { link: 'stream', links: {} } } as const
    const gone = (text: string) =>
      new Set(seeds.map((seed) => JSON.stringify(drawn([text], seed, stream)[0]?.fault)))
    expect(gone('half-open n1-n2 @ 1s').size).toBe(2)
    expect(gone('half-open n1->n2 @ 1s').size).toBe(1)
  })

  test('hold, release and heal say links', () => {
    expect(
      drawn(['hold n1->n2 @ 1s', 'release n1->n2 @ 2s', 'heal n1 @ 3s', 'heal @ 4s']),
    ).toMatchObject([
      { fault: { kind: 'hold', links: [{ from: ['n1'], to: ['n2'] }] } },
      { fault: { kind: 'release', links: [{ from: ['n1'], to: ['n2'] }] } },
      { fault: { kind: 'heal', links: [{ from: ['n1'] }, { to: ['n1'] }] } },
      { fault: { kind: 'heal', links: null } },
    ])
  })

  test('a swizzle is a stall of each node, with an end of its own', () => {
    const plan = drawn(['swizzle n1,n2,n3 @ 1s for 2s'])
    expect(plan.filter(({ fault }) => fault.kind === 'stall')).toHaveLength(3)
    const ends = plan.flatMap((entry) => (entry.fault.kind === 'end' ? [timeOf(entry)] : []))
    expect(ends).toHaveLength(3)
    expect(Math.max(...ends)).toBe(3_000_000)
    const waits = drawn(['swizzle n1,n2 @ on vote for 2s'])
    expect(waits.filter(({ since }) => since === null)).toHaveLength(1)
  })
})

describe('a plan', () => {
  const names = 'n1 n2 n3 n4 n5 broker sub3 s1 on1 never1 rack1'
  const roster = rosterOf(names)
  const samples = [100, 200, 300]
  const fill = (lines: readonly FaultLine[]) => withTraces(lines, () => samples)
  // Rare intervals are so short that the plan is refused; that is tested above.
  const planOf = (lines: readonly FaultLine[], seed: number, who = roster): Planned[] => {
    try {
      return drawPlan(fill(lines), { roster: who, until: 20_000 }, streamsOf(seed))
    } catch (error) {
      if (error instanceof Mistake) return []
      throw error
    }
  }
  const some = fc.array(anyFaultLines, { maxLength: 4 })

  test('is numbered, ends what it began, and lies within the storm, whatever the lines', () => {
    fc.assert(
      fc.property(some, fc.nat(), (lines, seed) => {
        const plan = planOf(lines, seed)
        expect(plan.map(({ id }) => id)).toEqual(plan.map((_, at) => at + 1))
        for (const { id, since, when, fault } of plan) {
          if (fault.kind === 'end') expect(fault.of).toBeLessThan(id)
          if (since !== null) expect(since).toBeLessThan(id)
          if (since === null && when.kind === 'time') expect(when.time).toBeLessThan(20_000)
          if ('links' in fault && fault.links !== null) expect(fault.links).not.toEqual([])
        }
      }),
      { numRuns: 300 },
    )
  })

  test('is the same for the same seed, and is read back from what is told of it', () => {
    fc.assert(
      fc.property(some, fc.nat(1_000_000), (lines, seed) => {
        expect(planOf(lines, seed)).toEqual(planOf(lines, seed))
      }),
      { numRuns: 100 },
    )
  })

  test('a line more or less moves no draw of another', () => {
    const texts = [
      'crash random minority every 500ms restart +100ms..300ms',
      'partition halves @ 1s..2s',
    ]
    texts.push(
      'pause each for pareto 5ms 1.5 every exp 300ms',
      'heal',
      'swizzle random 3',
      'crash n1',
    )
    let moved = 0
    let compared = 0
    for (const seed of seeds) {
      const alone = new Map(texts.map((text) => [text, told([text], seed)]))
      for (const without of [null, ...texts]) {
        const kept = ['drop 5%', ...texts, 'reorder 1%'].filter((text) => text !== without)
        const together = drawOccurrences(
          faultLines(kept, five),
          { roster: five, until },
          streamsOf(seed),
        )
        for (const text of kept) {
          const now = together.filter(({ source }) => printFault(source) === text)
          const before = alone.get(text)
          if (before === undefined) continue
          compared += before.length
          moved += now.filter(({ line }, at) => printFault(line) !== before[at]).length
          moved += Math.abs(now.length - before.length)
        }
      }
    }
    expect(compared).toBeGreaterThan(10_000)
    expect(moved).toBe(0)
  })

  test('the same line twice draws twice', () => {
    const [one, other] = drawn(['crash n1', 'crash n1']).map(timeOf)
    expect(one).not.toBe(other)
  })

  test('traces are read once for each path and put where they were said', () => {
    const asked: string[] = []
    const lines = faultLines([
      'delay trace a',
      'slow trace b n1',
      'pause n1 every trace a for trace a',
    ])
    const filled = withTraces(lines, (path) => {
      asked.push(path)
      return samples
    })
    expect(asked).toEqual(['a', 'b'])
    expect(JSON.stringify(filled).match(/\[100,200,300\]/g)).toHaveLength(4)
  })
})
