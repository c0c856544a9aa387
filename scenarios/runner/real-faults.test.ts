// Real runs under faults of every maker at once, over every carrier; bugs that show there too; and
// what is left of a run that is killed while one of its nodes is stopped.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterEach, describe, expect, test, vi } from 'vitest'

import { type Carrier, carriers } from '../../adapters/address.ts'
import { isHeld } from '../../adapters/process/ports.ts'
import type { Whereabouts } from '../../adapters/process/process.ts'
import { nodeId, seconds } from '../../sim/units.ts'
import { ackRetry } from '../ack-retry.ts'
import { type Settings, settingsDefault } from './order.ts'
import { type RealRun, runReal } from './real.ts'

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
  via: Carrier
  variant?: string
  time: number
  rate?: number
  settings: Partial<Settings>
  news?: string[]
}

function real({ via, variant, time, rate, settings, news = [] }: Wish): Promise<RealRun> {
  return runReal({
    scenario: ackRetry,
    order: {
      source: { kind: 'built-in' },
      scenario: 'ack-retry',
      variant: variant ?? null,
      settings: {
        ...settingsDefault,
        set: { receivers: '1', link: 'datagram' },
        settle: '2500ms',
        ...settings,
      },
    },
    ...{ seed: 1, via, time: seconds(time), rate: rate ?? 40, port: null, signal: null },
    folder: freshFolder(),
    onEvent: (event) => {
      if (event.kind === 'struck') news.push(event.told)
      if (event.kind === 'killed') news.push(`${event.name} SIGKILL ${event.node}`)
    },
  })
}

const rich = [
  'drop 8%',
  'duplicate 8%',
  'delay 3ms..6ms client1-sender1',
  'partition receiver1 | sender1,sender2 @ 500ms for 400ms',
  'pause sender2 @ 900ms for 300ms',
  'clock step +250ms discovery @ 1.2s',
  'crash receiver1 @ 1.4s restart +100ms',
  'disk slow 5ms sender1 @ 1.5s for 1s',
  'crash receiver1 @ 4.2s restart +100ms lose unsynced',
]

describe.each(carriers)('ack-retry over %s', (via) => {
  test('survives everything at once: each fault bites, and the cut stops most of what meets it', async () => {
    const news: string[] = []
    // The only receiver is cut off: hardly a letter has its answer meanwhile.
    const expected = ['op.latency p50 < 20s', 'availability during partition < 100%']
    // What was lost comes again with ever longer pauses, and a busy machine has its own: there a
    // process alone may take seconds to start again.
    const calm = { settle: '9s', extraExpect: [...expected, 'messages per op < 50'] }
    // The lists that senders have to have before the cut are asked for until they have come.
    const set = { receivers: '1', link: 'datagram', heartbeat: '100ms', poll: '100ms' }
    const settings = { faults: rich, set, ...calm }
    const run = await real({ via, time: 4.8, rate: 20, settings, news })
    expect(run.findings.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
    expect(run.verdict).toBe('pass')
    expect(run.effects.map(({ fault }) => fault)).toEqual(run.faults)
    const [lost, , late, cut, pause, clock, ...others] = run.effects
    expect(run.effects.filter((one) => !one.bites && one !== cut)).toEqual([])
    expect(lost?.seen).toMatch(/^\d+(\.\d)? % of [\d,]+ messages lost$/u)
    expect(late?.seen).toMatch(/on average/u)
    // On a busy machine a sender may hear of the cut later than in the moment that it is given.
    expect(cut?.seen).toMatch(/^\d+ stopped, /u)
    expect(Number(cut?.figures['crossed'])).toBeLessThan(Number(cut?.figures['hit']))
    expect(pause?.figures['silenceUs']).toBeGreaterThan(100_000)
    const wall = Number(clock?.figures['wallUs'])
    expect(Math.abs(wall - 250_000)).toBeLessThan(100_000) // its readings are not one instant's
    expect(others.map(({ seen }) => seen).join('\n')).toMatch(/life 2 up[^]*sync[^]*life 3 up/u)
    expect(news).toContain('f4 partition receiver1 | sender1,sender2 for 400ms')
    expect(news).toContain('f4 is over')
    expect(news).toContain('f9 SIGKILL receiver1')
    const thresholds = run.findings.filter(({ section }) => section === 'expect')
    expect(thresholds.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/ms|s   of \d+ operations$/u),
      expect.stringMatching(/%   of \d+ windows? of 100 ms/u),
      expect.stringMatching(/of \d+ operations$/u),
    ])
    expect(run.kills.map(({ node, nextLife }) => [node, nextLife])).toEqual([
      ['receiver1', 2],
      ['receiver1', 3],
    ])
    expect(run.goals['a receiver came back to its inbox']).toBeGreaterThan(0)
    expect(run.operations.total).toBeGreaterThan(40)
    expect(run.instants).toBeGreaterThan(3)
    expect(run.links.proxied).toBeGreaterThan(0)
    expect(run.left).toEqual({ processes: 0, ports: 0 })
  })
})

