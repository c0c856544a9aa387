import { describe, expect, test } from 'vitest'

import { ms, type OpId } from '../../sim/units.ts'
import { a, b, Listener, on, place, say, start, textOf, turn } from './place.suite.ts'

describe('outputs', () => {
  test('wait for the writes of their step, even those made after the send, and keep their order', async () => {
    const listener = new Listener()
    const far = await place('b', listener.actor)
    const near = await place(
      'a',
      on((node, _state, message) => {
        if (message.kind === 'write') {
          node.send(b, say('written'))
          node.store.put('t', 1, 1)
        } else node.send(b, say(message.kind), message.kind === 'early' ? 'early' : undefined)
      }),
    )
    start(far)
    near.gate.shut()
    start(near)
    for (const kind of ['write', 'later', 'early']) near.host.mail({ kind })
    await listener.hears('early from a') // it overtook what stands in line
    expect(listener.heard).toEqual(['early from a'])
    expect(near.host.held).toBe(2)
    near.gate.open()
    await listener.hears('later from a')
    expect(listener.heard).toEqual(['early from a', 'written from a', 'later from a'])
  })

  test('of a step that wrote relaxed leave at once', async () => {
    const listener = new Listener()
    const far = await place('b', listener.actor)
    const near = await place(
      'a',
      on((node) => {
        node.store.put('t', 1, 1, 'relaxed')
        node.send(b, say('free'))
      }),
    )
    start(far)
    near.gate.shut()
    start(near)
    near.host.mail({ kind: 'go' })
    await listener.hears('free from a')
  })

  test('and rows are on file as a step before the disk hears of them', async () => {
    const near = await place(
      'a',
      on((node) => {
        node.store.put('t', 1, 1)
        node.send(a, say('stored'))
      }),
    )
    start(near)
    near.files.length = 0
    near.host.mail({ kind: 'go' })
    while (!near.files.includes('left')) await turn()
    expect(near.files).toEqual(['step', 'batch', 'durable', 'left'])
  })

  test('to the node itself say that the writes so far are durable', async () => {
    const listener = new Listener()
    const near = await place(
      'a',
      on((node, _state, message, from) => {
        listener.tell(`${message.kind} from ${from}, held ${near.host.held}`)
        if (message.kind !== 'go') return
        node.store.put('t', 1, 1)
        node.send(a, { kind: 'stored' })
      }),
    )
    near.gate.shut()
    start(near)
    near.host.mail({ kind: 'go' })
    await turn()
    await turn()
    expect(listener.heard).toEqual(['go from workload, held 0'])
    near.gate.open()
    await listener.hears('stored from a, held 0')
  })

  test('an operation is on file before its request leaves, and complete only when durable', async () => {
    let op: OpId | null = null
    const near = await place(
      'a',
      on((node, _state, message) => {
        if (message.kind === 'ask') {
          op = node.invoke({ ask: 1 })
          expect(near.history).toHaveLength(1)
        } else if (op !== null) {
          node.store.put('t', 1, 1)
          node.complete(op, 'done')
        }
      }),
    )
    near.gate.shut()
    start(near)
    near.host.mail({ kind: 'ask' })
    near.host.mail({ kind: 'answer' })
    await turn()
    expect(near.history).toHaveLength(1)
    near.gate.open()
    while (near.history.length < 2) await turn()
    expect(near.history).toMatchObject([
      { kind: 'invoke', op: 3 * 2 ** 32 + 1, call: { ask: 1 } },
      { kind: 'complete', op: 3 * 2 ** 32 + 1, result: 'done' },
    ])
    expect(near.deaths).toEqual([])
  })

  test('belong to the connection that their step saw', async () => {
    const listener = new Listener()
    const nearby = new Listener()
    const far = await place('b', listener.actor)
    const near = await place(
      'a',
      on(
        (node, _state, message) => {
          if (message.kind === 'write') node.store.put('t', 1, 1)
          node.send(b, say(message.kind))
        },
        { lost: (_node, _state, peer, why) => nearby.tell(`lost ${peer} ${why}`) },
      ),
    )
    start(far)
    start(near)
    near.host.mail({ kind: 'first' })
    await listener.hears('first from a')
    near.gate.shut()
    near.host.mail({ kind: 'write' })
    await far.transport.close()
    await nearby.hears('lost b closed')
    near.gate.open()
    while (near.host.held > 0) await turn()
    expect(near.host.tally.dropped).toEqual(new Map([['reset', 1]]))
  })

  test('many of them held stop the reading of sockets until the disk has caught up', async () => {
    let steps = 0
    const near = await place(
      'a',
      on((node, _state, _message, from) => {
        steps += 1
        node.store.put('t', steps, steps)
        node.send(from, say('stored'))
      }),
      10,
    )
    const listener = new Listener()
    const far = await place('b', {
      ...listener.actor,
      receive: (node, _state, message, from) => {
        if (message.kind === 'go')
          for (let nth = 0; nth < 100; nth += 1) node.send(a, say(`${nth}`))
        else listener.tell(`${textOf(message)} from ${from}`)
      },
    })
    near.gate.shut()
    start(near)
    start(far)
    far.host.mail({ kind: 'go' })
    while (steps < 10) await turn()
    for (let turns = 0; turns < 20; turns += 1) await turn()
    expect(steps).toBe(10)
    near.gate.open()
    while (listener.heard.length < 100) await turn()
    expect(steps).toBe(100)
    expect(near.host.held).toBe(0)
  })
})

