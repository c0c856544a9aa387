// Small histories written by hand, one operation a line or between semicolons: what was asked, what was
// found where the call does not say it, and the times of call and answer.

import type { History, Operation } from '../../history.ts'
import type { Plain } from '../../plain.ts'
import { nodeId } from '../../units.ts'
import { numbered } from './histories.suite.ts'

/**
 * Calls of registers: `write 1 0-2`, `read 1 3-5`, `cas 1 2 3-5`, `no 1 2 3-5` (a cas that failed),
 * `found 1 2 0 3-5` (one that found 0 instead). Calls of maps, of one key: `put ab 0-2`, `get ab 3-5`,
 * `append c 4-6`. Without the second time no answer came: `write 1 0-`. The empty text is `_`.
 */
export function written(lines: string): History {
  return numbered(
    lines
      .split(/[;\n]/u)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map(operation),
  )
}

function operation(line: string, at: number): Omit<Operation, 'id'> {
  const words = line.split(/\s+/u)
  const [verb = '', ...rest] = words.slice(0, -1)
  const [start = '', end = ''] = (words.at(-1) ?? '').split('-')
  const [first = '', second = '', third = ''] = rest
  const text = first === '_' ? '' : first
  const said: Readonly<Record<string, readonly [Plain, Plain]>> = {
    write: [{ kind: 'write', value: Number(first) }, true],
    read: [{ kind: 'read' }, Number(first)],
    cas: [{ kind: 'cas', from: Number(first), to: Number(second) }, true],
    no: [{ kind: 'cas', from: Number(first), to: Number(second) }, false],
    found: [{ kind: 'cas', from: Number(first), to: Number(second) }, { found: Number(third) }],
    put: [{ kind: 'put', key: 'k', value: text }, true],
    get: [{ kind: 'get', key: 'k' }, text],
    append: [{ kind: 'append', key: 'k', value: text }, true],
  }
  const [call, result] = said[verb] ?? [null, null]
  return {
    client: nodeId(`c${at + 1}`),
    call,
    start: Number(start),
    end: end === '' ? null : Number(end),
    result: end === '' ? undefined : result,
  }
}
