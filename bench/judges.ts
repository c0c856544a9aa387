// `npm run judges`: random histories go through every judge and through an oracle, by the million, and
// no two may differ. One table: model, histories, verdicts, differences, witnesses, seconds. Exit 1 on
// any difference, told with the number that draws its history again.

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import Table from 'cli-table3'
import { campaigns } from '../sim/check/campaigns.suite.ts'
import {
  addTally,
  type Campaign,
  type Tally,
  tallyNew,
  type Told,
} from '../sim/check/tally.suite.ts'

const usage = `usage: npm run judges -- [--histories N] [--only MODEL] [--seed S] [--threads N] [--stop] [--json]

  --histories N  small histories a model (1,000,000); wider ones are a share of that
  --only MODEL   the campaigns whose name begins so; may be given several times
  --seed S       number of the first history (1)
  --threads N    (as many as there are cores)
  --stop         few of each, then more, in one thread; stop at the first difference
  --json         one line instead of the table: histories, and the first difference or null
`
/** of small histories */
const batchSize = 5_000
const toldMost = 3

interface Batch {
  readonly campaign: string
  readonly from: number
  readonly count: number
}

interface Done extends Batch {
  readonly tally: Tally
  readonly seconds: number
}

function runBatch(batch: Batch, stop: boolean): Done {
  const campaign = campaigns.find(({ name }) => name === batch.campaign)
  if (campaign === undefined) throw new Error(`there is no campaign ${batch.campaign}`)
  const began = process.hrtime.bigint()
  const tally = campaign.run(batch.from, batch.count, stop)
  return { ...batch, tally, seconds: Number(process.hrtime.bigint() - began) / 1e9 }
}

const countOf = (campaign: Campaign, histories: number): number =>
  Math.max(1, Math.round(histories * campaign.share))

function* batchesOf(
  chosen: readonly Campaign[],
  histories: number,
  seed: number,
): Generator<Batch> {
  for (const campaign of chosen) {
    const count = countOf(campaign, histories)
    const size = countOf(campaign, batchSize)
    for (let at = 0; at < count; at += size)
      yield { campaign: campaign.name, from: seed + at, count: Math.min(size, count - at) }
  }
}

interface Sum {
  readonly tally: Tally
  seconds: number
}

/** All batches, by as many threads as asked for. */
async function runAll(
  batches: Iterator<Batch>,
  threads: number,
  hear: (done: Done) => void,
): Promise<void> {
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url))
      const next = (): void => {
        const { value, done } = batches.next() as IteratorResult<Batch, undefined>
        if (done === true) void worker.terminate().then(() => resolve(), reject)
        else worker.postMessage(value)
      }
      worker.on('message', (done: Done) => {
        hear(done)
        next()
      })
      worker.on('error', reject)
      next()
    })
  await Promise.all(Array.from({ length: threads }, one))
}

/** Few of each campaign, then ever more, until two differ. */
function seek(
  chosen: readonly Campaign[],
  histories: number,
  seed: number,
  hear: (done: Done) => void,
): void {
  for (let size = 40, at = 0; at < histories; at += size, size *= 3) {
    for (const campaign of chosen) {
      const count = countOf(campaign, Math.min(size, histories - at))
      const done = runBatch({ campaign: campaign.name, from: seed + at, count }, true)
      hear(done)
      if (done.tally.differences.length > 0) return
    }
  }
}

const spaced = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/gu, ',')

function tableOf(sums: ReadonlyMap<string, Sum>): string {
  const head = [
    'model',
    'histories',
    'legal',
    'illegal',
    'undecided',
    'gave up',
    'verdicts',
    'witnesses',
    'differences',
    's',
  ]
  const table = new Table({
    head,
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
    colAligns: head.map((_, at) => (at === 0 ? 'left' : 'right')),
  })
  for (const { name } of campaigns) {
    const sum = sums.get(name)
    if (sum === undefined) continue
    const { tally, seconds } = sum
    const verdicts = Object.values(tally.searched).reduce((all, some) => all + some, 0)
    const counts = [
      tally.histories,
      tally.legal,
      tally.illegal,
      tally.undecided,
      tally.gaveUp,
      verdicts,
      tally.witnesses,
      tally.differences.length,
    ]
    table.push([name, ...counts.map(spaced), seconds.toFixed(0)])
  }
  return table.toString()
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      histories: { type: 'string', default: '1000000' },
      only: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string', default: '1' },
      threads: { type: 'string', default: String(availableParallelism()) },
      stop: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const [histories, seed, threads] = [values.histories, values.seed, values.threads].map(Number)
  const wanted = values.only
  const chosen = campaigns.filter(
    ({ name }) => wanted.length === 0 || wanted.some((one) => name.startsWith(one)),
  )
  if (
    ![histories, seed, threads].every((count) => Number.isInteger(count)) ||
    chosen.length === 0
  ) {
    process.stderr.write(usage)
    return 2
  }
  const sums = new Map<string, Sum>()
  let said = Date.now()
  const hear = ({ campaign, tally, seconds }: Done): void => {
    const sum = sums.get(campaign) ?? { tally: tallyNew(), seconds: 0 }
    sums.set(campaign, sum)
    addTally(sum.tally, tally)
    sum.seconds += seconds
    if (Date.now() - said < 5_000) return
    said = Date.now()
    process.stderr.write(
      `${campaign}: ${spaced(sum.tally.histories)} histories, ${sum.tally.differences.length} differences\n`,
    )
  }
  if (values.stop) seek(chosen, histories ?? 0, seed ?? 0, hear)
  else await runAll(batchesOf(chosen, histories ?? 0, seed ?? 0), threads ?? 1, hear)
  return values.json ? tellJson(sums) : tell(sums)
}

function tell(sums: ReadonlyMap<string, Sum>): number {
  process.stdout.write(`${tableOf(sums)}\n`)
  let differences = 0
  for (const [name, { tally }] of sums) {
    differences += tally.differences.length
    for (const { seed, judge, what, history } of tally.differences.slice(0, toldMost)) {
      const told = `\n${name}, history ${seed}: ${judge}: ${what}\n${JSON.stringify(history)}\n`
      process.stdout.write(told)
    }
  }
  process.stdout.write(
    differences === 0 ? 'no two judges differ\n' : `${differences} differences\n`,
  )
  return differences === 0 ? 0 : 1
}

function tellJson(sums: ReadonlyMap<string, Sum>): number {
  const histories = Array.from(sums.values(), ({ tally }) => tally.histories)
  const [first = null] = Array.from(sums, ([campaign, { tally }]) =>
    tally.differences.map(({ seed, judge, what }) => ({ campaign, seed, judge, what })),
  ).flat()
  const all = histories.reduce((sum, some) => sum + some, 0)
  process.stdout.write(`${JSON.stringify({ histories: all, first } satisfies Told)}\n`)
  return first === null ? 0 : 1
}

if (isMainThread) process.exitCode = await main(process.argv.slice(2))
else parentPort?.on('message', (batch: Batch) => parentPort?.postMessage(runBatch(batch, false)))
