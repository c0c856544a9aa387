// How far an exploration is: three lines for a terminal, one plain line for anything else. Only
// the words; who redraws, and when, is cli/progress.ts.

import type { Page } from './page.ts'
import { counted, decimal, grouped, percent, total, type Unit, wall } from './words.ts'

/** What the seeds so far have shown. */
export interface Progress {
  /** `ack-retry:original` */
  readonly name: string
  /** seeds when absent */
  readonly unit?: Unit
  readonly asked: number
  readonly judged: number
  readonly failing: number
  readonly events: number
  readonly simTime: number
  readonly goals: Readonly<Record<string, number>>
  readonly behaviours: number
  readonly lastNew: number | null
  readonly wallMs: number
}

const barWide = 30

/** `worldline explore ack-retry: 10000/100000 seeds, 0 failures, 2.8s`. */
export function progressLine(now: Progress, page: Page): string {
  const time = page.timing ? `, ${decimal(now.wallMs / 1_000, 1)}s` : ''
  const failures = now.failing === 1 ? '1 failure' : `${now.failing} failures`
  const units = now.unit === 'crash' ? 'crashes' : 'seeds'
  return `worldline explore ${now.name}: ${now.judged}/${now.asked} ${units}, ${failures}${time}`
}

/** The bar and its figures: `███░░░  6,204 / 10,000   62 %   3,600 seeds/s   1 s left`. */
export function progressBar(now: Progress, page: Page): string {
  const share = now.asked === 0 ? 1 : now.judged / now.asked
  const done = Math.min(barWide, Math.floor(share * barWide))
  const bar = page.glyphs.full.repeat(done) + page.glyphs.empty.repeat(barWide - done)
  const figures = `${grouped(now.judged)} / ${grouped(now.asked)}   ${Math.floor(share * 100)} %`
  if (!page.timing || now.judged === 0 || now.wallMs <= 0) return `${bar}  ${figures}`
  const rate = now.judged / (now.wallMs / 1_000)
  const units = now.unit === 'crash' ? 'crashes' : 'seeds'
  const left = ((now.asked - now.judged) / rate) * 1_000
  return `${bar}  ${figures}   ${grouped(rate)} ${units}/s   ${wall(left)} left`
}

/** What stands under the bar. */
export function progressStatus(now: Progress, page: Page): string[] {
  const { bullet } = page.glyphs
  const goals = Object.entries(now.goals)
  const seen = goals.filter(([, seeds]) => seeds > 0)
  const rarest = seen.reduce<[string, number] | null>(
    (so, one) => (so === null || one[1] < so[1] ? one : so),
    null,
  )
  const parts = [
    `${total(now.simTime)} simulated`,
    counted(now.events, 'step'),
    counted(now.failing, 'failure'),
  ]
  const second = [
    `goals seen ${seen.length} / ${goals.length}`,
    ...(rarest === null ? [] : [`rarest: ${rarest[0]} ×${grouped(rarest[1])}`]),
    `behaviours ${grouped(now.behaviours)}${now.lastNew === null ? '' : `, the last new one at ${now.unit ?? 'seed'} ${grouped(now.lastNew)}`}`,
  ]
  return [parts.join(` ${bullet} `), second.join(` ${bullet} `)]
}

/** The bound that so many clean seeds give, for the status key. */
export const boundSoFar = (now: Progress): string =>
  now.failing > 0 || now.judged === 0 || now.unit === 'crash' ? 'none' : percent(3 / now.judged)
