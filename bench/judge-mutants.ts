// `npm run mutants:judges`: bugs are planted in the judges, one at a time, and the differential campaign
// has to find each. None may survive; without any, nothing may be found.

import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { Copy, type Hunted, type Mutant } from './judge-mutant.ts'
import { judgeMutants } from './judge-mutants-planted.ts'

const usage = `usage: npm run mutants:judges -- [--histories N] [words of a name …]

  --histories N  small histories a model that each bug is looked for in, at most (20,000)
`

const seconds = (hunted: Hunted): string => hunted.seconds.toFixed(1)

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      histories: { type: 'string', default: '20000' },
      help: { type: 'boolean', default: false },
    },
  })
  const histories = Number(values.histories)
  const chosen = judgeMutants.filter(
    ({ name, file }) =>
      positionals.length === 0 ||
      positionals.some((words) => name.includes(words) || file.includes(words)),
  )
  if (values.help || !Number.isInteger(histories) || chosen.length === 0) {
    process.stdout.write(usage)
    return values.help ? 0 : 2
  }
  const found = await huntAll(chosen, histories)
  const head = ['bug', 'in', 'found by', 'histories', 's']
  const table = new Table({
    head,
    colAligns: ['left', 'left', 'left', 'right', 'right'],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  })
  for (const [{ name, file }, hunted] of found)
    table.push([name, file, hunted.by ?? 'nobody', hunted.histories, seconds(hunted)])
  const survivors = found.filter(([, { by }]) => by === null).length
  process.stdout.write(`${table.toString()}\n`)
  process.stdout.write(`${found.length} bugs, ${survivors} not found\n`)
  return survivors === 0 ? 0 : 1
}

/** In as many processes as there are cores, each with a copy of its own; told in the order of the list. */
async function huntAll(
  mutants: readonly Mutant[],
  histories: number,
): Promise<readonly (readonly [Mutant, Hunted])[]> {
  const dist = join(import.meta.dirname, '..')
  const found = new Map<Mutant, Hunted>()
  const waiting = mutants.values()
  const one = async (): Promise<void> => {
    const copy = new Copy(dist)
    try {
      for (const mutant of waiting) {
        const hunted = await copy.hunt(mutant, histories)
        found.set(mutant, hunted)
        process.stderr.write(`${mutant.name}: ${hunted.by ?? 'SURVIVES'} (${seconds(hunted)} s)\n`)
      }
    } finally {
      copy.remove()
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, one))
  return mutants.flatMap((mutant) => {
    const hunted = found.get(mutant)
    return hunted === undefined ? [] : [[mutant, hunted] as const]
  })
}

process.exitCode = await main(process.argv.slice(2))
