import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { AnyActor } from '../../sim/actor.ts'
import type { Fault } from '../../sim/fault.ts'
import { type Micros, ms, seconds } from '../../sim/units.ts'
import { a, b, Listener, on, place, type Place, say, start, turn } from './place.suite.ts'

const slow = (step: Micros): Fault => ({
  ...{ kind: 'slow', node: a, step: { kind: 'const', at: step } },
})
const strike = ({ host }: Place, id: number, fault: Fault): void => host.fault(id, fault, host.at)

/** Tells each step, and when it happened. */
class Log {
  readonly listener: Listener = new Listener()
  readonly at: Micros[] = []
  near: Place | null = null
  readonly actor: AnyActor = on(
    (node, _state, message) => {
      this.#tell(message.kind)
      if (message.kind === 'set') node.setTimer({ kind: 'bell' }, ms(5))
      if (message.kind === 'cancel') node.cancelTimer({ kind: 'bell' })
      if (message.kind === 'write') node.store.put('t', 1, 1)
      if (message.kind === 'write' || message.kind === 'reply') node.send(b, say(message.kind))
    },
    { expire: (_node, _state, timer) => this.#tell(timer.kind) },
  )
  #tell(step: string): void {
    this.at.push(this.near?.host.at ?? 0)
    this.listener.tell(step)
  }
}

async function rig(): Promise<{ log: Log; near: Place }> {
  const log = new Log()
  const near = await place('a', log.actor)
  log.near = near
  start(near)
  return { log, near }
}

describe('a slow node', () => {
  test('takes its time for each step, in order, and is no busy loop', async () => {
    const { log, near } = await rig()
    strike(near, 1, slow(ms(20)))
    const began = near.host.at
    for (const kind of ['1', '2', '3', '4', '5']) near.host.mail({ kind })
    expect(log.listener.heard).toEqual([])
    expect(near.host.waiting).toBe(5)
    let turns = 0
    while (log.at.length < 5) {
      await turn()
      turns += 1
    }
    expect(log.listener.heard).toEqual(['1', '2', '3', '4', '5'])
    for (const [nth, at] of log.at.entries()) {
      expect(at - began).toBeGreaterThanOrEqual(ms(20) * (nth + 1) - ms(1))
    }
    expect(turns).toBeGreaterThan(5)
    expect(near.host.tally.faults.get(1)).toMatchObject({ met: 5, hit: 5 })
  })

  test('a node that is not takes none', async () => {
    const { log, near } = await rig()
    near.host.mail({ kind: 'now' })
    expect(log.listener.heard).toEqual(['now'])
    expect(near.host.tally.faults.size).toBe(0)
  })

  test('says what a step says when the step is over; the disk is never slow', async () => {
    const listener = new Listener()
    const far = await place('b', listener.actor)
    const { log, near } = await rig()
    start(far)
    near.gate.shut()
    near.host.mail({ kind: 'write' })
    strike(near, 1, slow(seconds(1))) // far longer than a letter takes on a busy machine
    near.host.mail({ kind: 'reply' })
    near.gate.open()
    await listener.hears('write from a') // durable while the node is busy
    expect(log.listener.heard).toEqual(['write'])
    await listener.hears('reply from a')
  })

  test('drops a timer that was cancelled while its expiry waited', async () => {
    const { log, near } = await rig()
    near.host.mail({ kind: 'set' })
    strike(near, 1, slow(ms(30)))
    near.host.mail({ kind: 'first' })
    near.host.mail({ kind: 'cancel' })
    await log.listener.hears('first') // the bell is due by now, behind the cancel
    near.host.mail({ kind: 'last' })
    await log.listener.hears('last')
    expect(log.listener.heard).toEqual(['set', 'first', 'cancel', 'last'])
  })

  test('lets timers wait for their turn', async () => {
    const { log, near } = await rig()
    near.host.mail({ kind: 'set' })
    strike(near, 1, slow(ms(30)))
    const began = near.host.at
    near.host.mail({ kind: 'first' })
    await log.listener.hears('bell')
    expect(log.listener.heard).toEqual(['set', 'first', 'bell'])
    expect((log.at[2] ?? 0) - began).toBeGreaterThanOrEqual(ms(59))
  })

  test('is as fast as before when that ends; of two the latest counts', async () => {
    const { log, near } = await rig()
    strike(near, 1, slow(ms(60_000)))
    strike(near, 2, slow(ms(10)))
    near.host.mail({ kind: '1' })
    await log.listener.hears('1')
    strike(near, 3, { kind: 'end', of: 1 })
    strike(near, 4, { kind: 'end', of: 2 })
    near.host.mail({ kind: '2' })
    expect(log.listener.heard).toEqual(['1', '2'])
    expect(near.host.tally.faults.get(2)).toMatchObject({ met: 1, hit: 1 })
    expect(near.host.tally.faults.get(1)).toEqual({ met: 1, hit: 0 })
  })

  test('takes no step while it stands still, and then in the order things came', async () => {
    const { log, near } = await rig()
    const control = await rig()
    strike(near, 1, slow(ms(10)))
    for (const kind of ['1', '2']) near.host.mail({ kind })
    near.host.freeze()
    near.host.mail({ kind: '3' })
    strike(control.near, 1, slow(ms(60)))
    control.near.host.mail({ kind: 'later' })
    await control.log.listener.hears('later')
    expect(log.listener.heard).toEqual([])
    near.host.thaw()
    near.host.mail({ kind: '4' })
    await log.listener.hears('4')
    expect(log.listener.heard).toEqual(['1', '2', '3', '4'])
  })

  test('does not read more from its peers than it can hold', async () => {
    let steps = 0
    const near = await place(
      'a',
      on(() => void (steps += 1)),
      10,
    )
    const far = await place('b', {
      start: () => ({}),
      receive: (node) => {
        for (let nth = 0; nth < 200; nth += 1) node.send(a, say(`${nth}`))
      },
    })
    start(near)
    start(far)
    strike(near, 1, slow(ms(1)))
    far.host.mail({ kind: 'go' })
    let most = 0
    while (steps < 200) {
      most = Math.max(most, near.host.waiting)
      await turn()
    }
    expect(most).toBeLessThanOrEqual(10)
    expect(most).toBeGreaterThan(3)
  })

  test('that stops leaves no timer', async () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length
    const { log, near } = await rig()
    const before = timers()
    strike(near, 1, slow(ms(60_000)))
    near.host.mail({ kind: 'never' })
    expect(timers()).toBe(before + 1)
    near.host.stop()
    expect(timers()).toBe(before)
    expect(log.listener.heard).toEqual([])
  })
})

