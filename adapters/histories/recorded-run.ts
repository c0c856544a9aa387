// The history of a recorded real run: every life of every node that asked, each in a file of its own,
// as one. Their times are of one clock.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { OpId } from '../../sim/units.ts'
import type { HistoryRead, LinesOf, Read } from './event.ts'
import { readHistory } from './read-history.ts'

/**
 * @param folder of the run, with `NODE/history-LIFE.jsonl` in it
 * @param shown the folder as it is told
 */
export async function readRecordedRun(folder: string, shown: string): Promise<Read> {
  const reads: { readonly read: HistoryRead; readonly file: string }[] = []
  for (const file of filesIn(folder)) {
    const read = await readHistory(join(folder, file), 'worldline', { shown: join(shown, file) })
    if (read.kind === 'history') reads.push({ read, file })
    // A client that asked nothing has left an empty file.
    else if (!read.problems.every(({ sentence }) => /holds no operation/u.test(sentence)))
      return read
  }
  if (reads.length === 0) return { kind: 'refused', problems: [nothing(shown)] }
  const all = reads.flatMap(({ read, file }) =>
    read.history.map((operation, at) => {
      const lines = read.lines[at] ?? { call: 1, return: null }
      return { operation, lines: { ...lines, file } satisfies LinesOf }
    }),
  )
  all.sort((one, other) => one.operation.start - other.operation.start)
  const history = all.map(({ operation }, at) => ({ ...operation, id: (at + 1) as OpId }))
  return {
    ...{ kind: 'history', format: 'worldline', history, lines: all.map(({ lines }) => lines) },
    operations: history.length,
    unknown: history.filter(({ end }) => end === null).length,
    dropped: reads.reduce((sum, { read }) => sum + read.dropped, 0),
  }
}

const nothing = (shown: string) => ({
  code: 'WL1204',
  sentence: `${shown} holds no operation.`,
  lines: ['expected       NODE/history-LIFE.jsonl with calls of clients'],
})

function filesIn(folder: string): readonly string[] {
  const nodes = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory())
  return nodes
    .flatMap(({ name }) =>
      readdirSync(join(folder, name))
        .filter((file) => /^history-\d+\.jsonl$/u.test(file))
        .map((file) => join(name, file)),
    )
    .toSorted()
}
