import { describe, expect, test } from 'vitest'
import { columns, plainPage } from './page.ts'
import { type RealTold, realHead, realNews, renderQuietReal, renderReal } from './real-screen.ts'

const told: RealTold = {
  coordinate: 'ack-retry@1',
  via: 'tcp',
  verdict: 'pass',
  findings: [
    {
      property: 'delivered',
      section: 'eventually',
      verdict: 'pass',
      why: null,
      detail: '514 ms after healing',
    },
    {
      property: 'no duplicate effect',
      section: 'always',
      verdict: 'pass',
      why: null,
      detail: null,
    },
  ],
  goals: { 'a letter was tried again': 446, 'nobody was listed': 0 },
  operations: { total: 1_000, ok: 998, failed: 0, unknown: 2 },
  latency: { p50: 58_500, p99: 2_080_000, max: 2_187_000 },
  unasked: 1,
  kills: [
    { node: 'receiver1', pid: 4121, at: 2_000_000, upAt: 2_640_000 },
    { node: 'receiver2', pid: 4122, at: 3_000_000, upAt: null },
  ],
  deaths: [{ node: 'sender1', at: 3_500_000, why: 'letter from client1: a promise' }],
  instants: 18,
  links: { all: 56, proxied: 14 },
  leftOut: [],
  effects: [
    {
      name: 'f1',
      fault: 'drop 5% kind letter',
      damage: 'drop 5% kind letter',
      kind: 'drop',
      from: 10_000,
      to: 4_000_000,
      asked: '5 %',
      seen: '4.9 % of 2,040 messages lost',
      bites: true,
      figures: { met: 2_040, hit: 100 },
    },
    {
      name: 'f2',
      fault: 'partition receiver1,receiver2 | sender1,sender2 @ 1s for 1s',
      damage: 'partition receiver1,receiver2 | sender1,sender2',
      kind: 'cut',
      from: 1_000_000,
      to: 2_001_000,
      asked: 'for 1 s',
      seen: '139 stopped, nothing crossed',
      bites: true,
      figures: { met: 139, hit: 139, crossed: 0 },
    },
    {
      name: 'f3',
      fault: 'pause discovery @ 3.9s for 1s',
      damage: 'pause discovery',
      kind: 'pause',
      from: null,
      to: null,
      asked: 'for 1 s',
      seen: 'the storm ended before',
      bites: false,
      figures: {},
    },
  ],
  faults: ['crash receiver1 @ 2s restart +500ms'],
  interrupted: false,
  storm: 4_000_000,
  calm: 4_010_000,
  left: { processes: 0, ports: 0 },
  folder: '.worldline/runs/2026-11-21T05-12-44',
  assumptions: ['disks keep what was synced'],
  replay: 'worldline replay .worldline/runs/2026-11-21T05-12-44',
  drift: null,
}

describe('a real run', () => {
  test('says what was killed, what was found, what is left', () => {
    expect(renderReal(told, plainPage)).toMatchInlineSnapshot(`
      "
            3.50 s  sender1 died: letter from client1: a promise

        always      ✓ no duplicate effect
        eventually  ✓ delivered            514 ms after healing
        sometimes   ◦ a letter was tried again ×446
                    ! never: nobody was listed

        operations  1,000: 998 ok · 0 failed · 2 unknown · 1 request found the client down
        latency     p50 58.5 ms · p99 2.08 s · max 2.187 s

           effects                                    when  asked    seen
        ✓  f1 drop 5% kind letter              0.01-4.00 s  5 %      4.9 % of 2,040 messages lost
        ✓  f2 partition receiver1,receiver2 |  1.00-2.00 s  for 1 s  139 stopped, nothing crossed
           sender1,sender2
        !  f3 pause discovery                               for 1 s  the storm ended before

        PASS   4 s + 4.01 s real · judged at 18 instants · 0 processes and 0 ports left
        Record   .worldline/runs/2026-11-21T05-12-44
        Replay   worldline replay .worldline/runs/2026-11-21T05-12-44

        What this cannot say
          · disks keep what was synced

      "
    `)
  })

  test('names every node with its address and process first', () => {
    const nodes = ['n1', 'n2', 'n3'].map((id, at) => ({
      id,
      pid: 4_000 + at,
      address: `127.0.0.1:4185${at}`,
    }))
    const text = realHead(
      {
        ...{ coordinate: 'raft@1', via: 'grpc', nodes, links: { all: 6, proxied: 4 } },
        faults: 2,
        leftOut: ['crash n1 @ on vote#3'],
      },
      plainPage,
    )
    expect(text).toContain('raft@1 over gRPC on this machine')
    expect(text).toContain('n1  127.0.0.1:41850  pid 4000     n2  127.0.0.1:41851  pid 4001')
    expect(text).toContain('4 of 6 links go through proxies of ours')
    expect(text).toContain('2 faults to come')
    expect(text).toContain('left out    crash n1 @ on vote#3   waits for an event: in simulation')
    for (const line of text.split('\n')) expect(columns(line)).toBeLessThanOrEqual(100)
  })

  test('tells its news once', () => {
    expect(realNews({ kind: 'killed', at: 2_000_000, node: 'n1', pid: 7, name: 'f2' })).toBe(
      '  2.00 s  f2 SIGKILL n1 (pid 7)',
    )
    expect(realNews({ kind: 'struck', at: 12_345_678, told: 'f1 isolate n2 for 3s' })).toBe(
      ' 12.35 s  f1 isolate n2 for 3s',
    )
    expect(realNews({ kind: 'progress', at: 2_000_000, asked: 7 })).toBeNull()
  })

  test('in one line', () => {
    expect(renderQuietReal(told, plainPage)).toBe(
      'PASS ack-retry@1 via tcp: 998 of 1,000 operations ok, 2 kills\n',
    )
  })
})
