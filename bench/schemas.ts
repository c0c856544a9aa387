// `npm run schemas`: writes the JSON Schemas that the package ships. A test holds them to the sources.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { schemaTexts } from '../scenarios/runner/schemas.ts'

mkdirSync('schemas', { recursive: true })
for (const [file, text] of Object.entries(schemaTexts())) {
  writeFileSync(join('schemas', file), text)
  process.stdout.write(`schemas/${file}\n`)
}
