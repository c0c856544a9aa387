// Case files in which one place is another, and cases whose scenario is another.

import { actorsFile, caseFile, type Files, scenarioFile, toy } from './hostile-toys.ts'
import type { Trial } from './hostile-trials.ts'

type Record_ = Record<string, unknown>

export const place: RegExp = /counter\.forgetful\.case\.json/u

export const replayed = (
  sent: string,
  text: string | Uint8Array,
  more: Partial<Trial> = {},
): Trial => ({
  ...{ sent, words: ['replay', caseFile], files: toy({}, { [caseFile]: text }), says: place },
  ...more,
})

/** One place of the text is another. */
export function edits(text: string): readonly Trial[] {
  const value = JSON.parse(text) as Record_
  const edited = (sent: string, change: Record_, more: Partial<Trial> = {}): Trial =>
    replayed(sent, JSON.stringify({ ...value, ...change }, null, 2), more)
  const world = value['world'] as Record_
  const trace = value['trace'] as Record_
  const operations = value['operations'] as readonly string[]
  const [operation = ''] = operations
  return [
    edited('a fault misspelt', { faults: ['patition server | client1'] }, { says: /partition/u }),
    edited(
      'a fault of a node that is not there',
      { faults: ['crash sever @ 1s restart +1s'] },
      { exits: [0, 2], says: /sever/u },
    ),
    edited('1,000 faults that cannot be read', {
      faults: Array.from({ length: 1_000 }, () => 'drp 1%'),
    }),
    edited('a fault of 100 kB', { faults: [`drop ${'x'.repeat(100_000)}`] }, { exits: [0, 2] }),
    edited('a fault with escape sequences', { faults: ['drop \u001b[2J\u202e 5%'] }),
    edited(
      'an operation of nobody',
      { operations: [operation.replace('client1', 'cleint1')] },
      { says: /client1/u },
    ),
    edited('an operation without an instant', { operations: ['client1 add nth=0'] }),
    edited('an operation at an instant that is none', { operations: ['client1 @ soon add nth=0'] }),
    edited('an operation at 1e400s', { operations: ['client1 @ 1e400s add nth=0'] }),
    edited(
      'an operation after the end',
      { operations: ['client1 @ 99999min add nth=0'] },
      { exits: [0, 1, 2] },
    ),
    edited(
      'an operation that the actor does not know',
      { operations: ['client1 @ 1ms explode nth=0'] },
      { exits: [0, 1, 2] },
    ),
    edited('an operation with an open text', { operations: ['client1 @ 1ms add nth="0'] }),
    edited(
      '10,000 operations',
      { operations: Array.from({ length: 10_000 }, () => operation) },
      { exits: [0, 1, 2] },
    ),
    edited('a decision of no meaning', { decisions: { 'fate of nothing': 'losst' } }),
    edited('a decision without a bound', { decisions: { 'fate of add#1 client1>server': 1e300 } }),
    edited('a decision that is negative', { decisions: { 'fate of add#1 client1>server': -1 } }),
    edited('a node twice', { world: { ...world, nodes: 'server client1 client1' } }),
    edited(
      'a node that the scenario has not',
      { world: { ...world, nodes: 'server client1 zebra' } },
      { exits: [0, 2], says: /zebra/u },
    ),
    edited(
      '10,000 nodes',
      { world: { ...world, nodes: Array.from({ length: 10_000 }, (_, at) => `n${at}`).join(' ') } },
      { exits: [0, 2] },
    ),
    edited(
      'a parameter that is not there',
      { world: { ...world, params: { cleints: '3' } } },
      { exits: [0, 2], says: /cleints/u },
    ),
    edited(
      'a parameter out of bounds',
      { world: { ...world, params: { clients: '1e9' } } },
      { exits: [0, 2], says: /client/u },
    ),
    edited('a storm of 5', { world: { ...world, until: 5 } }, { says: /duration/u }),
    edited('a storm of 99999999999min', { world: { ...world, until: '99999999999min' } }),
    edited('a threshold that cannot be read', {
      world: { ...world, expect: ['op.latncy p99 < 1ms'] },
    }),
    edited(
      'a variant that is gone',
      { variant: 'forgetfull' },
      { exits: [0, 2], says: /forgetful/u },
    ),
    edited(
      'a property that is gone',
      { expect: { violates: 'added twice', at: 'e1' } },
      { exits: [0, 1, 2] },
    ),
    edited('an event that is none', { expect: { violates: 'added once', at: 'e0' } }),
    edited(
      'a scenario that is gone',
      { scenario: '../gone.scenario.mjs#counter' },
      { says: /gone/u },
    ),
    edited(
      'a scenario with another name',
      { scenario: '../counter.scenario.mjs#couner' },
      { says: /counter/u },
    ),
    edited('a scenario far outside', { scenario: '../../../../../../etc/passwd#x' }),
    edited('a scenario that is a folder', { scenario: '..#counter' }),
    edited('a scenario with a zero byte', { scenario: '../\u0000.mjs#counter' }),
    edited('a scenario of the web', { scenario: 'https://example.com/x.mjs#counter' }),
    edited('a scenario of no name', { scenario: '#' }),
    edited('a built-in that is none', { scenario: 'ack-rety' }, { says: /ack-retry/u }),
    edited(
      'another digest',
      { trace: { ...trace, digest: '0000000000000000' } },
      { exits: [4], says: /WL4003/u },
    ),
    edited('a digest of another shape', { trace: { ...trace, digest: 'abc' } }),
    edited('marks of another shape', { trace: { ...trace, marks: ['!!!'] } }, { exits: [1, 2, 4] }),
    edited(
      'words that are hostile',
      { trace: { ...trace, digest: '0000000000000000', words: ['\u001b[2J\u202e\nx'] } },
      { exits: [4] },
    ),
    edited(
      'a title that is hostile',
      { title: '\u001b[2J\u202e<img src=x>\nsecond' },
      { exits: [1] },
    ),
    edited('a sentence for a title of 100 kB', { title: 'x'.repeat(100_000) }, { exits: [1] }),
    edited(
      'violatesWith nothing known',
      { violatesWith: 'forgetfull' },
      { exits: [0, 2], says: /forgetful/u },
    ),
  ]
}