test('however it is slowed, stopped, let go and held up by its disk, steps keep their order', async () => {
  const act = fc.constantFrom(
    ...([
      'mail',
      'mail',
      'mail',
      'freeze',
      'thaw',
      'slow',
      'end',
      'turn',
      'wait',
      'a while',
    ] as const),
    ...(['disk stalls', 'disk goes on', 'drift', 'freeze the clock', 'true clock'] as const),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 25, maxLength: 40 }), async (acts) => {
      const steps: number[] = []
      let [mails, frozen, stalled] = [0, false, false]
      const near = await place(
        'a',
        on(
          (node, _state, message) => {
            expect(frozen).toBe(false)
            const nth = Number(message.kind)
            steps.push(nth)
            node.store.put('t', nth, nth)
            node.setTimer({ kind: 'bell' }, ms(1))
          },
          {
            expire() {
              expect(frozen).toBe(false)
            },
          },
        ),
        4,
      )
      start(near)
      for (const [id, doing] of acts.entries()) {
        if (doing === 'mail') near.host.mail({ kind: String(++mails) })
        else if (doing === 'turn') await turn()
        else if (doing === 'a while') {
          for (const from = near.host.at; near.host.at < from + ms(2); ) await turn()
        } else if (doing === 'wait') await (stalled ? turn() : near.store.flush())
        else if (doing === 'disk stalls') {
          near.gate.shut()
          stalled = true
        } else if (doing === 'disk goes on') {
          near.gate.open()
          stalled = false
        } else if (doing === 'slow') strike(near, id, slow(300))
        else if (doing === 'end') strike(near, id, { kind: 'end', of: acts.indexOf('slow') })
        else if (doing === 'true clock') strike(near, id, { kind: 'clock-reset', node: a })
        else if (doing === 'freeze the clock') strike(near, id, { kind: 'clock-freeze', node: a })
        else if (doing === 'drift') strike(near, id, { kind: 'clock-drift', node: a, ppm: 500_000 })
        else if (doing === 'freeze') {
          near.host.freeze()
          frozen = true
        } else {
          frozen = false
          near.host.thaw()
        }
      }
      frozen = false
      near.host.thaw()
      near.host.calm()
      near.gate.open()
      const isDone = (): boolean => steps.length === mails && near.host.waiting === 0
      while (near.deaths.length === 0 && !isDone()) await turn()
      expect(steps).toEqual(Array.from({ length: mails }, (_, at) => at + 1))
      expect(near.deaths).toEqual([])
      near.host.stop()
    }),
    { numRuns: 60 },
  )
})
