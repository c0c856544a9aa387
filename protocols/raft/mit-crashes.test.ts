// The tests of MIT's 6.5840 for persistence (3C): servers crash, start again from their disks, and are
// cut off, on a network that may lose, delay and reorder. Iterations are as many as in the lab.

import { describe, expect, test } from 'vitest'
import { ms } from '../../sim/units.ts'
import { electionTimeout, Mit } from './mit.suite.ts'
import { mutants } from './mutants.ts'

const seeds = [1]
const times = (count: number): undefined[] => Array.from({ length: count })

/** Everybody is up and connected, and agrees. */
function whole(mit: Mit): void {
  for (const place of mit.places) {
    mit.start(place)
    mit.connect(place)
  }
}

/** Everybody who leads takes up a command. @returns the last of them */
function giveLeaders(mit: Mit, which: (place: number) => boolean): number | null {
  let leader: number | null = null
  for (const place of mit.places) if (mit.give(place, mit.fresh()) && which(place)) leader = place
  mit.sleep(ms(mit.rand(1_000) < 100 ? mit.rand(500) : mit.rand(13)))
  return leader
}

/** @returns how many leaders crashed */
function figure8(mit: Mit): number {
  let crashes = 0
  mit.one(1)
  for (const _ of times(1_000)) {
    const leader = giveLeaders(mit, () => true)
    if (leader !== null) {
      mit.crash(leader)
      crashes += 1
    }
    if (mit.places.filter((place) => mit.isUp(place)).length < 3) mit.start(mit.rand(5))
  }
  whole(mit)
  mit.one(5)
  return crashes
}

/** @returns how many leaders were cut off */
function figure8Unreliable(mit: Mit): number {
  let cuts = 0
  mit.one(1)
  for (const [nth] of times(1_000).entries()) {
    if (nth === 200) mit.longReordering()
    const leader = giveLeaders(mit, (place) => mit.isConnected(place))
    if (leader !== null && mit.rand(1_000) < 500) {
      mit.disconnect(leader)
      cuts += 1
    }
    const connected = mit.places.filter((place) => mit.isConnected(place))
    if (connected.length < 3) mit.connect(mit.rand(5))
  }
  whole(mit)
  mit.one(5)
  return cuts
}

