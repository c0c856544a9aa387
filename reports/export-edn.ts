// The client history as Jepsen writes one: a map a line, an invocation and what became of it. It is
// for Knossos, Elle and Porcupine, so that others can check what we say; and for `worldline check`.

import type { Report } from '../sim/report.ts'
import { historyEvents } from './history-events.ts'
import { jepsenWords } from './jepsen-words.ts'

/**
 * One operation a line, in order of time. A process asks one thing at a time, and none whose fate is
 * unknown asks again: its client goes on under a new number. Times are nanoseconds. Where Jepsen's form
 * does not hold what was answered exactly (a read of nil, what a failed compare-and-set found), `:answer`
 * does.
 */
export function renderEdn(report: Report): string {
  const lines = historyEvents(report).map(({ kind, time, process, operation, outcome }, index) => {
    const { f, asked, told, type, answer } = jepsenWords(operation, outcome)
    const [now, value] = kind === 'call' ? ['invoke', asked] : [type, told]
    const more = kind === 'call' || answer === null ? '' : `, :answer ${answer}`
    return `{:type :${now}, :process ${process}, :f ${f}, :value ${value}, :time ${time * 1_000}, :index ${index}${more}}\n`
  })
  return lines.join('')
}
