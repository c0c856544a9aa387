// What a supervisor tells its processes of faults, and what a process that is killed comes back with.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, describe, expect, test } from 'vitest'

import type { Fault, Filter } from '../../sim/fault.ts'
import { type Micros, nodeId, seconds } from '../../sim/units.ts'
import type { Lose } from '../host/doom.ts'
import type { Snapshot } from './mail.ts'
import { Supervisor } from './process.ts'

const folders: string[] = []
const supervisors: Supervisor[] = []
afterEach(async () => {
  await Promise.all(supervisors.splice(0).map((one) => one.stop()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const n1 = nodeId('n1')
const n2 = nodeId('n2')
const every: Filter = { kinds: null, first: null, last: null, where: null }
const links = [{ from: [n1], to: [n2] }]

async function started(...ids: string[]): Promise<Supervisor> {
  const folder = mkdtempSync(join(tmpdir(), 'worldline-faults-'))
  folders.push(folder)
  const one = new Supervisor({
    entry: new URL('./process.suite.ts', import.meta.url),
    ...{ folder, origin: process.hrtime.bigint(), host: '127.0.0.1', carrier: 'tcp' },
    ...{ within: 20_000, stillWithin: 20_000, onDeath: () => {} },
  })
  supervisors.push(one)
  await one.start(ids.map((id) => ({ id: nodeId(id), program: null, seed: 5, port: null })))
  return one
}

async function look(one: Supervisor, id = n1): Promise<Snapshot> {
  const snapshot = (await one.freeze()).get(id)
  one.thaw()
  if (snapshot === undefined) throw new Error(`${id} is down`)
  return snapshot
}

/** Looks at standing systems until one shows it. */
async function seen(
  one: Supervisor,
  fact: (snapshot: Snapshot) => boolean,
  id = n1,
): Promise<Snapshot> {
  for (;;) {
    const snapshot = await look(one, id)
    if (fact(snapshot)) return snapshot
  }
}

const field = (snapshot: Snapshot, name: 'count' | 'heard'): unknown =>
  snapshot.state !== null && name in snapshot.state
    ? (snapshot.state as Record<string, unknown>)[name]
    : null
/** What its wall clock is ahead, in minutes: a busy machine takes its time to say so. */
const ahead = ({ wall }: Snapshot): number =>
  Math.abs(Math.round((wall - Date.now() * 1_000) / seconds(60)))
const step = (by: Micros): Fault => ({ kind: 'clock-step', node: n1, by })

describe('a machine outlives its processes', () => {
  test('a restarted one finds the clock that was stepped and drifted, and counts time anew', async () => {
    const one = await started('n1')
    expect(ahead(await look(one))).toBe(0)
    one.fault(n1, 1, step(seconds(3_600)))
    one.fault(n1, 2, { kind: 'clock-drift', node: n1, ppm: 99_000_000 }) // a hundred times as fast
    const before = await look(one)
    expect(ahead(before)).toBeGreaterThanOrEqual(60)
    await one.kill(n1)
    one.fault(n1, 3, step(seconds(1_000))) // while it is down
    one.fault(n1, 4, { kind: 'end', of: 2 })
    await one.restart(n1)
    const after = await look(one)
    expect(after.wall - before.wall).toBeGreaterThan(seconds(1_000))
    expect(after.clock).toBeLessThan(seconds(20)) // it drifts no more
    expect(after.at).toBeGreaterThan(before.at)
    one.calm()
    expect(ahead(await look(one))).toBe(0)
    await one.kill(n1)
    await one.restart(n1)
    expect(ahead(await look(one))).toBe(0)
  })

  test('what lies over its links lies over those of the next life, and is counted in both', async () => {
    const one = await started('n1', 'n2')
    one.fault(n1, 1, { kind: 'hold', links, filter: every })
    one.mail(n1, { kind: 'tell' })
    await seen(one, ({ tally }) => tally.faults.get(1)?.hit === 1) // once it is on disk
    await one.kill(n1, 'memory')
    await one.restart(n1)
    one.mail(n1, { kind: 'tell' })
    await seen(one, ({ tally }) => tally.faults.get(1)?.hit === 1)
    expect(field(await look(one, n2), 'heard')).toEqual([])
    expect(one.tally().faults.get(1)).toEqual({ met: 2, hit: 2 })
    one.fault(n1, 2, { kind: 'end', of: 1 })
    const after = await seen(one, (snapshot) => String(field(snapshot, 'heard')) !== '', n2)
    expect(field(after, 'heard')).toEqual(['ping from n1']) // what the dead process held died with it
  })

  test('a slow one takes its time for each step', async () => {
    const one = await started('n1')
    const slow: Fault = { kind: 'slow', node: n1, step: { kind: 'const', at: 30_000 } }
    one.fault(n1, 1, slow)
    const { at } = await look(one)
    for (let nth = 0; nth < 5; nth += 1) one.mail(n1, { kind: 'count' })
    const after = await seen(one, (snapshot) => field(snapshot, 'count') === 5)
    expect(after.at - at).toBeGreaterThanOrEqual(145_000)
    expect(after.tally.faults.get(1)).toMatchObject({ met: 5, hit: 5 })
  })
})

describe('a node that is killed loses', () => {
  const counts = async (lose: Lose): Promise<{ came: boolean; before: number; after: unknown }> => {
    const one = await started('n1')
    for (let nth = 0; nth < 20; nth += 1) one.mail(n1, { kind: 'count' })
    const dies = one.kill(n1, lose)
    // A crash that loses what is not synced waits for something that is not.
    const more = lose === 'unsynced' ? 20 : 0
    for (let nth = 0; nth < more; nth += 1) one.mail(n1, { kind: 'count' })
    const came = await dies
    await one.restart(n1)
    const after = field(await look(one), 'count')
    await one.stop()
    expect(await one.left()).toEqual({ processes: 0, ports: 0 })
    return { came, before: 20 + more, after }
  }

  test('no step (memory)', async () => {
    expect(await counts('memory')).toEqual({ came: true, before: 20, after: 20 })
  })

  test('every step that is not durable (unsynced)', async () => {
    const { came, before, after } = await counts('unsynced')
    expect(came).toBe(true)
    expect(after).toBeLessThan(before)
  })

  test('everything (disk)', async () => {
    expect(await counts('disk')).toEqual({ came: true, before: 20, after: 0 })
  })
})

test('a paused node is woken to sync what it has written, and dies', async () => {
  const one = await started('n1')
  one.mail(n1, { kind: 'count' })
  await look(one)
  const [whereabouts] = one.whereabouts()
  process.kill(whereabouts?.pid ?? 0, 'SIGSTOP')
  expect(await one.kill(n1, 'memory')).toBe(true)
  await one.restart(n1)
  expect(field(await look(one), 'count')).toBe(1)
})
