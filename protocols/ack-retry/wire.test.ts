// The wire of the source as pure functions: what is said, what is heard, and what is nonsense. The
// same over sockets is in scenarios/served.

import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { isNodeName } from '../../sim/shape.ts'
import { nodeId } from '../../sim/units.ts'
import { addressOf, idOf, placeOf, samePlace } from './address.ts'
import { discoveryCaller, originalDiscoveryCaller, rowsIn } from './wire-caller.ts'
import { bodyOf, objectJson } from './wire-json.ts'
import { originalPlainService, plainCaller, plainService } from './wire-plain.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const json = (body: string, status = 200) => ({ status, type: 'application/json', body })

describe('an address', () => {
  const hosts = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6())
  test('is a name of a node, and says its host and port again', () => {
    fc.assert(
      fc.property(hosts, fc.integer({ min: 1, max: 65_535 }), (host, port) => {
        const at = addressOf('tcp', host, port)
        if (at === null) return expect(host.length).toBeGreaterThan(200)
        expect(isNodeName(at)).toBe(true)
        expect(placeOf(at)).toEqual({ spoken: 'tcp', host, port })
      }),
    )
  })

  test.each(['', 'a b', '../x', 'é', 'a/b', '[', 'x'.repeat(300)])(
    'is not made of "%s"',
    (host) => {
      expect(addressOf('plain', host, 80)).toBeNull()
    },
  )

  test('has one id, whatever is spoken there, and others have others', () => {
    const at = (text: string) => nodeId(text)
    expect(idOf(at('tcp/a:1'))).toBe(idOf(at('plain/a:1')))
    expect(samePlace(at('tcp/a:1'), at('plain/a:1'))).toBe(true)
    expect(samePlace(at('tcp/a:1'), at('tcp/a:2'))).toBe(false)
    expect(idOf(at('tcp/a:1'))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-/u)
    const ids = new Set(Array.from({ length: 5_000 }, (_, nth) => idOf(at(`tcp/a:${nth}`))))
    expect(ids.size).toBe(5_000)
  })
})

describe('JSON', () => {
  test('is sorted, compact and ASCII, and times have a fraction', () => {
    expect(objectJson({ port: 1, host: 'é"', at: { float: 5 }, b: { float: 1.25 } })).toBe(
      '{"at":5.0,"b":1.25,"host":"\\u00e9\\"","port":1}',
    )
  })

  test('is read as what it is, whatever it is', () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        expect(bodyOf({ type: 'application/json', body })).toEqual({
          kind: 'value',
          value: JSON.parse(body),
        })
      }),
    )
    expect(bodyOf({ type: 'text/plain', body: '{}' })).toEqual({ kind: 'other type' })
    expect(bodyOf({ type: null, body: '{}' })).toEqual({ kind: 'other type' })
    expect(bodyOf({ type: 'application/json', body: null })).toEqual({ kind: 'no json' })
  })
})

describe('a list', () => {
  test.each`
    body                                       | why
    ${'<html>'}                                | ${'its list is no JSON'}
    ${'{}'}                                    | ${'its answer is no list'}
    ${'[1]'}                                   | ${'an entry of its list has no id'}
    ${'[{"id":"a"}]'}                          | ${'an entry of its list has no host'}
    ${'[{"id":"a","host":"b","port":"1"}]'}    | ${'an entry of its list has no port'}
    ${`[${Array(1_025).fill('1').join(',')}]`} | ${'its list has 1025 entries'}
  `('that is none: $why', ({ body, why }) => {
    expect(rowsIn(json(body))).toBe(why)
  })

  test('may have entries that nobody can reach, and fields that nobody knows', () => {
    const body =
      '[{"id":"a","host":"b","port":0},{"id":"c","host":"d","port":2,"last_seen":1.5,"x":{}},{"id":"e","host":"f","port":3,"wire":"worldline/1"}]'
    expect(rowsIn(json(body))).toEqual([
      { id: 'c', at: 'plain/d:2', lastSeen: 1.5 },
      { id: 'e', at: 'tcp/f:3', lastSeen: null },
    ])
  })

  test('never throws, whatever was answered', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 100, max: 599 }), (body, status) => {
        rowsIn(json(body, status))
      }),
    )
    fc.assert(fc.property(fc.json(), (body) => void rowsIn(json(body))))
  })
})

