// The faults of the source's connections and letters, each shown by one scenario in the source's own
// times: its copy fails, the protocol passes.

import {
  answered,
  noDuplicateEffect,
  nothingAckedIsUnprocessed,
  nothingIsGivenUp,
  retriesArePatient,
} from '../protocols/ack-retry/invariants.ts'
import { type Idling, stranger } from '../protocols/ack-retry/stranger.ts'
import type { Actor } from '../sim/actor.ts'
import { type Micros, nodeId, seconds } from '../sim/units.ts'
import {
  letter,
  ours,
  rules,
  sourceName,
  sourceNetwork,
  sourceTimes,
  theirs,
} from './ack-retry-source.ts'
import { copyOf, type Scenario, scenario } from './scenario.ts'

const one = {}
const twoClients = { clients: 2 }
const six = [1, 2, 3, 4, 5, 6]

const lostAck: Scenario = scenario('ack-retry-lost-ack', {
  about: 'Nothing goes wrong, and a few letters are sent.',
  params: sourceTimes,
  rules,
  nodes: ours(one),
  variants: {
    original: copyOf({
      change: 'half of the acks are not sent, and a letter has no name by which to know it again',
      source: `${sourceName}: random.choice after the message was printed, no id on the wire`,
      breaks: 'no duplicate effect',
      nodes: theirs(one, 2),
    }),
  },
  network: sourceNetwork,
  workload: () => six.map((nth) => letter(1, 5 * nth, `letter ${nth}`)),
  until: '60s',
  settle: '10s',
  always: {
    'no duplicate effect': { holds: (w) => noDuplicateEffect(w.receiver), code: 'WL2006' },
  },
})

const earlyEnd: Scenario = scenario('ack-retry-early-end', {
  about: 'Two clients write to one receiver, each at its own pace.',
  params: sourceTimes,
  rules,
  nodes: ours(twoClients),
  variants: {
    original: copyOf({
      change:
        'a connection without an ack is closed when the next is accepted, and tried again at once',
      source: `${sourceName}: a client got EOF after 1.00 s instead of waiting 5 s`,
      breaks: 'retries are patient',
      nodes: theirs(twoClients, 2),
    }),
  },
  network: sourceNetwork,
  workload: () =>
    six.flatMap((nth) => [letter(1, 4 * nth, `a${nth}`), letter(2, 4 * nth + 1, `b${nth}`)]),
  until: '40s',
  settle: '10s',
  always: {
    'retries are patient': (w) => retriesArePatient(w.sender, Number(w.params['ackTimeout'])),
  },
})

/** Comes after 8 s and stays as long as that. */
const guest = (stays: Micros): Actor<Idling> =>
  stranger({ to: nodeId('receiver1'), after: seconds(8), stays })

const silentPeer: Scenario = scenario('ack-retry-silent-peer', {
  about: 'A stranger connects to the receiver and says nothing.',
  params: sourceTimes,
  rules,
  nodes: (of) => ({ ...ours(one)(of), stranger: guest(seconds(3_600)) }),
  variants: {
    original: copyOf({
      change:
        'the only thread of the receiver waits for the stranger, and everybody for the thread',
      source: `${sourceName}: recv without a timeout in a server of one thread`,
      breaks: 'answered',
      nodes: (of: Parameters<ReturnType<typeof theirs>>[0]) => ({
        ...theirs(one, 1)(of),
        stranger: guest(seconds(3_600)),
      }),
    }),
  },
  network: sourceNetwork,
  workload: () => [letter(1, 10, 'to a busy receiver')],
  until: '40s',
  settle: '20s',
  eventually: { answered: (w) => answered(w.client) },
})

const ghost: Scenario = scenario('ack-retry-ghost', {
  about: 'The stranger leaves after a while, and the receiver finds what came meanwhile.',
  params: sourceTimes,
  rules,
  nodes: (of) => ({ ...ours(one)(of), stranger: guest(seconds(13)) }),
  variants: {
    original: copyOf({
      change:
        'what lies in the buffers of connections that were given up long ago is processed too',
      source: `${sourceName}: queued messages are processed when the silent connection closes`,
      breaks: 'no duplicate effect',
      nodes: (of: Parameters<ReturnType<typeof theirs>>[0]) => ({
        ...theirs(one, 1)(of),
        stranger: guest(seconds(13)),
      }),
    }),
  },
  network: sourceNetwork,
  workload: () => [letter(1, 10, 'to a busy receiver')],
  until: '40s',
  settle: '20s',
  always: {
    'no duplicate effect': { holds: (w) => noDuplicateEffect(w.receiver), code: 'WL2006' },
  },
  eventually: { answered: (w) => answered(w.client) },
})

const refused: Scenario = scenario('ack-retry-refused', {
  about: 'A letter is sent while its receiver restarts.',
  params: sourceTimes,
  rules,
  nodes: ours(one),
  variants: {
    original: copyOf({
      change: 'a refused connection ends the attempts that were promised to be endless',
      source: `${sourceName}: ConnectionRefusedError returns None, the README says "infinitely"`,
      breaks: 'nothing is given up',
      nodes: theirs(one, 1),
    }),
  },
  network: sourceNetwork,
  workload: () => [letter(1, 10, 'during the restart')],
  faults: ['crash receiver1 @ 9s restart +3s'],
  until: '30s',
  settle: '10s',
  always: { 'nothing is given up': (w) => nothingIsGivenUp(w.client) },
  eventually: { answered: (w) => answered(w.client) },
})

const longLetter: Scenario = scenario('ack-retry-long-letter', {
  about: 'One letter is longer than a kilobyte.',
  params: sourceTimes,
  rules,
  nodes: ours(one),
  variants: {
    original: copyOf({
      change: 'the receiver reads once, at most 1,024 bytes, and acks what it has not read',
      source: `${sourceName}: recv(1024) and no framing`,
      breaks: 'nothing acknowledged is unprocessed',
      nodes: theirs(one, 1),
    }),
  },
  network: sourceNetwork,
  workload: () => [letter(1, 5, 'word '.repeat(300))],
  until: '20s',
  settle: '10s',
  always: {
    'nothing acknowledged is unprocessed': {
      holds: (w) => nothingAckedIsUnprocessed(w.client, w.receiver),
      code: 'WL2002',
    },
  },
})

export const connectionFaults: readonly Scenario[] = [
  lostAck,
  earlyEnd,
  silentPeer,
  ghost,
  refused,
  longLetter,
]
