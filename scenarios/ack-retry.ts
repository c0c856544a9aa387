// ack-retry under everything that its budget names: two clients post letters through senders of their
// own, to one of three receivers or to whichever is alive, and read the inboxes now and then.

import { auditsShowNoDuplicate, auditsShowWhatWasAcked } from '../protocols/ack-retry/audits.ts'
import { budget } from '../protocols/ack-retry/budget.ts'
import {
  answered,
  delivered,
  listIsRight,
  noDuplicateEffect,
  nobodyIsListedTwice,
  nothingAckedIsUnprocessed,
  nothingIsGivenUp,
  nothingRefusedHasAnEffect,
  retriesArePatient,
  theSilentAreNotListed,
} from '../protocols/ack-retry/invariants.ts'
import type { Audit, Send } from '../protocols/ack-retry/messages.ts'
import { mutants } from '../protocols/ack-retry/mutants.ts'
import { rules } from '../protocols/ack-retry/rules.ts'
import type { Timings } from '../protocols/ack-retry/timings.ts'
import { ms, nodeId } from '../sim/units.ts'
import { cast, originalCast } from './ack-retry-cast.ts'
import { disksKeep } from './assumption.ts'
import { oneOf } from './params.ts'
import { copyOf, type Scenario, scenario } from './scenario.ts'
import type { Asked, Occasion } from './workload.ts'

export const ackRetry: Scenario = scenario('ack-retry', {
  about:
    'Senders repeat letters until they are acked, to receivers that they find through discovery. Each letter has its effect once.',
  params: {
    link: oneOf('datagram', 'stream'),
    attempts: 0,
    receivers: 3,
    heartbeat: '500ms',
    expiry: '1500ms',
    cleanup: '250ms',
    ackTimeout: '250ms',
    backoffMax: '1s',
    poll: '1s',
  },
  rules,
  variants: {
    ...mutants,
    original: copyOf({
      change:
        'the source system: no names, no memory, no pause between attempts, half of the acks lost',
      source: 'TarefasUFSC/Sistemas_Distribuidos-Trab_Pratico, in a twentieth of its times',
      breaks: 'no duplicate effect',
      nodes: ({ receivers, ...timings }: Timings & { readonly receivers: number }) =>
        originalCast({ timings, clients: 2, receivers, sides: 2 }),
      network: { link: 'stream', latency: '1ms..10ms' },
    }),
  },
  nodes: ({ link, attempts, receivers, rules: decisions, ...timings }) =>
    cast({ timings, clients: 2, receivers, link, attempts, rules: decisions }),
  network: ({ link }) => ({
    links: { 'client-sender': 'stream', 'client-receiver': 'stream', 'receiver-sender': link },
    latency: '1ms..10ms',
  }),
  disk: { sync: '1ms..10ms' },
  workload: letters,
  faults: 'swarm',
  budget,
  until: '6s',
  settle: '4s',
  always: {
    'no duplicate effect': {
      holds: (w) => noDuplicateEffect(w.receiver),
      code: 'WL2006',
      about: 'a letter is processed once at most, over all receivers together',
    },
    'nothing acknowledged is unprocessed': {
      holds: (w) => nothingAckedIsUnprocessed(w.client, w.receiver),
      code: 'WL2002',
      about: 'a letter that a client was told to be acked has been processed, and stays so',
    },
    'nothing refused has an effect': {
      holds: (w) => nothingRefusedHasAnEffect(w.client, w.receiver),
      code: 'WL2005',
      about: 'a letter that a client was told to be never sent is processed by nobody',
    },
    'nothing is given up': {
      holds: (w) => (w.params['attempts'] === 0 ? nothingIsGivenUp(w.client) : null),
      about: 'with endless attempts no letter is given up',
    },
    'nobody is listed twice': {
      holds: (w) => nobodyIsListedTwice(w.discovery),
      about: 'a list given out names each receiver once',
    },
    'the silent are not listed': {
      holds: (w) => theSilentAreNotListed(w.discovery, Number(w.params['expiry'])),
      about: 'a list given out names nobody who has been silent for longer than the expiry',
    },
    'retries are patient': {
      holds: (w) => retriesArePatient(w.sender, Number(w.params['ackTimeout'])),
      about: 'two attempts of a letter are never closer than the ack timeout',
    },
  },
  eventually: {
    'the list is right': {
      holds: (w) => listIsRight(w.discovery, w.sender, w.receiver),
      about: 'discovery lists every receiver that is alive, and every sender knows them',
    },
    delivered: {
      holds: (w) => delivered(w.sender),
      about: 'every letter that a sender accepted is settled',
    },
    answered: {
      holds: (w) => answered(w.client),
      about: 'every client whose connection lasted has its answer',
    },
  },
  check: [
    {
      name: 'audits show no duplicate',
      code: 'WL2006',
      about: 'no letter is in two places of the inboxes that clients have read',
      judge: auditsShowNoDuplicate,
    },
    {
      name: 'audits show what was acked',
      code: 'WL2002',
      about: 'an inbox that a client has read holds every letter acked before',
      judge: auditsShowWhatWasAcked,
    },
  ],
  sometimes: [
    'a letter was tried again',
    'a repeated letter was only acked',
    'a copy came after its letter was settled',
    'an ack came for a settled letter',
    'another receiver was asked',
    'a second receiver was ready',
    'nobody was listed',
    'a sender took up its outbox',
    'a receiver came back to its inbox',
    'a silent receiver was forgotten',
    'a receiver registered again',
  ],
  assumptions: [disksKeep, 'a receiver that holds a letter comes back some time'],
})

/**
 * Every client posts through the sender of its number, a letter in each slot, in the first half of
 * it, so that a healthy world has settled one before the next begins.
 */
function letters({ draw, until, roster }: Occasion): Asked[] {
  const calls: Asked[] = []
  const receivers = (roster['receiver'] ?? []).map(nodeId)
  for (const [nth, name] of (roster['client'] ?? []).entries()) {
    const through = nodeId(`sender${nth + 1}`)
    let number = 0
    for (let slot = first; slot + slotLength <= until; slot += slotLength) {
      number += 1
      const at = slot + draw.below(slotLength / 2)
      const to = draw.chance(toAnybody) ? null : draw.pick(receivers)
      const text = `letter ${number} of ${name}`
      const message: Send = { kind: 'send', through, to, text }
      calls.push({ client: name, at, message })
    }
    for (const of of receivers) {
      const at = Math.max(0, until - 1 - draw.below(slotLength))
      const message: Audit = { kind: 'audit', of }
      calls.push({ client: name, at, message })
    }
  }
  return calls
}

/** By then every sender has its first list. */
const first = ms(500)
const slotLength = ms(300)
/** in ppm */
const toAnybody = 600_000
