// The client history as Jepsen writes one: a map a line, an invocation and what became of it. It is
// for Knossos, Elle and Porcupine, so that others can check what we say.

import { isBytes, isFields, isList, isMap, isSet, type Plain } from '../sim/plain-value.ts'
import type { OperationTold, Report } from '../sim/report.ts'
import type { Micros, NodeId, OpId } from '../sim/units.ts'

interface Entry {
  readonly time: Micros
  readonly type: 'invoke' | 'ok' | 'fail' | 'info'
  readonly process: number
  readonly f: string
  readonly value: string
}

/**
 * One operation a line, in order of time. A process asks one thing at a time, and none whose fate is
 * unknown asks again: its client goes on under a new number. Times are nanoseconds.
 */
export function renderEdn({ run, operations }: Report): string {
  const told = new Map<OpId, OperationTold>(operations.map((one) => [one.op, one]))
  const processes = new Processes()
  const moments = run.history.flatMap((one) => {
    const outcome = told.get(one.id)?.outcome ?? 'unknown'
    const { f, value } = callOf(one.call)
    const end = outcome === 'unknown' ? run.simTime : (one.end ?? run.simTime)
    return [
      { at: one.start, last: false, one, outcome, f, value },
      { at: end, last: true, one, outcome, f, value },
    ]
  })
  moments.sort((a, b) => a.at - b.at || Number(b.last) - Number(a.last) || a.one.id - b.one.id)
  const begun = new Map<OpId, number>()
  const entries = [...inTurn(moments)].map((moment): Entry => {
    const { at: time, last, one, outcome, f } = moment
    if (!last) {
      const process = processes.take(one.client)
      begun.set(one.id, process)
      return { time, type: 'invoke', process, f, value: ednOf(moment.value) }
    }
    const process = begun.get(one.id) ?? 0
    if (outcome !== 'unknown') processes.giveBack(one.client, process)
    const type = outcome === 'ok' ? 'ok' : outcome === 'failed' ? 'fail' : 'info'
    const silent = one.end === null || one.result === undefined
    return { time, type, process, f, value: ednOf(silent ? moment.value : one.result) }
  })
  return entries.map((entry, index) => `${line(entry, index)}\n`).join('')
}

/** An operation that took no time is asked before it is answered. */
function* inTurn<M extends { last: boolean; one: { id: OpId } }>(
  moments: readonly M[],
): Iterable<M> {
  const asked = new Set<OpId>()
  const early = new Map<OpId, M>()
  for (const moment of moments) {
    const { id } = moment.one
    if (moment.last && !asked.has(id)) {
      early.set(id, moment)
      continue
    }
    yield moment
    if (moment.last) continue
    asked.add(id)
    const end = early.get(id)
    if (end !== undefined) yield end
  }
}

const line = ({ time, type, process, f, value }: Entry, index: number): string =>
  `{:type :${type}, :process ${process}, :f ${f}, :value ${value}, :time ${time * 1_000}, :index ${index}}`

/** Numbers of processes, the lowest free one of a client first. */
class Processes {
  #next = 0
  readonly #free = new Map<NodeId, number[]>()

  take(client: NodeId): number {
    const free = this.#free.get(client) ?? []
    const [lowest] = free.toSorted((a, b) => a - b)
    if (lowest === undefined) return this.#next++
    this.#free.set(
      client,
      free.filter((one) => one !== lowest),
    )
    return lowest
  }

  giveBack(client: NodeId, process: number): void {
    this.#free.set(client, [...(this.#free.get(client) ?? []), process])
  }
}

/** What is asked is the `kind` of a call, its value the rest; a call without one is `:call`. */
function callOf(call: Plain): { f: string; value: Plain } {
  if (typeof call !== 'object' || call === null || !isFields(call))
    return { f: ':call', value: call }
  const { kind, ...rest } = call as { readonly [field: string]: Plain }
  if (typeof kind !== 'string') return { f: ':call', value: call }
  return { f: isKeyword(kind) ? `:${kind}` : ednText(kind), value: rest }
}

/** Any plain value in EDN. Bytes are vectors of numbers, since not every reader knows a tag for them. */
export function ednOf(value: Plain): string {
  if (value === undefined || value === null) return 'nil'
  if (typeof value === 'string') return ednText(value)
  if (typeof value === 'number') return ednNumber(value)
  if (typeof value === 'boolean') return String(value)
  if (isBytes(value)) return `[${[...value].join(' ')}]`
  if (isList(value)) return `[${(value as readonly Plain[]).map(ednOf).join(' ')}]`
  if (isSet(value)) return `#{${[...value].map((one) => ednOf(one)).join(' ')}}`
  if (isMap(value)) {
    const entries = [...(value as ReadonlyMap<string, Plain>)]
    return `{${entries.map(([key, one]) => `${ednOf(key)} ${ednOf(one)}`).join(', ')}}`
  }
  const fields = Object.entries(value as { readonly [field: string]: Plain })
  return `{${fields.map(([name, one]) => `${isKeyword(name) ? `:${name}` : ednText(name)} ${ednOf(one)}`).join(', ')}}`
}

/** Beyond what a long of Clojure holds a whole number says that it is a big one. */
function ednNumber(value: number): string {
  if (!Number.isInteger(value)) return String(value)
  const whole = BigInt(value)
  return whole > 2n ** 63n - 1n || whole < -(2n ** 63n) ? `${whole}N` : String(whole)
}

const isKeyword = (name: string): boolean => /^[A-Za-z*!_?$%&=<>][\w*!?$%&=<>.+-]*$/u.test(name)

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

const ednText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- these would break the line or the terminal
  `"${text.replace(/["\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/gu, (one) => escapes[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`
