// The decisions of ack-retry, each a pure function with the sentence it carries out. Actors are
// handed these; a planted bug (mutants.ts) replaces one of them and no actor knows.

import type { Micros, NodeId } from '../../sim/units.ts'
import type { Ack, LetterKey, Outcome } from './messages.ts'
import { letterKey } from './messages.ts'
import type { Timings } from './timings.ts'

/** What a sender knows of a letter that it looks after. */
export type Pending = {
  text: string
  /** the one receiver that may have it; null: it was never sent to anybody */
  to: NodeId | null
  /** the receiver it was offered or sent to last, null before the first attempt */
  asked: NodeId | null
  /** another letter has the connection to that receiver */
  waits: boolean
  attempts: number
  /** when the last attempt was made, on the sender's clock; null before it */
  triedAt: Micros | null
  /** the client that waits for the outcome; null when nobody does (any more) */
  asker: NodeId | null
  ask: number
}

/** What a receiver remembers of one sender. Never changes: a new letter makes a new one. */
export type Seen = {
  /** everything older is settled at its sender */
  readonly floor: LetterKey
  /** keys >= floor that were processed, in the order of processing */
  readonly above: readonly LetterKey[]
}

export type Write = 'relaxed' | undefined

export interface Rules {
  /** "A restarted sender never reuses a name": each start is a life of its own. */
  nextLife(stored: number | undefined): number

  /** "An ack answers the one letter that it names." Null: none that is still looked after. */
  ackedLetter(letters: ReadonlyMap<LetterKey, Pending>, ack: Ack): LetterKey | null

  /** "A letter goes out again until its ack arrives or its attempts run out" (0: never). */
  afterSilence(letter: Pending, attemptsMax: number): 'again' | Outcome

  /** "Each attempt waits twice as long as the one before, up to a bound." Null: wait for nothing. */
  patience(attempts: number, timings: Timings): Micros | null

  /** "A letter to anybody waits while nobody is listed." */
  waitsForList(): boolean

  /** "Only a letter that was never sent may still choose its receiver." */
  mayChoose(letter: Pending): boolean

  /** "The first receiver that is ready gets the letter, and no other ever does." */
  mayBind(letter: Pending): boolean

  /** "The choice is on disk before the letter leaves." */
  bindingWrite(): Write

  /** "The floor is the oldest letter still looked after." `now` is the letter that carries it. */
  floorOf(letters: ReadonlyMap<LetterKey, Pending>, now: LetterKey): LetterKey

  /** "The next on the list after the one that stayed silent." `last` null: at `first`. */
  choose(listed: readonly NodeId[], last: NodeId | null, first: number): NodeId | null

  /** "A receiver that starts again remembers what it has processed." */
  recall(stored: Iterable<readonly [string, Seen]>): Map<string, Seen>

  /** "What its sender has settled has no effect any more, however late a copy comes." */
  isObsolete(seen: Seen, key: LetterKey): boolean

  /** "A letter processed before is acked again, and has no second effect." */
  isRepeat(seen: Seen, key: LetterKey): boolean

  /** "A processed letter is remembered until its sender says that it will not come again." */
  remember(seen: Seen, key: LetterKey, floor: LetterKey): Seen

  /** "An ack leaves when the letter is on disk." */
  ackLeaves(): 'early' | undefined

  /** "A receiver silent for longer than the expiry is not listed." */
  isSilent(lastHeard: Micros, now: Micros, expiry: Micros): boolean

  /** "A heartbeat of somebody unknown is answered so, and its receiver registers again." */
  isKnown(entries: ReadonlyMap<string, unknown>, at: NodeId): boolean
}

export const rules: Rules = {
  nextLife: (stored) => (stored ?? 0) + 1,

  ackedLetter(letters, { life, seq }) {
    const key = letterKey(life, seq)
    return letters.has(key) ? key : null
  },

  afterSilence({ attempts, to }, attemptsMax) {
    if (attemptsMax === 0 || attempts < attemptsMax) return 'again'
    return to === null ? 'never sent' : 'given up'
  },

  patience(attempts, { ackTimeout, backoffMax }) {
    let wait = ackTimeout
    for (let doubled = 1; doubled < attempts && wait < backoffMax; doubled++) wait *= 2
    return Math.min(wait, backoffMax)
  },

  waitsForList: () => true,

  mayChoose: ({ to }) => to === null,

  mayBind: ({ to }) => to === null,

  bindingWrite: () => undefined,

  floorOf(letters, now) {
    let floor = now
    for (const key of letters.keys()) if (key < floor) floor = key
    return floor
  },

  choose(listed, last, first) {
    if (listed.length === 0) return null
    const place = last === null ? first : listed.indexOf(last) + 1
    return listed[place % listed.length] ?? null
  },

  recall: (stored) => new Map(stored),

  isObsolete: (seen, key) => key < seen.floor,

  isRepeat: (seen, key) => seen.above.includes(key),

  remember(seen, key, floor) {
    const raised = Math.max(seen.floor, floor)
    const above = seen.above.filter((one) => one >= raised)
    above.push(key)
    return { floor: raised, above }
  },

  ackLeaves: () => undefined,

  isSilent: (lastHeard, now, expiry) => now - lastHeard > expiry,

  isKnown: (entries, at) => entries.has(at),
}
