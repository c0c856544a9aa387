// `explain COORDINATE#e57` and `#f1`: an event or a fault of a run on one screen. Told from the trace:
// what led to it, what it changed, wrote, sent and drew, and what became of that.

import type { Report } from '../sim/report.ts'
import type { TraceEvent } from '../sim/trace.ts'
import type { EventId } from '../sim/units.ts'
import { brief } from './brief.ts'
import {
  byFault,
  changeWords,
  crashWords,
  dropWords,
  eventIds,
  shortName,
  stepWords,
  withEffect,
} from './event-words.ts'
import { inShort } from './fault-words.ts'
import { type Event, isStepEvent, type Lineage } from './lineage.ts'
import { damageWords } from './damage-words.ts'
import { clipped, printable } from './page.ts'
import { type Scene, sceneOf } from './scene.ts'
import { listing, prose, type Told, type ToldRow, verbatim } from './told.ts'
import { counted, listed, span } from './words.ts'

const rowsMax = 8
const causesMax = 8

/** An event of the run; null when it has no such event. */
export function eventScreen(report: Report, id: EventId): Told | null {
  const scene = sceneOf(report)
  const event = scene.lineage.at(id)
  if (event === null) return null
  const place = report.places.get(id) ?? null
  return {
    word: `${report.coordinate}#e${id}`,
    name: `${span(event.time)}${event.node === null ? '' : `, ${event.node}`}`,
    kind: `event, ${event.kind}`,
    about: [`${wordsOf(event, scene)}.`],
    rows: [
      ...(place === null ? [] : [verbatim('source', [place])]),
      ...bodyRows(event),
      verbatim('because of', causesOf(event, scene)),
      ...(isStepEvent(event) ? doneRows(event.id, event.patch, scene) : ownRows(event, scene)),
      listing('decisions', event.draws.slice(0, rowsMax)),
    ],
  }
}

/** Any event as a clause. */
function wordsOf(event: TraceEvent, { lineage, faults }: Scene): string {
  switch (event.kind) {
    case 'send':
      return `${event.node ?? ''} sent ${shortName(event.message)} to ${event.to}${event.early ? ', early' : ''}`
    case 'drop':
      return dropWords(event, faults)
    case 'write':
      return event.value === undefined
        ? `${event.node ?? ''} deleted ${event.table}/${printable(String(event.key))}`
        : `${event.node ?? ''} wrote ${event.table}/${printable(String(event.key))} = ${brief(event.value)}`
    case 'durable':
      return event.lie === undefined
        ? `what ${event.node ?? ''} wrote up to e${event.upTo} is durable`
        : `the disk of ${event.node ?? ''} says that all up to e${event.upTo} is durable, and it is not${byFault(event.lie, faults)}`
    case 'damage':
      return `on the disk of ${event.node ?? ''} ${damageWords(event)}${byFault(event.fault, faults)}`
    case 'crash':
      return crashWords(event, faults)
    case 'fault':
      return `a fault of the plan struck${byFault(event.planned, faults)}: ${inShort(event.fault, [])}`
    case 'invoke':
      return `${event.node ?? ''} asked ${brief(event.call)}`
    case 'complete':
      return `${event.node ?? ''} was told ${brief(event.result)}`
    case 'note':
      return `${event.node ?? ''} noted "${printable(event.text)}"`
    case 'sometimes':
      return `${event.node ?? ''} reached the goal "${printable(event.goal)}"`
    default:
      return isStepEvent(event) ? withEffect(event, lineage) : event.kind
  }
}

function bodyRows(event: TraceEvent): ToldRow[] {
  if (event.kind !== 'receive' && event.kind !== 'send') return []
  const fields = Object.entries(event.body).filter(([name]) => name !== 'kind')
  const lines = fields.map(([name, value]) => `${printable(name)} = ${clipped(brief(value), 60)}`)
  return [verbatim('message', [printable(event.message), ...lines.slice(0, rowsMax)])]
}

/** From the event back to where it began, the nearest first. */
function causesOf(event: TraceEvent, scene: Scene): string[] {
  const { lineage } = scene
  const lines: string[] = []
  for (let one = lineage.at(event.cause); one !== null; one = lineage.at(one.cause)) {
    lines.push(`e${one.id}`.padEnd(7) + clipped(wordsOf(one, scene), 70))
  }
  const more = lines.length - causesMax
  return more <= 0
    ? lines
    : [...lines.slice(0, causesMax - 1), `and ${more} before`, lines.at(-1) ?? '']
}

