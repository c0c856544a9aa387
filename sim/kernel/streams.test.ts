import { describe, expect, test } from 'vitest'
import type { AnyActor, AnyNode } from '../actor.ts'
import type { Fault, Planned } from '../fault.ts'
import { type Micros, ms, type NodeId, nodeId } from '../units.ts'
import { at, everywhere, type Lab, linksOf, mailTo, planOf, type Told, told } from './lab.ts'

const [a, b] = [nodeId('a1'), nodeId('b1')]

/** Writes down what it hears, in order, ends of streams included. */
const noting = (act?: (node: AnyNode, kind: string) => void): AnyActor => ({
  start: () => ({ heard: [] as string[] }),
  receive(node, state, message, from) {
    ;(state as { heard: string[] }).heard.push(`${message.kind} ${from}`)
    act?.(node, message.kind)
  },
  lost(_node, state, peer, why) {
    ;(state as { heard: string[] }).heard.push(`lost ${peer} ${why}`)
  },
})

/** a1 sends each mail of the workload on to b1. */
const lab = (more: Partial<Lab['network']> = {}): Lab => ({
  nodes: {
    a1: noting((node, kind) => {
      if (kind === 'close') node.close(b)
      else if (kind.startsWith('m')) node.send(b, { kind: `to ${kind}` })
    }),
    b1: noting((node, kind) => {
      if (kind.startsWith('m')) node.send(a, { kind: `to ${kind}` })
    }),
  },
  network: { link: 'stream', latency: { kind: 'uniform', min: 1_000, max: 9_000 }, ...more },
})

const heard = ({ world }: Told, node: number): string[] =>
  (world.stateOf(node) as { heard: string[] }).heard.filter((line) => !line.endsWith('workload'))

const mails = (count: number, every: Micros, client = 'a1', from: Micros = 0) =>
  Array.from({ length: count }, (_, n) => mailTo(client, from + ms(1) + n * every, `m${n}`))

const run = (
  workload: ReturnType<typeof mails>,
  plan: readonly Planned[],
  until = ms(20_000),
): Told => told(lab(), until, 3, { workload, plan })

const fault = (time: Micros, one: Fault) => [at(time), one] as const
const crash = (node: NodeId): Fault => ({ kind: 'crash', node, lose: 'memory' })

