// The promises about one node: its steps and outputs, its timers and clocks, its tables, its lives.
// What a link has to do with it is a plain stream, and the same over each carrier.

import { deepStrictEqual as same, ok } from 'node:assert/strict'

import { ms } from '../../sim/units.ts'
import type { Order } from './puppet.suite.ts'
import type { Row } from './stage.suite.ts'

const say = (to: string, text: string) => ({ do: 'send', to, text }) as const
const early = (to: string, text: string) => ({ do: 'send', to, text, early: true }) as const
const put = (key: string | number, more: object = {}): Order => ({ do: 'put', key, ...more })
const tick = (name: string, after: number, more: object = {}): Order => ({
  do: 'timer',
  name,
  after: ms(after),
  ...more,
})

const outputs: readonly Omit<Row, 'part'>[] = [
  {
    promise: 'wait for the writes of their step, those made after them included',
    async run(stage) {
      stage.stall('a1')
      stage.mail('a1', say('b1', 'held'), put(1), early('b1', 'early'))
      await stage.heard('b1', 'early from a1')
      same(stage.diary.of('b1'), ['early from a1'])
      stage.unstall('a1')
      await stage.heard('b1', 'held from a1')
    },
  },
  {
    promise: 'of later steps stand in line behind them, also where these wrote nothing',
    async run(stage) {
      stage.stall('a1')
      stage.mail('a1', put(1), say('b1', 'one'))
      stage.mail('a1', say('b1', 'two'))
      stage.mail('a1', say('c1', 'three'), early('b1', 'early'), early('c1', 'early'))
      await stage.heard('b1', 'early from a1')
      await stage.heard('c1', 'early from a1')
      same(stage.diary.of('c1'), ['early from a1'])
      stage.unstall('a1')
      await stage.heard('b1', 'two from a1')
      await stage.heard('c1', 'three from a1')
      same(stage.diary.of('b1'), ['early from a1', 'one from a1', 'two from a1'])
    },
  },
  {
    promise: 'that are early keep their order among themselves',
    async run(stage) {
      stage.stall('a1')
      for (const step of [1, 2, 3]) stage.mail('a1', put(step), early('b1', `${step}`))
      await stage.heard('b1', '3 from a1')
      same(stage.diary.of('b1'), ['1 from a1', '2 from a1', '3 from a1'])
      stage.unstall('a1')
    },
  },
  {
    promise: 'to the node itself arrive once, in order, when all writes so far are durable',
    async run(stage) {
      stage.stall('a1')
      stage.mail('a1', put(1), say('a1', 'one'), say('a1', 'two'), early('b1', 'early'))
      await stage.heard('b1', 'early from a1')
      same(stage.diary.of('a1'), [])
      stage.unstall('a1')
      await stage.heard('a1', 'two from a1')
      same(stage.diary.of('a1'), ['one from a1', 'two from a1'])
    },
  },
  {
    promise: 'need no write: without one they leave at once, whatever the disk does',
    async run(stage) {
      stage.stall('a1')
      stage.mail('a1', say('b1', 'free'))
      await stage.heard('b1', 'free from a1')
      stage.unstall('a1')
    },
  },
  {
    promise: 'of relaxed writes do not wait',
    async run(stage) {
      stage.stall('a1')
      stage.mail('a1', put(1, { relaxed: true }), say('b1', 'free'))
      await stage.heard('b1', 'free from a1')
      stage.unstall('a1')
    },
  },
  {
    promise: 'that wait in a long line stop the reading of what comes in, until half are gone',
    needs: { heldMax: 10 },
    otherwise: { simulation: 'has no sockets to leave unread: it reads on' },
    async run(stage) {
      stage.mail('b1', { do: 'answer' })
      stage.stall('b1')
      stage.mail('a1', { do: 'burst', to: 'b1', count: 60 })
      const enough = stage.otherwise ? 60 : 10
      await stage.until(() => stage.diary.of('b1').length >= enough)
      stage.mail('a1', say('c1', 'fence'))
      await stage.heard('c1', 'fence from a1')
      same(stage.diary.of('b1').length, enough)
      stage.unstall('b1')
      await stage.heard('a1', 're 59 from b1')
      same(stage.diary.of('b1').length, 60)
    },
  },
]

