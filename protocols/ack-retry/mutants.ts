// Planted bugs: mistakes that were made before, each one rule of ack-retry replaced by a wrong one.
// They show that the properties bite; none does harm in a world without faults.

import type { LetterKey } from './messages.ts'
import { lettersPerLife } from './messages.ts'
import { type Rules, rules } from './rules.ts'

export interface Mutant {
  /** what is different, one sentence */
  readonly change: string
  /** the paper, incident or source it comes from */
  readonly source: string
  /** the property that finds it */
  readonly breaks: string
  readonly rules: Partial<Rules>
}

const duplicate = 'no duplicate effect'
const lost = 'nothing acknowledged is unprocessed'
const stuck = 'delivered'

export const mutants: Readonly<Record<string, Mutant>> = {
  'ack-before-durable': {
    change: 'the receiver acks a letter before its write is on disk',
    source: 'Pillai et al., OSDI 2014: applications that acknowledge before fsync',
    breaks: lost,
    rules: { ackLeaves: () => 'early' },
  },
  'forget-dedup': {
    change: 'the receiver processes a letter that it has already processed',
    source: 'Trab_Pratico, TarefasUFSC: no message id on the wire, half of the acks lost',
    breaks: duplicate,
    rules: { isRepeat: () => false },
  },
  'dedup-in-memory': {
    change: 'a receiver that starts again has forgotten which letters it processed',
    source: 'RFC 9293, 3.4.3: the quiet time, because a crash forgets what was received',
    breaks: duplicate,
    rules: { recall: () => new Map() },
  },
  'dedup-window': {
    change:
      'a receiver remembers the last two letters of a sender, whatever the sender still repeats',
    source: 'replay windows of fixed size (RFC 4303, 3.4.3) used to suppress duplicates',
    breaks: duplicate,
    rules: {
      remember: (seen, key, floor) => {
        const right = rules.remember(seen, key, floor)
        return { floor: right.floor, above: right.above.slice(-2) }
      },
    },
  },
  'late-copy': {
    change: 'a copy of a letter that its sender has settled is processed as if it were new',
    source: 'RFC 1337: old duplicate segments accepted after their connection is gone',
    breaks: duplicate,
    rules: { isObsolete: () => false },
  },
  'floor-too-high': {
    change: 'a letter says that all older ones are settled, though some are still being repeated',
    source: 'the cumulative acknowledgement of RFC 9293 taken for a selective one',
    breaks: stuck,
    rules: { floorOf: (_letters, now) => now },
  },
  'reused-numbers': {
    change: 'a restarted sender takes up its old life and numbers letters from 1 again',
    source: 'RFC 9293, 3.4.1: sequence numbers reused by a new incarnation',
    breaks: lost,
    rules: { nextLife: (stored) => stored ?? 1 },
  },
  'ack-of-another-life': {
    change: 'an ack settles the newest letter with its number, whatever life it names',
    source: 'RFC 9293, 3.4.1: an old segment that fits a new incarnation',
    breaks: lost,
    rules: {
      ackedLetter: (letters, { seq }) => newest(letters.keys(), (key) => numberOf(key) === seq),
    },
  },
  'ack-of-another-letter': {
    change: 'an ack settles its letter and, if that is settled, the oldest of the same life',
    source: 'Trab_Pratico, TarefasUFSC: an ack that names no letter',
    breaks: lost,
    rules: {
      ackedLetter: (letters, ack) =>
        rules.ackedLetter(letters, ack) ??
        oldest(letters.keys(), (key) => lifeOf(key) === ack.life),
    },
  },
  'hopeful-report': {
    change: 'a letter that was sent four times is reported as acked',
    source: 'Trab_Pratico, TarefasUFSC: the client returns normally when it has given up',
    breaks: lost,
    rules: {
      afterSilence: (letter, attemptsMax) =>
        letter.to !== null && letter.attempts === 4
          ? 'acked'
          : rules.afterSilence(letter, attemptsMax),
    },
  },
  'silent-backoff': {
    change: 'after the fourth attempt the timer of a letter is not set again',
    source: 'retransmission timers that are armed on sending only (compare RFC 6298, 5.5)',
    breaks: stuck,
    rules: {
      patience: (attempts, timings) => (attempts < 4 ? rules.patience(attempts, timings) : null),
    },
  },
  'nobody-listed': {
    change: 'a letter to anybody that finds nobody listed is not tried again',
    source: 'Trab_Pratico, TarefasUFSC: with an empty list the client has nobody to choose',
    breaks: stuck,
    rules: { waitsForList: () => false },
  },
  'moves-sent-letter': {
    change: 'after three attempts a letter that was already sent is offered to another receiver',
    source: 'Trab_Pratico, TarefasUFSC: the user picks another receiver after a timeout',
    breaks: duplicate,
    rules: { mayChoose: ({ to, attempts }) => to === null || attempts >= 3 },
  },
  'second-ready': {
    change: 'a receiver that says late that it is ready gets the letter too',
    source: 'the late vote of a coordinator that has moved on (Skeen 1981)',
    breaks: duplicate,
    rules: { mayBind: () => true },
  },
  'unsafe-binding': {
    change: 'the letter leaves before the choice of its receiver is on disk',
    source: 'write-ahead logging left out (Mohan et al. 1992, ARIES, section 1.1)',
    breaks: duplicate,
    rules: { bindingWrite: () => 'relaxed' },
  },
  'stale-list': {
    change: 'discovery goes on listing receivers that have fallen silent',
    source: 'Trab_Pratico, TarefasUFSC: a race kills the cleanup thread silently',
    breaks: 'the silent are not listed',
    rules: { isSilent: () => false },
  },
  'never-readmits': {
    change: 'discovery answers the heartbeat of a receiver that it does not know as if it did',
    source: 'Trab_Pratico, TarefasUFSC: 200 "Heartbeat received" for unknown ids',
    breaks: 'the list is right',
    rules: { isKnown: () => true },
  },
}

const lifeOf = (key: LetterKey): number => Math.floor(key / lettersPerLife)
const numberOf = (key: LetterKey): number => key % lettersPerLife

function newest(keys: Iterable<LetterKey>, fits: (key: LetterKey) => boolean): LetterKey | null {
  let found: LetterKey | null = null
  for (const key of keys) if (fits(key) && (found === null || key > found)) found = key
  return found
}

function oldest(keys: Iterable<LetterKey>, fits: (key: LetterKey) => boolean): LetterKey | null {
  for (const key of keys) if (fits(key)) return key
  return null
}
