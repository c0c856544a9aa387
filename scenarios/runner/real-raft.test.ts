// Raft for real, over every carrier: a cut, every server killed, tables of LevelDB that the next
// life starts from, and what clients saw judged as in simulation. Timings are wide,
// and nothing here asks how long something took: others use the machine too.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { carriers } from '../../adapters/address.ts'
import { seconds } from '../../sim/units.ts'
import { raftKv } from '../raft-kv.ts'
import { settingsDefault } from './order.ts'
import { runReal } from './real.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'worldline-raft-'))
  folders.push(folder)
  return folder
}

const set = {
  ...{ servers: '3', clients: '1', rate: '60', compactAfter: '16' },
  ...{ electionTimeout: '300ms..600ms', heartbeat: '80ms', attempt: '300ms' },
}
const faults = [
  'drop 3%',
  'partition n1 | n2,n3 @ 700ms for 200ms',
  'crash n1 @ 1500ms restart +50ms lose unsynced',
  'crash n2 @ 1500ms restart +50ms lose unsynced',
  'crash n3 @ 1500ms restart +50ms',
]

test('a planted bug breaks a promise of Raft that is asked of real servers', async () => {
  const alone = { ...set, checkQuorum: 'false' }
  // Whoever leads is alone, and commits what nobody else has.
  const cut = ['partition n1 | n2 | n3 @ 1500ms for 3s']
  const run = await runReal({
    scenario: raftKv,
    order: {
      ...{ source: { kind: 'built-in' }, scenario: 'raft-kv', variant: 'half-commits' },
      settings: { ...settingsDefault, set: alone, faults: cut, settle: '800ms' },
    },
    ...{ seed: 1, via: 'udp', time: seconds(4.5), rate: null, port: null, signal: null },
    folder: freshFolder(),
    onEvent: () => {},
  })
  const broken = run.findings.filter(({ verdict }) => verdict === 'fail')
  expect(broken.map(({ property }) => property)).toContain('commits are its own')
})

describe.each(carriers)('raft-kv over %s', (via) => {
  test('loses nothing when all its servers are killed at once', async () => {
    const run = await runReal({
      scenario: raftKv,
      order: {
        ...{ source: { kind: 'built-in' }, scenario: 'raft-kv', variant: null },
        settings: { ...settingsDefault, set, faults, settle: '800ms' },
      },
      ...{ seed: 1, via, time: seconds(2.2), rate: null, port: null, signal: null },
      folder: freshFolder(),
      onEvent: () => {},
    })
    // How soon somebody leads again, and answers, is the machine's: what must never be is judged.
    const isSafety = (section: string, property: string): boolean =>
      section === 'always' || property === 'linearizable'
    const judged = run.findings.filter(({ section, property }) => isSafety(section, property))
    expect(judged).toHaveLength(11)
    expect(judged.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
    expect(run.deaths).toEqual([])
    expect(run.operations.ok).toBeGreaterThan(0)
    expect(run.kills.map(({ node, nextLife }) => `${node} ${nextLife}`).sort()).toEqual([
      'n1 2',
      'n2 2',
      'n3 2',
    ])
    expect(run.left).toEqual({ processes: 0, ports: 0 })
  })
})
