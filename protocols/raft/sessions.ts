// Sessions: what makes a repeated command harmless. They are part of the replicated state, so every
// server opens, answers and forgets alike. Who sends commands again, and when, is the client's business.

import { assert } from '../../sim/assert.ts'
import { decode, encode, isMap, isRecord, type Plain, sizeOf } from '../../sim/plain.ts'
import type { Service } from '../../sim/service.ts'
import { type Shape, wrongWith } from '../../sim/shape.ts'
import type { LogIndex } from '../../sim/units.ts'
import type { Body, SessionId } from './messages.ts'
import type { Session } from './state.ts'

export type Sessions = Map<SessionId, Session>

/** A command as it stands in the log. */
export type Commanded = Extract<Body, { kind: 'command' }> & { readonly index: LogIndex }

/** What became of a command. */
export type Effect =
  /** carried out, now */
  | { readonly kind: 'carried out'; readonly result: Plain }
  /** carried out before: the same answer again, and no second effect */
  | { readonly kind: 'repeated'; readonly result: Plain }
  /** its client has said that it waits for no answer: no effect */
  | { readonly kind: 'obsolete' }
  /** never opened, or forgotten: no effect of this attempt, and nobody knows of an earlier one */
  | { readonly kind: 'no such session' }
  /** too many answers are kept for this client already: no effect */
  | { readonly kind: 'busy' }

/** What carries commands out. */
export type Carrying = Pick<Service, 'apply' | 'reads'>

/** The decisions that are made here; they are among the protocol's rules. */
export interface SessionRules {
  /**
   * Whether the command was carried out before: then it has no second effect. What the client lets go
   * with this very command may still be there.
   */
  isRepeat(session: Session, number: number): boolean
}

/**
 * Answers kept for one session. A client that leaves more commands than this unanswered, without
 * raising its floor, is told to wait: memory and snapshots stay bounded, whatever it does.
 */
export const answersMax = 256
/**
 * … and more bytes of answers than these: a service may answer a little with a lot. Looked at whenever
 * `answersPerLook` answers more are kept, so that few answers cost nothing.
 */
export const answersBytesMax = 65_536
const answersPerLook = 16

/**
 * Opens the session named by the entry at `index`. When there are more than `sessionsMax`, the one
 * unused for longest is forgotten: by entries, not by clocks, so that every server forgets the same.
 * @source Ongaro, dissertation, section 6.3
 */
export function openSession(sessions: Sessions, index: LogIndex, sessionsMax: number): void {
  sessions.set(index, { usedAt: index, floor: 0, effects: 0, settled: 0, answers: new Map() })
  if (sessions.size <= sessionsMax) return
  let oldest: SessionId | null = null
  let usedAt = Number.POSITIVE_INFINITY
  for (const [id, session] of sessions) {
    if (session.usedAt >= usedAt) continue
    oldest = id
    usedAt = session.usedAt
  }
  if (oldest !== null) sessions.delete(oldest)
}

/**
 * Carries a committed command out upon the state machine, at most once.
 * @param service its `apply` is called when the command is neither a repeat nor obsolete; what only looks
 *   may be done again, so that nothing is kept of it
 * @param machine the state of the service
 * @source Ongaro, dissertation, section 6.3: the same answer, without carrying it out again
 */
export function applyOnce(
  sessions: Sessions,
  commanded: Commanded,
  rules: SessionRules,
  service: Carrying,
  machine: unknown,
): Effect {
  const session = sessions.get(commanded.session)
  if (session === undefined) return noSuchSession
  session.usedAt = commanded.index
  const effect = effectOn(session, commanded, rules, service, machine)
  // The next answer is there before the last one goes: a Map that was empty in between would be made
  // anew by the engine at each command.
  raiseFloor(session, commanded.floor)
  return effect
}

function effectOn(
  session: Session,
  { number, floor, command }: Commanded,
  rules: SessionRules,
  service: Carrying,
  machine: unknown,
): Effect {
  if (number < floor || number < session.floor) return obsolete
  if (service.reads?.(command) === true) {
    return { kind: 'carried out', result: answerOf(service, machine, command) }
  }
  const { answers } = session
  if (rules.isRepeat(session, number)) {
    // Present, because a command that is answered is remembered until the floor passes it.
    return { kind: 'repeated', result: answers.get(number) as Plain }
  }
  // Where many are kept, those that this command lets go make room for its own.
  if (answers.size >= answersPerLook) raiseFloor(session, floor)
  if (keepsEnough(answers) && !answers.has(number)) return busy
  const result = answerOf(service, machine, command)
  session.effects += 1
  answers.set(number, result)
  return { kind: 'carried out', result }
}

/** A service is pure: what it answers is a function of the log, the same on every server. */
const answerOf = (service: Carrying, machine: unknown, command: Plain): Plain =>
  service.apply(machine, command) as Plain

/** Whether as many answers are kept as may be. */
function keepsEnough(answers: ReadonlyMap<number, Plain>): boolean {
  if (answers.size >= answersMax) return true
  if (answers.size === 0 || answers.size % answersPerLook !== 0) return false
  let bytes = 0
  for (const answer of answers.values()) bytes += sizeOf(answer)
  return bytes >= answersBytesMax
}

/** What its client no longer waits for is forgotten. */
function raiseFloor(session: Session, floor: number): void {
  if (floor <= session.floor) return
  session.floor = floor
  for (const number of session.answers.keys()) {
    if (number >= floor) continue
    session.answers.delete(number)
    session.settled += 1
  }
}

const noSuchSession: Effect = { kind: 'no such session' }
const obsolete: Effect = { kind: 'obsolete' }
const busy: Effect = { kind: 'busy' }

/** What a snapshot holds besides its place in the log: the service's state and the sessions. */
export interface Image {
  readonly machine: unknown
  readonly sessions: Sessions
}

/** The bytes of a snapshot; equal images have equal bytes. */
export const imageBytes = (machine: unknown, sessions: Sessions): Uint8Array =>
  encode({ machine, sessions })

/**
 * Reads the bytes of a snapshot.
 * @param machine what the state of the service looks like; without it, anything plain
 * @returns null for bytes that `imageBytes` did not make of such a state: none of it may be used
 */
export function imageOf(bytes: Uint8Array, machine?: Shape): Image | null {
  const read = decode(bytes)
  const shape = imageShape(bytes.length, machine)
  if ('wrong' in read || wrongWith(shape, read.value) !== null) return null
  const { value } = read
  assert(typeof value === 'object' && value !== null && isRecord(value), 'an image is a record')
  const { machine: held, sessions } = value
  assert(typeof sessions === 'object' && sessions !== null && isMap(sessions), 'sessions are a Map')
  // The shape has been held against it: numbers, and answers that are plain.
  return { machine: held, sessions: sessions as Sessions }
}

const count: Shape = { kind: 'int', min: 0, max: Number.MAX_SAFE_INTEGER }

/** No part of an image is larger than its bytes. */
function imageShape(size: number, machine?: Shape): Shape {
  const plain: Shape = { kind: 'plain', bytes: size }
  const session: Shape = {
    kind: 'record',
    fields: {
      ...{ usedAt: count, floor: count, effects: count, settled: count },
      answers: { kind: 'map', key: count, value: plain, max: answersMax },
    },
  }
  const sessions: Shape = { kind: 'map', key: count, value: session, max: size }
  return { kind: 'record', fields: { machine: machine ?? plain, sessions } }
}
