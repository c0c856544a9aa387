// Everything that is said in the scenarios is let in at the doors of the real world: the shape tables
// know each field of each message that servers and clients send.

import { describe, expect, test } from 'vitest'
import { datagramMax, envelope } from '../../adapters/udp/datagram.ts'
import { sealMail } from '../../adapters/wire.ts'
import { raftKv } from '../../scenarios/raft-kv.ts'
import { Experiment } from '../../scenarios/runner/experiment.ts'
import { settingsDefault } from '../../scenarios/runner/order.ts'
import type { Message } from '../../sim/actor.ts'
import { type Shapes, validate } from '../../sim/shape.ts'
import { nodeId } from '../../sim/units.ts'
import { entriesFrom } from '../raft/log.ts'
import type { Append, Body, Entry } from '../raft/messages.ts'
import { parametersDefault } from '../raft/parameters.ts'
import { sealed } from '../raft/seal.ts'
import type { KvCommand } from './messages.ts'
import { originalServerHears } from './original.ts'
import { keyMax, kvClientHears, kvServerHears, rowsMax, valueMax } from './shapes.ts'

/** The longest that a text of so many UTF-16 units can be as bytes. */
const long = (units: number): string => '\u{ffff}'.repeat(units)

describe('the longest of everything goes over UDP', () => {
  const [key, value] = [long(keyMax), long(valueMax)]
  const command: KvCommand = { kind: 'cas', key, from: value, to: value }
  const { MAX_SAFE_INTEGER: max } = Number
  const isTaken = (message: Message): boolean => {
    const mail = sealMail(message, { life: 1, nth: 1 })
    return envelope(nodeId('n1'), nodeId('n2')).length + mail.length <= datagramMax
  }

  test('a command of a client, and a range as its answer', () => {
    const rows = Array.from({ length: rowsMax }, () => [key, value])
    const asked = { kind: 'command', ask: max, session: max, floor: max, command }
    expect(validate(kvServerHears, asked)).toHaveProperty('message')
    expect(isTaken(asked)).toBe(true)
    const answer = { kind: 'answer', ask: max, result: rows }
    expect(validate(kvClientHears, answer)).toHaveProperty('message')
    expect(isTaken(answer)).toBe(true)
    expect(isTaken({ ...answer, result: [...rows, ...rows.slice(0, 8)] } as Message)).toBe(false)
  })

  test('an append of a server, which takes fewer long commands than short ones', () => {
    const { batch, batchBytes } = parametersDefault
    const logOf = (of: KvCommand): Entry[] => {
      const body: Body = { kind: 'command', session: max, number: max, floor: max, command: of }
      return Array.from({ length: batch + 1 }, (_, nth) => sealed(0, nth + 1, max, body))
    }
    const sent = (log: Entry[], most = batchBytes): Entry[] =>
      entriesFrom({ base: { index: 0 }, log }, 1, { batch, batchBytes: most })
    const place = { term: max, prevIndex: max, prevTerm: max, commit: max, round: max }
    const appendOf = (entries: Entry[]): Append => ({ kind: 'append', ...place, entries })

    expect(sent(logOf({ kind: 'get', key: 'x' }))).toHaveLength(batch)
    const longest = logOf(command)
    expect(isTaken(appendOf(longest.slice(0, batch)))).toBe(false)
    expect(sent(longest).length).toBeGreaterThan(batch / 3)
    expect(isTaken(appendOf(sent(longest)))).toBe(true)
    expect(validate(kvServerHears, appendOf(sent(longest)))).toHaveProperty('message')
    expect(sent(longest, 1)).toHaveLength(1)
  })
})

test.each`
  variant       | link          | servers
  ${null}       | ${'datagram'} | ${kvServerHears}
  ${null}       | ${'stream'}   | ${kvServerHears}
  ${'original'} | ${'stream'}   | ${originalServerHears}
`('what $variant servers say over a $link is heard', ({ variant, link, servers }) => {
  const settings = { ...settingsDefault, set: { link }, until: '1s' } as const
  const made = new Experiment(raftKv, { variant, settings })
  const kinds = new Set<string>()
  const wrongs = new Set<string>()
  for (const event of made.run(1, { trace: true }).trace ?? []) {
    if (event.kind !== 'send') continue
    const shapes: Shapes = event.to.startsWith('n') ? servers : kvClientHears
    const told = validate(shapes, event.body)
    kinds.add(event.body.kind)
    if ('wrong' in told) wrongs.add(`${event.body.kind}${told.wrong.path} is ${told.wrong.got}`)
  }
  expect([...wrongs]).toEqual([])
  expect(kinds.size).toBeGreaterThan(8)
})
