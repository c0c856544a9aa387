// The promises of section "links": what a stream owes its two ends, and what a datagram link does
// not. Each row is a small script of orders and what must be read in the diaries afterwards.

import { deepStrictEqual as same, ok } from 'node:assert/strict'

import type { Row, Stage } from './stage.suite.ts'

const from = (sender: string, count: number): string[] =>
  Array.from({ length: count }, (_, nth) => `${nth} from ${sender}`)

/** What was heard of a numbered burst. */
const numbers = (lines: readonly string[]): number[] =>
  lines.map((line) => Number(/^(\d+) from /.exec(line)?.[1] ?? -1)).filter((one) => one >= 0)

const say = (to: string, text: string) => ({ do: 'send', to, text }) as const

async function greet(stage: Stage): Promise<void> {
  stage.mail('a1', say('b1', 'hello'))
  await stage.heard('b1', 'hello from a1')
}

const streamRows: readonly Omit<Row, 'part'>[] = [
  {
    promise: 'carries messages in order, each once',
    async run(stage) {
      stage.mail('a1', { do: 'burst', to: 'b1', count: 300 })
      await stage.heard('b1', '299 from a1')
      same(stage.diary.of('b1'), from('a1', 300))
    },
  },
  {
    promise: 'carries both ways, and a message of 100,000 letters',
    async run(stage) {
      stage.mail('a1', say('b1', 'x'.repeat(100_000)), say('b1', 'after'))
      await stage.heard('b1', 'after from a1')
      stage.mail('b1', say('a1', 'back'))
      await stage.heard('a1', 'back from b1')
      same(stage.diary.of('b1'), ['100000 letters from a1', 'after from a1'])
    },
  },
  {
    promise: 'opened from both ends at once is one, and nothing is lost',
    async run(stage) {
      stage.mail('a1', { do: 'burst', to: 'b1', count: 20 })
      stage.mail('b1', { do: 'burst', to: 'a1', count: 20 })
      await stage.heard('a1', '19 from b1')
      await stage.heard('b1', '19 from a1')
      same(stage.diary.of('a1'), from('b1', 20))
      same(stage.diary.of('b1'), from('a1', 20))
    },
  },
  {
    promise: 'closed: what was sent before arrives, then the other end alone is told',
    async run(stage) {
      stage.mail('a1', say('b1', 'one'), say('b1', 'two'), { do: 'close', to: 'b1' })
      await stage.heard('b1', 'lost a1 closed')
      stage.mail('b1', say('a1', 'anew'))
      await stage.heard('a1', 'anew from b1')
      same(stage.diary.of('b1'), ['one from a1', 'two from a1', 'lost a1 closed'])
      same(stage.diary.of('a1'), ['anew from b1'])
    },
  },
  {
    promise: 'closed: what the same step sends afterwards goes over the next one',
    async run(stage) {
      await greet(stage)
      stage.mail('a1', say('b1', 'one'), { do: 'close', to: 'b1' }, say('b1', 'two'))
      await stage.heard('b1', 'two from a1')
      same(stage.diary.of('b1').slice(1), ['one from a1', 'lost a1 closed', 'two from a1'])
    },
  },
  {
    promise: 'of a crashed node: a prefix of what it said, then lost as reset, then nothing of it',
    async run(stage, seen) {
      await greet(stage)
      stage.mail('a1', { do: 'burst', to: 'b1', count: 40 })
      await stage.crash('a1')
      await stage.heard('b1', 'lost a1 reset')
      await stage.restart('a1')
      stage.mail('a1', say('b1', 'new'))
      await stage.heard('b1', 'new from a1')
      const lines = stage.diary.of('b1').slice(1)
      const arrived = lines.length - 2
      same(lines, [...from('a1', arrived), 'lost a1 reset', 'new from a1'])
      seen.add(arrived === 0 ? 'nothing arrived' : 'something arrived')
    },
    somewhere: ['something arrived'],
  },
  {
    promise: 'to a crashed node: nothing sent to it before reaches its next life',
    async run(stage) {
      await greet(stage)
      stage.mail('b1', { do: 'burst', to: 'a1', count: 40 })
      await stage.crash('a1')
      await stage.until(() => stage.diary.of('b1').some((line) => line.startsWith('lost a1')))
      await stage.restart('a1')
      await stage.until(() => {
        stage.mail('b1', say('a1', 'new'))
        return stage.diary.has('a1', 'new from b1')
      })
      ok(
        stage.diary.of('a1').every((line) => line === 'new from b1'),
        String(stage.diary),
      )
    },
  },
  {
    promise: 'to a node that is down is refused, and the next send tries anew',
    async run(stage) {
      await stage.crash('b1')
      stage.mail('a1', say('b1', 'hello'))
      await stage.heard('a1', 'lost b1 refused')
      await stage.restart('b1')
      stage.mail('a1', say('b1', 'again'))
      await stage.heard('b1', 'again from a1')
      same(stage.diary.of('b1'), ['again from a1'])
      same(stage.diary.of('a1'), ['lost b1 refused'])
    },
  },
  {
    promise: 'whose queue is full is reset; what did not go is dropped, the next send opens anew',
    needs: { queue: 10 },
    async run(stage) {
      stage.mail('a1', { do: 'burst', to: 'b1', count: 15 })
      await stage.heard('a1', 'lost b1 reset')
      ok(stage.dropped('full') > 0)
      stage.mail('a1', say('b1', 'anew'))
      await stage.heard('b1', 'anew from a1')
      const heard = stage.diary.of('b1').filter((line) => line.endsWith('from a1'))
      same(heard, [...from('a1', heard.length - 1), 'anew from a1'])
    },
  },
  {
    promise: 'ended: an output that waited for the disk meanwhile never leaves on the next one',
    async run(stage) {
      await greet(stage)
      stage.stall('a1')
      stage.mail('a1', { do: 'put', key: 1 }, say('b1', 'of the old one'))
      stage.mail('b1', { do: 'close', to: 'a1' })
      await stage.heard('a1', 'lost b1 closed')
      stage.unstall('a1')
      stage.mail('a1', say('b1', 'of the new one'))
      await stage.heard('b1', 'of the new one from a1')
      same(stage.diary.of('b1'), ['hello from a1', 'of the new one from a1'])
      same(stage.dropped('reset'), 1)
    },
  },
  {
    promise: '`b1/3` is a third one of its own, `a1/3` to the other end',
    otherwise: { simulation: 'names of further streams are not known: dropped as gone' },
    async run(stage) {
      stage.mail('a1', say('b1', 'first'), say('b1/3', 'third'))
      await stage.heard('b1', 'first from a1')
      if (stage.world === 'simulation') return same(stage.dropped('gone'), 1)
      await stage.heard('b1', 'third from a1/3')
      stage.mail('a1', { do: 'close', to: 'b1/3' })
      await stage.heard('b1', 'lost a1/3 closed')
      stage.mail('b1', say('a1', 'still'))
      await stage.heard('a1', 'still from b1')
    },
  },
  {
    promise: 'to a name that nobody has: the send is dropped as gone, nobody is told',
    async run(stage) {
      stage.mail('a1', say('nobody', 'x'), { do: 'close', to: 'nobody' }, say('b1', 'y'))
      await stage.heard('b1', 'y from a1')
      same(stage.dropped('gone'), 1)
      same(stage.diary.of('a1'), [])
    },
  },
  {
    promise: 'a message of a kind that is not heard is dropped, and the stream stays',
    otherwise: { simulation: 'a bug of ours: the run ends with that verdict' },
    async run(stage) {
      stage.mail('a1', { do: 'shout', to: 'b1' }, say('b1', 'y'))
      if (stage.world === 'simulation') {
        await stage.until(() => stage.broke() !== null)
        return same(stage.broke(), 'unheard')
      }
      await stage.heard('b1', 'y from a1')
      same(stage.diary.of('b1'), ['y from a1'])
      same(stage.dropped('unheard'), 1)
    },
  },
]

