// A recorded run that goes on in simulation: from one of its standstills, with the calls that were
// still to come and more like them, under faults and a seed of one's own, judged as any other run.

import type { Call } from '../../sim/fault.ts'
import { equal } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Run } from '../../sim/run.ts'
import type { Micros } from '../../sim/units.ts'
import { execute } from './execute.ts'
import { type Instant, instantsOf, resumeAt } from './instant.ts'
import type { Settings } from './order.ts'
import type { Origin } from './replay.ts'
import type { Recording } from './recorded-read.ts'
import type { Site } from './site.ts'
import { Tripwire } from './tripwire.ts'

export interface Continuation {
  /** goes on from the standstill nearest to it, since the storm began; null: from the last one */
  readonly at: Micros | null
  /** of the part that is simulated: faults, lengths of storm and calm, thresholds */
  readonly settings: Pick<Settings, 'faults' | 'extraFaults' | 'extraExpect' | 'until' | 'settle'>
  readonly seed: number
}

export interface Continued {
  readonly instant: Instant
  /** the scenario as it goes on */
  readonly site: Site
  /** its times begin at the instant; its history is that of the whole run */
  readonly run: Run
}

/**
 * Goes on from a recording that has been replayed without a difference.
 * @throws Mistake (WL1201) when all nodes never stood still together, and what is wrong with the faults
 */
export function continued(recording: Recording, origin: Origin, how: Continuation): Continued {
  const instant = instantAt(recording, how.at)
  const site = origin.siteUnder(how.settings)
  const resume = resumeAt(recording, site, instant)
  const workload = callsAfter(recording, origin, instant, site.until)
  const tripwire = new Tripwire()
  const run = tripwire.guard(() =>
    execute(site, how.seed, { resume, workload, trace: true, content: true }, tripwire),
  )
  return { instant, site, run }
}

function instantAt(recording: Recording, at: Micros | null): Instant {
  const all = instantsOf(recording)
  const far = (one: Instant): Micros => Math.abs(one.at - (at ?? 0))
  const instant =
    at === null
      ? all.at(-1)
      : all.reduce<Instant | undefined>(
          (best, one) => (best === undefined || far(one) < far(best) ? one : best),
          undefined,
        )
  if (instant !== undefined) return instant
  throw new Mistake([
    {
      code: 'WL1201',
      sentence: 'the run cannot go on: its nodes never stood still together.',
      lines: ['a run is looked at once a second, while every node is up'],
    },
  ])
}

/** What was asked so shortly before the standstill may not have reached its client. */
const doubtful: Micros = 100_000
/** ... and what the recording says was asked within this time was asked. */
const remembered: Micros = 1_000_000

/** The calls from the instant on, and when the recorded storm has no more of them, further ones. */
function callsAfter(
  { file, lives }: Recording,
  origin: Origin,
  { at, nodes }: Instant,
  until: Micros,
): readonly Call[] {
  const storm = Math.min(file.storm, file.ended?.calmAt ?? file.storm)
  const from = Math.min(at, storm)
  const stoodStill = file.began + at
  const heard = lives.flatMap(({ node, steps }) =>
    steps.flatMap(({ cause, time }) =>
      cause.kind === 'receive' &&
      cause.from === 'workload' &&
      time <= stoodStill &&
      time > stoodStill - remembered
        ? [{ client: node, message: cause.message }]
        : [],
    ),
  )
  const wasHeard = ({ client, message }: Call): boolean =>
    heard.some((one) => one.client === client && equal(one.message, message))
  const early = nodes.length > 0 && at <= storm ? doubtful : 0
  // A longer storm may draw other calls from its beginning on: only what lies beyond is taken of it.
  const own = origin
    .callsUntil(file.storm)
    .filter((call) => call.at >= from - early && call.at < storm)
  const more = origin.callsUntil(file.storm + until).filter((call) => call.at >= file.storm)
  const gap = file.storm - storm
  return [
    ...own.filter((call) => call.at >= from + doubtful || !wasHeard(call)),
    ...more.map((call) => ({ ...call, at: call.at - gap })),
  ]
    .filter((call) => call.at < from + until)
    .map((call) => ({ ...call, at: Math.max(0, call.at - from) }))
}
