// The tests of MIT's 6.5840 for log compaction (3D). The lab takes a snapshot every ten commands and
// allows a log of 2,000 bytes; ours does the same by `compactAfter`, and its log is measured by its codec.

import { describe, expect, test } from 'vitest'
import { sizeOf } from '../../sim/plain.ts'
import { Mit } from './mit.suite.ts'

const seeds = [1]
const snapshotInterval = 10
const logBytesMax = 2_000
const parameters = { compactAfter: snapshotInterval, trail: 0, chunk: 256 }
const times = (count: number): undefined[] => Array.from({ length: count })

/** A log that a server has compacted is never long. */
function expectShortLogs(mit: Mit): void {
  for (const place of mit.places) {
    if (mit.isUp(place)) expect(sizeOf(mit.state(place)?.log)).toBeLessThanOrEqual(logBytesMax)
  }
}

/** Gives a leader some commands, five to fourteen of them. */
function give(mit: Mit, place: number): void {
  for (const _ of times(snapshotInterval / 2 + mit.rand(snapshotInterval))) {
    mit.give(place, mit.fresh())
  }
}

const rows = [
  { name: 'SnapshotBasic', away: null, unreliable: false },
  { name: 'SnapshotInstall', away: 'disconnect', unreliable: false },
  { name: 'SnapshotInstallUnreliable', away: 'disconnect', unreliable: true },
  { name: 'SnapshotInstallCrash', away: 'crash', unreliable: false },
  { name: 'SnapshotInstallUnCrash', away: 'crash', unreliable: true },
] as const

describe.each(seeds)('3D log compaction, seed %i', (seed) => {
  test.each(rows)('$name: thirty rounds with one away', ({ away, unreliable }) => {
    const mit = new Mit({ servers: 3, seed, unreliable, parameters })
    mit.one(3)
    let leader = mit.oneLeader()
    for (const [nth] of times(30).entries()) {
      const [victim, sender] = nth % 3 === 1 ? [leader, leader + 1] : [leader + 1, leader]
      if (away === 'disconnect') mit.disconnect(victim)
      if (away === 'crash') mit.crash(victim)
      if (away !== null) mit.one(2)
      give(mit, away === null ? leader : sender)
      mit.one(away === null ? 3 : 2)
      expectShortLogs(mit)
      if (away === 'disconnect') mit.connect(victim)
      if (away === 'crash') mit.start(victim)
      if (away !== null) mit.one(3)
      leader = mit.oneLeader()
    }
    expect(mit.world.goals.get('a snapshot was installed') ?? 0).toBeGreaterThan(
      away === null ? -1 : 5,
    )
    expect(mit.state(leader)?.base.index).toBeGreaterThan(200)
  })

  test('SnapshotAllCrash: all crash, and what was committed is there', () => {
    const mit = new Mit({ servers: 3, seed, parameters })
    mit.one(3)
    for (const _ of times(5)) {
      give(mit, mit.oneLeader())
      const before = mit.one(3)
      mit.restart(0, 1, 2)
      expect(mit.one(3)).toBeGreaterThanOrEqual(before + 1)
    }
  })

  test('SnapshotInit: a server started from a snapshot, crashed, goes on from there', () => {
    const mit = new Mit({ servers: 3, seed, parameters })
    for (const _ of times(snapshotInterval + 2)) mit.one(3)
    mit.restart(0, 1, 2)
    mit.one(3)
    mit.restart(0, 1, 2)
    expect(mit.one(3)).toBe(snapshotInterval + 4)
  })
})
