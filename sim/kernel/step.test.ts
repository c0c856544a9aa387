import { describe, expect, test } from 'vitest'
import type { Actor, AnyActor, AnyNode } from '../actor.ts'
import type { TraceEvent } from '../trace.ts'
import { ms, nodeId } from '../units.ts'
import { type Lab, mailTo, planOf, silent, told } from './lab.ts'

const n2 = nodeId('n2')

/** Hears everything and says nothing. */
const listener: AnyActor = {
  start: () => ({ heard: [] as string[] }),
  receive(_node, state, message) {
    ;(state as { heard: string[] }).heard.push(message.kind)
  },
}

/** n1 runs `act` on the workload's first mail; n2 listens. */
const lab = (receive: AnyActor['receive'], sync = 500): Lab => ({
  nodes: { n1: { start: () => ({}), receive }, n2: listener },
  network: { latency: { kind: 'const', at: 1_000 } },
  sync: { kind: 'const', at: sync },
})
const go = { workload: [mailTo('n1', ms(1), 'go')] }

const times = (trace: readonly TraceEvent[], kind: TraceEvent['kind']): number[] =>
  trace.filter((event) => event.kind === kind).map((event) => event.time)

describe('one handler call is one step', () => {
  test('a send waits for the writes of its step, those made after it included', () => {
    const { trace } = told(
      lab((node) => {
        node.send(n2, { kind: 'hello' })
        node.store.put('t', 1, 'x')
      }),
      ms(10),
      1,
      go,
    )
    expect(times(trace, 'send')).toEqual([ms(1) + 500])
    expect(times(trace, 'durable')).toEqual([ms(1) + 500])
  })

  test('a send without writes before it leaves at the end of its step', () => {
    const { trace } = told(
      lab((node) => node.send(n2, { kind: 'hello' })),
      ms(10),
      1,
      go,
    )
    expect(times(trace, 'send')).toEqual([ms(1)])
  })

  test('an early send overtakes the waiting ones', () => {
    const { trace } = told(
      lab((node) => {
        node.store.put('t', 1, 'x')
        node.send(n2, { kind: 'late' })
        node.send(n2, { kind: 'soon' }, 'early')
      }),
      ms(10),
      1,
      go,
    )
    const sends = trace.filter((event) => event.kind === 'send')
    expect(sends.map(({ time, message }) => [time, message])).toEqual([
      [ms(1), 'soon#1 n1>n2'],
      [ms(1) + 500, 'late#1 n1>n2'],
    ])
  })

  test('steps do not wait for the disk, share the next sync, and their outputs stand in line', () => {
    let put = 0
    const { trace } = told(
      lab((node) => {
        put += 1
        if (put !== 3) node.store.put('t', put, 'x')
        node.send(n2, { kind: 'hello' })
      }),
      ms(10),
      1,
      {
        workload: [ms(1), ms(1) + 100, ms(1) + 200, ms(1) + 300].map((at) =>
          mailTo('n1', at, 'go'),
        ),
      },
    )
    // The first sync covers the first step; the third step wrote nothing and waits all the same.
    expect(times(trace, 'durable')).toEqual([1_500, 2_000])
    expect(times(trace, 'send')).toEqual([1_500, 2_000, 2_000, 2_000])
  })

  test('a message to oneself says that the writes so far are durable', () => {
    const { trace } = told(
      lab((node, _state, message) => {
        if (message.kind !== 'go') return
        node.store.put('t', 1, 'x')
        node.send(node.id, { kind: 'stored' })
      }),
      ms(10),
      1,
      go,
    )
    const got = trace.find((event) => event.kind === 'receive' && event.body.kind === 'stored')
    expect(got?.time).toBe(ms(1) + 500)
  })

  test('a relaxed write holds nothing back and is durable with the next full one', () => {
    const { trace } = told(
      lab((node, _state, message) => {
        node.store.put('t', 1, message.kind, message.kind === 'go' ? 'relaxed' : undefined)
        node.send(n2, { kind: 'hello' })
      }),
      ms(10),
      1,
      { workload: [mailTo('n1', ms(1), 'go'), mailTo('n1', ms(3), 'full')] },
    )
    expect(times(trace, 'send')).toEqual([ms(1), ms(3) + 500])
    expect(times(trace, 'durable')).toEqual([ms(3) + 500])
  })

  test('a timer with equal fields is the same timer, and an armed one moves', () => {
    type Beat = {
      state: { beats: number }
      hears: { kind: 'go' }
      says: never
      timers: { kind: 'beat'; n: number }
    }
    const beat: Actor<Beat> = {
      start(node) {
        node.setTimer({ kind: 'beat', n: 1 }, ms(5))
        node.setTimer({ n: 1, kind: 'beat' }, ms(2))
        node.setTimer({ kind: 'beat', n: 2 }, ms(3))
        node.setTimer({ kind: 'beat', n: 3 }, ms(4))
        node.cancelTimer({ kind: 'beat', n: 3 })
        node.cancelTimer({ kind: 'beat', n: 9 })
        return { beats: 0 }
      },
      receive() {},
      expire(_node, state) {
        state.beats += 1
      },
    }
    const { trace } = told({ nodes: { n1: beat } }, ms(10))
    const expiries = trace.filter((event) => event.kind === 'expire')
    expect(expiries.map(({ time, timer }) => [time, timer['n']])).toEqual([
      [ms(2), 1],
      [ms(3), 2],
    ])
  })

  test('two timers due together expire in the order they were set', () => {
    const order: string[] = []
    const both: AnyActor = {
      start(node) {
        node.setTimer({ kind: 'b' }, ms(2))
        node.setTimer({ kind: 'a' }, ms(1))
        node.setTimer({ kind: 'c' }, ms(2))
        node.setTimer({ kind: 'b' }, ms(2))
        return {}
      },
      receive() {},
      expire(_node, _state, timer) {
        order.push(timer.kind)
      },
    }
    told({ nodes: { n1: both } }, ms(10))
    expect(order).toEqual(['a', 'c', 'b'])
  })

  test('an exception ends the run with the node, the handler and the step', () => {
    const { stop } = told(
      lab(() => {
        throw new Error('no')
      }),
      ms(10),
      1,
      go,
    )
    expect(stop).toMatchObject({
      kind: 'threw',
      node: 'n1',
      handler: 'receive',
      step: 'go#1 workload>n1',
    })
  })

  test('a handler that returns something ends the run', () => {
    const { stop } = told(lab((() => Promise.resolve()) as AnyActor['receive']), ms(10), 1, go)
    expect(stop).toMatchObject({ kind: 'returned', node: 'n1', promise: true })
  })

  test('a message that is not plain, or changed after sending, is told where it happens', () => {
    const unplain = told(
      lab((node) => node.send(n2, { kind: 'x', when: new Map([[1, () => 1]]) } as never)),
      ms(10),
      1,
      go,
    )
    expect(unplain.stop).toMatchObject({ kind: 'threw', node: 'n1' })
    const changed = told(
      lab((node, state) => {
        const kept = state as { last?: { kind: string; n: number } }
        if (kept.last !== undefined) kept.last.n += 1
        kept.last = { kind: 'x', n: 1 }
        node.send(n2, kept.last)
      }),
      ms(10),
      1,
      { workload: [mailTo('n1', ms(1), 'go'), mailTo('n1', ms(2), 'go')] },
    )
    expect(changed.stop).toMatchObject({ kind: 'threw', error: expect.any(TypeError) })
  })

  test('what is wrong with an output is told in its step, also behind a write', () => {
    const put = (act: (node: AnyNode) => void) =>
      told(
        lab((node) => {
          node.store.put('t', 1, 'x')
          act(node)
        }),
        ms(10),
        1,
        go,
      ).stop
    const step = { kind: 'threw', node: 'n1', step: 'go#1 workload>n1' }
    expect(put((node) => node.send(n2, { kind: 'x', f: () => 1 } as never))).toMatchObject(step)
    expect(
      put((node) => {
        const op = node.invoke('call')
        node.complete(op, 1)
        node.complete(op, 2)
      }),
    ).toMatchObject(step)
    expect(
      put((node) => {
        const message = { kind: 'x', n: 1 }
        node.send(n2, message)
        message.n = 2
      }),
    ).toMatchObject({ ...step, error: expect.any(TypeError) })
  })

  test('what is stored is kept by copy too, where messages are', () => {
    const keeper = lab((node, state) => {
      const own = state as { list?: number[] }
      own.list ??= []
      own.list.push(1)
      if (own.list.length === 1) node.store.put('t', 1, own.list)
      for (const _ of node.store.get('t', 1) as number[]) node.send(n2, { kind: 'one' })
    })
    const workload = [mailTo('n1', ms(1), 'go'), mailTo('n1', ms(3), 'go')]
    const sent = (byCopy: boolean): number =>
      silent(keeper, ms(10), 1, { workload, byCopy }).sentOf('one')
    expect([sent(false), sent(true)]).toEqual([3, 2])
  })

  test('timers of a kind are counted together, with fields or without', () => {
    const both: AnyActor = {
      start(node) {
        node.setTimer({ kind: 'a' }, ms(1), ms(1))
        node.setTimer({ kind: 'a', n: 1 }, ms(1), ms(1))
        node.setTimer({ kind: 'a', n: 2 }, ms(3))
        node.setTimer({ kind: 'a' }, ms(5))
        return {}
      },
      receive() {},
      expire() {},
    }
    const { trace } = told({ nodes: { n1: both } }, ms(10))
    const nths = trace.flatMap((event) => (event.kind === 'expire' ? [event.nth] : []))
    expect(nths).toEqual([2, 3, 4])
  })

  test('what went nowhere is no place: the first that leaves is the first sent', () => {
    const plan = planOf([
      { kind: 'place', place: { step: 'go#1 workload>n1', at: 'sent', nth: 1 } },
      { kind: 'crash', node: nodeId('n1'), lose: 'memory' },
    ])
    const { trace } = told(
      lab((node) => {
        node.send(nodeId('stranger'), { kind: 'hello' })
        node.send(n2, { kind: 'first' })
        node.send(n2, { kind: 'second' })
      }),
      ms(10),
      1,
      { ...go, plan },
    )
    const kinds = trace.flatMap((event) => (event.kind === 'send' ? [event.body.kind] : []))
    expect(kinds).toEqual(['first'])
  })
})
