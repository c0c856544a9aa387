// A sequence diagram for Mermaid: who sent what to whom, what was lost, what struck. It shows what
// tells the failure, and of a run that passed its first events; what has no room is said.

import type { FaultTold, Report } from '../sim/report.ts'
import type { Trace, TraceEvent } from '../sim/trace.ts'
import { briefBody } from './brief.ts'
import { eventWords } from './events.ts'
import { inShort } from './fault-words.ts'
import { clipped, printable } from './page.ts'
import { peersOf, story } from './story.ts'
import { isStepEvent } from './lineage.ts'
import { grouped, millis } from './words.ts'

/** Mermaid refuses texts of more than 50,000 characters. */
const eventsMax = 200
const longText = 80

/** The whole diagram. */
export function renderMermaid(report: Report): string {
  const { run, lanes, failure, coordinate } = report
  const trace = run.trace ?? []
  const chosen = failure === null ? firstOf(trace) : story(trace, failure.failure, eventsMax)
  const involved = new Set(chosen.events.flatMap(nodesOf))
  const shown = lanes.filter(({ id }) => involved.has(id))
  const alias = new Map<string, string>(shown.map(({ id }, at) => [id, `p${at + 1}`]))
  const rows = chosen.events.flatMap((event) => rowsOf(event, alias, report.faults))
  const left =
    chosen.leftOut > 0 ? [`note`, `${grouped(chosen.leftOut)} further events are left out`] : null
  return `${[
    'sequenceDiagram',
    `  title ${fit(coordinate)}`,
    ...shown.map(
      ({ id, client }, at) => `  ${client ? 'actor' : 'participant'} p${at + 1} as ${fit(id)}`,
    ),
    ...rows.map((row) => `  ${row}`),
    ...(left === null || shown.length === 0 ? [] : [`  ${across(alias, left[1] ?? '')}`]),
    ...(failure === null || shown.length === 0
      ? []
      : [`  ${across(alias, `✕ ${failure.failure.sentence}`)}`]),
  ].join('\n')}\n`
}

function firstOf(trace: Trace): { events: readonly TraceEvent[]; leftOut: number } {
  const told = trace.filter((event) => isStepEvent(event) || tells.has(event.kind))
  return { events: told.slice(0, eventsMax), leftOut: Math.max(0, told.length - eventsMax) }
}

const tells: ReadonlySet<TraceEvent['kind']> = new Set(['drop', 'crash', 'fault'])

function nodesOf(event: TraceEvent): string[] {
  if (event.kind !== 'receive' && event.kind !== 'drop')
    return event.node === null ? [] : [event.node]
  const peers = peersOf(event.message)
  return peers === null ? [] : [peers.from, peers.to]
}

function rowsOf(
  event: TraceEvent,
  alias: ReadonlyMap<string, string>,
  faults: readonly FaultTold[],
): string[] {
  const at = `e${event.id} ${millis(event.time)} ms`
  switch (event.kind) {
    case 'receive':
    case 'drop': {
      const peers = peersOf(event.message)
      const from = alias.get(peers?.from ?? '')
      const to = alias.get(peers?.to ?? '')
      const copy = event.copy === 2 ? ' (a copy)' : ''
      const lost = event.kind === 'drop'
      const words = lost ? `lost: ${event.why}` : briefBody(event.body)
      const kind = `${peers?.kind ?? event.message}${copy}`
      const said = [kind, at, words].filter((part) => part !== '').join(' · ')
      if (to === undefined) return from === undefined ? [] : [noteOver(from, said)]
      // What comes from outside of the run has no lane to come from.
      return [
        from === undefined
          ? noteOver(to, said)
          : `${from}${lost ? '-x' : '->>'}${to}: ${fit(said)}`,
      ]
    }
    case 'fault':
      return alias.size === 0 ? [] : [across(alias, `${faultInWords(event, faults)} · ${at}`)]
    default: {
      const lane = alias.get(event.node ?? '')
      return lane === undefined ? [] : [noteOver(lane, `${eventWords(event)} · ${at}`)]
    }
  }
}

/** `f1 receiver2 cut off`, `f1 ends`. */
function faultInWords(
  { planned, fault }: Extract<TraceEvent, { kind: 'fault' }>,
  faults: readonly FaultTold[],
): string {
  const of = (entry: number): FaultTold | undefined =>
    faults.find((one) => one.planned.includes(entry))
  if (fault.kind === 'end') return `${of(fault.of)?.id ?? `fault ${fault.of}`} ends`
  const told = of(planned)
  return told === undefined ? inShort(fault, []) : `${told.id} ${told.words}`
}

const noteOver = (lane: string, text: string): string => `Note over ${lane}: ${fit(text)}`

/** Over all lanes. */
function across(alias: ReadonlyMap<string, string>, text: string): string {
  const lanes = [...alias.values()]
  const ends = [...new Set([lanes[0], lanes.at(-1)])].join(',')
  return `Note over ${ends}: ${fit(text)}`
}

/** Mermaid reads some signs wherever they stand; as codes they are text. */
const fit = (text: string): string =>
  clipped(printable(text), longText).replace(
    /[#;<>{}"`\\%&[\]()|]/gu,
    (sign) => `#${sign.codePointAt(0) ?? 0};`,
  )
