// What stands in the margin of a diagram beside each event: what the step wrote and was told, why a
// message was lost, which fault it is.

import type { FaultTold, OperationTold, Report } from '../sim/report.ts'
import type { DropWhy, TraceEvent } from '../sim/trace.ts'
import type { EventId, NodeId } from '../sim/units.ts'
import type { Deeds } from './deeds.ts'
import { damageWords } from './damage-words.ts'
import { inShort } from './fault-words.ts'
import { placeName } from './legal-order.ts'
import { printable } from './page.ts'
import { say, sayBody } from './say.ts'
import { counted } from './words.ts'

export interface Margins {
  readonly of: (event: TraceEvent) => readonly string[]
  /** a fault in a few words, with its number */
  readonly short: (event: Extract<TraceEvent, { kind: 'fault' }>) => string
}

const dropped: Readonly<Record<DropWhy, string>> = {
  lost: 'lost',
  cut: 'lost',
  down: 'it is down',
  reset: 'gone with its connection',
  gone: 'no such peer',
  full: 'the queue is full',
  unheard: 'nobody hears it',
  corrupt: 'damaged, rejected',
}

const writesMax = 2

/** The words of every event of a run, in the names of its faults and operations. */
export function marginsOf(report: Report, deeds: Deeds): Margins {
  const { faults, lanes, run } = report
  const names = new Set<string>(lanes.map(({ id }) => id))
  const everybody = lanes.map(({ id }) => id)
  const told = new Map(report.operations.map((one) => [one.op, one]))
  const draws = drawsOf(run.trace ?? [])
  const idOf = (planned: number | null): string =>
    faults.find((one) => planned !== null && one.planned.includes(planned))?.id ?? ''

  const stepWords = (event: TraceEvent): string[] => {
    const did = deeds.of.get(event.id)
    const asked = deeds.asked.get(event.id)
    const words =
      asked === undefined ? [] : [`asks ${told.get(asked.op)?.label ?? say(asked.call, names)}`]
    for (const text of did?.notes ?? []) words.push(printable(text))
    for (const { op } of did?.completes ?? []) words.push(answered(told.get(op)))
    words.push(...(draws.get(event.id) ?? []))
    const cells = [...new Set(did?.writes.map(({ table, key }) => printable(`${table}/${key}`)))]
    if (cells.length > 0) words.push(`writes ${shortList(cells)}`)
    const again = [...new Set(did?.sends.flatMap((one) => (one.again ? [one.kind] : [])))]
    if (again.length > 0) words.push(`${printable(again.join(', '))} again`)
    if (words.length > 0 || event.kind !== 'receive' || event.from === 'workload') return words
    const body = sayBody(event.body, names)
    return body === '' ? [] : [body]
  }

  const of = (event: TraceEvent): readonly string[] => {
    switch (event.kind) {
      case 'drop': {
        const fault = idOf(event.fault)
        const copy = event.copy === 2 ? ', a copy' : ''
        return [`${dropped[event.why]}${fault === '' ? '' : `: ${fault}`}${copy}`]
      }
      case 'crash': {
        const gone = event.undone.length
        const disk = gone === 0 ? '' : ` and ${counted(gone, 'write', 'writes')}`
        return [idOf(event.fault), `memory${disk} lost`].filter((word) => word !== '')
      }
      case 'start':
        return [`life ${event.life}`, ...stepWords(event)]
      case 'lost':
        return [`connection ${event.why}`, ...stepWords(event)]
      case 'fault':
        return []
      case 'damage':
        return [idOf(event.fault), damageWords(event)].filter((word) => word !== '')
      default:
        return stepWords(event)
    }
  }
  return { of, short: (event) => shortOf(event, faults, everybody) }
}

/** With its place in a legal order: `2·B is answered`. */
function answered(one: OperationTold | undefined): string {
  if (one === undefined) return 'it is answered'
  return `${placeName(one)} is answered${one.misfit === null ? '' : ' and fits nowhere'}`
}

const shortList = (cells: readonly string[]): string =>
  cells.length > writesMax
    ? `${cells.slice(0, writesMax - 1).join(', ')} and ${cells.length - writesMax + 1} more`
    : cells.join(', ')

/** `f1 partition n1 | n2 n3`, `f1 ends`. */
function shortOf(
  { planned, fault }: Extract<TraceEvent, { kind: 'fault' }>,
  faults: readonly FaultTold[],
  everybody: readonly NodeId[],
): string {
  const about = fault.kind === 'end' ? fault.of : planned
  const line = faults.find((one) => one.planned.includes(about))
  if (fault.kind === 'end') return `${line?.id ?? 'it'} ends`
  if ('node' in fault && line !== undefined) {
    return `${line.id} ${fault.kind.replace('-', ' ')}`
  }
  return line === undefined ? inShort(fault, everybody) : `${line.id} ${line.words}`
}

/** What actors drew themselves, by step: `toss: 1`. */
function drawsOf(trace: readonly TraceEvent[]): ReadonlyMap<EventId, readonly string[]> {
  const draws = new Map<EventId, string[]>()
  for (const event of trace) {
    const step = 'patch' in event ? event.id : event.cause
    if (step === null) continue
    for (const draw of event.draws) {
      const [, what, outcome] = /^random of (.+?)#\d+ at .+: (\d+)$/u.exec(draw) ?? []
      if (what === undefined) continue
      const known = draws.get(step) ?? []
      draws.set(step, [...known, printable(`${what}: ${outcome}`)])
    }
  }
  return draws
}