describe('a stream', () => {
  test('keeps order and loses nothing, whatever delay each message drew', () => {
    const got = heard(run(mails(200, 100), []), 1)
    expect(got).toEqual(Array.from({ length: 200 }, (_, n) => `to m${n} a1`))
  })

  test('is one connection when both ends open at once', () => {
    const told = run([...mails(3, 10), ...mails(3, 10, 'b1')], [])
    expect(heard(told, 0)).toEqual(['to m0 b1', 'to m1 b1', 'to m2 b1'])
    expect(heard(told, 1)).toEqual(['to m0 a1', 'to m1 a1', 'to m2 a1'])
  })

  test('to a node that is down is refused after a round trip', () => {
    const told = run(mails(2, 100, 'a1', ms(10)), planOf(fault(ms(1), crash(b))))
    expect(heard(told, 0)).toEqual(['lost b1 refused'])
  })

  test('closed by one end: what it sent arrives, then the other end is told, and only that one', () => {
    const told = run(
      [...mails(3, 100), mailTo('a1', ms(100), 'close'), mailTo('a1', ms(101), 'm9')],
      [],
    )
    expect(heard(told, 1)).toEqual([
      'to m0 a1',
      'to m1 a1',
      'to m2 a1',
      'lost a1 closed',
      'to m9 a1',
    ])
    expect(heard(told, 0)).toEqual([])
  })

  test('of a crashed node: a prefix of what it sent arrives, then lost; its next life gets nothing old', () => {
    const lengths = new Set<number>()
    for (let seed = 0; seed < 60; seed++) {
      const told2 = told(lab(), ms(5_000), seed, {
        workload: [
          mailTo('a1', ms(1), 'm0'),
          ...mails(10, 10, 'a1', ms(98)),
          ...mails(2, 10, 'b1', ms(98)),
        ],
        plan: planOf(fault(ms(100), crash(a)), fault(ms(101), { kind: 'restart', node: a })),
      })
      const got = heard(told2, 1)
      expect(got[got.length - 1]).toBe('lost a1 reset')
      const letters = got.slice(1, -1)
      expect(letters).toEqual(letters.map((_, n) => `to m${n} a1`))
      lengths.add(letters.length)
      expect(heard(told2, 0)).toEqual([])
    }
    expect(lengths.size).toBeGreaterThan(3)
  })

  test('dialled in vain while the peer crashes and comes back: nothing that waits is lost', () => {
    const told2 = run(
      [mailTo('a1', ms(100), 'm0')],
      planOf(
        fault(ms(50), { kind: 'cut', links: everywhere('a1', 'b1') }),
        fault(ms(200), crash(b)),
        fault(ms(300), { kind: 'restart', node: b }),
        fault(ms(400), { kind: 'end', of: 1 }),
      ),
    )
    expect(heard(told2, 1)).toEqual(['to m0 a1'])
    expect(heard(told2, 0)).toEqual([])
  })

  test('dialled anew by a peer that crashed, while the node that crashes has the old one', () => {
    const told2 = run(
      [mailTo('a1', ms(1), 'm0'), mailTo('a1', ms(300), 'm1')],
      planOf(
        fault(ms(50), { kind: 'cut', links: everywhere('a1', 'b1') }),
        fault(ms(100), crash(a)),
        fault(ms(200), { kind: 'restart', node: a }),
        fault(ms(400), crash(b)),
        fault(ms(500), { kind: 'restart', node: b }),
        fault(ms(600), { kind: 'end', of: 1 }),
      ),
    )
    expect(heard(told2, 1)).toEqual(['to m1 a1'])
    expect(heard(told2, 0)).toEqual([])
  })

  test('cut for a short time stalls and goes on; cut for long, both ends are told', () => {
    const cut: Fault = { kind: 'cut', links: everywhere('a1', 'b1') }
    const end: Fault = { kind: 'end', of: 1 }
    const workload = [mailTo('a1', ms(1), 'm0'), ...mails(5, ms(1), 'a1', ms(200))]
    const short = run(workload, planOf(fault(ms(150), cut), fault(ms(1_150), end)))
    expect(heard(short, 1)).toEqual([
      'to m0 a1',
      'to m0 a1',
      'to m1 a1',
      'to m2 a1',
      'to m3 a1',
      'to m4 a1',
    ])
    const long = run(workload, planOf(fault(ms(150), cut), fault(ms(5_150), end)))
    expect(heard(long, 1)).toEqual(['to m0 a1', 'lost a1 reset'])
    expect(heard(long, 0)).toEqual(['lost b1 reset'])
    const told = long.trace.find((event) => event.kind === 'lost')
    expect(told?.time).toBe(ms(2_150))
  })

  test('an output of an ended connection never leaves on the next one', () => {
    const slow: Lab = {
      nodes: {
        a1: noting((node, kind) => {
          node.store.put('t', 1, kind)
          node.send(b, { kind })
        }),
        b1: noting(),
      },
      network: { link: 'stream', latency: { kind: 'const', at: 1_000 } },
      sync: { kind: 'const', at: ms(50) },
    }
    const reset: Fault = { kind: 'reset', links: linksOf('a1', 'b1') }
    const told2 = told(slow, ms(1_000), 1, {
      workload: [
        mailTo('a1', ms(1), 'one'),
        mailTo('a1', ms(100), 'two'),
        mailTo('a1', ms(200), 'three'),
      ],
      plan: planOf(fault(ms(120), reset)),
    })
    expect(heard(told2, 1)).toEqual(['one a1', 'lost a1 reset', 'three a1'])
    const drops = told2.trace.filter((event) => event.kind === 'drop')
    expect(drops.map(({ message, why }) => [message, why])).toEqual([['two#1 a1>b1', 'reset']])
  })

  test('closed and used again in one step: what follows the close is for the next connection', () => {
    const again: Lab = {
      nodes: {
        a1: noting((node) => {
          node.store.put('t', 1, 'x')
          node.send(b, { kind: 'last' })
          node.close(b)
          node.send(b, { kind: 'first' })
        }),
        b1: noting(),
      },
      network: { link: 'stream', latency: { kind: 'const', at: 1_000 } },
    }
    const told2 = told(again, ms(1_000), 1, { workload: [mailTo('a1', ms(1), 'go')] })
    expect(heard(told2, 1)).toEqual(['last a1', 'lost a1 closed', 'first a1'])
  })

  test('with a full outbound queue is reset', () => {
    const told2 = told(lab({ queue: 4 }), ms(500), 1, {
      workload: [mailTo('a1', ms(1), 'm0'), ...mails(8, 1, 'a1', ms(100))],
      plan: planOf(fault(ms(50), { kind: 'stall', links: everywhere('a1', 'b1') })),
    })
    expect(heard(told2, 0)).toContain('lost b1 reset')
    expect(told2.trace.some((event) => event.kind === 'drop' && event.why === 'full')).toBe(true)
  })
})

