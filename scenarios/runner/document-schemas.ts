// The documents that `--json` prints as JSON Schemas, for those who read them by machine. Fields may
// be added under the same number, so no schema here forbids a field that it does not know.

import { standings } from '../../sim/role-view.ts'
import type { JsonSchema } from './json-shape.ts'

const text = (description: string): JsonSchema => ({ type: 'string', description })
const textOrNull = (description: string): JsonSchema => ({ type: ['string', 'null'], description })
const whole = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description })
const numberOrNull = (description: string): JsonSchema => ({
  type: ['number', 'null'],
  description,
})
const verdict: JsonSchema = { type: 'string', enum: ['pass', 'fail', 'inconclusive'] }
const code: JsonSchema = { type: 'string', pattern: '^WL\\d{4}$', description: 'see explain' }
const texts = (description: string): JsonSchema => ({
  type: 'array',
  description,
  items: { type: 'string' },
})
const draft = 'https://json-schema.org/draft/2020-12/schema'

const failure: JsonSchema = {
  type: ['object', 'null'],
  description: 'the failure, of many seeds that of the lowest; null: there is none',
  required: ['property', 'code', 'sentence'],
  properties: {
    property: text('the property that was violated'),
    code,
    sentence: text('what went wrong'),
    event: textOrNull(
      'the event that shows it, as e58; where only the end does, the last, or null',
    ),
    simTimeUs: numberOrNull('when that was: microseconds of simulated time'),
    found: {
      type: 'object',
      description: 'when it was found, and by what kind of property',
      required: ['section', 'when', 'simTimeUs'],
      properties: {
        section: { type: 'string', enum: ['always', 'eventually', 'check', 'expect'] },
        when: { type: 'string', enum: ['at once', 'at the end'] },
        simTimeUs: whole('the instant of it: of what is found at the end, the end of the run'),
      },
    },
    source: {
      type: ['object', 'null'],
      description: 'where the wrong value was made',
      properties: { file: text('as src/raft.ts'), line: whole('from 1') },
    },
    operations: {
      type: 'array',
      description: 'operations that the failure is about, or that were under way',
      items: { type: 'object' },
    },
    story: {
      type: 'array',
      description: 'how it happened, at most ten sentences',
      items: { type: 'object' },
    },
    roles: {
      type: 'array',
      description: 'what the nodes were that have a view, from when to when',
      items: {
        type: 'object',
        required: ['node', 'spells'],
        properties: {
          node: text('its name'),
          spells: {
            type: 'array',
            items: {
              type: 'object',
              required: ['role', 'standing', 'term', 'event', 'startUs', 'endUs'],
              properties: {
                role: text('as its view calls it, such as leader'),
                standing: { enum: [...standings], description: 'what that means to its peers' },
                term: numberOrNull('term, view or epoch'),
                event: text('the step that made it so, as e58'),
              },
            },
          },
        },
      },
    },
    logs: {
      type: 'array',
      description: 'what those nodes were, and the logs that they held, when it broke',
      items: {
        type: 'object',
        required: ['node', 'up', 'log'],
        properties: {
          node: text('its name'),
          up: { type: 'boolean' },
          log: {
            type: ['object', 'null'],
            description: 'index of the first entry, the last that it knows committed, the entries',
          },
        },
      },
    },
    irrelevant: texts('what does not matter: changed at least twenty times, it failed as before'),
    matters: texts('what has to be so'),
    shrunk: {
      type: ['object', 'null'],
      description: 'before and after shrinking: faults, operations, nodes, events',
    },
    faults: {
      type: 'array',
      description: 'the plan of faults',
      items: {
        type: 'object',
        required: ['id', 'spec'],
        properties: { id: text('as f1'), spec: text('in the notation of faults') },
      },
    },
    insideBudget: { type: 'boolean', description: 'whether the protocol promises to survive it' },
  },
}

/** What `check` tells of a file. */
const checkedFile: Readonly<Record<string, JsonSchema>> = {
  file: text('as it was named'),
  verdict: {
    type: ['string', 'null'],
    pattern: '^(?:pass|fail|inconclusive)$',
    description: 'null: the file is no history',
  },
  exitCode: whole('of that file alone'),
  format: text('in which it was read'),
  model: text('that it was held against'),
  property: text('that it has or has not: linearizable'),
  failure,
  problems: {
    type: 'array',
    description: 'of a file that is no history: what is wrong with it',
    items: {
      type: 'object',
      required: ['code', 'sentence', 'lines'],
      properties: {
        code,
        sentence: text('with file:line:column'),
        lines: texts('what was expected'),
      },
    },
  },
}