/** What a datagram link over connections cannot show. */
const overConnections = 'a connection carries it: '

const datagramRows: readonly Omit<Row, 'part'>[] = [
  {
    promise: 'delivers each message at most once where nothing is wrong, and all of a few',
    async run(stage, seen) {
      stage.mail('a1', { do: 'burst', to: 'b1', count: 20 })
      await stage.until(() => stage.diary.of('b1').length >= 20)
      stage.mail('a1', say('b1', 'fence'))
      await stage.heard('b1', 'fence from a1')
      const got = numbers(stage.diary.of('b1'))
      same(
        got.toSorted((a, b) => a - b),
        Array.from({ length: 20 }, (_, nth) => nth),
      )
      seen.add(got.every((one, at) => one === at) ? 'in order' : 'overtaken')
    },
  },
  {
    promise: 'messages may overtake each other',
    otherwise: {
      udp: 'not on one machine, whose loopback keeps order; nobody promises that',
      tcp: `${overConnections}never`,
      grpc: `${overConnections}never`,
    },
    async run(stage, seen) {
      stage.mail('a1', { do: 'burst', to: 'b1', count: 20 })
      await stage.until(() => stage.diary.of('b1').length >= 20)
      const got = numbers(stage.diary.of('b1'))
      const inOrder = got.every((one, at) => one === at)
      seen.add(inOrder ? 'in order' : 'overtaken')
      if (stage.world !== 'simulation') ok(inOrder)
    },
    somewhere: ['overtaken'],
  },
  {
    promise: 'to a node that is down is lost, and nobody is told an end',
    async run(stage) {
      await stage.crash('b1')
      stage.mail('a1', say('b1', 'into the void'))
      // Over UDP nobody knows of it; elsewhere it is known before the next life begins.
      if (stage.world === 'udp') {
        stage.mail('a1', say('c1', 'fence'))
        await stage.heard('c1', 'fence from a1')
      } else await stage.until(() => stage.dropped('down') === 1)
      await stage.restart('b1')
      stage.mail('a1', say('b1', 'later'))
      await stage.heard('b1', 'later from a1')
      same(stage.diary.of('b1'), ['later from a1'])
      same(stage.diary.of('a1'), [])
    },
  },
  {
    promise: 'what is late reaches the next life of a node',
    otherwise: {
      tcp: `${overConnections}it ends with the life, and what was under way is lost`,
      grpc: `${overConnections}it ends with the life, and what was under way is lost`,
    },
    async run(stage) {
      if (stage.otherwise) {
        stage.mail('b1', { do: 'answer' })
        await greet(stage)
        await stage.heard('a1', 're hello from b1')
      }
      stage.hold('b1')
      if (stage.otherwise) stage.pause('b1')
      stage.mail('a1', say('b1', 'late'))
      await stage.crash('b1')
      await stage.restart('b1')
      stage.release('b1')
      if (!stage.otherwise) return stage.heard('b1', 'late from a1')
      await stage.until(() => {
        stage.mail('a1', say('b1', 'fence'))
        return stage.diary.has('b1', 'fence from a1')
      })
      ok(!stage.diary.has('b1', 'late from a1'))
    },
  },
  {
    promise: 'a full outbound queue drops the message, and the link stays',
    needs: { queue: 5 },
    otherwise: {
      simulation: 'a healthy link has no queue; one that is held, cut or narrow has',
      udp: 'the system takes each at once, or says nothing',
    },
    async run(stage) {
      stage.mail('a1', { do: 'burst', to: 'b1', count: 8 })
      await stage.until(() => stage.diary.of('b1').length + stage.dropped('full') >= 8)
      same(stage.dropped('full'), stage.otherwise ? 0 : 3)
      stage.mail('a1', say('b1', 'still'))
      await stage.heard('b1', 'still from a1')
      same(stage.diary.of('a1'), [])
    },
  },
  {
    promise: 'carries a message of 100,000 letters',
    otherwise: { udp: 'longer than a datagram: dropped as full' },
    async run(stage) {
      stage.mail('a1', say('b1', 'x'.repeat(100_000)))
      if (stage.otherwise) await stage.until(() => stage.dropped('full') === 1)
      else await stage.heard('b1', '100000 letters from a1')
      stage.mail('a1', say('b1', 'after'))
      await stage.heard('b1', 'after from a1')
    },
  },
  {
    promise: 'closing it does nothing',
    async run(stage) {
      stage.mail('a1', say('b1', 'one'), { do: 'close', to: 'b1' })
      await stage.heard('b1', 'one from a1')
      stage.mail('a1', say('b1', 'two'))
      await stage.heard('b1', 'two from a1')
      same(stage.diary.of('b1'), ['one from a1', 'two from a1'])
    },
  },
  {
    promise: 'of a crashed node: nobody is told an end',
    async run(stage) {
      await greet(stage)
      await stage.crash('a1')
      await stage.restart('a1')
      stage.mail('a1', say('b1', 'new'))
      await stage.heard('b1', 'new from a1')
      same(stage.diary.of('b1'), ['hello from a1', 'new from a1'])
    },
  },
]

export const streams: readonly Row[] = streamRows.map((row) => ({ part: 'stream', ...row }))
export const datagrams: readonly Row[] = datagramRows.map((row) => ({
  ...row,
  part: 'datagram',
  needs: { ...row.needs, link: 'datagram' },
}))
