// `npm run conformance`: the promises of the contract by world and carrier, as a table: kept, what
// is done instead and why, or broken. `-- stream tcp` picks rows and worlds by their words.

import Table from 'cli-table3'

import { rows, tryRow } from '../adapters/conformance/conformance.suite.ts'
import { type Row, type WorldName, worlds } from '../adapters/conformance/stage.suite.ts'

const words = process.argv.slice(2)
const chosenWorlds = worlds.filter((world) => words.includes(world))
const shown = chosenWorlds.length === 0 ? worlds : chosenWorlds
const wanted = words.filter((word) => !worlds.some((world) => world === word))
const isWanted = ({ part, promise }: Row): boolean =>
  wanted.length === 0 || wanted.some((word) => `${part} ${promise}`.includes(word))

const table = new Table({
  head: ['part', 'promise', ...shown],
  style: { head: [], border: [] },
  colWidths: [10, 44, ...shown.map(() => 21)],
  wordWrap: true,
})

const counts = { kept: 0, otherwise: 0, broken: 0 }

async function cellOf(row: Row, world: WorldName): Promise<string> {
  const problem = await tryRow(row, world)
  const otherwise = row.otherwise?.[world]
  counts[problem !== null ? 'broken' : otherwise === undefined ? 'kept' : 'otherwise'] += 1
  if (problem === null) return otherwise ?? 'kept'
  process.stderr.write(`${row.part}: ${row.promise}\n${world}: ${problem}\n\n`)
  return 'BROKEN'
}

for (const row of rows.filter(isWanted)) {
  const cells: string[] = []
  for (const world of shown) cells.push(await cellOf(row, world))
  table.push([row.part, row.promise, ...cells])
}

process.stdout.write(`What an actor is promised, by world and carrier\n${table.toString()}\n`)
process.stdout.write(
  `${counts.kept} kept, ${counts.otherwise} otherwise and as said, ${counts.broken} broken\n`,
)
process.exitCode = counts.broken === 0 ? 0 : 1
