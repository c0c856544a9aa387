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
  faults: ['crash receiver1 @ 2s restart +500ms'],
  interrupted: false,
  storm: 4_000_000,
  calm: 4_010_000,
  left: { processes: 0, ports: 0 },
  folder: '.worldline/runs/2026-11-21T05-12-44',
  assumptions: ['disks keep what was synced'],
  drift: null,
}

describe('a real run', () => {
  test('says what was killed, what was found, what is left', () => {
    expect(renderReal(told, plainPage)).toMatchInlineSnapshot(`
      "
          2 s  SIGKILL receiver1 (pid 4121)   back after 640 ms
          3 s  SIGKILL receiver2 (pid 4122)   never came back
          3.5 s  sender1 died: letter from client1: a promise

        always      ✓ no duplicate effect
        eventually  ✓ delivered            514 ms after healing
        sometimes   ◦ a letter was tried again ×446
                    ! never: nobody was listed

        operations  1,000: 998 ok · 0 failed · 2 unknown · 1 request found the client down
        latency     p50 58.5 ms · p99 2.08 s · max 2.187 s

        PASS   4 s + 4.01 s real · judged at 18 instants · 0 processes and 0 ports left
        Record   .worldline/runs/2026-11-21T05-12-44

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
    const text = realHead('raft@1', 'tcp', nodes, plainPage)
    expect(text).toContain('n1  127.0.0.1:41850  pid 4000     n2  127.0.0.1:41851  pid 4001')
    for (const line of text.split('\n')) expect(columns(line)).toBeLessThanOrEqual(100)
  })

  test('tells its news once', () => {
    expect(realNews({ kind: 'killed', at: 2_000_000, node: 'n1', pid: 7 })).toBe(
      '2 s  SIGKILL n1 (pid 7)',
    )
    expect(realNews({ kind: 'progress', at: 2_000_000, asked: 7 })).toBeNull()
  })

  test('in one line', () => {
    expect(renderQuietReal(told, plainPage)).toBe(
      'PASS ack-retry@1 via tcp: 998 of 1,000 operations ok, 2 kills\n',
    )
  })
})
