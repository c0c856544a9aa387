// Who takes part, what goes wrong, and what must hold. Everything here is what worldline varies,
// injects and checks.

import { nodeId, progress, scenario } from 'worldline'
import { client } from '../src/client.ts'
import { follower } from '../src/follower.ts'
import { leader } from '../src/leader.ts'

export const replicatedLog = scenario('replicated-log', {
  about: 'A leader keeps a log on several disks. What it has acknowledged, a majority has.',
  params: { followers: [2, 4] },
  nodes: ({ followers }) => {
    const names = Array.from({ length: followers }, (_, nth) => nodeId(`follower${nth + 1}`))
    return {
      leader: leader(names),
      follower: { count: followers, actor: follower },
      client: { count: 2, actor: client(nodeId('leader')), client: true },
    }
  },
  // The clients take turns: ten writes a second, each at an instant that the seed draws.
  workload: { from: 'client', send: (nth) => ({ kind: 'write', nth }), count: 25, rate: '10/s' },
  network: { link: 'datagram', latency: '1ms..10ms' },
  faults: ['drop 1%', 'crash random one @ 500ms..2s restart +100ms'],
  until: '3s',
  settle: '1s',
  always: {
    'no log has a hole': {
      holds: (w) => {
        for (const { id, state } of w.follower) {
          for (let index = 1; index <= state.log.size; index++)
            if (!state.log.has(index)) return `${id} lacks entry ${index} and has a later one`
        }
        return null
      },
      code: 'WL2008',
    },
    'what is acknowledged, a majority has': {
      holds: (w) => {
        const logs = [w.leader, ...w.follower].map(({ state }) => new Set(state.log.values()))
        for (const { call, end } of w.history) {
          const id = (call as { write: string }).write
          const holders = logs.filter((log) => log.has(id))
          if (end !== null && 2 * holders.length <= logs.length)
            return `${id} was acknowledged, and ${holders.length} of ${logs.length} have it`
        }
        return null
      },
      code: 'WL2002',
    },
  },
  eventually: {
    'all logs are the same': {
      holds: (w) => w.follower.every(({ state }) => state.log.size === w.leader.state.log.size),
      code: 'WL2009',
    },
  },
  check: progress({ within: '500ms' }),
  sometimes: ['a client asked again'],
})
