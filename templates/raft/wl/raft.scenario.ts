// Who takes part, what goes wrong, and what must hold. Everything here is what worldline varies,
// injects and checks.

import { converged, linearizable, nodeId, progress, raft, scenario } from 'worldline'
import { bankClient, bankServer, clientHears, serverHears } from '../src/cluster.ts'
import { bankModel } from '../src/model.ts'

const people = ['ada', 'bob', 'cyd', 'dan', 'eva', 'fay']
const person = (nth: number): string => people[nth % people.length] ?? ''

export const replicatedBank = scenario('raft', {
  about: 'Three servers keep one bank by Raft, while servers crash and the network splits.',
  params: { servers: 3 },
  // A planted bug is one of Raft's rules replaced: --bug stale-read, `worldline explain` names all.
  rules: raft.rules,
  variants: raft.mutants,
  nodes: ({ servers, rules }) => {
    const members = Array.from({ length: servers }, (_, nth) => nodeId(`n${nth + 1}`))
    return {
      n: { count: servers, actor: bankServer(members, rules), hears: serverHears },
      c: { count: 2, actor: bankClient(members, rules), hears: clientHears, client: true },
    }
  },
  workload: [
    {
      from: 'c',
      send: (nth) => ({ kind: 'deposit', account: person(nth), amount: 50 }),
      rate: '8/s',
      start: '400ms',
    },
    {
      from: 'c',
      send: (nth) => ({ kind: 'balance', account: person(nth) }),
      rate: '10/s',
      start: '750ms',
    },
    {
      from: 'c',
      send: (nth) => ({ kind: 'transfer', account: person(nth), to: person(nth + 1), amount: 20 }),
      rate: '6/s',
      start: '1s',
    },
  ],
  network: { link: 'stream', latency: '1ms..8ms' },
  disk: { sync: '100us..1ms' },
  faults: [
    'crash random one @ 300ms..1s restart +500ms',
    'partition random one @ 500ms..3s for 500ms',
  ],
  until: '4s',
  settle: '2s',
  always: {
    ...raft.promises('n'),
    'who has carried out the same has the same': ({ n }) => {
      for (const { state } of n) {
        const alike = n.filter((one) => one.up && one.state.applied === state.applied)
        const differ = alike.length < 2 ? null : converged(alike, ({ machine }) => machine)
        if (differ !== null) return differ
      }
      return null
    },
  },
  eventually: { 'somebody leads': ({ n }) => n.some(({ state }) => state.role.kind === 'leader') },
  check: [linearizable(bankModel), progress({ within: '1s' })],
  outcome: (answer) => (typeof answer === 'object' ? 'failed' : 'ok'),
  sometimes: ['a leader changed', 'a leader stepped down'],
  // The strip shows who led which term, and a failure the logs side by side.
  views: { n: raft.logView },
})