/** JSON Schema (2020-12) of what `run`, `explore`, `real` and `check` print under `--json`. */
export const resultSchema: JsonSchema = {
  $schema: draft,
  $id: 'worldline.result/1',
  title: 'A result of worldline',
  description: 'One run, many seeds, a real run or histories of other tools, and the verdict.',
  type: 'object',
  required: ['schema', 'verdict', 'exitCode', 'coordinate'],
  properties: {
    schema: { type: 'string', const: 'worldline.result/1' },
    verdict,
    exitCode: { type: 'integer', minimum: 0, maximum: 143, description: 'explain exit-codes' },
    coordinate: textOrNull('names the whole run; null: only `replay` does'),
    seed: whole('of one run'),
    digest: text('16 hex digits: time, kind, nodes and message kind of every event'),
    content: textOrNull('16 hex digits: the content of messages and states'),
    events: whole('how many events'),
    simTimeUs: whole('microseconds of simulated time'),
    scenario: {
      type: 'object',
      required: ['name', 'variant', 'codeHash', 'params'],
      properties: {
        name: text('what people type'),
        variant: textOrNull('null: the scenario itself'),
        codeHash: text('64 hex digits: the sources'),
        params: { type: 'object', description: 'parameters by name' },
      },
    },
    properties: {
      type: 'array',
      description: 'of one run: every property and what was found',
      items: {
        type: 'object',
        required: ['name', 'section', 'verdict'],
        properties: { name: text('of the property'), section: text('always, check …'), verdict },
      },
    },
    goals: { type: 'object', description: 'how often each goal was reached' },
    seeds: {
      type: 'object',
      description: 'of many seeds: which were asked for and judged',
      required: ['asked', 'judged', 'failing'],
      properties: {
        asked: whole('how many were asked for'),
        judged: whole('how many were run'),
        failing: whole('how many failed'),
      },
    },
    sweep: {
      type: 'object',
      description: 'of a crash sweep: places of one run, and what became of a crash at each',
      required: ['seed', 'places', 'crashes', 'survived', 'kinds', 'nodes', 'losses', 'leftOut'],
      properties: {
        seed: whole('of the run that was crashed'),
        places: whole('crash places of that run'),
        crashes: {
          type: 'object',
          description: 'a run each: how many there are, were asked for, were judged and failed',
          required: ['there', 'asked', 'judged', 'failing'],
        },
        survived: whole('crashes after which every property held'),
        kinds: {
          type: 'object',
          description: 'by place: before, early, written, durable, sent, recovery',
        },
        nodes: { type: 'object', description: 'by node' },
        losses: { type: 'object', description: 'crashes by what they lost' },
        leftOut: { type: 'object', description: 'what is listed and was not visited' },
      },
    },
    causes: {
      type: 'array',
      description: 'of many seeds: failures with the same explanation',
      items: {
        type: 'object',
        required: ['cause', 'property', 'code', 'sentence', 'seeds'],
        properties: {
          cause: text('its id'),
          property: text('the property that was violated'),
          code,
          sentence: text('what went wrong'),
          seeds: whole('how many seeds failed so'),
          crashes: whole('of a sweep: how many crashes failed so'),
          crash: whole('of a sweep: number of the first of them'),
          coordinate: textOrNull('of its lowest seed'),
        },
      },
    },
    bound95: numberOrNull('of many clean seeds: the share that could still fail, 95 % confidence'),
    failure,
    replay: textOrNull('the command that does it again'),
    artifacts: { type: 'object', description: 'files that were written: case, html' },
    timing: { type: 'object', description: 'wall times; absent with --no-timing' },
    results: {
      type: 'array',
      description: 'several results in one document; of `check` one for each file',
      items: { type: 'object', properties: checkedFile },
    },
  },
}

const named = (more: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'array',
  items: {
    type: 'object',
    required: ['name', ...Object.keys(more)],
    properties: { name: text('what people type'), ...more },
  },
})

/** JSON Schema (2020-12) of what `list` prints under `--json`: rows under the word asked for. */
export const listSchema: JsonSchema = {
  $schema: draft,
  $id: 'worldline.list/1',
  title: 'A list of worldline',
  description: 'Rows under the word that was asked for.',
  type: 'object',
  required: ['schema'],
  properties: {
    schema: { type: 'string', const: 'worldline.list/1' },
    scenarios: named({
      about: text('one or two sentences'),
      nodes: whole('how many'),
      link: texts('kinds of its links'),
      faults: texts('its plan, or swarm'),
      properties: texts('what is claimed of it'),
      params: texts('what --set takes'),
      variants: texts('planted bugs and originals'),
    }),
    variants: named({
      scenario: text('of which scenario'),
      about: text('what is different'),
      breaks: text('the property that finds it'),
      source: text('where it comes from'),
    }),
    faults: named({ about: text('what it does'), examples: texts('in the notation') }),
    properties: named({ scenario: text('of which scenario'), section: text('always, …'), code }),
  },
}
