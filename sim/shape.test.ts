import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { plain as anyPlain } from './plain.arbitrary.ts'
import type { Plain } from './plain.ts'
import { decode, encode, fromJson, toJson } from './plain.ts'
import type { Shape, Shapes } from './shape.ts'
import { expectedOf, hears, isNodeName, validate, wrongWith } from './shape.ts'
import type { ShapesOf } from './shapes-of.ts'
import {
  bool,
  bytes,
  int,
  list,
  literal,
  map,
  node,
  oneOf,
  plain,
  record,
  set,
  string,
  words,
} from './shapes-of.ts'
import type { Flavored, Micros, NodeId, OpId } from './units.ts'
import { nodeId } from './units.ts'

type Term = Flavored<number, 'Term'>
type Letter = { readonly kind: 'letter'; readonly life: number; readonly text: string }
type Vote = {
  kind: 'vote'
  term: Term
  granted: boolean
  from: NodeId
  last: { index: number; term: Term } | null
}
type Everything = {
  kind: 'everything'
  mode: 'read' | 'write'
  level: 1 | 2
  raw: Uint8Array
  names: readonly NodeId[]
  seen: Set<string>
  next: Map<NodeId, number>
  after: Micros
  op: OpId
  command: Plain
}

const shapes: ShapesOf<Letter | Vote | Everything> = {
  letter: { life: int(), text: string(10) },
  vote: {
    term: int(1),
    granted: bool,
    from: node,
    last: oneOf(literal(null), record({ index: int(), term: int() })),
  },
  everything: {
    mode: words('read', 'write'),
    level: words(1, 2),
    raw: bytes(4),
    names: list(node, 2),
    seen: set(string(4), 2),
    next: map(node, int(0, 9), 2),
    after: int(),
    op: int(),
    command: plain(20),
  },
}
const letter: Letter = { kind: 'letter', life: 1, text: 'hello' }
const vote: Vote = { kind: 'vote', term: 3, granted: true, from: nodeId('n1'), last: null }
const everything = {
  kind: 'everything',
  mode: 'read',
  level: 2,
  raw: Uint8Array.of(1),
  names: ['n1', 'tcp/127.0.0.1:41873'],
  seen: new Set(['a']),
  next: new Map([['n1', 9]]),
  after: 0,
  op: 7,
  command: { put: ['x', 1] },
}

const told = (value: unknown, table: Shapes = shapes): string => {
  const result = validate(table, value)
  if ('message' in result) return 'fine'
  const { path, expected, got } = result.wrong
  return `${path}: expected ${expected}, got ${got}`
}