describe('a caller of discovery', () => {
  const register = { kind: 'register', at: nodeId('tcp/a:1') }
  const heartbeat = { kind: 'heartbeat', at: nodeId('tcp/a:1') }

  test('says again the id that it was given', () => {
    const { ask, heard, memory } = discoveryCaller
    expect(ask(register, memory)?.body).toBe('{"host":"a","port":1,"wire":"worldline/1"}')
    const told = heard(register, json('{"id":"x7","message":""}', 201), memory)
    expect(told).toEqual({ kind: 'says', message: { kind: 'registered' }, memory: 'x7' })
    expect(ask(heartbeat, 'x7')?.body).toBe('{"id":"x7"}')
    expect(heard(heartbeat, json('{}'), 'x7')).toMatchObject({ message: { known: true } })
    expect(heard(heartbeat, json('{}', 404), 'x7')).toMatchObject({ message: { known: false } })
    expect(heard(heartbeat, json('{}', 500), 'x7')).toMatchObject({ kind: 'nonsense' })
  })

  test('of the source knows plain receivers alone, and looks at no heartbeat’s answer', () => {
    const { ask, heard, memory } = originalDiscoveryCaller
    const at = nodeId('plain/a:1')
    expect(ask({ kind: 'register', at } as never, memory)?.body).toBe('{"host":"a","port":1}')
    const list = json('[{"id":"e","host":"f","port":3,"wire":"worldline/1"}]')
    expect(heard({ kind: 'list' }, list, memory)).toMatchObject({
      message: { kind: 'listed', receivers: [{ id: 'e', at: 'plain/f:3' }] },
    })
    const beat = { kind: 'heartbeat', id: 'x' } as never
    expect(heard(beat, json('{}', 404), 'x')).toMatchObject({ message: { kind: 'heard' } })
  })
})

describe('plain bytes', () => {
  test('are a letter to ours when they are text, and to the original in any case', () => {
    expect(plainService.hear(bytes('Hello Receiver!'))).toEqual({
      kind: 'plain',
      text: 'Hello Receiver!',
    })
    expect(plainService.hear(new Uint8Array([0xff]))).toMatchObject({ refused: 'it is no text' })
    expect(plainService.hear(bytes('GET / HTTP/1.1\r\n'))).toMatchObject({
      refused: 'it speaks HTTP',
    })
    expect(originalPlainService.hear(new Uint8Array([0xff]))).toEqual({
      kind: 'letter',
      text: '\ufffd',
    })
    expect(plainService.say({ kind: 'plain ack' })).toEqual(bytes('ACK'))
  })

  test('need no offer, and their ACK is for the letter of that connection', () => {
    const to = nodeId('plain/a:1')
    const offer = { kind: 'offer', life: 1, seq: 2 }
    const reply = { kind: 'reply', message: { kind: 'ready', at: to, life: 1, seq: 2 } }
    expect(plainCaller.say(offer, to)).toEqual(reply)
    const letter = { kind: 'letter', sender: nodeId('c'), life: 1, seq: 2, floor: 1, text: 'hi' }
    expect(plainCaller.say(letter, to)).toEqual({ kind: 'bytes', bytes: bytes('hi') })
    expect(plainCaller.hear(bytes('ACK'), letter, to)).toEqual({
      kind: 'ack',
      at: to,
      life: 1,
      seq: 2,
    })
    expect(plainCaller.hear(bytes('NAK'), letter, to)).toBeNull()
  })
})
