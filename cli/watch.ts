// Watching an exploration: progress on standard error, and the keys s, p, q, f and ? on a terminal.
// It decides nothing about the result; a finished or interrupted campaign is summed up elsewhere.

import { anomaly } from '../reports/codes.ts'
import { boundSoFar, type Progress, progressLine, progressStatus } from '../reports/progress.ts'
import { counted, type Unit } from '../reports/words.ts'
import type { Cause, Tally } from '../scenarios/runner/campaign.ts'
import type { Context } from './context.ts'
import type { Interrupts } from './interrupt.ts'
import { type Key, keysHelp, onKeys } from './keys.ts'
import { gaugeFor, noGauge } from './progress.ts'

export interface Watched {
  /** ends the exploration, whoever asked for it */
  readonly signal: AbortSignal
  ready(): Promise<void>
  /** How many there are, once that is known. */
  there(count: number): void
  progress(tally: Tally, causes: readonly Cause[]): void
  end(): void
}

/** What is watched. */
export interface Subject {
  /** as commands call it */
  readonly name: string
  readonly unit: Unit
  /** how many, as far as that is known before the first; `what` says it in words */
  readonly asked: number
  readonly what: string
  readonly plain: string
  /** the run of a number, as a person is told of it */
  readonly nameOf: (nth: number) => string
}

/** Seeds, so many of them. */
export const seedsOf = (name: string, asked: number): Subject => ({
  ...{ name, unit: 'seed', asked },
  what: `exploring ${counted(asked, 'seed')}`,
  plain: `${asked} seeds`,
  nameOf: (seed) => `${name}@${seed}`,
})

/** @param quiet shows nothing unless a key asks for it */
export async function watch(
  { name, unit, asked, what, plain, nameOf }: Subject,
  limits: { readonly workers: number; readonly maxFailures: number | null },
  quiet: boolean,
  context: Context,
  interrupts: Interrupts,
): Promise<Watched> {
  const page = context.notePage
  const began = performance.now()
  const workers = counted(limits.workers, 'worker')
  const stops =
    limits.maxFailures === null
      ? 'goes on at failures'
      : limits.maxFailures === 1
        ? 'stops at the first cause'
        : `stops after ${limits.maxFailures} causes`
  const { bullet } = page.glyphs
  const gauge = quiet
    ? noGauge
    : await gaugeFor(
        context,
        `${name}   ${what} ${bullet} ${workers} ${bullet} ${stops}`,
        `worldline explore ${name}: ${plain}, ${workers}`,
      )
  const finish = new AbortController()
  const pause = new Pause()
  let last: Progress | null = null
  let all = asked
  let causes: readonly Cause[] = []
  const status = (): void => {
    if (last === null) return gauge.say('  nothing judged yet\n')
    const lines = [
      progressLine(last, page),
      ...progressStatus(last, page),
      `95 % bound: ${boundSoFar(last)}`,
    ]
    gauge.say(`${lines.map((line) => `  ${line}`).join('\n')}\n`)
  }
  const act: Readonly<Record<Key, () => void>> = {
    status,
    help: () => gauge.say(keysHelp),
    failure: () => gauge.say(failureSoFar(nameOf, causes)),
    pause: () => gauge.say(pause.turn() ? '  paused; p goes on\n' : '  going on\n'),
    finish: () => {
      finish.abort()
      pause.release()
    },
    interrupt: () => {
      pause.release()
      interrupts.interrupt()
    },
  }
  const giveBack = context.live ? onKeys(process.stdin, (key) => act[key]()) : (): void => undefined
  process.on('SIGUSR1', status)
  interrupts.signal.addEventListener('abort', () => pause.release())
  return {
    signal: AbortSignal.any([finish.signal, interrupts.signal]),
    ready: () => pause.over,
    there(count) {
      all = count
    },
    progress(tally, found) {
      last = { ...tally, name, unit, asked: all, wallMs: performance.now() - began }
      causes = found
      gauge.show(last)
    },
    end() {
      giveBack()
      process.off('SIGUSR1', status)
      gauge.end()
    },
  }
}

function failureSoFar(nameOf: Subject['nameOf'], causes: readonly Cause[]): string {
  const [cause] = causes
  if (cause === undefined) return '  no failure so far\n'
  const more = causes.length === 1 ? '' : `  and ${counted(causes.length - 1, 'more cause')}\n`
  return `  ${nameOf(cause.seed)}   ${cause.property}, ${anomaly(cause.code)}\n  ${cause.failure.sentence}\n${more}`
}

/** Something to wait for that one key closes and opens. */
class Pause {
  over: Promise<void> = Promise.resolve()
  #open: (() => void) | null = null

  /** @returns whether it is paused now */
  turn(): boolean {
    if (this.#open !== null) {
      this.release()
      return false
    }
    this.over = new Promise((open) => {
      this.#open = open
    })
    return true
  }

  release(): void {
    this.#open?.()
    this.#open = null
  }
}
