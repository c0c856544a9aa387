// The client history in the two texts that Porcupine's own tests read: the log of a register as Jepsen
// wrote etcd's, and the events of a map of texts. What they have no words for is refused, not left out.

import type { Operation } from '../sim/history.ts'
import { isFields, type Plain } from '../sim/plain-value.ts'
import { text } from '../sim/plain.ts'
import { Mistake } from '../sim/problem.ts'
import type { Report } from '../sim/report.ts'
import { type HistoryEvent, historyEvents } from './history-events.ts'
import { printable } from './page.ts'
import { span } from './words.ts'

type Fields = { readonly [field: string]: Plain }
/** What one event says; null: nothing, it is left out; `refused`: the format has no words for it. */
type Said = string | null | 'refused'

/**
 * A register of whole numbers: `INFO  jepsen.util - 3 :ok :read 2`. A compare-and-set that failed says
 * which value was not there.
 * @throws Mistake (WL1004) where the history is of something else
 */
export const renderJepsenLog = (report: Report): string =>
  linesOf(report, 'jepsen-log', jepsenLine, [
    'read, write and cas of one register without a key, whose values are whole numbers, nothing at first',
  ])

/**
 * A map of texts: `{:process 3, :type :ok, :f :get, :key "x", :value "1"}`. What is not there is the text
 * "".
 * @throws Mistake (WL1004) where the history is of something else
 */
export const renderPorcupineKv = (report: Report): string =>
  linesOf(report, 'porcupine-kv', kvLine, [
    'get, put, append and delete of texts under keys that are texts,',
    'in one line each, without the sign "',
  ])

function linesOf(
  report: Report,
  format: string,
  line: (event: HistoryEvent) => Said,
  expected: readonly string[],
): string {
  const lines = historyEvents(report).map((event) => {
    const said = line(event)
    if (said === 'refused') throw unfit(event, format, expected)
    return said === null ? '' : `${said}\n`
  })
  return lines.join('')
}

function unfit({ operation }: HistoryEvent, format: string, expected: readonly string[]): Mistake {
  const { client, call, result, start, end } = operation
  const answered = end === null ? '' : `, answered ${text(result, 40)}`
  return new Mistake([
    {
      code: 'WL1004',
      sentence: `${format} has no words for an operation of this history.`,
      lines: [
        `given          ${printable(`${client} at ${span(start)}: ${text(call, 60)}${answered}`)}`,
        ...expected.map((one, at) => `${(at === 0 ? 'expected' : '').padEnd(15)}${one}`),
        'any history    --format edn',
      ],
    },
  ])
}

function jepsenLine({ kind, process, operation, outcome }: HistoryEvent): Said {
  const { result } = operation
  const seenBy = outcome === 'ok' ? foundBy(operation) : null
  // A compare-and-set that failed and says what it found is a read.
  const call = seenBy === null ? operation.call : { kind: 'read' }
  const said = registerWords(call)
  if (said === null) return 'refused'
  const { f, value } = said
  const line = (type: string, what: string): string =>
    `INFO  jepsen.util - ${process}\t:${type}\t:${f}\t${what}`
  const isRefused = f === 'cas' && outcome !== 'unknown' && result !== true
  // A write that failed did not happen, and the log has no words for that.
  if (f === 'write' && outcome === 'failed') return null
  if (kind === 'call') return line('invoke', value)
  if (isRefused) return line('fail', value)
  if (outcome !== 'ok') return line(f === 'read' ? 'fail' : 'info', ':timed-out')
  if (f !== 'read') return line('ok', value)
  const seen = numberWord(seenBy === null ? result : seenBy.found)
  return seen === null ? 'refused' : line('ok', seen)
}

function foundBy({ call, result }: Operation): { readonly found: Plain } | null {
  if (fieldsOf(call)?.['kind'] !== 'cas') return null
  const answer = fieldsOf(result)
  return answer !== null && 'found' in answer ? { found: answer['found'] } : null
}

function registerWords(call: Plain): { readonly f: string; readonly value: string } | null {
  const fields = fieldsOf(call)
  if (fields === null || fields['key'] !== undefined) return null
  const { kind, value, from, to } = fields
  if (kind === 'read') return { f: 'read', value: 'nil' }
  if (kind === 'write' && isWhole(value)) return { f: 'write', value: String(value) }
  if (kind !== 'cas' || !isWhole(from) || !isWhole(to)) return null
  return { f: 'cas', value: `[${String(from)} ${String(to)}]` }
}

const isWhole = (value: Plain): value is number => Number.isSafeInteger(value)
const numberWord = (value: Plain): string | null =>
  value === null ? 'nil' : isWhole(value) ? String(value) : null

function kvLine({ kind, process, operation, outcome }: HistoryEvent): Said {
  const { call, result } = operation
  const said = kvWords(call)
  if (said === null) return 'refused'
  const { f, key, value } = said
  // What failed did not happen, and a get that nobody answered tells nothing.
  if (outcome === 'failed' || (outcome === 'unknown' && f === 'get')) return null
  // It may have happened: a call without a return.
  if (outcome === 'unknown' && kind === 'return') return null
  const line = (type: string, what: string): string =>
    `{:process ${process}, :type :${type}, :f :${f}, :key "${key}", :value ${what}}`
  if (f !== 'get') return line(kind === 'call' ? 'invoke' : 'ok', `"${value}"`)
  if (kind === 'call') return line('invoke', 'nil')
  const seen = result === null ? '' : result
  return isBareText(seen) ? line('ok', `"${seen}"`) : 'refused'
}

function kvWords(
  call: Plain,
): { readonly f: string; readonly key: string; readonly value: string } | null {
  const fields = fieldsOf(call)
  if (fields === null) return null
  const { kind, key, value } = fields
  if (!isBareText(key)) return null
  if (kind === 'get') return { f: 'get', key, value: '' }
  if (kind === 'delete') return { f: 'put', key, value: '' }
  if (kind !== 'put' && kind !== 'append') return null
  return isBareText(value) ? { f: kind, key, value } : null
}

/** The format has no escapes. */
const isBareText = (value: Plain): value is string =>
  typeof value === 'string' && !/["\\\p{Cc}\p{Cs}\u2028\u2029]/u.test(value)

const fieldsOf = (call: Plain): Fields | null =>
  typeof call === 'object' && call !== null && isFields(call) ? (call as Fields) : null
