// The form of a scenario file as a JSON Schema, for editors. What it cannot know (the parameters of a
// scenario, the names of its nodes, the notation of faults) is checked when the file is loaded.

import { metrics } from '../../sim/check/threshold.ts'
import { faultCatalogue } from '../../sim/fault-catalogue.ts'
import { builtIn } from './catalogue.ts'
import type { JsonSchema } from './json-shape.ts'

const duration = (description: string): JsonSchema => ({
  type: 'string',
  pattern: '^\\d+(\\.\\d+)?(us|ms|s|min)$',
  description: `${description}: a duration with its unit`,
  examples: ['200ms', '5s', '1.5min'],
})

const single: JsonSchema = {
  type: ['string', 'number', 'boolean'],
  description: 'as the scenario says it: a number, a text, a duration such as 300ms, true or false',
}

const examples = Object.values(faultCatalogue).map((entry) => entry.examples[0])

/** JSON Schema (2020-12) of `*.scenario.yaml` and `*.scenario.json`. */
export const scenarioSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'worldline.scenario/1',
  title: 'A scenario file of worldline',
  description: 'Another plan for an existing scenario: parameters, faults, lengths, thresholds.',
  type: 'object',
  required: ['use'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', description: 'where this schema is, for editors' },
    use: {
      type: 'string',
      minLength: 1,
      description:
        'the scenario that is tuned: the name of a built-in one, or a module and the name it exports',
      examples: ['./my.scenario.ts#myScenario', ...builtIn.map(({ name }) => name)],
    },
    name: {
      type: 'string',
      pattern: '^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$',
      description: 'what people type; without it, the name of the file',
    },
    about: { type: 'string', minLength: 1, description: 'one or two sentences' },
    variant: {
      type: 'string',
      minLength: 1,
      description: 'a variant of the scenario, which takes its place: a planted bug, an original',
    },
    params: {
      type: 'object',
      description: 'parameters by name; a list is drawn from by the seed',
      additionalProperties: {
        anyOf: [single, { type: 'array', minItems: 1, items: single }],
        description: 'a value, or a list of values of which the seed draws one',
      },
    },
    faults: {
      anyOf: [
        {
          type: 'string',
          enum: ['default', 'none', 'swarm'],
          description: 'those of the scenario, none, or drawn by each seed within the budget',
        },
        {
          type: 'array',
          items: { type: 'string', minLength: 1, description: 'a fault', examples },
        },
      ],
      description: 'what is done to the world: worldline list faults',
    },
    until: duration('end of the storm'),
    settle: duration('length of the calm after it'),
    expect: {
      type: 'array',
      description: 'thresholds, in place of those of the scenario',
      items: {
        type: 'string',
        minLength: 1,
        description: `a threshold on ${Object.keys(metrics).join(', ')}`,
        examples: ['op.latency p99 < 200ms', 'availability during partition >= 50%'],
      },
    },
  },
}
