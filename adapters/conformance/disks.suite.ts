// The promises about damaged disks: both worlds spoil what is stored in the same way, tell the actor
// nothing of it, and keep the damage. Torn writes are not among them: a real store has none.

import { deepStrictEqual as same, notStrictEqual as differ, ok } from 'node:assert/strict'

import type { Fault } from '../../sim/fault.ts'
import { nodeId } from '../../sim/units.ts'
import type { Order } from './puppet.suite.ts'
import type { Row, Stage } from './stage.suite.ts'

const say = (text: string): Order => ({ do: 'send', to: 'b1', text })
const put = (key: string | number, value = 'some text'): Order => ({ do: 'put', key, value })
const a1 = nodeId('a1')
const always = (kind: 'disk-rot' | 'disk-misdirect' | 'disk-phantom'): Fault => ({
  ...{ kind, node: a1, ppm: 1_000_000 },
})

/** One step, and what it was told to say, which waits for the disk. */
async function kept(stage: Stage, text: string, ...orders: readonly Order[]): Promise<void> {
  stage.mail('a1', ...orders, say(text))
  await stage.heard('b1', `${text} from a1`)
}

async function scanned(stage: Stage): Promise<string> {
  const before = stage.diary.of('a1').length
  stage.mail('a1', { do: 'scan' })
  await stage.until(() => stage.diary.of('a1').length > before)
  return stage.diary.of('a1').at(-1) ?? ''
}

async function bounce(stage: Stage): Promise<string> {
  await stage.crash('a1')
  await stage.restart('a1')
  return scanned(stage)
}

const rows: readonly Omit<Row, 'part'>[] = [
  {
    promise: 'what rots is found damaged when it is read, stays so, and is mended by a write',
    async run(stage) {
      await kept(stage, 'both', put('a'), put('b'))
      stage.harm('a1', always('disk-rot'))
      const spoilt = await scanned(stage)
      differ(spoilt, 'scan a=some text b=some text')
      same(spoilt.length, 'scan a=some text b=some text'.length)
      same(await scanned(stage), spoilt)
      stage.unharm('a1')
      same(await bounce(stage), spoilt)
      await kept(stage, 'again', put('a'))
      ok((await bounce(stage)).startsWith('scan a=some text b='))
    },
  },
  {
    promise: 'what is not durable yet does not rot',
    async run(stage) {
      stage.harm('a1', always('disk-rot'))
      stage.stall('a1')
      stage.mail('a1', put('a'), { do: 'get', key: 'a' })
      same(stage.diary.of('a1').at(-1), 'get a=some text')
      stage.unstall('a1')
      stage.unharm('a1')
    },
  },
  {
    promise: 'a row that cannot be read stops the node, and is as it was when it can be',
    async run(stage) {
      await kept(stage, 'one', put('a'))
      stage.harm('a1', { kind: 'disk-read-error', node: a1, ppm: 1_000_000 })
      stage.mail('a1', { do: 'get', key: 'none' }, put('later'), { do: 'get', key: 'a' })
      await stage.until(() => !stage.isUp('a1'))
      stage.unharm('a1')
      await stage.restart('a1')
      same(await scanned(stage), 'scan a=some text')
    },
  },
  {
    promise: 'a lying disk lets outputs go, and has nothing of them when its power is lost',
    otherwise: { simulation: 'drawn: what the disk lied about is lost, in part or not' },
    async run(stage, seen) {
      await kept(stage, 'one', put('a', '1'))
      stage.harm('a1', { kind: 'disk-lying-sync', node: a1 })
      await kept(stage, 'two', put('b', '2'))
      stage.unharm('a1')
      const line = await bounce(stage)
      if (!stage.otherwise) same(line, 'scan a=1')
      seen.add(line)
    },
    somewhere: ['scan a=1', 'scan a=1 b=2'],
  },
  {
    promise: 'once a disk lies no more, the next sync makes everything durable',
    async run(stage) {
      stage.harm('a1', { kind: 'disk-lying-sync', node: a1 })
      await kept(stage, 'one', put('a', '1'))
      await kept(stage, 'two', put('b', '2'))
      stage.unharm('a1')
      await kept(stage, 'three', put('c', '3'))
      same(await bounce(stage), 'scan a=1 b=2 c=3')
    },
  },
  {
    promise: 'a phantom write is acknowledged and not there, a phantom deletion leaves its row',
    async run(stage) {
      await kept(stage, 'one', put('a', '1'))
      stage.harm('a1', always('disk-phantom'))
      await kept(stage, 'two', put('a', '2'), put('b', '2'))
      same(await scanned(stage), 'scan a=1')
      await kept(stage, 'three', { do: 'delete', key: 'a' })
      stage.unharm('a1')
      same(await bounce(stage), 'scan a=1')
    },
  },
  {
    promise: 'a misdirected write lands under another key, and its own keeps what it had',
    async run(stage) {
      await kept(stage, 'both', put(7, 'seven'), put('b', 'bee'))
      stage.harm('a1', always('disk-misdirect'))
      await kept(stage, 'astray', put(7, 'new'))
      const line = await scanned(stage)
      ok(line.includes('7=seven') && line.includes('=new'), line)
      stage.unharm('a1')
      same(await bounce(stage), line)
    },
  },
]

export const disks: readonly Row[] = rows.map((row) => ({
  part: 'store',
  ...row,
  needs: { ...row.needs, disk: true },
}))