describe('timers', () => {
  test('of equal fields are one, moved ones go behind, cancelled ones never ring', async () => {
    const listener = new Listener()
    const near = await place(
      'a',
      on(
        (node) => {
          node.setTimer({ kind: 'one', nth: 1 }, 0)
          node.setTimer({ kind: 'two' }, 0)
          node.setTimer({ kind: 'gone' }, 0)
          node.setTimer({ nth: 1, kind: 'one' }, 0)
          node.cancelTimer({ kind: 'gone' })
          node.setTimer({ kind: 'last' }, ms(5), ms(1))
        },
        { expire: (_node, _state, timer) => listener.tell(timer.kind) },
      ),
    )
    start(near)
    near.host.mail({ kind: 'go' })
    await listener.hears('last')
    expect(listener.heard).toEqual(['two', 'one', 'last'])
  })

  test('expire in the order of their instants, however they were set', async () => {
    const listener = new Listener()
    const near = await place(
      'a',
      on(
        (node, _state, { kind }) => {
          if (kind !== 'go') return
          for (let nth = 20; nth >= 1; nth -= 1) node.setTimer({ kind: 'slow', nth }, ms(nth))
        },
        { expire: (_node, _state, timer) => listener.tell(`${timer['nth']}`) },
      ),
    )
    start(near)
    near.host.mail({ kind: 'go' })
    await listener.hears('20')
    expect(listener.heard).toEqual(Array.from({ length: 20 }, (_, at) => `${at + 1}`))
  })

  test('an expiry already due is taken back by a cancel in the step before it', async () => {
    const listener = new Listener()
    const near = await place(
      'a',
      on(
        (node) => {
          node.setTimer({ kind: 'first' }, 0)
          node.setTimer({ kind: 'second' }, 0)
          node.setTimer({ kind: 'end' }, ms(3))
        },
        {
          expire: (node, _state, timer) => {
            listener.tell(timer.kind)
            node.cancelTimer({ kind: 'second' })
          },
        },
      ),
    )
    start(near)
    near.host.mail({ kind: 'go' })
    await listener.hears('end')
    expect(listener.heard).toEqual(['first', 'end'])
  })
})

