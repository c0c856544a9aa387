// Who takes part, what goes wrong, and what must hold. Everything here is what worldline varies,
// injects and checks.

import { nodeId, scenario } from 'worldline'
import { broker } from '../src/broker.ts'
import { publisher } from '../src/publisher.ts'
import { subscriber } from '../src/subscriber.ts'

const to = nodeId('broker')

export const pubsub = scenario('pubsub', {
  about: 'A broker passes news on to subscribers whose connections end. Each gets all, in order.',
  params: { subscribers: 3 },
  nodes: ({ subscribers }) => ({
    broker,
    publisher: publisher(to),
    subscriber: { count: subscribers, actor: subscriber(to) },
  }),
  // Three pieces of news a second, each at an instant that the seed draws.
  workload: { from: 'publisher', send: (nth) => ({ kind: 'write', nth }), count: 9, rate: '3/s' },
  // Streams: in order and without loss, as long as the connection lasts.
  network: { link: 'stream', latency: '1ms..20ms' },
  faults: ['disconnect subscriber2 @ 500ms..3s for 20ms'],
  until: '4s',
  settle: '1s',
  always: {
    'news come in order': {
      holds: (w) => {
        for (const { id, state } of w.subscriber) {
          const wrong = state.got.findIndex(
            (text, at) => at > 0 && number(text) <= number(state.got[at - 1]),
          )
          if (wrong > 0) return `${id} got "${state.got[wrong]}" after "${state.got[wrong - 1]}"`
        }
        return null
      },
      code: 'WL2011',
    },
  },
  eventually: {
    'everybody has everything': {
      holds: (w) => {
        const behind = w.subscriber.find(({ state }) => state.got.length < w.broker.state.last)
        return behind === undefined
          ? null
          : `${behind.id} has ${behind.state.got.length} of ${w.broker.state.last} news`
      },
      code: 'WL2010',
    },
  },
  sometimes: ['a subscriber came back'],
})

const number = (text: string | undefined): number => Number(text?.split(' ')[1])
