// Who takes part, what goes wrong, and what must hold. Everything here is what worldline varies,
// injects and checks.

import { scenario } from 'worldline'
import { member } from '../src/member.ts'

export const broadcast = scenario('broadcast', {
  about: 'Members tell each other news. What one that never crashed delivers, all such deliver.',
  params: { members: 4 },
  nodes: ({ members }) => ({ member: { count: members, actor: member(members) } }),
  // The members take turns: ten pieces of news a second, each at an instant that the seed draws.
  workload: { from: 'member', send: (nth) => ({ kind: 'tell', nth }), count: 30, rate: '10/s' },
  // Streams: in order and without loss, as long as both ends live.
  network: { link: 'stream', latency: '1ms..20ms' },
  faults: ['crash random one @ 500ms..3s restart +500ms'],
  until: '4s',
  settle: '1s',
  eventually: {
    'what one delivers, all deliver': {
      holds: (w) => {
        const correct = w.member.filter(({ state }) => state.lives === 1)
        for (const { id, state } of correct) {
          for (const other of correct) {
            const nth = [...state.delivered].find((one) => !other.state.delivered.has(one))
            if (nth !== undefined) return `${id} delivered news ${nth}, ${other.id} never did`
          }
        }
        return null
      },
      code: 'WL2009',
    },
  },
})
