import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { encode, equal, type Plain } from '../../sim/plain.ts'
import { kvService } from '../raft-kv/service.ts'
import { rules } from './rules.ts'
import {
  answersBytesMax,
  answersMax,
  applyOnce,
  type Commanded,
  type Effect,
  imageBytes,
  imageOf,
  openSession,
  type Sessions,
} from './sessions.ts'

/** A machine that keeps all that it was told. */
const notebook = () => {
  const lines: Plain[] = []
  const sessions: Sessions = new Map()
  let index = 0
  const command = (session: number, number: number, floor: number): Effect => {
    index += 1
    const entry: Commanded = { kind: 'command', index, session, number, floor, command: index }
    return applyOnce(sessions, entry, rules, { apply: (_, line: Plain) => lines.push(line) }, null)
  }
  const open = (max = 64): number => {
    index += 1
    openSession(sessions, index, max)
    return index
  }
  return { lines, sessions, command, open }
}

describe('a command of a session', () => {
  test('is carried out once, however often it comes', () => {
    const { lines, command, open } = notebook()
    const session = open()
    expect(command(session, 7, 7)).toEqual({ kind: 'carried out', result: 1 })
    expect(command(session, 8, 7)).toEqual({ kind: 'carried out', result: 2 })
    expect(command(session, 7, 7)).toEqual({ kind: 'repeated', result: 1 })
    expect(lines).toHaveLength(2)
  })

  test('is not carried out any more when its client has gone on', () => {
    const { lines, command, open } = notebook()
    const session = open()
    command(session, 9, 9)
    expect(command(session, 8, 8)).toEqual({ kind: 'obsolete' })
    expect(lines).toHaveLength(1)
  })

  test('of a session that nobody opened has no effect', () => {
    const { lines, command } = notebook()
    expect(command(3, 1, 1)).toEqual({ kind: 'no such session' })
    expect(lines).toHaveLength(0)
  })

  test('has nothing to do with the same number in another session', () => {
    const { lines, command, open } = notebook()
    const [one, other] = [open(), open()]
    command(one, 1, 1)
    expect(command(other, 1, 1).kind).toBe('carried out')
    expect(lines).toHaveLength(2)
  })

  test('waits while as many answers are kept as may be, until the floor rises', () => {
    const { sessions, command, open } = notebook()
    const session = open()
    for (let number = 1; number <= answersMax; number++) command(session, number, 1)
    expect(command(session, answersMax + 1, 1)).toEqual({ kind: 'busy' })
    expect(command(session, answersMax, 1).kind).toBe('repeated')
    expect(command(session, answersMax + 1, 2).kind).toBe('carried out')
    expect(sessions.get(session)?.answers.size).toBe(answersMax)
  })
})

describe('what is kept of answers', () => {
  /** A service that answers every command with so many bytes. */
  const wordy = (bytes: number, looks: boolean) => {
    const sessions: Sessions = new Map()
    openSession(sessions, 1, 64)
    let number = 0
    const ask = (): Effect['kind'] => {
      number += 1
      const entry: Commanded = {
        ...{ kind: 'command', index: number + 1, session: 1, number, floor: 1, command: 'say' },
      }
      const service = { apply: () => 'x'.repeat(bytes), reads: () => looks }
      return applyOnce(sessions, entry, rules, service, null).kind
    }
    const kinds = Array.from({ length: answersMax }, ask)
    return { kinds, kept: sessions.get(1)?.answers.size ?? 0 }
  }

  test('ends at so many bytes, though no client has raised its floor', () => {
    const { kinds, kept } = wordy(answersBytesMax / 32, false)
    expect(kinds.filter((kind) => kind === 'carried out')).toHaveLength(kept)
    expect(kept).toBe(32)
    expect(kinds.at(-1)).toBe('busy')
    expect(wordy(1, false).kept, 'short ones end by number').toBe(answersMax)
  })

  test('is nothing where a command only looks: it may look again', () => {
    const { kinds, kept } = wordy(answersBytesMax, true)
    expect(kept).toBe(0)
    expect(new Set(kinds)).toEqual(new Set(['carried out']))
  })
})

test('the session unused for longest is forgotten, not the oldest', () => {
  const { sessions, command, open } = notebook()
  const [first, second] = [open(2), open(2)]
  command(first, 1, 1)
  const third = open(2)
  expect([...sessions.keys()]).toEqual([first, third])
  expect(command(second, 1, 1)).toEqual({ kind: 'no such session' })
})

test('effects are as many as answers kept and answers settled, whatever is asked', () => {
  const step = fc.record({
    session: fc.integer({ min: 1, max: 4 }),
    number: fc.integer({ min: 1, max: 12 }),
    floor: fc.integer({ min: 1, max: 12 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { lines, sessions, command, open } = notebook()
      for (let opened = 0; opened < 3; opened++) open()
      const done = new Set<string>()
      for (const { session, number, floor } of steps) {
        const { kind } = command(session, number, floor)
        if (kind !== 'carried out') continue
        expect(done.has(`${session}/${number}`)).toBe(false)
        done.add(`${session}/${number}`)
      }
      let effects = 0
      for (const session of sessions.values()) {
        expect(session.effects).toBe(session.answers.size + session.settled)
        effects += session.effects
      }
      expect(lines).toHaveLength(effects)
    }),
  )
})

describe('the bytes of an image', () => {
  test('are read as what they were made of', () => {
    const { sessions, command, open } = notebook()
    const session = open()
    command(session, 1, 1)
    const machine = new Map([['x', '1']])
    const read = imageOf(imageBytes(machine, sessions))
    expect(equal(read, { machine, sessions })).toBe(true)
  })

  test('are equal for equal images, whatever came first', () => {
    const one = imageBytes(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
      new Map(),
    )
    const other = imageBytes(
      new Map([
        ['b', '2'],
        ['a', '1'],
      ]),
      new Map(),
    )
    expect(one).toEqual(other)
  })

  test.each([
    ['nothing', new Uint8Array()],
    ['a value that is no image', encode(5)],
    ['an image without sessions', encode({ machine: 1 })],
    ['sessions that are no Map', encode({ machine: 1, sessions: [] })],
    ['a session without a floor', encode({ machine: 1, sessions: new Map([[1, { usedAt: 1 }]]) })],
    ['bytes behind the end', new Uint8Array([...imageBytes(1, new Map()), 0])],
  ])('are refused when they are %s', (_what, bytes) => {
    expect(imageOf(bytes)).toBeNull()
  })

  test('are refused when the machine is none of this service', () => {
    const bytes = (machine: unknown): Uint8Array => imageBytes(machine, new Map())
    expect(imageOf(bytes(new Map([['x', '1']])), kvService.state)).not.toBeNull()
    expect(imageOf(bytes(new Map([['x', 1]])), kvService.state)).toBeNull()
    expect(imageOf(bytes(new Map([['x', 'v'.repeat(1_000)]])), kvService.state)).toBeNull()
    expect(imageOf(bytes(['x', '1']), kvService.state)).toBeNull()
    expect(imageOf(bytes(['x', '1'])), 'any, where the service says nothing').not.toBeNull()
  })

  test('never throw, whatever they are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void imageOf(bytes)))
  })
})
