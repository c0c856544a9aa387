// Each kind of violation is told by its code, in a sentence, with the few operations that show it.

import { expect, test } from 'vitest'
import type { Operation } from '../../history.ts'
import { nodeId } from '../../units.ts'
import { linearizable } from '../linearizable.ts'
import type { KvCall } from '../models/kv.ts'
import { register, type RegisterCall } from '../models/register.ts'
import { numbered } from './histories.suite.ts'

type Row = readonly [
  client: string,
  call: RegisterCall | KvCall,
  start: number,
  end: number | null,
  result?: unknown,
]

const history = (rows: readonly Row[]) =>
  numbered(
    rows.map(([client, call, start, end, result]) => ({
      ...{ client: nodeId(client), call, start, end },
      result: (end === null ? undefined : (result ?? null)) as Operation['result'],
    })),
  )

const write = (value: number): RegisterCall => ({ kind: 'write', value })
const read: RegisterCall = { kind: 'read' }

test('the misfit, what suffices to show it, and the legal order before it', () => {
  const judged = linearizable(register(0)).judge(
    history([
      ['c1', write(1), 0, 10],
      ['c4', write(7), 5, null],
      ['c2', write(2), 20, 30],
      ['c1', read, 40, 50, 1],
      ['c2', read, 60, 70, 2],
    ]),
  )
  expect(judged).toMatchObject({
    verdict: 'fail',
    misfit: { op: 3, others: [0, 2] },
    state: '2',
  })
  expect(judged.order?.at(-1)).toBe(2)
  expect(judged.why).toMatch(/^c1 read 1, /u)
})
