// What somebody does to a live run from outside: a fault in words, or a call to a client. It becomes
// part of the run's data as if it had been planned for that instant.

import type { Planned } from '../../sim/fault.ts'
import { generatorOf } from '../../sim/generator.ts'
import { nearest } from '../../sim/nearest.ts'
import { drawOccurrences, type Occurrence } from '../../sim/nemesis/plan.ts'
import type { FaultLine } from '../../sim/notation.ts'
import { faultLines } from '../../sim/notation-parse.ts'
import { Mistake } from '../../sim/problem.ts'
import type { Message } from '../../sim/actor.ts'
import { formatDuration, tellDuration } from '../../sim/duration.ts'
import type { Call } from '../../sim/fault.ts'
import type { Live } from './live.ts'

/**
 * What a fault in words does when it strikes now: with named nodes, at the instant that is free.
 * @param nth how many were struck before: it draws other nodes each time
 * @throws Mistake for a fault that cannot be, or that comes when the storm is over
 */
export function struckNow(live: Live, text: string, nth: number): readonly Occurrence[] {
  const { site, seed } = live
  const [line] = faultLines([text], site.roster)
  if (line === undefined) return []
  if (line.at !== null) {
    const sentence = 'what is injected strikes at once, so it says no instant.'
    throw told('WL3007', sentence, [text, 'Leave out  @ …  or put the fault into the plan.'])
  }
  if (live.calm || live.free >= site.until) {
    const when = tellDuration(live.now)
    const sentence = `the storm is over at ${tellDuration(site.until)}, and nothing strikes in the calm.`
    throw told('WL3007', sentence, [
      `${text}   injected at ${when}`,
      `Make the storm longer: until: '${formatDuration(live.now + 1_000_000)}'`,
    ])
  }
  const now: FaultLine = { ...line, at: { kind: 'time', time: live.free } }
  const streams = (stream: string): ReturnType<typeof generatorOf> =>
    generatorOf(seed, `injected ${nth}, ${stream}`)
  const stage = { roster: site.roster, until: site.until }
  const last = live.plan.reduce((most, { id }) => Math.max(most, id), 0)
  return drawOccurrences([now], stage, streams).map((occurrence) => ({
    ...occurrence,
    planned: occurrence.planned.map((planned) => numbered(planned, last)),
    ...(occurrence.choices === undefined
      ? {}
      : {
          choices: occurrence.choices.map((one) => ({
            ...one,
            planned: one.planned.map((planned) => numbered(planned, last)),
          })),
        }),
  }))
}

/** Ids go on from those of the plan. */
function numbered(planned: Planned, last: number): Planned {
  const { id, since, fault } = planned
  return {
    ...planned,
    id: id + last,
    since: since === null ? null : since + last,
    fault:
      fault.kind === 'end'
        ? { ...fault, of: fault.of + last }
        : fault.kind === 'whoever'
          ? { ...fault, by: fault.by + last, line: fault.line + last }
          : fault,
  }
}

/**
 * A call that a client gets now, as mail of the workload.
 * @throws Mistake for a name that no node has
 */
export function askedNow(live: Live, client: string, message: Message): Call {
  const ids = live.site.cast.nodes.map(({ id }) => id)
  const found = ids.find((id) => id === client)
  if (found === undefined) throw unknownNode(client, ids)
  return { client: found, at: live.free, message }
}

/** WL3002 with the nearest name. */
export function unknownNode(name: string, ids: readonly string[]): Mistake {
  const near = nearest(name, ids)
  return told('WL3002', `there is no node "${name}".`, [
    ...(near === null ? [] : [`did you mean   ${near} ?`]),
    `nodes          ${ids.join('  ')}`,
  ])
}

const told = (code: string, sentence: string, lines: readonly string[]): Mistake =>
  new Mistake([{ code, sentence, lines }])
