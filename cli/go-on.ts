// How to go on after an exploration: commands that look further, and those that take up where it
// was stopped.

import type { Campaign } from '../scenarios/runner/campaign.ts'
import type { Given } from './arguments.ts'
import type { Context } from './context.ts'
import { easier } from './easier.ts'
import { experimentOf } from './experiment.ts'
import type { Explored } from './exploring.ts'
import type { Asked } from './orders.ts'
import { pasted, settingWords } from './paste.ts'
import { givenWords } from './given-words.ts'
import { quoted } from './self.ts'
import { type Swept, visitWords } from './sweep.ts'
import { seedMax } from './target.ts'

/** Commands to go on with; a failing run is run again by the first that its report has. */
export function nextOf({ asked, result, swept }: Explored, { name }: Context): string[] {
  if (swept !== null) return nextSweep(asked, swept, result, name)
  const [cause] = result.causes
  const last = result.first + result.asked - 1
  if (cause !== undefined) {
    if (result.ended !== 'causes') return []
    const seeds = `${result.first}..${last}`
    return [pasted(name, 'explore', asked, { seeds }, ['--keep-going'])]
  }
  const { unjudged } = result
  if (result.verdict === 'inconclusive' && unjudged !== null) {
    const site = experimentOf(asked).siteFor(unjudged.seed)
    const seeds = { seeds: `${result.first}..${last}` }
    return easier(name, 'explore', asked, { site, why: unjudged.why, seeds })
  }
  if (result.verdict !== 'pass' || result.ended !== 'all seeds' || last >= seedMax) return []
  const further = Math.min(seedMax, last + 10 * result.asked)
  return [pasted(name, 'explore', asked, { seeds: `${last + 1}..${further}` })]
}

/** All of its causes; or, where it passed, the next seed. */
function nextSweep(asked: Asked, swept: Swept, result: Campaign, name: string): string[] {
  const { seed } = swept.runs
  const [cause] = result.causes
  const go = (of: number, more: readonly string[]): string[] => [
    pasted(name, 'explore', asked, { seed: of }, more),
  ]
  if (cause !== undefined) {
    if (result.ended !== 'causes' || cause.seed === 0) return []
    return go(seed, [...swept.flags, '--keep-going'])
  }
  if (result.verdict !== 'pass' || result.ended !== 'all seeds' || seed >= seedMax) return []
  return go(seed + 1, swept.flags)
}

/** The command that takes up where an interruption or the clock ended it, and what comes after. */
export function resumeOf(
  { asked, result, swept }: Explored,
  given: Given,
  left: readonly Asked[],
  { name }: Context,
): readonly string[] {
  if (result.ended !== 'interrupted' && result.ended !== 'time') return []
  const flags = givenWords('explore', given)
  const lines: string[] = []
  if (result.rest !== null && swept !== null) {
    const words = [...visitWords(swept, result.rest), ...flags]
    lines.push(pasted(name, 'explore', asked, { seed: swept.runs.seed }, words))
  } else if (result.rest !== null) {
    lines.push(pasted(name, 'explore', asked, { seeds: result.rest }, flags))
  }
  if (left.length === 0 || result.ended === 'time') return lines
  const whole = swept?.flags ?? []
  const words = left.map((one) => quoted(withSeeds(one)))
  return [
    ...lines,
    [name, 'explore', ...words, ...settingWords(asked.order.settings), ...whole, ...flags].join(
      ' ',
    ),
  ]
}

function withSeeds({ label, seeds }: Asked): string {
  return seeds === null || seeds.kind === 'random' ? label : `${label}@${seeds.from}..${seeds.to}`
}