describe('a shape table', () => {
  test('lets in what its messages may be, as the very same value', () => {
    for (const message of [letter, vote, { ...vote, last: { index: 4, term: 1 } }, everything]) {
      expect(told(message)).toBe('fine')
      const result = validate(shapes, message)
      expect('message' in result && result.message).toBe(message)
    }
  })

  test('judges what comes out of the codec as it judges what went in', () => {
    for (const message of [letter, vote, everything]) {
      const back = decode(encode(message))
      expect('value' in back ? told(back.value) : back).toBe('fine')
    }
  })

  test('is plain data itself, so that it can be shown and sent', () => {
    expect(fromJson(JSON.parse(JSON.stringify(toJson(shapes))))).toEqual({ value: shapes })
  })

  test('says which kinds are heard; no table hears everything', () => {
    expect(hears(shapes, 'letter')).toBe(true)
    expect(hears(shapes, 'ack')).toBe(false)
    expect(hears(shapes, 'constructor')).toBe(false)
    expect(hears(null, 'ack')).toBe(true)
    expect(hears({}, 'ack')).toBe(false)
  })

  test.each`
    because                             | message                                            | why
    ${'no record'}                      | ${7}                                               | ${': expected a message, a record with a kind, got 7'}
    ${'a list'}                         | ${['kind']}                                        | ${': expected a message, a record with a kind, got ["kind"]'}
    ${'nothing'}                        | ${undefined}                                       | ${': expected a message, a record with a kind, got nothing'}
    ${'no kind'}                        | ${{ life: 1 }}                                     | ${'/kind: expected one of letter, vote, everything, got nothing'}
    ${'a kind that is no text'}         | ${{ kind: 1 }}                                     | ${'/kind: expected one of letter, vote, everything, got 1'}
    ${'a kind not heard'}               | ${{ kind: 'ack' }}                                 | ${'/kind: expected one of letter, vote, everything, got "ack"'}
    ${'a kind every object inherits'}   | ${{ kind: 'toString' }}                            | ${'/kind: expected one of letter, vote, everything, got "toString"'}
    ${'a field missing'}                | ${{ kind: 'letter', life: 1 }}                     | ${'/text: expected a string of at most 10, got nothing'}
    ${'a field of undefined'}           | ${{ ...letter, text: undefined }}                  | ${'/text: expected a string of at most 10, got nothing'}
    ${'a field too many'}               | ${{ ...letter, more: [1] }}                        | ${': expected no field "more", got [1]'}
    ${'a field too many, well inside'}  | ${{ ...vote, last: { index: 1, term: 1, x: 1 } }}  | ${'/last: expected null or a record of index, term, got {index: 1, term: 1, x: 1}'}
    ${'a text where a number belongs'}  | ${{ ...letter, life: '1' }}                        | ${'/life: expected an integer from 0 up, got "1"'}
    ${'a fraction'}                     | ${{ ...letter, life: 1.5 }}                        | ${'/life: expected an integer from 0 up, got 1.5'}
    ${'below its bound'}                | ${{ ...vote, term: 0 }}                            | ${'/term: expected an integer from 1 up, got 0'}
    ${'beyond what is exact'}           | ${{ ...letter, life: 2 ** 53 }}                    | ${'/life: expected an integer from 0 up, got 9007199254740992'}
    ${'a text too long'}                | ${{ ...letter, text: 'x'.repeat(11) }}             | ${`/text: expected a string of at most 10, got "${'x'.repeat(11)}"`}
    ${'a text far too long'}            | ${{ ...letter, text: 'x'.repeat(70_000) }}         | ${'/text: expected a string of at most 10, got a string of 70000'}
    ${'half a surrogate pair'}          | ${{ ...letter, text: '\ud800' }}                   | ${'/text: expected a string of at most 10, got "\\ud800"'}
    ${'1 for true'}                     | ${{ ...vote, granted: 1 }}                         | ${'/granted: expected true or false, got 1'}
    ${'no name of a node'}              | ${{ ...vote, from: 'n 1' }}                        | ${'/from: expected a name of a node, got "n 1"'}
    ${'neither alternative'}            | ${{ ...vote, last: 4 }}                            | ${'/last: expected null or a record of index, term, got 4'}
    ${'inside an alternative'}          | ${{ ...vote, last: { index: -1, term: 1 } }}       | ${'/last/index: expected an integer from 0 up, got -1'}
    ${'none of the words'}              | ${{ ...everything, mode: 'Read' }}                 | ${'/mode: expected "read" or "write", got "Read"'}
    ${'a number as a text among words'} | ${{ ...everything, level: '1' }}                   | ${'/level: expected 1 or 2, got "1"'}
    ${'too many bytes'}                 | ${{ ...everything, raw: new Uint8Array(5) }}       | ${'/raw: expected at most 4 bytes, got bytes(5) 0000000000'}
    ${'a list of numbers for bytes'}    | ${{ ...everything, raw: [1] }}                     | ${'/raw: expected at most 4 bytes, got [1]'}
    ${'too many in a list'}             | ${{ ...everything, names: ['a', 'b', 'c'] }}       | ${'/names: expected a list of at most 2, got ["a", "b", "c"]'}
    ${'a wrong entry of a list'}        | ${{ ...everything, names: ['n1', 2] }}             | ${'/names/1: expected a name of a node, got 2'}
    ${'too many in a Set'}              | ${{ ...everything, seen: new Set([1, 2, 3]) }}     | ${'/seen: expected a Set of at most 2, got Set{1, 2, 3}'}
    ${'a wrong member of a Set'}        | ${{ ...everything, seen: new Set(['a', 2]) }}      | ${'/seen: expected as a member a string of at most 4, got 2'}
    ${'a list for a Set'}               | ${{ ...everything, seen: ['a'] }}                  | ${'/seen: expected a Set of at most 2, got ["a"]'}
    ${'a wrong key of a Map'}           | ${{ ...everything, next: new Map([[1, 1]]) }}      | ${'/next: expected as a key a name of a node, got 1'}
    ${'a wrong value of a Map'}         | ${{ ...everything, next: new Map([['n1', 10]]) }}  | ${'/next/"n1": expected an integer from 0 to 9, got 10'}
    ${'a record for a Map'}             | ${{ ...everything, next: { n1: 1 } }}              | ${'/next: expected a Map of at most 2, got {n1: 1}'}
    ${'too many bytes of anything'}     | ${{ ...everything, command: 'x'.repeat(30) }}      | ${`/command: expected a plain value of at most 20 bytes, got "${'x'.repeat(30)}"`}
    ${'what is not plain at all'}       | ${{ ...everything, command: { at: new Date(0) } }} | ${'/command: expected a plain value of at most 20 bytes, got {at: a Date}'}
  `('refuses $because', ({ message, why }) => {
    expect(told(message)).toBe(why)
  })

  test('says in few and harmless words what a stranger sent', () => {
    const name = `${'\u001b[2J'.repeat(50)}\u202e`
    fc.assert(
      fc.property(fc.oneof(anyPlain, fc.constant({ ...letter, [name]: name })), (value) => {
        for (const message of [
          value,
          { kind: 'letter', life: value },
          { ...everything, next: new Map([[name, value]]) },
        ]) {
          const why = told(message)
          expect(why.length).toBeLessThan(300)
          expect(why).not.toMatch(/[\u007f-\u009f\u202e]/u)
          expect(Array.from(why).every((one) => one >= ' ')).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('with no bounds of its own takes anything plain, whatever it is', () => {
    fc.assert(
      fc.property(anyPlain, (command) => {
        expect(told({ kind: 'c', command }, { c: { command: plain(100_000) } })).toBe('fine')
      }),
      { numRuns: 300 },
    )
  })

  test('of each kind refuses what is fine for another kind', () => {
    const samples: readonly (readonly [Shape, unknown])[] = [
      [literal('a'), 'a'],
      [bool, true],
      [int(5, 9), 7],
      [string(3), 'b c'],
      [bytes(3), Uint8Array.of(1)],
      [list(int(), 3), [1]],
      [set(int(), 3), new Set([1])],
      [map(int(), int(), 3), new Map([[1, 1]])],
      [record({ x: int() }), { x: 1 }],
    ]
    for (const [shape] of samples) {
      const taken = samples.filter(([, value]) => wrongWith(shape, value) === null)
      // A text of its own is a text, too.
      const expected = shape.kind === 'string' ? 2 : 1
      expect(taken.length, expectedOf(shape)).toBe(expected)
    }
  })
})

describe('names of nodes', () => {
  test.each`
    name                       | is
    ${'n1'}                    | ${true}
    ${'receiver12'}            | ${true}
    ${'workload'}              | ${true}
    ${'call/17'}               | ${true}
    ${'receiver2/3'}           | ${true}
    ${'tcp/127.0.0.1:41873'}   | ${true}
    ${'tcp/[::1]:80'}          | ${true}
    ${'tcp/host-1.example:80'} | ${true}
    ${''}                      | ${false}
    ${'1n'}                    | ${false}
    ${'n1n'}                   | ${false}
    ${'n-1'}                   | ${false}
    ${'n1 '}                   | ${false}
    ${'n1\n'}                  | ${false}
    ${'../etc'}                | ${false}
    ${'tcp/host'}              | ${false}
    ${'tcp/a/b:80'}            | ${false}
    ${'tcp/host:808080'}       | ${false}
    ${'x'.repeat(256)}         | ${false}
  `('$name: $is', ({ name, is }) => {
    expect(isNodeName(name)).toBe(is)
  })
})

describe('the compiler holds a table against its messages', () => {
  const at = { life: int(), text: string(10) }
  const all = shapes.everything
  const table = <S>(of: S): S => of // The errors below are all of types: nothing is asked here.

  test('a kind forgotten, or one too many', () => {
    // @ts-expect-error a kind is missing
    table<ShapesOf<Letter | Vote>>({ letter: at })
    // @ts-expect-error a kind that is not in the union
    table<ShapesOf<Letter>>({ letter: at, ack: {} })
    expect(Object.keys(table<ShapesOf<Letter>>({ letter: at }))).toEqual(['letter'])
  })

  test('a field forgotten, or one too many', () => {
    // @ts-expect-error a field is missing
    table<ShapesOf<Letter>>({ letter: { life: int() } })
    // @ts-expect-error a field that the message does not have
    table<ShapesOf<Letter>>({ letter: { life: int(), text: string(10), more: int() } })
    // @ts-expect-error a field inside a field is missing
    table<ShapesOf<Vote>>({ vote: { ...shapes.vote, last: record({ index: int() }) } })
    expect(table<ShapesOf<Letter>>({ letter: at }).letter).toBe(at)
  })

  test('a shape that lets in more than the type knows', () => {
    // @ts-expect-error a text where a number belongs
    table<ShapesOf<Letter>>({ letter: { life: string(3), text: string(10) } })
    // @ts-expect-error any text where one of two belongs
    table<ShapesOf<Everything>>({ everything: { ...all, mode: string(5) } })
    // @ts-expect-error a third word
    table<ShapesOf<Everything>>({ everything: { ...all, mode: words('read', 'rite') } })
    // @ts-expect-error any text where a node belongs
    table<ShapesOf<Vote>>({ vote: { ...shapes.vote, from: string(5) } })
    // @ts-expect-error a list of the wrong thing
    table<ShapesOf<Everything>>({ everything: { ...all, names: list(int(), 3) } })
    // @ts-expect-error null where there is always a value
    table<ShapesOf<Letter>>({ letter: { life: oneOf(int(), literal(null)), text: string(3) } })
    // Less than the type knows is fine: the table then refuses the rest.
    const narrow = table<ShapesOf<Vote>>({ vote: { ...shapes.vote, last: literal(null) } })
    expect(narrow.vote.last).toEqual(literal(null))
  })

  test('and takes it wherever a table is asked for', () => {
    const any: Shapes = shapes
    expect(told(letter, any)).toBe('fine')
  })
})
