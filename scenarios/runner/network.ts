// The healthy network and disks of a scenario, in full, from what it says of them.

import { parseDuration } from '../../sim/duration.ts'
import { type Disk, diskDefault, type Network, networkDefault } from '../../sim/link.ts'
import { parseSpan } from '../../sim/notation-parse.ts'
import type { Problem } from '../../sim/problem.ts'
import type { Span } from '../../sim/span.ts'
import type { DiskForm, NetworkForm, SpanText } from '../form.ts'
import type { Complaints } from './complaints.ts'

const fields = ['link', 'links', 'latency', 'fifo', 'resetAfter', 'queue'] as const
const kinds = new Set(['datagram', 'stream'])

/** @param roles of the scenario; null: not known yet, any is accepted */
export function networkOf(
  form: NetworkForm,
  roles: ReadonlySet<string> | null,
  complaints: Complaints,
): Network {
  checkFields('network', form, fields, complaints)
  checkLinks(form, roles, complaints)
  if (form.fifo !== undefined && typeof form.fifo !== 'boolean') {
    complaints.add('network.fifo', `cannot be ${String(form.fifo)}`, 'true  false')
  }
  const queue = form.queue ?? networkDefault.queue
  if (!Number.isInteger(queue) || queue < 1) {
    complaints.add('network.queue', `cannot be ${String(queue)}`, 'a whole number from 1')
  }
  return {
    link: form.link ?? networkDefault.link,
    links: form.links ?? {},
    latency: spanOf('network.latency', form.latency, networkDefault.latency, complaints),
    fifo: form.fifo ?? false,
    resetAfter:
      form.resetAfter === undefined
        ? networkDefault.resetAfter
        : durationOf('network.resetAfter', form.resetAfter, complaints),
    queue,
  }
}

/** The disks of a scenario in full. What is wrong is complained of, and the default stands for it. */
export function diskOf(form: DiskForm, complaints: Complaints): Disk {
  checkFields('disk', form, ['sync'], complaints)
  return { sync: spanOf('disk.sync', form.sync, diskDefault.sync, complaints) }
}

/** Microseconds; 0, and a complaint, for what is no duration. */
export function durationOf(at: string, text: unknown, complaints: Complaints): number {
  const duration = typeof text === 'string' ? parseDuration(text) : null
  if (duration !== null) return duration
  complaints.add(at, `cannot be ${quoted(text)}`, 'a duration such as 200ms or 1.5s, not negative')
  return 0
}

/** Complains of every field that is not known. */
export function checkFields(
  at: string,
  form: object,
  known: readonly string[],
  complaints: Complaints,
): void {
  for (const field of Object.keys(form)) {
    if (known.includes(field)) continue
    complaints.unknown(at, `has no property "${field}"`, field, known)
  }
}

function checkLinks(
  form: NetworkForm,
  roles: ReadonlySet<string> | null,
  complaints: Complaints,
): void {
  if (form.link !== undefined && !kinds.has(form.link)) {
    complaints.add('network.link', `cannot be ${quoted(form.link)}`, 'datagram  stream')
  }
  for (const [pair, kind] of Object.entries(form.links ?? {})) {
    const at = `network.links["${pair}"]`
    if (!kinds.has(kind)) complaints.add(at, `cannot be ${quoted(kind)}`, 'datagram  stream')
    const [one = '', other, more] = pair.split('-')
    if (other === undefined || more !== undefined) {
      complaints.add(at, 'is no pair of roles', 'two roles with a dash between them, n-c')
      continue
    }
    if (roles === null) continue
    for (const role of [one, other]) {
      if (!roles.has(role)) complaints.unknown(at, `"${role}" is no role`, role, roles)
    }
  }
}

function spanOf(
  at: string,
  text: SpanText | undefined,
  otherwise: Span,
  complaints: Complaints,
): Span {
  if (text === undefined) return otherwise
  if (typeof text === 'object') return text
  const span: Span | Problem = parseSpan(String(text))
  if ('kind' in span) return span
  complaints.add(at, `cannot be ${quoted(text)}`, 'a span such as 5ms..30ms, 10ms or exp 10ms')
  return otherwise
}

export const quoted = (value: unknown): string =>
  typeof value === 'string' ? `"${value}"` : String(value)
