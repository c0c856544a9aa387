// What it takes to judge a history: time, of which making or reading it is no part, and memory, which is
// the most that the process held meanwhile, the history itself with it. Every run looks at the verdict.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { budgetUsual, linearizable, searchLinearizable } from '../sim/check/linearizable.ts'
import { searchFrontier } from '../sim/check/linearizability/frontier.ts'
import { machineOf } from '../sim/check/linearizability/machine.ts'
import { partsOf } from '../sim/check/linearizability/part.ts'
import type { Model } from '../sim/check/model.ts'
import { kv } from '../sim/check/models/kv.ts'
import { register } from '../sim/check/models/register.ts'
import { judgeListAppend } from '../sim/check/transactions/list-append.ts'
import type { History } from '../sim/history.ts'
import type { Bench } from './bench.ts'
import {
  givenFolder,
  givenHistories,
  registerHistory,
  transactionHistory,
  withWrongRead,
} from './check-histories.ts'

type Verdict = 'ok' | 'illegal' | 'unknown'

interface Judging {
  readonly histories: () => readonly History[] | Promise<readonly History[]>
  readonly judge: (history: History) => Verdict
  /** how many are legal */
  readonly legal: number
}

const leastMs = 200

function verdictOf(history: History, model: Model): Verdict {
  const kinds = searchLinearizable(history, model).map(({ found }) => found.kind)
  return kinds.includes('illegal') ? 'illegal' : kinds.includes('unknown') ? 'unknown' : 'ok'
}

/** Judges all of them once; wrong verdicts make the figure worthless, so they throw. */
function pass({ judge, legal }: Judging, histories: readonly History[]): number {
  const began = process.hrtime.bigint()
  const verdicts = histories.map(judge)
  const took = Number(process.hrtime.bigint() - began) / 1e6
  const said = verdicts.filter((one) => one === 'ok').length
  if (verdicts.includes('unknown') || said !== legal)
    throw new Error(`${said} were judged legal of ${legal}: ${verdicts.join(' ')}`)
  return took
}

/** Milliseconds for all, the mean of as many passes as fill a fifth of a second. */
function time(name: string, judging: Judging): Bench {
  let histories: readonly History[] | null = null
  return {
    ...{ name, unit: 'ms', better: 'less' },
    async run() {
      histories ??= await judging.histories()
      let [sum, passes] = [0, 0]
      while (sum < leastMs) {
        sum += pass(judging, histories)
        passes += 1
      }
      return sum / passes
    },
  }
}

/** What is measured in the first pass of a process, before the engine has compiled anything. */
function once(
  name: string,
  unit: string,
  judging: Judging,
  measure: (histories: readonly History[]) => number,
): Bench {
  let measured: number | null = null
  return {
    ...{ name, unit, better: 'less', repetitions: 1 },
    run: async () => (measured ??= measure(await judging.histories())),
  }
}

const timeFirst = (name: string, judging: Judging): Bench =>
  once(`${name}/first`, 'ms', judging, (histories) => pass(judging, histories))

const memory = (name: string, judging: Judging): Bench =>
  once(`${name}/memory`, 'MB', judging, (histories) => {
    forgetPeak()
    pass(judging, histories)
    return peakOfProcess()
  })

/** So that making the history is not in it; only Linux can. */
function forgetPeak(): void {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5')
}

function peakOfProcess(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1e3
  const [, kilobytes] = /VmHWM:\s+(\d+)/u.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return Number(kilobytes) / 1e3
}

const ofRegister = (legal: boolean, make: () => History): Judging => ({
  histories: () => [make()],
  judge: (history) => verdictOf(history, register(0) as Model),
  legal: legal ? 1 : 0,
})

const sizes = { '10k': 10_000, '30k': 30_000, '100k': 100_000, '1m': 1_000_000 } as const

const registers = Object.entries(sizes).flatMap(([size, operations]): readonly Bench[] => {
  const judging = ofRegister(true, () => registerHistory({ operations }))
  const name = `check/register-${size}`
  return [time(name, judging), memory(name, judging)]
})

const stale = ofRegister(false, () => withWrongRead(registerHistory({ operations: 10_000 })))
const unknown = ofRegister(true, () =>
  registerHistory({ operations: 1_000_000, clients: 50, open: 0.01 }),
)
const impossible = ofRegister(false, () =>
  withWrongRead(registerHistory({ operations: 1_000, open: 0.1, values: 5, cas: 0.2 }), 99),
)

/** The general search alone, which is not told that nobody wrote the value. */
const frontier: Judging = {
  ...impossible,
  judge(history) {
    const model = register(0) as Model
    const [part] = partsOf(history, model)
    if (part === undefined) return 'unknown'
    return searchFrontier(part, machineOf(history, part, model), budgetUsual).kind
  },
}

const transactions: Judging = {
  histories: () => [transactionHistory(100_000)],
  judge: (history) => (judgeListAppend(history).verdict === 'pass' ? 'ok' : 'illegal'),
  legal: 1,
}

const benchesGiven = (folder: string): readonly Bench[] => {
  const logs: Judging = {
    histories: () => givenHistories(join(folder, 'jepsen')),
    judge: (history) => verdictOf(history, register(null) as Model),
    legal: 10,
  }
  const maps: Judging = {
    histories: () => givenHistories(join(folder, 'kv')),
    judge: (history) => verdictOf(history, kv('') as Model),
    legal: 2,
  }
  const explained = {
    ...logs,
    judge: (history: History): Verdict => {
      const { verdict } = linearizable(register(null)).judge(history)
      return verdict === 'pass' ? 'ok' : verdict === 'fail' ? 'illegal' : 'unknown'
    },
  }
  return [
    time('check/etcd-logs', logs),
    timeFirst('check/etcd-logs', logs),
    time('check/etcd-logs/explained', explained),
    time('check/kv', maps),
    timeFirst('check/kv', maps),
  ]
}

const folder = givenFolder()
if (folder === null)
  process.stderr.write('check/etcd-logs and check/kv are left out: their histories are not here\n')

export const benches: readonly Bench[] = [
  ...(folder === null ? [] : benchesGiven(folder)),
  ...registers,
  time('check/register-10k-stale', stale),
  memory('check/register-10k-stale', stale),
  time('check/unknown-1pct', unknown),
  time('check/open-100-of-1000', impossible),
  time('check/open-100-of-1000/frontier', frontier),
  time('check/list-append-100k', transactions),
]
