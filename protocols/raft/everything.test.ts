// Everything at once, at random: crashes, partitions, members that change, leadership handed on, logs
// compacted every few entries, disks that are slow, messages lost or streams that end. Every promise is
// asked after every step; when the storm is over all members agree, and go on.

import { expect, test } from 'vitest'
import { ms, seconds } from '../../sim/units.ts'
import { Mit } from './mit.suite.ts'

const times = (count: number): undefined[] => Array.from({ length: count })

function load(mit: Mit, time: number): void {
  for (const until = mit.now + time; mit.now < until; mit.sleep(ms(20))) {
    const command = mit.fresh()
    for (const place of mit.places) mit.give(place, command)
  }
}

/** An operator wants some servers as voters and some as learners. */
function reconfigure(mit: Mit, leader: number): void {
  const names = mit.random.shuffle(mit.ids)
  const voters = names.slice(0, 1 + mit.rand(5))
  const learners = names.slice(voters.length, voters.length + mit.rand(3))
  const how = mit.rand(2) === 0 ? 'single' : 'joint'
  const [ask, upon] = [mit.fresh(), mit.membersAt(leader)]
  mit.ask(leader, { kind: 'reconfigure', ask, upon, change: { voters, learners, how } })
}

/** One thing happens; `cuts` are the partitions that hold. */
function happen(mit: Mit, cuts: (() => void)[]): void {
  const leader = mit.places.find((p) => mit.isUp(p) && mit.state(p)?.role.kind === 'leader')
  const [luck, place] = [mit.rand(9), mit.rand(5)]
  if (luck === 0) mit.disconnect(place)
  if (luck === 1 || luck === 2) {
    mit.start(place)
    mit.connect(place)
  }
  if (luck === 3 && mit.places.filter((p) => mit.isUp(p)).length > 3) mit.crash(place)
  if (luck === 4) cuts.push(mit.split(mit.random.shuffle(mit.places).slice(0, 2)))
  if (luck === 5) for (const end of cuts.splice(0)) end()
  if (leader === undefined) return
  if (luck === 6) {
    const to = mit.ids[place] ?? null
    mit.ask(leader, { kind: 'transfer', ask: mit.fresh(), to })
  }
  if (luck > 6) reconfigure(mit, leader)
}

test.each([
  { seed: 1, link: 'datagram', unreliable: false },
  { seed: 9, link: 'datagram', unreliable: true },
  { seed: 3, link: 'datagram', unreliable: true },
  { seed: 6, link: 'stream', unreliable: false },
  { seed: 5, link: 'stream', unreliable: false },
] as const)('seed $seed, $link, unreliable $unreliable', ({ seed, link, unreliable }) => {
  const parameters = { compactAfter: 8, trail: seed % 3, chunk: 200, window: 4, batch: 3 }
  const sync = { kind: 'uniform', min: 500, max: ms(40) } as const
  const mit = new Mit({ servers: 5, voters: 3, seed, link, unreliable, parameters, sync })
  mit.one(3)
  const cuts: (() => void)[] = []
  for (const _ of times(40)) {
    happen(mit, cuts)
    load(mit, ms(50 + mit.rand(500)))
  }
  for (const end of cuts) end()
  mit.unreliable(false)
  for (const place of mit.places) {
    mit.start(place)
    mit.connect(place)
  }
  mit.sleep(seconds(3))
  const { voters, learners } = mit.members()
  const members = mit.places.filter((place) =>
    [...voters, ...learners].some((id) => id === mit.ids[place]),
  )
  mit.one(members.length)
  mit.sleep(seconds(1))
  const [first, ...others] = members.map((place) => mit.state(place))
  for (const state of others) {
    expect(state?.machine).toEqual(first?.machine)
    expect(state?.commit).toBe(first?.commit)
  }
  expect(mit.world.goals.get('members were changed')).toBeGreaterThan(0)
  expect(mit.world.goals.get('a snapshot was installed')).toBeGreaterThan(0)
})