/** The case is as it was; what it is of is not. */
export function surroundings(text: string): readonly Trial[] {
  const of = (sent: string, changes: Record<string, string>, more: Partial<Trial> = {}): Trial => ({
    ...{ sent, words: ['replay', caseFile], files: toy(changes, { [caseFile]: text }), ...more },
  })
  const gone = toy({}, { [caseFile]: text })
  const without = (name: string): Files =>
    Object.fromEntries(Object.entries(gone).filter(([one]) => one !== name))
  return [
    { sent: 'its module is gone', words: ['replay', caseFile], files: without(scenarioFile) },
    { sent: 'its actors are gone', words: ['replay', caseFile], files: without(actorsFile) },
    of('its module throws', {
      'export const rules': 'throw new Error("no \u001b[2J luck")\nexport const rules',
    }),
    of('its module is no JavaScript', { 'export const rules': 'export cosnt rules' }),
    of('its variant is gone', { forgetful: 'forgot' }, { exits: [0, 2], says: /forgetful/u }),
    of(
      'a kind of message is gone',
      { "kind: 'add', nth })": "kind: 'plus', nth })" },
      { exits: [0, 1, 2] },
    ),
    of(
      'the client is another',
      {
        'client: { count: clients': 'customer: { count: clients',
        "from: 'client'": "from: 'customer'",
      },
      { exits: [0, 2] },
    ),
    of(
      'its property is another',
      { "added once': (w)": "added well': (w)", "breaks: 'added once'": "breaks: 'added well'" },
      { exits: [0, 1, 2] },
    ),
  ]
}
