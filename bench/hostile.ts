// `npm run hostile`: bad input of every kind, sent to the built command from outside: what was sent,
// what was seen, the memory of the attacked process before and after, whether others were served
// meanwhile, and what is left. Ends with 1 when a line is not as it should be. `-- tcp served` picks
// parts by their words.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Table from 'cli-table3'
import { besiegeCases } from './hostile-cases.ts'
import { besiegeCallers } from './hostile-discoveries.ts'
import { besiegeDisks } from './hostile-disks.ts'
import { besiegeRenderers } from './hostile-payloads.ts'
import { besiegeFolders } from './hostile-folders.ts'
import { besiegeHistories } from './hostile-histories.ts'
import { besiegeReal } from './hostile-real.ts'
import { besiegeModules } from './hostile-modules.ts'
import { besiegeScenarioFiles } from './hostile-scenario-files.ts'
import { besiegeServed } from './hostile-served.ts'
import type { Row } from './hostile-siege.ts'
import { besiegeTargets } from './hostile-targets.ts'
import { besiegeTests } from './hostile-tests.ts'
import { besiegeWords } from './hostile-words.ts'

const parts: Readonly<Record<string, (folder: string) => Promise<readonly Row[]>>> = {
  served: (folder) => besiegeServed('', folder),
  'served:original': (folder) => besiegeServed(':original', folder),
  'real-tcp': (folder) => besiegeReal('tcp', folder),
  'real-udp': (folder) => besiegeReal('udp', folder),
  'real-grpc': (folder) => besiegeReal('grpc', folder),
  discoveries: besiegeCallers,
  folders: besiegeFolders,
  words: besiegeWords,
  cases: besiegeCases,
  'scenario-files': besiegeScenarioFiles,
  modules: besiegeModules,
  targets: besiegeTargets,
  tests: besiegeTests,
  disks: besiegeDisks,
  payloads: besiegeRenderers,
  histories: besiegeHistories,
}

const wanted = process.argv.slice(2)
const chosen = Object.entries(parts).filter(
  ([name]) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
)
const root = mkdtempSync(join(tmpdir(), 'worldline-hostile-'))
const began = performance.now()
try {
  const rows = (
    await Promise.all(chosen.map(([_, run], nth) => run(mkdtempSync(join(root, `${nth}-`)))))
  ).flat()
  process.stdout.write(`${tableOf(rows)}\n`)
  const bad = rows.filter(({ ok }) => !ok).length
  const seconds = Math.round((performance.now() - began) / 1_000)
  process.stdout.write(`${rows.length} lines, ${bad} not as they should be, ${seconds} s\n`)
  process.exitCode = bad === 0 ? 0 : 1
} finally {
  rmSync(root, { recursive: true, force: true })
}

function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['', 'sent', 'to', 'seen', 'MB', 'others'],
    style: { head: [], border: [] },
    colWidths: [3, 32, 21, 46, 12, 32],
    wordWrap: true,
  })
  for (const { ok, sent, whom, seen, memory, others } of rows) {
    const mb = memory === null ? '' : memory.map((one) => one ?? 'gone').join(' → ')
    table.push([ok ? '✓' : '✗', sent, whom, seen, mb, others])
  }
  return table.toString()
}
