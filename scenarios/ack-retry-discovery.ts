// The faults of the source's discovery server, each shown by one scenario in the source's own times:
// its copy fails, the protocol passes.

import {
  listIsRight,
  nobodyIsListedTwice,
  theSilentAreNotListed,
} from '../protocols/ack-retry/invariants.ts'
import { seconds } from '../sim/units.ts'
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

const two = { receivers: 2 }

const discoveryRestart: Scenario = scenario('ack-retry-discovery-restart', {
  about: 'Discovery restarts and has forgotten everybody; receivers go on sending heartbeats.',
  params: sourceTimes,
  rules,
  nodes: ours(two),
  variants: {
    original: copyOf({
      change: 'a heartbeat of an unknown id is answered 200, and nobody ever registers again',
      source: `${sourceName}: the list stays [] after a restart`,
      breaks: 'the list is right',
      nodes: theirs(two, 2),
    }),
  },
  network: sourceNetwork,
  workload: () => [letter(1, 5, 'before the restart')],
  faults: ['crash discovery @ 15s restart +2s'],
  until: '40s',
  settle: '20s',
  eventually: { 'the list is right': (w) => listIsRight(w.discovery, w.sender, w.receiver) },
})

const longPartition: Scenario = scenario('ack-retry-long-partition', {
  about: 'A receiver is cut off from discovery for longer than the expiry, and comes back.',
  params: sourceTimes,
  rules,
  nodes: ours(two),
  variants: {
    original: copyOf({
      change: 'an id that has expired is never listed again, though its heartbeats are answered',
      source: `${sourceName}: no code path registers a second time`,
      breaks: 'the list is right',
      nodes: theirs(two, 2),
    }),
  },
  network: sourceNetwork,
  workload: () => [letter(1, 5, 'before the partition')],
  faults: ['partition receiver1 | discovery @ 10s for 45s'],
  until: '60s',
  settle: '20s',
  eventually: { 'the list is right': (w) => listIsRight(w.discovery, w.sender, w.receiver) },
})

const duplicateRegistration: Scenario = scenario('ack-retry-duplicate-registration', {
  about: 'A receiver restarts at its old address and registers while its old entry is still there.',
  params: sourceTimes,
  rules,
  nodes: ours(two),
  variants: {
    original: copyOf({
      change: 'each registration makes an entry of its own, also for an address that has one',
      source: `${sourceName}: the same host and port registered twice gives two uuids`,
      breaks: 'nobody is listed twice',
      nodes: theirs(two, 2),
    }),
  },
  network: sourceNetwork,
  workload: () => [letter(1, 5, 'before the restart')],
  faults: ['crash receiver1 @ 10s restart +1s'],
  until: '30s',
  settle: '10s',
  always: { 'nobody is listed twice': (w) => nobodyIsListedTwice(w.discovery) },
})

const deadStayListed: Scenario = scenario('ack-retry-dead-stay-listed', {
  about: 'A receiver dies for good; for how long is it still given out?',
  params: sourceTimes,
  rules,
  nodes: ours(two),
  variants: {
    original: copyOf({
      change: 'the list is whatever the last cleanup left, so the dead stay on it for 30 to 35 s',
      source: `${sourceName}: expiry is looked at every 5 s and never when the list is read`,
      breaks: 'the silent are not listed',
      nodes: theirs(two, 2),
    }),
  },
  network: sourceNetwork,
  workload: () => [letter(1, 5, 'before the crash')],
  faults: ['crash receiver1 @ 12s restart never'],
  until: '60s',
  settle: '5s',
  always: {
    'the silent are not listed': (w) =>
      theSilentAreNotListed(w.discovery, Number(w.params['expiry'])),
  },
})

const many = { receivers: 5 }

const cleanupRace: Scenario = scenario('ack-retry-cleanup-race', {
  about: 'Receivers register while a busy discovery server is looking for the silent ones.',
  params: sourceTimes,
  rules,
  nodes: ours(many),
  variants: {
    original: copyOf({
      change:
        'a registration during the cleanup kills its thread, and nobody is forgotten any more',
      source: `${sourceName}: the dictionary changes size while it is iterated (RuntimeError)`,
      breaks: 'the silent leave the list',
      nodes: theirs(many, 2),
    }),
  },
  network: sourceNetwork,
  workload: () => [letter(1, 3, 'before the first restart')],
  faults: [
    'slow discovery 100ms..300ms',
    'crash receiver2 every 4s restart +700ms',
    'crash receiver3 every 5s restart +700ms',
    'crash receiver4 every 6s restart +700ms',
  ],
  until: '90s',
  settle: '5s',
  always: {
    'the silent leave the list': (w) =>
      theSilentAreNotListed(
        w.discovery,
        Number(w.params['expiry']) + Number(w.params['cleanup']) + seconds(2),
      ),
  },
})

const registerFailure: Scenario = scenario('ack-retry-register-failure', {
  about: 'Discovery dies just when the first receiver registers.',
  params: sourceTimes,
  rules,
  nodes: ours(two),
  variants: {
    original: copyOf({
      change: 'a receiver waits for discovery at its start only; a registration that fails ends it',
      source: `${sourceName}: requests.post raises, and nothing catches it`,
      breaks: 'the list is right',
      nodes: theirs(two, 2),
    }),
  },
  network: sourceNetwork,
  workload: () => [letter(1, 20, 'after all that')],
  faults: ['crash discovery @ before register#1 restart +1s'],
  until: '40s',
  settle: '20s',
  eventually: { 'the list is right': (w) => listIsRight(w.discovery, w.sender, w.receiver) },
})

export const discoveryFaults: readonly Scenario[] = [
  discoveryRestart,
  longPartition,
  duplicateRegistration,
  deadStayListed,
  cleanupRace,
  registerFailure,
]
