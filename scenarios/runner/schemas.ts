// The JSON Schemas of the package, by the file that each is shipped in: what people write, what is
// saved, and what machines read.

import { caseSchema } from './case-schema.ts'
import { listSchema, resultSchema } from './document-schemas.ts'
import type { JsonSchema } from './json-shape.ts'
import { scenarioSchema } from './scenario-schema.ts'

export const schemas: Readonly<Record<string, JsonSchema>> = {
  'scenario.json': scenarioSchema,
  'case.json': caseSchema,
  'result.json': resultSchema,
  'list.json': listSchema,
}

/** As they are written, by file. */
export const schemaTexts = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(schemas).map(([file, schema]) => [file, `${JSON.stringify(schema, null, 2)}\n`]),
  )