describe('faults of connections', () => {
  const steady = [mailTo('a1', ms(1), 'm0'), ...mails(5, ms(10), 'a1', ms(200))]

  test('reset: what is in flight is lost and both ends are told', () => {
    const told = run(steady, planOf(fault(ms(100), { kind: 'reset', links: linksOf('a1', 'b1') })))
    expect(heard(told, 0)).toEqual(['lost b1 reset'])
    expect(heard(told, 1)).toEqual([
      'to m0 a1',
      'lost a1 reset',
      'to m0 a1',
      'to m1 a1',
      'to m2 a1',
      'to m3 a1',
      'to m4 a1',
    ])
  })

  test('close: what is in flight arrives, then both ends are told', () => {
    const told = run(steady, planOf(fault(ms(100), { kind: 'close', links: linksOf('a1', 'b1') })))
    expect(heard(told, 0)).toEqual(['lost b1 closed'])
    expect(heard(told, 1).slice(0, 2)).toEqual(['to m0 a1', 'lost a1 closed'])
  })

  test('half-open: one end is told, the other learns of it when the first comes back', () => {
    const told = run(
      steady,
      planOf(
        fault(ms(100), { kind: 'half-open', links: linksOf('a1', 'b1') }),
        fault(ms(150), { kind: 'end', of: 1 }),
      ),
    )
    expect(heard(told, 0)).toEqual(['lost b1 reset'])
    expect(heard(told, 1).slice(0, 3)).toEqual(['to m0 a1', 'lost a1 reset', 'to m0 a1'])
  })

  test('refuse: new connections are refused; hang: they never complete until it ends', () => {
    const late = mails(1, 1, 'a1', ms(200))
    const refuse = run(late, planOf(fault(ms(100), { kind: 'refuse', nodes: [b] })))
    expect(heard(refuse, 0)).toEqual(['lost b1 refused'])
    const hang = run(
      late,
      planOf(fault(ms(100), { kind: 'hang', nodes: [b] }), fault(ms(900), { kind: 'end', of: 1 })),
    )
    expect(heard(hang, 1)).toEqual(['to m0 a1'])
    const got = hang.trace.find((event) => event.kind === 'receive' && event.node === b)
    expect(got?.time).toBeGreaterThan(ms(900))
  })

  test('disconnect: connections are cut and new ones refused while it lasts', () => {
    const told = run(
      [mailTo('a1', ms(1), 'm0'), mailTo('a1', ms(150), 'm1'), mailTo('a1', ms(300), 'm2')],
      planOf(
        fault(ms(100), { kind: 'disconnect', nodes: [b] }),
        fault(ms(200), { kind: 'end', of: 1 }),
      ),
    )
    expect(heard(told, 0)).toEqual(['lost b1 reset', 'lost b1 refused'])
    expect(heard(told, 1)).toEqual(['to m0 a1', 'lost a1 reset', 'to m2 a1'])
  })

  test('stall: nothing moves and nobody is told', () => {
    const told = run(
      steady,
      planOf(
        fault(ms(100), { kind: 'stall', links: everywhere('a1', 'b1') }),
        fault(ms(9_000), { kind: 'end', of: 1 }),
      ),
    )
    expect(heard(told, 0)).toEqual([])
    expect(heard(told, 1)).toEqual([
      'to m0 a1',
      'to m0 a1',
      'to m1 a1',
      'to m2 a1',
      'to m3 a1',
      'to m4 a1',
    ])
  })
})
