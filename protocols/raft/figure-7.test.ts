// Figure 7 of the Raft paper: a leader for term 8 and six followers whose logs have gone apart. Who
// votes for it, who else could win, and how fast each log is brought to the leader's; the figures
// published for it stand beside ours. etcd-io/raft runs the same logs in probe_and_replicate.txt and
// in TestLeaderSyncFollowerLog.

import { describe, expect, test } from 'vitest'
import { majority } from './quorum.ts'
import { votedOf } from './letters.suite.ts'
import type { Rejected } from './messages.ts'
import { lastIndex } from './log.ts'
import { among, type Letter, named, Workbench } from './workbench.suite.ts'

const leaderLog = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6]
const followers = {
  n2: [1, 1, 1, 4, 4, 5, 5, 6, 6],
  n3: [1, 1, 1, 4],
  n4: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
  n5: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
  n6: [1, 1, 1, 4, 4, 4, 4],
  n7: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
} as const
/** n5 as etcd has it, so that the follower's part in backing up shows */
const longTail = [1, 1, 1, 4, 4, 5, 5, 6, 7, 7, 7, 7]

/** All seven have heard of term 7. */
function figure(n5: readonly number[] = followers.n5): Workbench {
  const bench = new Workbench({ servers: named(7) })
  for (const [id, log] of Object.entries({ n1: leaderLog, ...followers, n5 })) {
    bench.shelve(id, { term: 7, log })
  }
  bench.startAll()
  return bench
}

/** Who votes for this server when it stands in term 8, itself included. */
function votersFor(id: string): string[] {
  const bench = figure()
  bench.expire(id, 'election')
  bench.deliver(({ body }) => body.kind === 'vote')
  const granted = ({ body }: Letter): boolean => body.kind === 'voted' && body.granted
  return [id, ...bench.take(granted).map(({ from }) => String(from))]
}

/** A follower that gives no hint: each rejection takes the leader back by one. */
function naive(letter: Letter): Letter {
  const { body } = letter
  if (body.kind !== 'rejected') return letter
  return { ...letter, body: { ...body, hintIndex: body.prevIndex - 1, hintTerm: body.term } }
}

interface Brought {
  readonly rejections: readonly Rejected[]
  readonly match: number
}

/** n1 leads term 8 and talks to one follower until that has its log. */
function bring(id: string, bench: Workbench, heard: (letter: Letter) => Letter): Brought {
  bench.campaign('n1', ({ body }) => body.kind === 'vote' || body.kind === 'voted')
  const rejections: Rejected[] = []
  const log = () => bench.terms('n1')
  let fitted: number | null = null
  while (
    bench.terms(id).length !== log().length ||
    bench.terms(id).some((t, i) => t !== log()[i])
  ) {
    for (const letter of bench.take(among('n1', id))) {
      if (letter.body.kind === 'rejected') rejections.push(letter.body)
      const { to, from, body } = heard(letter)
      bench.hear(to, from, body as Rejected)
      const [said] = bench.flying.filter(among('n1', id))
      if (body.kind === 'append' && said?.body.kind === 'appended') fitted ??= body.prevIndex
    }
  }
  return { rejections, match: fitted ?? lastIndex(bench.state(id)) }
}

describe('figure 7: elections', () => {
  test('who votes for the leader of term 8: published n2 n3 n6 n7, five of seven', () => {
    expect(votersFor('n1')).toEqual(['n1', 'n2', 'n3', 'n6', 'n7'])
  })

  test.each`
    server  | published
    ${'n1'} | ${5}
    ${'n2'} | ${4}
    ${'n3'} | ${2}
    ${'n4'} | ${6}
    ${'n5'} | ${7}
    ${'n6'} | ${3}
    ${'n7'} | ${1}
  `('$server could gather $published votes', ({ server, published }) => {
    expect(votersFor(server)).toHaveLength(published)
  })

  test('who can win: published the leader, a, c and d', () => {
    const winners = named(7).filter((id) => {
      const bench = figure()
      bench.campaign(id)
      return bench.state(id).role.kind === 'leader'
    })
    expect(winners).toEqual(['n1', 'n2', 'n4', 'n5'])
    for (const id of named(7)) {
      expect(votersFor(id).length >= majority(7)).toBe(winners.includes(id))
    }
  })
})

describe('figure 7: replication', () => {
  test.each`
    server  | naiveRejections | published | ours | match
    ${'n2'} | ${1}            | ${1}      | ${1} | ${9}
    ${'n3'} | ${6}            | ${1}      | ${1} | ${4}
    ${'n4'} | ${0}            | ${0}      | ${0} | ${10}
    ${'n5'} | ${0}            | ${0}      | ${0} | ${10}
    ${'n6'} | ${5}            | ${2}      | ${1} | ${5}
    ${'n7'} | ${7}            | ${2}      | ${1} | ${3}
  `(
    '$server equals the leader up to $match, found after $naiveRejections rejections one by one, $published with the published hints and $ours with ours',
    ({ server, naiveRejections, published, ours, match }) => {
      const slowly = bring(server, figure(), naive)
      expect([slowly.rejections.length, slowly.match]).toEqual([naiveRejections, match])
      const fast = bring(server, figure(), (letter) => letter)
      expect([fast.rejections.length, fast.match]).toEqual([ours, match])
      expect(ours).toBeLessThanOrEqual(published)
    },
  )

  test.each`
    server  | published | because
    ${'n2'} | ${9}      | ${'the end of its log'}
    ${'n3'} | ${4}      | ${'the end of its log'}
    ${'n5'} | ${8}      | ${'what comes later is of term 7'}
    ${'n6'} | ${7}      | ${'the end of its log'}
    ${'n7'} | ${10}     | ${'it is of an older term, and might be equal'}
  `('$server hints at $published, etcd at ten more: $because', ({ server, published }) => {
    const { rejections } = bring(server, figure(longTail), (letter) => letter)
    expect(rejections.map(({ hintIndex }) => hintIndex)).toEqual([published])
  })

  test('in the end all seven logs are equal, and everything is committed everywhere', () => {
    const bench = figure(longTail)
    bench.campaign('n1')
    bench.expire('n1', 'heartbeat')
    bench.settle()
    for (const id of named(7)) {
      expect(bench.state(id).log).toEqual(bench.state('n1').log)
      expect(bench.terms(id)).toEqual([...leaderLog, 8])
      expect(bench.state(id)).toMatchObject({ commit: 11, applied: 11 })
    }
  })

  // etcd: the leader campaigns from term 8 into 9, with a follower of term 7 and a mute third server.
  test.each(Object.entries(followers))(
    'a leader of three in term 9 brings a follower with the log of %s to its own',
    (_, log) => {
      const bench = new Workbench({ servers: named(3) })
      bench.shelve('n1', { term: 8, log: leaderLog })
      bench.shelve('n2', { term: 7, log })
      bench.start('n1', 'n2')
      bench.campaign('n1', among('n1', 'n2'))
      bench.hear('n1', 'n3', votedOf(9, true, { lastIndex: 10, lastTerm: 6 }))
      bench.hear('n1', 'c1', { kind: 'open', ask: 1 })
      bench.settle(among('n1', 'n2'))
      expect(bench.state('n2').log).toEqual(bench.state('n1').log)
      expect(bench.terms('n2')).toEqual([...leaderLog, 9, 9])
    },
  )
})
