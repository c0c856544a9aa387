import { describe, expect, test } from 'vitest'

import type { AnyActor } from '../../sim/actor.ts'
import { ms } from '../../sim/units.ts'
import type { Lose } from './doom.ts'
import { b, Listener, on, place, type Place, say, start, turn } from './place.suite.ts'

/** Writes a row with each mail and says so. */
const writer = (steps: string[]): AnyActor =>
  on((node, _state, message) => {
    steps.push(message.kind)
    if (message.kind === 'read') return
    node.store.put('t', steps.length, message.kind)
    node.send(b, say(message.kind))
  })

interface Rig {
  readonly near: Place
  readonly steps: string[]
  readonly heard: readonly string[]
  readonly listener: Listener
  readonly told: boolean[]
  doom(lose: Lose): void
  answer(): Promise<void>
}

async function rig(): Promise<Rig> {
  const listener = new Listener()
  const steps: string[] = []
  const told: boolean[] = []
  const far = await place('b', listener.actor)
  const near = await place('a', writer(steps))
  start(far)
  start(near)
  return {
    ...{ near, steps, heard: listener.heard, listener, told },
    doom: (lose) => near.host.doom(lose, (bites) => told.push(bites)),
    async answer() {
      while (told.length === 0) await turn()
    },
  }
}

describe('a node that is to lose', () => {
  test('a drawn part: says nothing more, and is ready when something durable is untold', async () => {
    const { near, doom, told, answer, heard } = await rig()
    doom('drawn')
    for (let turns = 0; turns < 10; turns += 1) await turn()
    expect(told).toEqual([])
    near.host.mail({ kind: '1' })
    near.host.mail({ kind: '2' })
    await answer()
    expect(near.store.durable).toBeGreaterThan(0)
    for (let turns = 0; turns < 10; turns += 1) await turn()
    expect(heard).toEqual([])
    expect(told).toEqual([true])
  })

  test('memory: takes no further step, and is ready when all that it wrote is durable', async () => {
    const { near, steps, doom, told, answer, heard } = await rig()
    near.gate.shut()
    for (const kind of ['1', '2', '3']) near.host.mail({ kind })
    doom('memory')
    near.host.mail({ kind: '4' })
    near.host.freeze()
    near.host.thaw() // which does not wake it
    await turn()
    expect([steps, told]).toEqual([['1', '2', '3'], []])
    near.gate.open()
    await answer()
    expect(told).toEqual([true])
    expect([near.store.durable, near.store.mark]).toEqual([3, 3])
    expect([steps.length, heard]).toEqual([3, []])
  })

  test('memory: syncs what it wrote relaxed, too', async () => {
    const near = await place(
      'a',
      on((node) => node.store.put('t', 1, 1, 'relaxed')),
    )
    start(near)
    near.host.mail({ kind: 'go' })
    const told: boolean[] = []
    near.gate.shut()
    near.host.doom('memory', (bites) => told.push(bites))
    await turn()
    expect(told).toEqual([])
    near.gate.open()
    while (told.length === 0) await turn()
    expect(told).toEqual([true])
  })

  test('all that is not synced: begins no further sync and ends the one under way', async () => {
    const { near, doom, told, answer, listener, heard } = await rig()
    near.gate.shut()
    near.host.mail({ kind: '1' }) // its sync is under way
    near.host.mail({ kind: '2' })
    doom('unsynced')
    await turn()
    expect(told).toEqual([])
    near.gate.open()
    await answer()
    expect(told).toEqual([true])
    await listener.hears('1 from a') // what is durable is told, as by a node whose disk has stalled
    near.host.mail({ kind: '3' })
    await near.store.close()
    expect([near.store.durable, near.store.mark]).toEqual([1, 3])
    expect(heard).toEqual(['1 from a'])
  })

  test('all that is not synced: waits a moment for something to lose', async () => {
    const { near, doom, told, answer } = await rig()
    doom('unsynced')
    await turn()
    expect(told).toEqual([])
    near.host.mail({ kind: 'read' })
    await turn()
    expect(told).toEqual([])
    const { at } = near.host
    near.host.mail({ kind: '1' })
    await answer()
    expect(told).toEqual([true])
    // Its disk has stalled for a moment: what it said early has left by now.
    expect(near.host.at - at).toBeGreaterThanOrEqual(ms(19))
    expect(near.store.durable).toBe(0)
  })

  test('all that is not synced, and writes nothing: says that this will not bite', async () => {
    const { near, doom, told, answer } = await rig()
    const { at } = near.host
    doom('unsynced')
    await answer()
    expect(told).toEqual([false])
    expect(near.host.at - at).toBeGreaterThanOrEqual(ms(99))
  })

  test('anything, and has not begun or is dead already: says so at once', async () => {
    const near = await place('a', writer([]))
    const told: boolean[] = []
    near.host.doom('memory', (bites) => told.push(bites))
    start(near)
    near.host.stop()
    near.host.doom('unsynced', (bites) => told.push(bites))
    expect(told).toEqual([false, false])
  })
})

describe('a standstill', () => {
  test('that comes before the start lasts until it is ended', async () => {
    const steps: string[] = []
    const near = await place('a', writer(steps))
    near.host.freeze()
    near.host.mail({ kind: '1' })
    start(near)
    expect(steps).toEqual([])
    near.host.thaw()
    expect(steps).toEqual(['1'])
  })

  test('that ends before the start lets nothing in before it', async () => {
    const steps: string[] = []
    const near = await place('a', writer(steps))
    near.host.thaw()
    near.host.mail({ kind: '1' })
    expect([steps, near.deaths]).toEqual([[], []])
    start(near)
    expect(steps).toEqual(['1'])
  })
})