/** A process that was stopped is not told of it. */
const unaware = 'nobody tells a process that it stood still: in the order they were due'

const timers: readonly Omit<Row, 'part'>[] = [
  {
    promise: 'due together expire in the order they were set',
    async run(stage) {
      stage.mail('a1', ...['x', 'y', 'z', 'a'].map((name) => tick(name, 20)))
      await stage.heard('a1', 'tick a')
      same(stage.diary.of('a1'), ['tick x', 'tick y', 'tick z', 'tick a'])
    },
  },
  {
    promise: 'with equal fields are one timer: setting it again moves it, also in line',
    async run(stage) {
      stage.mail('a1', tick('x', 20), tick('y', 20), tick('x', 20), tick('z', 80), tick('y', 50))
      await stage.heard('a1', 'tick z')
      same(stage.diary.of('a1'), ['tick x', 'tick y', 'tick z'])
    },
  },
  {
    promise: 'cancelled are gone at once, also where both are due already; unarmed ones are fine',
    async run(stage) {
      stage.mail('a1', tick('x', 20, { cancels: 'y' }), tick('y', 20), tick('z', 60))
      stage.mail('a1', tick('w', 30), { do: 'cancel', name: 'w' }, { do: 'cancel', name: 'v' })
      await stage.heard('a1', 'tick z')
      same(stage.diary.of('a1'), ['tick x', 'tick z'])
    },
  },
  {
    promise: 'never expire before their time, and within their spread',
    otherwise: {
      udp: 'never before; after it as late as the machine is',
      tcp: 'never before; after it as late as the machine is',
      grpc: 'never before; after it as late as the machine is',
    },
    async run(stage, seen) {
      stage.mail('a1', tick('x', 10), tick('y', 10, { spread: ms(20) }))
      await stage.until(() => stage.diary.of('a1').length === 2)
      const { waited } = stage.diary
      const [x = 0, y = 0] = [waited.get('x'), waited.get('y')]
      ok(x >= ms(10) && y >= ms(10), `${x} ${y}`)
      if (stage.otherwise) return
      ok(x === ms(10) && y < ms(30), `${x} ${y}`)
      seen.add(y < ms(20) ? 'soon' : 'late')
    },
    somewhere: ['soon', 'late'],
  },
  {
    promise: 'that fall due in a pause expire together when it ends, in the order they were set',
    otherwise: { udp: unaware, tcp: unaware, grpc: unaware },
    async run(stage) {
      stage.mail('a1', tick('x', 20), tick('y', 10), tick('z', 15))
      stage.pause('a1')
      stage.mail('b1', tick('fence', 60))
      await stage.heard('b1', 'tick fence')
      same(stage.diary.of('a1'), [])
      stage.resume('a1')
      await stage.until(() => stage.diary.of('a1').length === 3)
      const order = stage.otherwise ? ['y', 'z', 'x'] : ['x', 'y', 'z']
      same(
        stage.diary.of('a1'),
        order.map((name) => `tick ${name}`),
      )
    },
  },
  {
    promise: 'die with the node',
    async run(stage) {
      stage.mail('a1', tick('x', 30))
      await stage.crash('a1')
      await stage.restart('a1')
      stage.mail('a1', tick('y', 60))
      await stage.heard('a1', 'tick y')
      same(stage.diary.of('a1'), ['tick y'])
    },
  },
]

