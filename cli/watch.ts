// Watching an exploration: progress on standard error, and the keys s, p, q, f and ? on a terminal.
// It decides nothing about the result; a finished or interrupted campaign is summed up elsewhere.

import { anomaly } from '../reports/codes.ts'
import { boundSoFar, type Progress, progressLine, progressStatus } from '../reports/progress.ts'
import { counted } from '../reports/words.ts'
import type { Cause, Tally } from '../scenarios/runner/campaign.ts'
import type { Context } from './context.ts'
import type { Interrupts } from './interrupt.ts'
import { type Key, keysHelp, onKeys } from './keys.ts'
import { gaugeFor, noGauge } from './progress.ts'

export interface Watched {
  /** ends the exploration, whoever asked for it */
  readonly signal: AbortSignal
  ready(): Promise<void>
  progress(tally: Tally, causes: readonly Cause[]): void
  end(): void
}

/**
 * @param asked how many seeds
 * @param quiet shows nothing unless a key asks for it
 */
export async function watch(
  name: string,
  asked: number,
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
        `${name}   exploring ${counted(asked, 'seed')} ${bullet} ${workers} ${bullet} ${stops}`,
        `worldline explore ${name}: ${asked} seeds, ${workers}`,
      )
  const finish = new AbortController()
  const pause = new Pause()
  let last: Progress | null = null
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
    failure: () => gauge.say(failureSoFar(name, causes)),
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
    progress(tally, found) {
      last = { ...tally, name, asked, wallMs: performance.now() - began }
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

function failureSoFar(name: string, causes: readonly Cause[]): string {
  const [cause] = causes
  if (cause === undefined) return '  no failure so far\n'
  const more = causes.length === 1 ? '' : `  and ${counted(causes.length - 1, 'more cause')}\n`
  return `  ${name}@${cause.seed}   ${cause.property}, ${anomaly(cause.code)}\n  ${cause.failure.sentence}\n${more}`
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
