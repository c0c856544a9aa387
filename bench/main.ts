// `npm run bench`: every bench in processes of its own, so that none runs on code that another has
// taught the engine; best and median of all repetitions. The best is the better guide to an idle
// machine, the median to this one. Files named `*.bench.ts` are found, not listed.

import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import type { Bench } from './bench.ts'

const repetitionsUsual = 5
const usage = `usage: npm run bench -- [--json] [--rounds N] [--list] [name …]

  name        a bench or the start of several: queue, kernel/ping-pong
  --json      one JSON line each: bench, unit, best, median, runs
  --rounds N  processes a bench, one after the other in turn (2)
  --list      names and units
`

interface Found {
  readonly file: string
  readonly bench: Bench
}
interface Figures {
  readonly bench: string
  readonly unit: string
  readonly best: number
  readonly median: number
  readonly runs: number
}

const print = (text: string): void => void process.stdout.write(text)
const warn = (text: string): void => void process.stderr.write(text)

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '2' },
      // For the processes that main itself starts: the bench file to run the one named bench of.
      file: { type: 'string' },
    },
  })
  if (values.help) {
    print(usage)
    return 0
  }
  if (values.file !== undefined) return repeat(values.file, positionals[0] ?? '')
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1) {
    warn(`--rounds takes a whole number of at least 1, not ${values.rounds}\n`)
    return 2
  }
  const found = await findAll()
  const chosen = choose(found, positionals)
  if (chosen === null) return 2
  if (values.list) {
    for (const { bench } of chosen) print(`${bench.name.padEnd(30)} ${bench.unit}\n`)
    return 0
  }
  const figures = await measure(chosen, rounds, (one) => {
    if (values.json) print(`${JSON.stringify(one)}\n`)
  })
  if (!values.json) print(tableOf(figures))
  return figures.length === chosen.length ? 0 : 1
}

/** Every bench beside this file, by name. */
async function findAll(): Promise<readonly Found[]> {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const files = (await readdir(folder)).filter((file) => /\.bench\.[jt]s$/u.test(file))
  const found: Found[] = []
  for (const file of files.sort()) {
    for (const bench of await benchesOf(file)) found.push({ file, bench })
  }
  return found
}

async function benchesOf(file: string): Promise<readonly Bench[]> {
  const loaded = (await import(new URL(file, import.meta.url).href)) as {
    readonly benches: readonly Bench[]
  }
  return loaded.benches
}

/** Those that were asked for, or null when a name is nobody's. */
function choose(found: readonly Found[], names: readonly string[]): readonly Found[] | null {
  const isNamed = (bench: Bench, name: string): boolean =>
    bench.name === name || bench.name.startsWith(`${name}/`)
  const unknown = names.filter((name) => !found.some(({ bench }) => isNamed(bench, name)))
  if (unknown.length > 0) {
    const all = found.map(({ bench }) => `  ${bench.name}\n`).join('')
    warn(`there is no bench called ${unknown.join(', ')}; there are\n${all}`)
    return null
  }
  return names.length === 0
    ? found
    : found.filter(({ bench }) => names.some((name) => isNamed(bench, name)))
}

/** Rounds in turn, so that a busy minute of the machine does not fall on one bench alone. */
async function measure(
  chosen: readonly Found[],
  rounds: number,
  tell: (figures: Figures) => void,
): Promise<readonly Figures[]> {
  const seen = new Map<string, number[]>()
  const all: Figures[] = []
  for (let round = 1; round <= rounds; round++) {
    for (const { file, bench } of chosen) {
      const runs = seen.get(bench.name) ?? []
      seen.set(bench.name, runs)
      runs.push(...(await runApart(file, bench.name)))
      if (round < rounds || runs.length === 0) continue
      const figures = figuresOf(bench, runs)
      all.push(figures)
      tell(figures)
    }
  }
  return all
}

/** One process, one bench. What went wrong is told, and the others go on. */
async function runApart(file: string, name: string): Promise<readonly number[]> {
  const me = fileURLToPath(import.meta.url)
  try {
    const args = [...process.execArgv, me, '--file', file, name]
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1e7 })
    return JSON.parse(stdout) as number[]
  } catch (error) {
    warn(`${name}: ${error instanceof Error ? error.message : String(error)}\n`)
    return []
  }
}

/** The other end of `runApart`. */
async function repeat(file: string, name: string): Promise<number> {
  const bench = (await benchesOf(file)).find((one) => one.name === name)
  if (bench === undefined) return 2
  const runs: number[] = []
  await bench.run()
  for (let left = bench.repetitions ?? repetitionsUsual; left > 0; left--) {
    runs.push(await bench.run())
  }
  print(JSON.stringify(runs))
  return 0
}

function figuresOf(bench: Bench, runs: readonly number[]): Figures {
  const sorted = runs.toSorted((a, b) => (bench.better === 'more' ? b - a : a - b))
  return {
    bench: bench.name,
    unit: bench.unit,
    best: rounded(sorted[0] ?? Number.NaN),
    median: rounded(sorted[sorted.length >> 1] ?? Number.NaN),
    runs: runs.length,
  }
}

/** Four digits are more than any of these figures can be trusted to. */
const rounded = (figure: number): number => Number(figure.toPrecision(4))

function tableOf(figures: readonly Figures[]): string {
  const rows = figures.map(({ bench, unit, best, median, runs }) => [
    bench,
    spaced(best),
    spaced(median),
    unit,
    String(runs),
  ])
  const all = [['bench', 'best', 'median', 'unit', 'runs'], ...rows]
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...all.map((row) => (row[at] ?? '').length)))
  return all
    .map((row) =>
      row
        .map((cell, at) => {
          const width = widths[at] ?? 0
          return at === 0 || at === 3 ? cell.padEnd(width) : cell.padStart(width)
        })
        .join('  ')
        .concat('\n'),
    )
    .join('')
}

/** `12345678` as `12,345,678`, small ones with their fraction. */
function spaced(figure: number): string {
  if (figure < 1000) return String(figure)
  return String(Math.round(figure)).replace(/\B(?=(\d{3})+$)/gu, ',')
}

// Last, when every constant above is there.
process.exitCode = await main(process.argv.slice(2))