describe('a node that stands still', () => {
  test('takes no step, and afterwards all of them in order', async () => {
    const listener = new Listener()
    const far = await place('b', listener.actor)
    const near = await place(
      'a',
      on((node, _state, { kind }) => node.send(b, say(kind))),
    )
    start(far)
    start(near)
    near.host.mail({ kind: 'before' })
    await listener.hears('before from a')
    far.host.freeze()
    for (const kind of ['one', 'two', 'three']) near.host.mail({ kind })
    for (let turns = 0; turns < 20; turns += 1) await turn()
    expect(listener.heard).toEqual(['before from a'])
    far.host.thaw()
    await listener.hears('three from a')
    expect(listener.heard).toEqual(['before from a', 'one from a', 'two from a', 'three from a'])
  })

  test('hears nothing before its start', async () => {
    const listener = new Listener()
    const near = await place('a', listener.actor)
    near.host.mail({ kind: 'soon' })
    expect(listener.heard).toEqual([])
    start(near)
    expect(listener.heard).toEqual(['soon from workload'])
  })
})

describe('a handler', () => {
  test('that throws is the death of the process, told once with its step', async () => {
    const near = await place(
      'a',
      on((node, _state, { kind }) => {
        node.store.put('t', 1, 1)
        node.send(a, { kind: 'never' })
        throw new Error(`cannot ${kind}`)
      }),
    )
    start(near)
    near.host.mail({ kind: 'go' })
    near.host.mail({ kind: 'again' })
    await turn()
    expect(near.deaths).toEqual(['go from workload: cannot go'])
    expect(near.host.state).toBeNull()
    expect(near.host.held).toBe(0)
  })

  test('that returns a promise is refused', async () => {
    const near = await place(
      'a',
      Object.assign(
        on(() => {}),
        { receive: async () => {} },
      ),
    )
    start(near)
    near.host.mail({ kind: 'go' })
    expect(near.deaths).toEqual([
      'go from workload: a handler returns nothing (an async one returns a promise)',
    ])
  })

  test('that keeps its node beyond the step is refused', async () => {
    let kept = (): void => {}
    const near = await place(
      'a',
      on((node) => {
        kept = () => node.send(b, say('later'))
      }),
    )
    start(near)
    near.host.mail({ kind: 'go' })
    expect(kept).toThrow('a node is used within a step, never kept beyond it')
  })

  test('that stores what is not plain is refused', async () => {
    const near = await place(
      'a',
      on((node) => node.store.put('t', 1, new Date())),
    )
    start(near)
    near.host.mail({ kind: 'go' })
    expect(near.deaths[0]).toContain('plain')
  })

  test('draws within its bound and sees clocks that go on', async () => {
    const seen: number[] = []
    const near = await place(
      'a',
      on((node) => {
        const before = node.clock()
        for (let nth = 0; nth < 200; nth += 1) seen.push(node.random(3, 'die'))
        expect(node.clock()).toBeGreaterThanOrEqual(before)
        expect(node.wallClock()).toBeGreaterThan(1e15)
        expect(() => node.random(0, 'die')).toThrow('at least 1')
        expect(node.random(2 ** 52, 'wide')).toBeLessThan(2 ** 52)
      }),
    )
    start(near)
    near.host.mail({ kind: 'go' })
    expect(near.deaths).toEqual([])
    expect(new Set(seen)).toEqual(new Set([0, 1, 2]))
  })
})

test('what follows a close in one step is for the next connection', async () => {
  const listener = new Listener()
  start(await place('b', listener.actor))
  const sender = await place(
    'a',
    on((node, _state, message) => {
      if (message.kind === 'first') return node.send(b, say('one'))
      node.close(b)
      node.send(b, say('two'))
    }),
  )
  start(sender)
  sender.host.mail({ kind: 'first' })
  await listener.hears('one from a')
  sender.host.mail({ kind: 'again' })
  await listener.hears('two from a')
  expect(listener.heard).toEqual(['one from a', 'lost a closed', 'two from a'])
  expect(sender.host.tally.dropped.size).toBe(0)
})
