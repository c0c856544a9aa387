// The entry points stand apart: whoever imports `worldline` loads no test runner, and whoever imports
// `worldline/vitest` gets what its page tells.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importsOf } from '../../tidy/source.ts'
import { moduleGraph } from '../runner/module-graph.ts'
import * as suite from './vitest.ts'

const root = join(import.meta.dirname, '../..')
const packagesOf = (entry: string): Set<string> =>
  new Set(
    moduleGraph(join(root, entry)).flatMap(({ text }) =>
      importsOf(text)
        .map(({ specifier }) => specifier)
        .filter((specifier) => !specifier.startsWith('.')),
    ),
  )

test('worldline alone knows neither vitest nor fast-check', () => {
  const packages = packagesOf('index.ts')
  expect(packages.has('vitest')).toBe(false)
  expect(packages.has('fast-check')).toBe(false)
  expect(packagesOf('scenarios/testing/vitest.ts').has('vitest')).toBe(true)
})

test('worldline/vitest shows so much and no more', () => {
  expect(Object.keys(suite).toSorted()).toEqual(['faultPlan', 'fc', 'simTest'])
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, { types?: string; default?: string }>
  }
  expect(exports['./vitest']).toEqual({
    types: './dist/scenarios/testing/vitest.d.ts',
    default: './dist/scenarios/testing/vitest.js',
  })
})
