// Who takes part, what goes wrong, and what must hold. Everything here is what worldline varies,
// injects and checks.

import { nodeId, scenario } from 'worldline'
import { amount, client } from '../src/client.ts'
import { server } from '../src/server.ts'

export const rpc = scenario('rpc', {
  about: 'Clients pay into one account and repeat until they are answered. Each pays once.',
  params: { clients: 2 },
  nodes: ({ clients }) => ({
    server,
    client: { count: clients, actor: client(nodeId('server')), client: true },
  }),
  // The clients take turns: ten calls a second, each at an instant that the seed draws.
  workload: { from: 'client', send: (nth) => ({ kind: 'call', nth }), count: 20, rate: '10/s' },
  network: { link: 'datagram', latency: '1ms..20ms' },
  faults: ['drop 1%', 'crash server @ 500ms..2s restart +20ms'],
  until: '3s',
  settle: '1s',
  always: {
    'each request is carried out once': {
      holds: ({ server: { state }, history }) =>
        state.balance <= history.length * amount
          ? null
          : `${state.balance} paid in, ${history.length * amount} asked for`,
      code: 'WL2006',
    },
  },
  eventually: {
    'every request is answered': (w) => w.client.every(({ state }) => state.open.size === 0),
    'every request is carried out': (w) => w.server.state.balance >= w.history.length * amount,
  },
  sometimes: ['a request was sent again'],
})
