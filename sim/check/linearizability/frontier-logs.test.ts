// The general search alone, without the linear paths before it, on logs of etcd with known verdicts.
// Where they are not at hand the test says that it was skipped.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readText } from '../../../adapters/histories/histories.suite.ts'
import type { History } from '../../history.ts'
import type { Model } from '../model.ts'
import { register } from '../models/register.ts'
import { accessMachine } from './access-machine.ts'
import { accessesOf } from './accesses.ts'
import { searchFrontier } from './frontier.ts'
import { machineOf } from './machine.ts'
import { partsOf } from './part.ts'
import { resolve } from './resolution.ts'
import { wrongWithOrder } from './witness.ts'

/** The folder of the histories, looked for upwards from here; null: it is not there. */
function folderAbove(from: string): string | null {
  const here = join(from, 'shared', 'data', 'porcupine')
  if (existsSync(join(here, 'truth.tsv'))) return here
  return dirname(from) === from ? null : folderAbove(dirname(from))
}

const folder = folderAbove(import.meta.dirname)
const model = register(null) as Model
const budget = { configurations: 200_000, bytes: 100_000_000 }

function verdictsOf(history: History): readonly string[] {
  const [part] = partsOf(history, model)
  const accesses = part === undefined ? null : accessesOf(history, part, model)
  if (part === undefined || accesses === null) return ['no register']
  const resolution = resolve(part, accesses)
  const found = [
    searchFrontier(part, machineOf(history, part, model), budget),
    searchFrontier(part, accessMachine(accesses), budget),
  ]
  if (resolution.kind === 'resolved')
    found.push(searchFrontier(part, accessMachine(accesses), budget, { accesses, resolution }))
  return found.map((one) =>
    one.kind === 'ok' ? (wrongWithOrder(history, part, model, one.order) ?? 'ok') : one.kind,
  )
}

test.skipIf(folder === null)('etcd under Jepsen: fifty logs', async () => {
  const truth = readFileSync(join(folder ?? '', 'truth.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
  const rows = truth.map((row) => row.split('\t')).filter(([, of]) => of === 'etcd-cas-register')
  expect(rows.length).toBe(50)
  for (const [file = '', , , verdict] of rows) {
    const read = await readText(readFileSync(join(folder ?? '', file), 'utf8'), 'jepsen-log')
    if (read.kind !== 'history') throw new Error(`${file} is a history`)
    const expected = verdict === 'linearizable' ? 'ok' : 'illegal'
    for (const said of verdictsOf(read.history))
      expect(`${file} ${said}`).toBe(`${file} ${expected}`)
  }
})
