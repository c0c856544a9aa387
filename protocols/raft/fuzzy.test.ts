// What hashicorp/raft's fuzzy tests do to a cluster, in virtual time: partitions around the leader, slow
// votes, members that come and go, leadership handed around, all while commands go on. In the end all
// logs and machines are equal, and every promise of Raft is asked about after every step.

import { describe, expect, test } from 'vitest'
import { ms, seconds } from '../../sim/units.ts'
import { Mit } from './mit.suite.ts'

const times = (count: number): undefined[] => Array.from({ length: count })

/** Whoever leads gets commands for so long, one every 40 ms. */
function load(mit: Mit, time: number): void {
  for (const until = mit.now + time; mit.now < until; mit.sleep(ms(40))) {
    const command = mit.fresh()
    for (const place of mit.places) mit.give(place, command)
  }
}

/** Everybody of these has the same log and the same machine. */
function verify(mit: Mit, places: readonly number[]): void {
  mit.one(places.length)
  mit.sleep(seconds(1))
  const [first, ...others] = places.map((place) => mit.state(place))
  for (const state of others) {
    expect(state?.log).toEqual(first?.log)
    expect(state?.machine).toEqual(first?.machine)
  }
}

/** Some servers beside these. */
const someBeside = (mit: Mit, place: number, count: number): number[] =>
  mit.random.shuffle(mit.places.filter((one) => one !== place)).slice(0, count)

describe('fuzzy', () => {
  test('NoIssueSanity: five servers, commands for a while', () => {
    const mit = new Mit({ servers: 5, seed: 1 })
    mit.one(5)
    load(mit, seconds(20))
    verify(mit, mit.places)
    expect(mit.applied.length).toBeGreaterThan(400)
  })

  test('LeaderPartitions: ten times, with up to three others; ended or not', () => {
    const mit = new Mit({ servers: 5, seed: 2 })
    mit.one(5)
    const open: (() => void)[] = []
    for (const _ of times(10)) {
      const leader = mit.places.find((place) => mit.state(place)?.role.kind === 'leader') ?? 0
      const end = mit.split([leader, ...someBeside(mit, leader, mit.rand(4))])
      open.push(end)
      load(mit, seconds(4))
      const luck = mit.rand(10)
      if (luck >= 1 && luck < 4) for (const one of open.splice(0)) one()
      if (luck >= 4) open.splice(open.indexOf(end), 1).forEach((one) => one())
      load(mit, seconds(5))
    }
    for (const one of open) one()
    verify(mit, mit.places)
    expect(mit.world.goals.get('a leader changed')).toBeGreaterThan(2)
  })

  test.each(['SlowSendVote', 'SlowRecvVote'])(
    '%s: votes of one server are a second late',
    (which) => {
      const mit = new Mit({ servers: 5, seed: 3 })
      const [slow, others] = [mit.ids.slice(0, 1), mit.ids.slice(1)]
      const links =
        which === 'SlowSendVote' ? { from: slow, to: others } : { from: others, to: slow }
      mit.late(['canvass', 'canvassed', 'vote', 'voted'], [links], seconds(1), seconds(2))
      mit.one(5)
      for (const _ of times(5)) {
        const leader = mit.oneLeader()
        mit.disconnect(leader)
        load(mit, seconds(2))
        mit.connect(leader)
        load(mit, seconds(1))
      }
      verify(mit, mit.places)
    },
  )
})

describe('fuzzy membership', () => {
  /** The leader is asked until these are the voters, and nothing of the change is under way. */
  function become(mit: Mit, voters: readonly number[], how: 'single' | 'joint'): void {
    const names = voters
      .map((place) => mit.ids[place] ?? mit.ids[0])
      .filter((id) => id !== undefined)
    for (const [nth] of times(20).entries()) {
      const leader = mit.oneLeader()
      const ask = mit.fresh()
      const upon = mit.membersAt(leader)
      const change = { voters: names, learners: [], how }
      mit.ask(leader, { kind: 'reconfigure', ask, upon, change })
      load(mit, ms(500))
      const members = mit.members()
      if (String(members.voters) === String(names) && members.outgoing.length === 0) return
      expect(nth, `voters ${names.join()}`).toBeLessThan(19)
    }
  }

  test.each(['single', 'joint'] as const)('AddMembership: three become five, %s', (how) => {
    const mit = new Mit({ servers: 5, voters: 3, seed: 4 })
    mit.one(3)
    load(mit, seconds(1))
    if (how === 'single') become(mit, [0, 1, 2, 3], how)
    become(mit, [0, 1, 2, 3, 4], how)
    load(mit, seconds(1))
    verify(mit, mit.places)
  })

  test('AddRemoveNodesNotLeader: others come and go while commands go on', () => {
    const mit = new Mit({ servers: 7, voters: 5, seed: 5 })
    mit.one(5)
    for (const _ of times(5)) {
      const leader = mit.oneLeader()
      const away = someBeside(mit, leader, 2)
      become(
        mit,
        mit.places.filter((place) => !away.includes(place)),
        'joint',
      )
      load(mit, seconds(1))
      verify(
        mit,
        mit.places.filter((place) => !away.includes(place)),
      )
    }
  })

  test('RemoveLeader: whoever leads is removed, from five down to three', () => {
    const mit = new Mit({ servers: 5, seed: 6 })
    mit.one(5)
    let voters = mit.places
    for (const _ of times(2)) {
      const leader = mit.oneLeader()
      voters = voters.filter((place) => place !== leader)
      become(mit, voters, 'single')
      load(mit, seconds(1))
    }
    expect(voters).toHaveLength(3)
    verify(mit, voters)
  })

  test('RemovePartitionedNode: a server is removed while it hears nothing, and comes back', () => {
    const mit = new Mit({ servers: 5, seed: 7 })
    mit.one(5)
    const gone = (mit.oneLeader() + 1) % 5
    mit.disconnect(gone)
    load(mit, seconds(1))
    const voters = mit.places.filter((place) => place !== gone)
    become(mit, voters, 'single')
    load(mit, seconds(1))
    const { term } = mit.state(mit.oneLeader()) ?? { term: 0 }
    mit.connect(gone)
    load(mit, seconds(3))
    verify(mit, voters)
    // It did not know that it was removed, stood for election, and disturbed nobody.
    expect(mit.state(mit.oneLeader())?.term).toBe(term)
    expect(mit.world.stateOf(gone)).not.toBeNull()
  })

  test('LeadershipTransfer: handed around forty times', () => {
    const mit = new Mit({ servers: 5, seed: 8 })
    mit.one(5)
    for (const _ of times(40)) {
      const leader = mit.places.find((place) => mit.state(place)?.role.kind === 'leader')
      const to = mit.ids[mit.rand(5)] ?? null
      if (leader !== undefined) mit.ask(leader, { kind: 'transfer', ask: mit.fresh(), to })
      load(mit, ms(300))
    }
    verify(mit, mit.places)
    expect(mit.world.goals.get('a server was told to stand')).toBeGreaterThan(20)
  })
})
