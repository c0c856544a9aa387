// Events as clauses of a sentence: `receiver2 received letter#6 from sender1`, `ack#1 from receiver2
// to sender1 was lost (f1)`. Who did what, as the trace says it; why is told elsewhere.

import type { FaultTold } from '../sim/report.ts'
import type { Patch, TraceEvent } from '../sim/trace.ts'
import type { EventId } from '../sim/units.ts'
import { brief, briefCall } from './brief.ts'
import { damageWords } from './damage-words.ts'
import type { Event, Lineage, Step } from './lineage.ts'
import { clipped, printable } from './page.ts'
import { peersOf } from './story.ts'
import { listed } from './words.ts'

const valueWide = 40
const workload = 'workload'

/** `letter#6` of `letter#6 sender1>receiver2`. */
export const shortName = (message: string): string => {
  const space = message.lastIndexOf(' ')
  return printable(space > 0 && message.includes('>', space) ? message.slice(0, space) : message)
}

/** What a step was, with its node as the subject. */
export function stepWords(step: Step, lineage: Lineage): string {
  switch (step.kind) {
    case 'receive': {
      if (step.from !== workload) {
        const copy = step.copy === 2 ? 'a copy of ' : ''
        return `${step.node} received ${copy}${shortName(step.message)} from ${step.from}`
      }
      const asked = lineage.of(step.id).find((one) => one.kind === 'invoke')
      return asked?.kind === 'invoke'
        ? `${step.node} was asked to ${briefCall(asked.call)}`
        : `${step.node} got ${shortName(step.message)} from the workload`
    }
    case 'expire':
      return `the timer ${printable(step.timer.kind)} of ${step.node} expired`
    case 'start':
      return step.life === 1
        ? `${step.node} started`
        : `${step.node} started again (life ${step.life})`
    case 'lost':
      return `${step.node} lost its connection to ${step.peer} (${step.why})`
  }
}

/** What a step did, in a few words: `wrote inbox/7 = "hello"`; empty where it did nothing. */
export function effectWords(step: Step, lineage: Lineage): string {
  const done = lineage.of(step.id)
  const told = done.findLast((one) => one.kind === 'complete')
  if (told?.kind === 'complete') return `was told ${clipped(briefCall(told.result), valueWide)}`
  const writes = done.filter((one) => one.kind === 'write')
  const last = writes.at(-1)
  if (last !== undefined) return writtenWords(writes)
  const note = done.find((one) => one.kind === 'note')
  if (note?.kind === 'note') return `noted "${clipped(printable(note.text), valueWide)}"`
  const change = step.kind === 'start' ? undefined : step.patch.at(-1)
  return change === undefined ? '' : changeWords(change)
}

/** The step and what it did: `receiver2 received letter#6 from sender1 and wrote inbox/7`. */
export function withEffect(step: Step, lineage: Lineage): string {
  const did = effectWords(step, lineage)
  return did === '' ? stepWords(step, lineage) : `${stepWords(step, lineage)} and ${did}`
}

function writtenWords(writes: readonly Event<'write'>[]): string {
  const last = writes.at(-1)
  if (last === undefined) return ''
  const rows = writes.map(({ table, key }) => `${table}/${printable(String(key))}`)
  if (writes.length > 1) return `wrote ${listed([...new Set(rows)], 3)}`
  return last.value === undefined
    ? `deleted ${rows[0] ?? ''}`
    : `wrote ${rows[0] ?? ''} = ${clipped(brief(last.value), valueWide)}`
}

/** `set seen.sender1 = {floor 3}`, `removed letters.7`. */
export function changeWords(change: Patch[number]): string {
  const path = dotted(change.path)
  return 'to' in change
    ? `set ${path} = ${clipped(brief(change.to), valueWide)}`
    : `removed ${path}`
}

/** A JSON Pointer as people write it: `seen.sender1`. */
export function dotted(path: string): string {
  const steps = path.split('/').slice(1)
  const plain = steps.map((step) =>
    step
      .replaceAll('~1', '/')
      .replaceAll('~0', '~')
      .replace(/^"(.*)"$/u, '$1'),
  )
  return printable(plain.join('.')) || 'its State'
}

const droppedWords: Readonly<Record<Event<'drop'>['why'], string>> = {
  lost: 'was lost',
  cut: 'was cut off',
  down: 'found its node down',
  reset: 'went with its connection',
  gone: 'found nobody',
  full: 'found a full queue',
  unheard: 'is heard by nobody',
  corrupt: 'came damaged and was rejected',
}

/** `ack#1 from receiver2 to sender1 was lost (f1)`. */
export function dropWords(drop: Event<'drop'>, faults: readonly FaultTold[]): string {
  const peers = peersOf(drop.message)
  const way = peers === null ? '' : ` from ${peers.from} to ${peers.to}`
  const copy = drop.copy === 2 ? 'the copy of ' : ''
  return `${copy}${shortName(drop.message)}${way} ${droppedWords[drop.why]}${byFault(drop.fault, faults)}`
}

/** ` (f1)`; empty where no fault of the plan did it. */
export function byFault(planned: number | null, faults: readonly FaultTold[]): string {
  const fault = faultOf(planned, faults)
  return fault === null ? '' : ` (${fault.id})`
}

/** The line of the plan that an entry of it belongs to. */
export const faultOf = (planned: number | null, faults: readonly FaultTold[]): FaultTold | null =>
  planned === null ? null : (faults.find((one) => one.planned.includes(planned)) ?? null)

/** `the crash of receiver2 (f1)`. */
export const crashWords = (crash: Event<'crash'>, faults: readonly FaultTold[]): string =>
  `the crash of ${crash.node ?? 'a node'}${byFault(crash.fault, faults)}`

/** `on the disk of n1 bits of log/3 have flipped: it is 7 now (f1)`. */
export const damagedWords = (damage: Event<'damage'>, faults: readonly FaultTold[]): string =>
  `on the disk of ${damage.node ?? 'a node'} ${damageWords(damage)}${byFault(damage.fault, faults)}`

/** `e28`; of several `e28 e31`, at most five. */
export const eventIds = (ids: readonly EventId[]): string =>
  ids.length > 5 ? `${ids.slice(0, 5).map(eventId).join(' ')} …` : ids.map(eventId).join(' ')

const eventId = (id: EventId): string => `e${id}`

/** Whether the step left anything: a change, a row, a message, a word to a client. */
export const hasEffect = (step: Step, lineage: Lineage): boolean =>
  (step.kind !== 'start' && step.patch.length > 0) ||
  step.kind === 'start' ||
  lineage.of(step.id).some((one) => isDeed(one))

const isDeed = ({ kind }: TraceEvent): boolean =>
  kind === 'write' || kind === 'send' || kind === 'complete' || kind === 'invoke'
