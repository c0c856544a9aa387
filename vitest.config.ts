// How the suite runs: test files beside the sources, each in a process of its own, because some of
// them send signals, start workers and trip wires on the globals of their process.

import { defineConfig, type ViteUserConfig } from 'vitest/config'

// `.ci/run` asks for a second report and reads the count of tests from it.
const countIn = process.env['WORLDLINE_TEST_JSON']

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['**/*.test.ts'],
    setupFiles: ['./properties.setup.ts'],
    globalSetup: ['./tidy/built.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.worldline/**', 'templates/**'],
    pool: 'forks',
    // Many tests wait for processes and clocks: a core that is kept free would idle.
    maxWorkers: '100%',
    // Slow tests here start real processes; what they wait for is an event, never this bound.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: countIn === undefined ? ['default'] : ['default', ['json', { outputFile: countIn }]],
    coverage: {
      provider: 'v8',
      include: ['sim/**', 'protocols/**', 'scenarios/**', 'adapters/**', 'reports/**', 'cli/**'],
      exclude: ['**/*.{test,arbitrary,suite,bench}.ts'],
      reporter: ['text-summary', 'html'],
    },
  },
})

export default config