describe('a bug of durability', () => {
  test('shows when what was not synced is lost for real', async () => {
    const crash = (at: string): string => `crash receiver1 @ ${at} restart +100ms lose unsynced`
    const settings = { faults: ['700ms', '1500ms'].map(crash), settle: '1s' }
    const run = await real({
      ...{ via: 'tcp', variant: 'ack-before-durable', time: 2.2, rate: 250, settings },
    })
    expect(run.verdict).toBe('fail')
    const broken = run.findings.filter(({ verdict }) => verdict === 'fail')
    expect(broken.map(({ property }) => property).join('\n')).toMatch(
      /nothing acknowledged is unprocessed|what was acked/u,
    )
    expect(run.left).toEqual({ processes: 0, ports: 0 })
  })
})

describe('a node whose disk is full', () => {
  test('stops by that fault, which is no error of its actor, and is back in the calm', async () => {
    const faults = ['disk full receiver1 @ 400ms for 500ms']
    const run = await real({ via: 'tcp', time: 0.8, settings: { faults, settle: '2s' } })
    expect(run.findings.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
    expect(run.deaths).toEqual([])
    expect(run.effects[0]?.seen).toMatch(/^a sync failed, pid \d+ stopped/u)
    expect(run.kills[0]).toMatchObject({ node: 'receiver1', nextLife: 2 })
    expect(run.left).toEqual({ processes: 0, ports: 0 })
  })
})

test('a run that is killed while a node is stopped leaves no process and no port', async () => {
  const boot = fileURLToPath(new URL('../../adapters/process/boot.mjs', import.meta.url))
  const entry = new URL('./real-parent.suite.ts', import.meta.url).href
  const parent = fork(boot, [entry, freshFolder()], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  const [nodes] = (await once(parent, 'message')) as [readonly Whereabouts[]]
  const [paused] = (await once(parent, 'message')) as [unknown]
  expect(paused).toBe('paused')
  const stopped = nodes.find(({ id }) => id === 'sender1')
  await waitUntil(() => stateOf(stopped?.pid) === 'T')
  parent.kill('SIGKILL')
  await waitUntil(() => nodes.every(({ pid }) => !isRunning(pid)))
  // An ending process closes its sockets one by one.
  for (const { address } of nodes) while (await isHeld(nodeId(`tcp/${address}`)));
})

/** Letter of a process's state: `T` stopped, `Z` ended but not yet asked for its code. */
function stateOf(pid: number | undefined): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2)[0] ?? null
  } catch {
    return null
  }
}

const isRunning = (pid: number): boolean => ![null, 'Z'].includes(stateOf(pid))

/** Asks now and then: what it waits for needs the processor more than this does. */
const waitUntil = (holds: () => boolean): Promise<boolean> =>
  vi.waitUntil(holds, { timeout: 50_000, interval: 5 })
