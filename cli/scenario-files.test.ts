// Scenario files as the command line meets them: found by path, by name and by pattern, named in
// coordinates, and their mistakes on a screen of twelve lines.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { plainPage } from '../reports/page.ts'
import { renderProblems } from '../reports/problems.ts'
import { Mistake } from '../sim/problem.ts'
import { parseArguments } from './arguments.ts'
import type { Context } from './context.ts'
import { find, ownScenarios } from './find.ts'
import { ordersOf } from './orders.ts'
import { namesIn, scenarioFiles } from './repository.ts'

const cwd = mkdtempSync(join(tmpdir(), 'worldline-'))
afterAll(() => rmSync(cwd, { recursive: true }))
mkdirSync(join(cwd, 'wl'))
const write = (name: string, text: string): void => writeFileSync(join(cwd, 'wl', name), text)
write('calm.scenario.yaml', 'use: ack-retry\nfaults: none\n')
write('named.scenario.yml', 'use: ack-retry\nname: rough\n')
write('flow.scenario.json', '{"use":"ack-retry","name":"flowing"}')
write(
  'wrong.scenario.yaml',
  'use: ack-retry\nuntil: 5\nsettle: 5\nname: 5\nexpekt: []\nfaults: [crsh, drp]\nnodes: {}\n',
)
write('notes.yaml', 'no: scenario')

const context: Context = {
  out() {},
  note() {},
  document() {},
  ...{ page: plainPage, notePage: plainPage, live: false },
  ...{ env: {}, cwd, name: 'worldline' },
}

async function labels(...words: string[]): Promise<string[]> {
  const parsed = await parseArguments(['run', ...words], 'worldline')
  const asked = await ordersOf(parsed, context, (target) => find(target, context))
  return asked.map(({ label, scenario }) => `${label} is ${scenario.name}`)
}

test('they are found beside modules, and a file with a mistake is passed over in lists', async () => {
  expect(scenarioFiles(cwd)).toEqual([
    './wl/calm.scenario.yaml',
    './wl/flow.scenario.json',
    './wl/named.scenario.yml',
    './wl/wrong.scenario.yaml',
  ])
  const names = (await ownScenarios(cwd)).map(({ scenario }) => scenario.name)
  expect(names).toEqual(['calm', 'flowing', 'rough'])
  expect(namesIn(join(cwd, 'wl', 'flow.scenario.json'))).toEqual(['flowing'])
})

test('by path, by name, with a variant, and by pattern, where each goes by its own name', async () => {
  const path = `${cwd}/wl/calm.scenario.yaml`
  expect(await labels(path)).toEqual([`${path} is calm`])
  expect(await labels('rough:original@7')).toEqual(['rough:original is rough'])
  expect(await labels('wl/*.yml')).toEqual(['rough is rough'])
  expect(await labels('./wl/c*')).toEqual(['calm is calm'])
})

test('all mistakes of a file fit the screen', async () => {
  const told = await labels(`${cwd}/wl/wrong.scenario.yaml`).then(
    () => 'nothing',
    (error: unknown) => {
      if (!(error instanceof Mistake)) throw error
      return renderProblems(error.problems, error.exitCode, plainPage)
    },
  )
  const lines = told.trimEnd().split('\n')
  expect(lines.length).toBeLessThanOrEqual(12)
  for (const place of ['2:8: until', '3:9: settle', '4:7: name', '5:1: there is no field']) {
    expect(told).toContain(`wrong.scenario.yaml:${place}`)
  }
  expect(told).toMatch(/and \d more mistakes\n {2}exit 2/u)
})