describe.each(seeds)('3C persistence, seed %i', (seed) => {
  test('Persist1: all crash, the leader crashes, a follower crashes', () => {
    const mit = new Mit({ servers: 3, seed })
    mit.one(3)
    mit.restart(0, 1, 2)
    mit.one(3)
    const first = mit.oneLeader()
    mit.disconnect(first)
    mit.restart(first)
    mit.connect(first)
    mit.one(3)
    const second = mit.oneLeader()
    mit.disconnect(second)
    mit.one(2)
    mit.restart(second)
    mit.connect(second)
    mit.one(3)
    const third = mit.oneLeader() + 1
    mit.disconnect(third)
    mit.one(2)
    mit.restart(third)
    mit.connect(third)
    expect(mit.one(3)).toBe(7)
  })

  test('Persist2: two of five and then three of five are away, five times', () => {
    const mit = new Mit({ servers: 5, seed })
    for (const _ of times(5)) {
      mit.one(5)
      const leader = mit.oneLeader()
      for (const other of [1, 2]) mit.disconnect(leader + other)
      mit.one(3)
      for (const other of [0, 3, 4]) mit.disconnect(leader + other)
      for (const other of [1, 2]) {
        mit.restart(leader + other)
        mit.connect(leader + other)
      }
      mit.sleep(electionTimeout)
      mit.restart(leader + 3)
      mit.connect(leader + 3)
      mit.one(3)
      for (const other of [4, 0]) mit.connect(leader + other)
    }
    mit.one(5)
  })

  test('Persist3: a leader and a follower crash while the third is cut off, and come back one by one', () => {
    const mit = new Mit({ servers: 3, seed })
    mit.one(3)
    const leader = mit.oneLeader()
    mit.disconnect(leader + 2)
    mit.one(2)
    mit.crash(leader)
    mit.crash(leader + 1)
    mit.connect(leader + 2)
    mit.start(leader)
    mit.one(2)
    mit.start(leader + 1)
    mit.one(3)
  })

  test('Figure8: leaders take up entries and crash, a thousand times', () => {
    const mit = new Mit({ servers: 5, seed })
    expect(figure8(mit)).toBeGreaterThan(20)
  })

  test('UnreliableAgree: five at a time, 49 times, under loss and delay', () => {
    const mit = new Mit({ servers: 5, seed, unreliable: true })
    for (const _ of times(49))
      mit.agree(
        [1, 2, 3, 4, 5].map(() => mit.fresh()),
        1,
      )
    mit.unreliable(false)
    mit.one(5)
    expect(new Set(mit.applied).size).toBe(mit.applied.length)
    expect(mit.applied).toHaveLength(246)
  })

  test('Figure8Unreliable: leaders take up entries and are cut off, replies come seconds late', () => {
    const mit = new Mit({ servers: 5, seed, unreliable: true })
    expect(figure8Unreliable(mit)).toBeGreaterThan(5)
    expect(mit.world.goals.get('the end of a log was overwritten')).toBeGreaterThan(0)
  })

  test.each([
    ['ReliableChurn', false],
    ['UnreliableChurn', true],
  ] as const)('%s: what three clients saw committed stays, whoever crashes', (_, unreliable) => {
    const mit = new Mit({ servers: 5, seed, unreliable })
    mit.one(5)
    const clients = [new Client(mit), new Client(mit), new Client(mit)]
    for (const _again of times(20)) {
      if (mit.rand(1_000) < 200) mit.disconnect(mit.rand(5))
      if (mit.rand(1_000) < 500) {
        const place = mit.rand(5)
        mit.start(place)
        mit.connect(place)
      }
      if (mit.rand(1_000) < 200) mit.crash(mit.rand(5))
      for (const _step of times(70)) {
        mit.sleep(electionTimeout / 100)
        for (const client of clients) client.goOn()
      }
    }
    mit.sleep(electionTimeout)
    mit.unreliable(false)
    whole(mit)
    mit.sleep(electionTimeout)
    mit.one(5)
    const seen = clients.flatMap((client) => client.seen)
    expect(seen.length).toBeGreaterThan(10)
    expect(seen.filter((command) => !mit.applied.includes(command))).toEqual([])
    expect(mit.places.map((place) => mit.state(place)?.commit)).toEqual(
      mit.places.map(() => mit.state(0)?.commit),
    )
  })
})

describe('the tester bites', () => {
  const planted = (name: string) => mutants[name]?.rules ?? {}

  test('two leaders of one term are seen', () => {
    const play = (): void => {
      figure8(new Mit({ servers: 5, seed: 2, rules: planted('half-elects') }))
    }
    expect(whyOf(play)).toMatch(/^n\d and n\d both lead term \d+$/u)
  })

  test('a committed command that is lost is seen', () => {
    const play = (): void => {
      const rules = planted('any-log-wins')
      figure8Unreliable(new Mit({ servers: 5, seed: 1, unreliable: true, rules }))
    }
    expect(whyOf(play)).toMatch(/committed/u)
  })
})

/** What the tester said broke, or null. */
function whyOf(play: () => void): string | null {
  try {
    play()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : null
  }
}

/** Gives a command to whoever leads, waits for it a while, and remembers what it saw committed. */
class Client {
  readonly seen: number[] = []
  readonly #mit: Mit
  #waits: number | null = null
  #until = 0

  constructor(mit: Mit) {
    this.#mit = mit
  }

  goOn(): void {
    const mit = this.#mit
    if (this.#waits !== null && mit.committed(this.#waits) > 0) this.seen.push(this.#waits)
    else if (this.#waits !== null && mit.now < this.#until) return
    this.#waits = null
    const command = mit.fresh()
    const took = mit.places.filter((place) => mit.isConnected(place) && mit.give(place, command))
    if (took.length === 0) return
    this.#waits = command
    this.#until = mit.now + ms([10, 20, 50, 100, 200][mit.rand(5)] ?? 0)
  }
}
