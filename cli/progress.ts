// Progress on standard error: redrawn on a terminal, a plain line now and then elsewhere. When a
// plain line is due is decided by Pace, which sees no clock of its own.

import type { MultiBar, SingleBar } from 'cli-progress'
import { clipped } from '../reports/page.ts'
import { type Progress, progressBar, progressLine, progressStatus } from '../reports/progress.ts'
import type { Context } from './context.ts'
import { fitted } from './terminal.ts'

const every = 0.1
const least = 1_000
const longest = 30_000

/** Every tenth of the way, at most once a second, at least once in thirty. */
export class Pace {
  #tenths = 0
  #last: number

  constructor(now: number) {
    this.#last = now
  }

  /** @param now milliseconds of any clock that goes forward */
  due(share: number, now: number): boolean {
    const tenths = Math.floor(share / every + 1e-9)
    const waited = now - this.#last
    if (waited < least || (tenths <= this.#tenths && waited < longest)) return false
    this.#tenths = Math.max(this.#tenths, tenths)
    this.#last = now
    return true
  }
}

/** What shows how far an exploration is. */
export interface Gauge {
  show(progress: Progress): void
  /** Whole lines that are to stay, above what is being redrawn. */
  say(lines: string): void
  end(): void
}

/** Nothing at all, for quiet commands. */
export const noGauge: Gauge = {
  show: () => undefined,
  say: () => undefined,
  end: () => undefined,
}

/** A gauge for this stream: bars on a terminal, lines elsewhere. */
export async function gaugeFor(
  context: Context,
  title: string,
  plainTitle: string,
): Promise<Gauge> {
  if (!context.live) return plainGauge(context, plainTitle)
  const { MultiBar: Bars } = (await import('cli-progress')).default
  return liveGauge(
    context,
    title,
    new Bars({
      stream: process.stderr,
      fps: 10,
      hideCursor: true,
      clearOnComplete: true,
      format: '{line}',
      // The line is finished text; nothing of it is to be measured or filled.
      formatBar: () => '',
    }),
  )
}

function plainGauge(context: Context, title: string): Gauge {
  const pace = new Pace(performance.now())
  context.note(`${title}\n`)
  return {
    show(progress) {
      const share = progress.asked === 0 ? 1 : progress.judged / progress.asked
      if (!pace.due(share, performance.now())) return
      context.note(`${progressLine(progress, context.notePage)}\n`)
    },
    say: (lines) => context.note(lines),
    end: () => undefined,
  }
}

function liveGauge(context: Context, title: string, bars: MultiBar): Gauge {
  const page = context.notePage
  // A line that wraps would be counted as one and left behind by the next redraw.
  const fit = (text: string): string => `  ${fitted(clipped(text, page.width - 4), page)}`
  const lines: SingleBar[] = ['', `  ${page.ink.strong(title)}`, ''].map((line) =>
    bars.create(1, 0, { line }),
  )
  const live: SingleBar[] = ['', '', '', '', keysLine].map((line) =>
    bars.create(1, 0, { line: `  ${page.ink.faint(line)}` }),
  )
  lines.push(...live)
  return {
    show(progress) {
      const [first, second] = progressStatus(progress, page)
      const texts = [progressBar(progress, page), first ?? '', second ?? '']
      for (const [at, text] of texts.entries()) live[at]?.update({ line: fit(text) })
    },
    say: (text) => bars.log(text),
    end: () => bars.stop(),
  }
}

const keysLine = 's status   p pause   q finish now   f the failure so far   ? help'
