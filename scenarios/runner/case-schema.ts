// The form of a case file as a JSON Schema, which the package ships and readCase checks against.
// Its descriptions are what people are told when a value does not fit.

import type { JsonSchema } from './json-shape.ts'

/** What the field `schema` of a case says. Additions keep the number, removals raise it. */
export const caseFormat = 'worldline.case/1'

const text: JsonSchema = { type: 'string' }
const duration: JsonSchema = {
  type: 'string',
  pattern: '^\\d+(\\.\\d+)?(us|ms|s|min)$',
  description: 'a duration such as 200ms or 1.5s',
}
const count: JsonSchema = { type: 'integer', minimum: 0, description: 'a whole number from 0' }
const hash: JsonSchema = {
  type: 'string',
  pattern: '^[0-9a-f]{8,64}$',
  description: 'at least 8 hex digits',
}
const digest: JsonSchema = {
  type: 'string',
  pattern: '^[0-9a-f]{16}$',
  description: '16 hex digits',
}
const event: JsonSchema = {
  type: ['string', 'null'],
  pattern: '^e[1-9]\\d*$',
  description: 'the number of an event such as "e58", or null: no event shows it',
}
const lines = (description: string, items: string): JsonSchema => ({
  type: 'array',
  description,
  items: { type: 'string', description: items },
})

/** How large a part of a run was before it was shrunk. */
const size: JsonSchema = {
  type: 'object',
  description: 'a record of nodes, faults, operations, decisions and events',
  required: ['nodes', 'faults', 'operations', 'decisions', 'events'],
  additionalProperties: false,
  properties: { nodes: count, faults: count, operations: count, decisions: count, events: count },
}

const found: JsonSchema = {
  type: 'object',
  description: 'a record of where the case comes from',
  required: ['seed', 'date', 'worldline'],
  additionalProperties: false,
  properties: {
    seed: {
      type: 'integer',
      minimum: 0,
      maximum: 4_294_967_295,
      description: 'a seed, a whole number from 0 to 4294967295',
    },
    date: {
      type: 'string',
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description: 'a day such as "2026-11-21"',
    },
    worldline: { type: 'string', description: 'the version of worldline that wrote it' },
    asked: {
      type: 'string',
      description: 'the flags that made its world another than the default',
    },
    from: size,
    runs: { ...count, description: 'how many runs shrinking took, a whole number' },
    complete: {
      type: 'boolean',
      description: 'true when nothing more can be taken away, else false',
    },
  },
}

const world: JsonSchema = {
  type: 'object',
  description: 'a record of nodes, until and settle',
  required: ['nodes', 'until', 'settle'],
  additionalProperties: false,
  properties: {
    nodes: {
      type: 'string',
      minLength: 1,
      description: 'the names of the nodes with spaces between them',
    },
    params: {
      type: 'object',
      description: 'a record of parameters as --set takes them',
      additionalProperties: { type: 'string', description: 'a text, as --set takes it' },
    },
    until: duration,
    settle: duration,
    expect: lines('a list of thresholds', 'a threshold such as "op.ok rate >= 99%"'),
  },
}

const trace: JsonSchema = {
  type: 'object',
  description: 'a record of events, digest and content',
  required: ['events', 'digest', 'content'],
  additionalProperties: false,
  properties: {
    plan: digest,
    events: count,
    digest,
    content: digest,
    marks: lines(
      'a list of marks of the first events',
      'marks of events, three characters each (letters, digits, - and _)',
    ),
    words: lines('a list of the first events in words', 'an event in words'),
  },
}

/** JSON Schema (2020-12) of `NAME.case.json`. */
export const caseSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: caseFormat,
  title: 'A saved case of worldline',
  description: 'a record {…} as worldline writes it',
  type: 'object',
  required: [
    ...['schema', 'title', 'code', 'scenario', 'variant', 'codeHash', 'found', 'world'],
    ...['faults', 'operations', 'decisions', 'expect', 'trace'],
  ],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', description: 'the address of this schema, for editors' },
    schema: { type: 'string', const: caseFormat, description: `"${caseFormat}"` },
    title: { type: 'string', description: 'what went wrong, a sentence' },
    code: {
      type: 'string',
      pattern: '^WL\\d{4}$',
      description: 'the code of an anomaly such as "WL2006"',
    },
    scenario: {
      type: 'string',
      minLength: 1,
      description:
        'the name of a built-in scenario, or a path and a name such as "../raft.scenario.ts#raft-kv"',
      examples: ['ack-retry', '../raft.scenario.ts#raft-kv'],
    },
    variant: { type: ['string', 'null'], description: 'the name of a variant, or null' },
    violatesWith: {
      ...text,
      minLength: 1,
      description: 'the name of a variant on which it must fail while it passes on the scenario',
    },
    codeHash: hash,
    sources: {
      type: 'object',
      description: 'a record of hashes, one of each source file',
      additionalProperties: hash,
    },
    found,
    world,
    faults: lines('a list of faults', 'a fault such as "crash n1 @ 1s restart +200ms"'),
    operations: lines(
      'a list of operations',
      'an operation such as \'client1 @ 201ms send text="letter 3"\'',
    ),
    decisions: {
      type: 'object',
      description: 'a record of decisions by name',
      additionalProperties: {
        type: ['string', 'integer'],
        minimum: 0,
        description: 'a duration such as "72ms", "lost", "twice", or a whole number',
      },
      examples: [{ 'fate of letter#1 sender1>receiver2': 'lost' }],
    },
    expect: {
      type: 'object',
      description: 'a record of violates and at',
      required: ['violates', 'at'],
      additionalProperties: false,
      properties: {
        violates: { type: 'string', description: 'the name of the property that it violates' },
        at: event,
      },
    },
    trace,
  },
}
