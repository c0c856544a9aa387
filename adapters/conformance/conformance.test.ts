import { describe, expect, test } from 'vitest'

import { rows, tryRow } from './conformance.suite.ts'
import { type Row, worlds } from './stage.suite.ts'

const named = rows.map((row) => [`${row.part}: ${row.promise}`, row] as const)

describe.each(worlds)('%s keeps its promises, or does what is said in their place', (world) => {
  test.each(named)('%s', async (_, row) => {
    expect(await tryRow(row, world)).toBeNull()
  })
})

describe('the suite bites', () => {
  const row = (part: string, promise: string): Row => {
    const found = rows.find((one) => one.part === part && one.promise.includes(promise))
    if (found === undefined) throw new Error(`there is no row ${part}: ${promise}`)
    return found
  }

  test.each(worlds)('where %s is held to what it does not promise', async (world) => {
    const datagrams = row('datagram', 'full outbound queue')
    const { otherwise, ...strict } = datagrams
    const differs = otherwise?.[world] !== undefined
    expect((await tryRow(strict, world)) === null).toBe(!differs)
  })

  test('where a world is said to do otherwise and does not', async () => {
    const strict = row('outputs', 'stop the reading')
    expect(await tryRow({ ...strict, otherwise: {} }, 'simulation')).not.toBeNull()
    const spread = row('timers', 'never expire before')
    expect(await tryRow({ ...spread, somewhere: ['before its time'] }, 'simulation')).toBe(
      'in 24 seeds never: before its time',
    )
  })

  test('where a stream is run as datagrams, in one seed or another', async () => {
    const order = row('stream', 'in order, each once')
    expect(await tryRow({ ...order, needs: { link: 'datagram' } }, 'simulation')).toContain('equal')
    expect(await tryRow({ ...order, needs: { link: 'datagram' } }, 'tcp')).toBeNull()
  })
})