const clocks: readonly Omit<Row, 'part'>[] = [
  {
    promise: 'never goes back, and a timer that waited is seen on it',
    async run(stage) {
      for (let nth = 0; nth < 50; nth += 1) stage.mail('a1', { do: 'clock' })
      stage.mail('a1', tick('x', 20))
      await stage.heard('a1', 'tick x')
      stage.mail('a1', { do: 'clock' })
      const read = stage.diary.clocks.map(({ clock }) => clock)
      ok(read.every((one, at) => at === 0 || one >= (read[at - 1] ?? 0)))
      ok((read.at(-1) ?? 0) - (read.at(-2) ?? 0) >= ms(20))
      ok(read.every(Number.isSafeInteger))
    },
  },
  {
    promise: 'counts from this start of the node',
    async run(stage) {
      stage.mail('a1', tick('x', 300))
      await stage.heard('a1', 'tick x')
      stage.mail('a1', { do: 'clock' })
      await stage.crash('a1')
      await stage.restart('a1')
      stage.mail('a1', { do: 'clock' })
      const [before, after] = stage.diary.clocks
      ok((after?.clock ?? 0) < (before?.clock ?? 0))
    },
  },
  {
    promise: 'the wall clock counts from 1970',
    async run(stage) {
      stage.mail('a1', { do: 'clock' })
      const year = (stage.diary.clocks[0]?.wall ?? 0) / (365.2425 * 86_400e6) + 1970
      ok(year > 2020 && year < 2200, `${year}`)
    },
  },
  {
    promise: 'random numbers are whole, from 0 to below what was asked, and differ',
    async run(stage) {
      const below = (limit: number): Order => ({ do: 'random', below: limit })
      stage.mail('a1', ...Array.from({ length: 200 }, () => below(10)), below(1), below(2 ** 40))
      const { drawn } = stage.diary
      ok(drawn.every((one) => Number.isSafeInteger(one) && one >= 0))
      ok(drawn.slice(0, 200).every((one) => one < 10))
      same(drawn[200], 0)
      same(new Set(drawn.slice(0, 200)).size, 10)
    },
  },
]

const lives: readonly Omit<Row, 'part'>[] = [
  {
    promise: 'each begins with start, which finds what the disk kept, and nothing else',
    needs: { disk: true },
    async run(stage) {
      stage.mail('a1', put('kept'), { do: 'answer' }, say('b1', 'kept'))
      await stage.heard('b1', 'kept from a1')
      await stage.crash('a1')
      await stage.restart('a1')
      await stage.until(() => {
        stage.mail('b1', say('a1', 'hello'))
        return stage.diary.has('a1', 'hello from b1')
      })
      same(
        stage.diary.all('a1').filter((line) => line.startsWith('start')),
        ['start', 'start kept=x'],
      )
      same(
        stage.diary.of('b1').filter((line) => line.startsWith('re ')),
        [],
      )
    },
  },
  {
    promise: 'a crash takes what waited for the disk: outputs, and messages to itself',
    async run(stage) {
      stage.stall('a1')
      stage.mail('a1', put('x'), say('b1', 'held'), say('a1', 'mine'))
      await stage.crash('a1')
      stage.unstall('a1')
      await stage.restart('a1')
      stage.mail('a1', say('b1', 'new'))
      await stage.heard('b1', 'new from a1')
      ok(!stage.diary.has('b1', 'held from a1'))
      same(stage.diary.of('a1'), [])
    },
  },
  {
    promise: 'a paused node makes no step, and everything that came once it goes on',
    async run(stage) {
      stage.mail('b1', say('a1', 'first'))
      await stage.heard('a1', 'first from b1')
      stage.pause('a1')
      stage.mail('b1', { do: 'burst', to: 'a1', count: 20 }, say('c1', 'fence'))
      await stage.heard('c1', 'fence from b1')
      same(stage.diary.of('a1'), ['first from b1'])
      stage.resume('a1')
      await stage.heard('a1', '19 from b1')
      same(stage.diary.of('a1').length, 21)
    },
  },
  {
    promise: 'ends where a handler throws: no half-done step goes on, nothing of it leaves',
    otherwise: { simulation: 'a verdict: the run ends' },
    async run(stage) {
      stage.mail('a1', put('half'), say('b1', 'half'), early('b1', 'half'), { do: 'throw' })
      await stage.until(() => stage.broke() !== null)
      ok(stage.broke()?.startsWith('threw'))
      if (stage.otherwise) return
      await stage.crash('a1')
      await stage.restart('a1')
      stage.mail('a1', say('b1', 'new'))
      await stage.heard('b1', 'new from a1')
      same(stage.diary.of('b1'), ['new from a1'])
      same(stage.diary.all('a1'), ['start', 'start'])
    },
  },
]

/** The rows of one part. */
const as = (part: Row['part'], rows: readonly Omit<Row, 'part'>[]): Row[] =>
  rows.map((row) => ({ part, ...row }))

export const nodes: readonly Row[] = [
  ...as('outputs', outputs),
  ...as('timers', timers),
  ...as('clock', clocks),
  ...as('life', lives),
]
