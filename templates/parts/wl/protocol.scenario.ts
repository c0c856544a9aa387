// Who takes part, what goes wrong, and what must hold. Everything here is what worldline varies,
// injects and checks.

import { nodeId, scenario } from 'worldline'
import { peer } from '../src/protocol.ts'

export const myProtocol = scenario('my-protocol', {
  about: 'Two peers count, tell each other, and lose messages and their memory.',
  nodes: () => ({ left: peer(nodeId('right')), right: peer(nodeId('left')) }),
  network: { link: 'datagram', latency: '1ms..20ms' },
  faults: ['drop 5%', 'crash random one @ 500ms..2s restart +200ms'],
  until: '3s',
  settle: '1s',
  always: {
    'nobody counts further than both together': (w) => {
      const sent = w.count('send count')
      const highest = Math.max(w.left.state.value, w.right.state.value)
      return highest <= sent + 2 ? null : `${highest} counted, and told only ${sent} times`
    },
  },
  eventually: {
    'nobody is far behind': (w) => Math.abs(w.left.state.value - w.right.state.value) < 10,
  },
  sometimes: ['a peer was behind'],
})