/** What a step did. */
function doneRows(
  id: EventId,
  patch: readonly { readonly path: string }[],
  scene: Scene,
): ToldRow[] {
  const { lineage } = scene
  const done = lineage.of(id)
  const wrote = done.filter((one): one is Event<'write'> => one.kind === 'write')
  const sent = done.filter((one): one is Event<'send'> => one.kind === 'send')
  const besides = done.filter(({ kind }) =>
    ['invoke', 'complete', 'note', 'sometimes', 'damage'].includes(kind),
  )
  const undone = lineage.undoing(id)
  return [
    listing('changed', some(patch.map(changeWords), 'changes')),
    listing(
      'wrote',
      some(
        wrote.map((one) => `e${one.id}  ${wordsOf(one, scene)}`),
        'rows',
      ),
    ),
    ...(undone === null
      ? []
      : [prose('undone', `by ${crashWords(undone, scene.faults)}, e${undone.id}`)]),
    listing(
      'sent',
      some(
        sent.map(
          (one) =>
            `e${one.id}  ${shortName(one.message)} to ${one.to}: ${fateOf(one.id, lineage, scene)}`,
        ),
        'messages',
      ),
    ),
    listing(
      'besides',
      some(
        besides.map((one) => `e${one.id}  ${wordsOf(one, scene)}`),
        'events',
      ),
    ),
  ]
}

function some(lines: readonly string[], what: string): string[] {
  const more = lines.length - rowsMax
  return more <= 0 ? [...lines] : [...lines.slice(0, rowsMax), `and ${more} ${what} more`]
}

function fateOf(send: EventId, lineage: Lineage, { faults }: Scene): string {
  const fates = lineage.fates(send)
  if (fates.length === 0) return 'on its way when the run ended'
  return fates
    .map((one) =>
      one.kind === 'drop'
        ? `${one.why}${byFault(one.fault, faults)} e${one.id}`
        : `came after ${span(one.time - (lineage.at(send)?.time ?? one.time))} e${one.id}`,
    )
    .join('; ')
}

/** What an event that is no step left. */
function ownRows(event: TraceEvent, scene: Scene): ToldRow[] {
  const { lineage, faults } = scene
  switch (event.kind) {
    case 'send':
      return [prose('it', fateOf(event.id, lineage, scene))]
    case 'crash': {
      const lines = event.undone.map((id) => {
        const step = lineage.at(id)
        return step !== null && isStepEvent(step) ? `e${id}  ${stepWords(step, lineage)}` : `e${id}`
      })
      return [
        listing(
          'undid',
          lines.length === 0 ? ['nothing: all of it was durable'] : some(lines, 'steps'),
        ),
      ]
    }
    case 'fault': {
      const fault = faults.find((one) => one.planned.includes(event.planned))
      return fault === undefined ? [] : [prose('the plan', `${fault.id} ${fault.text}`)]
    }
    default:
      return []
  }
}

/** A fault of the run's plan, `f1`: when it was in force and what it hit; null: there is none. */
export function runFaultScreen(report: Report, id: string): Told | null {
  const fault = report.faults.find((one) => one.id === id)
  if (fault === undefined) return null
  const { lineage } = sceneOf(report)
  const own = (planned: number | null): boolean =>
    planned !== null && fault.planned.includes(planned)
  const struck = lineage.trace.filter(
    (one): one is Event<'fault'> => one.kind === 'fault' && own(one.planned),
  )
  const drops = lineage.trace.filter(
    (one): one is Event<'drop'> => one.kind === 'drop' && own(one.fault),
  )
  const crashes = lineage.trace.filter(
    (one): one is Event<'crash'> => one.kind === 'crash' && own(one.fault),
  )
  const undone = crashes.flatMap((one) => one.undone)
  const damages = lineage.trace.filter(
    (one): one is Event<'damage'> => one.kind === 'damage' && own(one.fault),
  )
  return {
    word: `${report.coordinate}#${id}`,
    name: fault.text,
    kind: 'a fault of this run',
    about: [`${fault.words}.`],
    rows: [
      prose('when', whenOf(fault.start, fault.end)),
      prose('nodes', fault.nodes.length === 0 ? 'all' : listed(fault.nodes)),
      verbatim(
        'struck',
        some(
          struck.map((one) => `e${one.id}   ${span(one.time)}   ${inShort(one.fault, [])}`),
          'times',
        ),
      ),
      ...(damages.length === 0
        ? []
        : [
            verbatim(
              'rows hit',
              some(
                damages.map((one) => `e${one.id}   ${one.node ?? ''}: ${damageWords(one)}`),
                'rows',
              ),
            ),
          ]),
      listing('messages hit', drops.length === 0 ? ['none'] : dropLines(drops)),
      ...(crashes.length === 0
        ? []
        : [
            prose(
              'undone',
              undone.length === 0
                ? 'nothing: what was written was durable'
                : `${counted(undone.length, 'step')} (${eventIds(undone)})`,
            ),
          ]),
    ],
  }
}

function whenOf(start: number | null, end: number | null): string {
  if (start === null) return 'it never struck in this run'
  if (end === null) return `from ${span(start)} to the end of the run`
  return end === start ? `at ${span(start)}` : `from ${span(start)} to ${span(end)}`
}

/** By way and reason, with the first events of each. */
function dropLines(drops: readonly Event<'drop'>[]): string[] {
  const groups = new Map<string, Event<'drop'>[]>()
  for (const drop of drops) {
    const key = `${drop.message.replace(/#\d+ /u, ' ')}: ${drop.why}`
    groups.set(key, [...(groups.get(key) ?? []), drop])
  }
  const lines = [...groups].map(
    ([key, group]) =>
      `${group.length} × ${printable(key)}   ${eventIds(group.map(({ id }) => id))}`,
  )
  return some(lines, 'kinds')
}
