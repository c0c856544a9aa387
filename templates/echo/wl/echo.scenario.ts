// Who takes part, what goes wrong, and what must hold. Everything here is what worldline varies,
// injects and checks.

import { nodeId, scenario } from 'worldline'
import { client } from '../src/client.ts'
import { server } from '../src/server.ts'

export const echo = scenario('echo', {
  about: 'Clients ask a server over a network that loses messages. Every question is answered.',
  params: { clients: 2 },
  nodes: ({ clients }) => ({
    server,
    client: { count: clients, actor: client(nodeId('server')), client: true },
  }),
  // The clients take turns: ten questions a second, each at an instant that the seed draws.
  workload: { from: 'client', send: (nth) => ({ kind: 'ask', nth }), count: 20, rate: '10/s' },
  network: { link: 'datagram', latency: '1ms..20ms' },
  faults: ['drop 0.3%', 'duplicate 1%'],
  until: '3s',
  settle: '1s',
  eventually: {
    'every question is answered': (w) => {
      const waiting = w.client.find(({ state }) => state.open.size > 0)
      return waiting === undefined
        ? null
        : `${waiting.id} still waits for ${waiting.state.open.size} answers, and asks no more`
    },
  },
  sometimes: ['a question was asked again'],
  expect: ['op.ok rate >= 100%'],
})
