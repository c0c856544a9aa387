// The workload of one run: a list of calls, drawn before it begins. What lies beyond the end of the
// storm is not asked.

import { type Generator, generatorOf } from '../../sim/generator.ts'
import { parseDuration } from '../../sim/duration.ts'
import type { Call } from '../../sim/fault.ts'
import { parseRate } from '../../sim/rate.ts'
import { Mistake } from '../../sim/problem.ts'
import { nodeId, type Micros } from '../../sim/units.ts'
import type { AnyClaims, AnyGiven } from '../form.ts'
import type { Asked, Steady } from '../workload.ts'
import { called } from './called.ts'
import type { Complaints } from './complaints.ts'
import type { Cast } from './roster.ts'

/** What calls are drawn from. */
export interface Asking {
  readonly workload: AnyClaims['workload']
  readonly given: AnyGiven
  readonly cast: Cast
  readonly until: Micros
}

/** A steady stream, ready to be drawn: its messages are made once and never change. */
interface Stream {
  readonly ids: readonly string[]
  /** `workload.send`, for people */
  readonly name: string
  readonly send: (i: number) => Call['message']
  readonly messages: Call['message'][]
  readonly count: number
  readonly start: Micros
  readonly period: Micros
  readonly until: Micros
}

/** Gives the calls of any seed. Mistakes of a drawn list are found when it is drawn. */
export function callsOf(asking: Asking, complaints: Complaints): (seed: number) => readonly Call[] {
  const { workload } = asking
  if (workload === undefined) return () => []
  if (typeof workload === 'function') {
    return (seed) => drawList(asking, workload, generatorOf(seed, 'workload'), complaints)
  }
  const streams = steadies(workload).flatMap((steady, at) =>
    streamOf(steady, placeOf(workload, at), asking, complaints),
  )
  return (seed) => inOrder(streams.flatMap((stream, at) => drawStream(stream, seed, at)))
}

const steadies = (workload: Steady | readonly Steady[]): readonly Steady[] =>
  'from' in workload ? [workload] : workload

const placeOf = (workload: object, at: number): string =>
  Array.isArray(workload) ? `workload[${at}]` : 'workload'

const inOrder = (calls: Call[]): readonly Call[] => calls.sort((a, b) => a.at - b.at)

function drawList(
  asking: Asking,
  workload: Extract<AnyClaims['workload'], (...args: never) => unknown>,
  draw: Generator,
  complaints: Complaints,
): readonly Call[] {
  const { given, cast, until } = asking
  const drawn = called('workload', () => workload({ ...given, draw, until, roster: cast.byRole }))
  if (typeof drawn !== 'object' || drawn === null) {
    complaints.add('workload', `gave ${typeof drawn}`, 'a list of { client, at, message }')
    complaints.raise()
  }
  const list: readonly (Steady | Asked)[] = 'from' in drawn ? [drawn] : drawn
  const calls: Call[] = []
  for (const [at, one] of list.entries()) {
    if ('client' in one) calls.push(...checked(one, `workload[${at}]`, asking, complaints))
    else {
      const [stream] = streamOf(one, `workload[${at}]`, asking, complaints)
      if (stream !== undefined) calls.push(...placed(stream, draw))
    }
  }
  complaints.raise()
  return inOrder(calls)
}

function checked(one: Asked, at: string, { cast, until }: Asking, complaints: Complaints): Call[] {
  const known = cast.nodes.map(({ id }) => String(id))
  if (!known.includes(one.client)) {
    complaints.unknown(`${at}.client`, `"${one.client}" names no node`, one.client, known)
    return []
  }
  if (!Number.isSafeInteger(one.at) || one.at < 0) {
    complaints.add(`${at}.at`, `cannot be ${one.at}`, 'whole microseconds, not negative')
    return []
  }
  if (one.at >= until) return []
  checkMessage(`${at}.message`, one.message)
  return [{ client: nodeId(one.client), at: one.at, message: one.message }]
}

function streamOf(
  steady: Steady,
  at: string,
  { cast, until }: Asking,
  complaints: Complaints,
): readonly Stream[] {
  const ids =
    cast.byRole[steady.from] ??
    cast.nodes.map(({ id }) => String(id)).filter((id) => id === steady.from)
  // Both were checked when the scenario was made; what a drawn list holds is checked here.
  const period = parseRate(steady.rate)
  const start = parseDuration(steady.start ?? '0s')
  if (period === null) complaints.add(`${at}.rate`, `cannot be "${steady.rate}"`, '20/s, 90/min')
  if (start === null) complaints.add(`${at}.start`, `cannot be "${steady.start}"`, '200ms, 1.5s')
  if (period === null || start === null) return []
  if (ids.length === 0) {
    const known = [...Object.keys(cast.byRole), ...cast.nodes.map(({ id }) => String(id))]
    complaints.unknown(`${at}.from`, `"${steady.from}" names no node`, steady.from, new Set(known))
    return []
  }
  const fits = Math.max(0, Math.ceil((until - start) / period))
  const count = Math.min(steady.count ?? fits, fits)
  return [{ ids, name: `${at}.send`, send: steady.send, messages: [], count, start, period, until }]
}

const drawStream = (stream: Stream, seed: number, at: number): Call[] =>
  placed(stream, generatorOf(seed, at === 0 ? 'workload' : `workload ${at}`))

/** @throws Mistake for what no message looks like */
function checkMessage(at: string, message: unknown): void {
  const kind = typeof message === 'object' && message !== null && 'kind' in message && message.kind
  if (typeof kind === 'string' && kind !== '') return
  const what = message === null ? 'null' : typeof message
  const sentence = `${at} gave ${what === 'object' ? 'a message without a kind' : what}.`
  const lines = ["allowed        a message with its kind, such as { kind: 'add', nth }"]
  throw new Mistake([{ code: 'WL1101', sentence, lines }])
}

/** Each call at a drawn instant of its own slot. */
function placed(stream: Stream, draw: Generator): Call[] {
  const { ids, start, period, messages, until } = stream
  const calls: Call[] = []
  for (let i = 0; i < stream.count; i++) {
    let message = messages[i]
    if (message === undefined) {
      message = called(stream.name, () => stream.send(i))
      checkMessage(stream.name, message)
      messages.push(message)
    }
    const client = nodeId(ids[i % ids.length] ?? '')
    const at = start + i * period + draw.below(period)
    if (at < until) calls.push({ client, at, message })
  }
  return calls
}
