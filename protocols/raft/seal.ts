// Checksums of what a server keeps. That of an entry covers the one before it too, so that the log is
// a chain: the same sum at the same place means the same log up to there.

import { Mixer } from '../../sim/plain-hash.ts'
import type { LogIndex, Term } from '../../sim/units.ts'
import type { Body, Entry } from './messages.ts'
import type { VoteRow } from './rules.ts'
import type { Base, Snapshot } from './state.ts'

/** An entry as it goes into the log after the one whose sum is `before`. */
export function sealed(before: number, index: LogIndex, term: Term, body: Body): Entry {
  const sum = sumOf(before, index, term, body)
  switch (body.kind) {
    case 'command': {
      const { session, number, floor, command } = body
      return { kind: 'command', index, term, sum, session, number, floor, command }
    }
    case 'members':
      return { kind: 'members', index, term, sum, members: body.members }
    case 'open':
      return { kind: 'open', index, term, sum }
    case 'no-op':
      return { kind: 'no-op', index, term, sum }
  }
}

/** What the sum of an entry must be after the one whose sum is `before`. */
export function sumOf(before: number, index: LogIndex, term: Term, body: Body): number {
  const mixer = new Mixer()
  mixer.word(before)
  mixer.word(index)
  mixer.word(term)
  mixer.text(body.kind)
  if (body.kind === 'command') {
    mixer.word(body.session)
    mixer.word(body.number)
    mixer.word(body.floor)
    mixer.value(body.command)
  } else if (body.kind === 'members') mixer.value(body.members)
  return mixer.end().lo
}

/** What the sum of a vote must be. */
export function sumOfVote({ term, votedFor }: VoteRow): number {
  const mixer = new Mixer()
  mixer.word(term)
  mixer.value(votedFor)
  return mixer.end().lo
}

/** What the check of a base must be. */
export function checkOfBase({ index, term, sum }: Omit<Base, 'check'>): number {
  const mixer = new Mixer()
  mixer.word(index)
  mixer.word(term)
  mixer.word(sum)
  return mixer.end().lo
}

/** What the check of a snapshot must be. */
export function checkOfSnapshot({ index, term, bytes }: Omit<Snapshot, 'check'>): number {
  const mixer = new Mixer()
  mixer.word(index)
  mixer.word(term)
  mixer.value(bytes)
  return mixer.end().lo
}
