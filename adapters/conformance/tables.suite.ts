// The promises about durable tables: what a step reads, what survives a crash, in what order keys
// stand. The real ones are LevelDB on a disk.

import { deepStrictEqual as same, ok } from 'node:assert/strict'

import type { Order } from './puppet.suite.ts'
import type { Row, Stage } from './stage.suite.ts'

const say = (to: string, text: string) => ({ do: 'send', to, text }) as const
const put = (key: string | number, more: object = {}): Order => ({ do: 'put', key, ...more })

/** What the node's tables hold now, in its own words. */
async function scanned(stage: Stage): Promise<string> {
  stage.mail('a1', { do: 'scan' })
  await stage.until(() => stage.diary.of('a1').some((line) => line.startsWith('scan')))
  return stage.diary.of('a1').findLast((line) => line.startsWith('scan')) ?? ''
}

async function bounce(stage: Stage): Promise<string> {
  await stage.crash('a1')
  await stage.restart('a1')
  return scanned(stage)
}

const rows: readonly Omit<Row, 'part'>[] = [
  {
    promise: 'a step reads its own writes, durable or not',
    async run(stage) {
      stage.stall('a1')
      stage.mail('a1', put(1, { value: 'one' }), { do: 'get', key: 1 }, { do: 'scan' })
      stage.mail('a1', { do: 'delete', key: 1 }, { do: 'get', key: 1 }, { do: 'scan' })
      same(stage.diary.of('a1'), ['get 1=one', 'scan 1=one', 'get 1=undefined', 'scan'])
      stage.unstall('a1')
    },
  },
  {
    promise: 'keys stand in order: numbers, ascending, then strings by their UTF-8 bytes',
    async run(stage) {
      const keys = ['b', 10, '\u{1F600}', 9, '\uFFFD', 'Z', 100, 'a', '10', '']
      stage.mail('a1', ...keys.map((key) => put(key)), say('b1', 'kept'))
      await stage.heard('b1', 'kept from a1')
      const sorted = [9, 10, 100, '', '10', 'Z', 'a', 'b', '\uFFFD', '\u{1F600}']
      const line = `scan${sorted.map((key) => ` ${key}=x`).join('')}`
      same(await scanned(stage), line)
      same(await bounce(stage), line)
    },
  },
  {
    promise: 'a scan is of the table as it was when called, whatever is written meanwhile',
    async run(stage) {
      stage.mail('a1', put(1), put(2), put(3), { do: 'scan and delete' }, { do: 'scan' })
      same(stage.diary.of('a1'), ['scan 1=x 2=x 3=x', 'scan'])
    },
  },
  {
    promise: 'ranges leave out their end',
    async run(stage) {
      stage.mail('a1', ...[1, 2, 3, 4, 5].map((key) => put(key)), { do: 'scan', from: 2, to: 4 })
      stage.mail('a1', { do: 'delete range', from: 2, to: 4 }, { do: 'scan', from: 2 })
      same(stage.diary.of('a1'), ['scan 2=x 3=x', 'scan 4=x 5=x'])
    },
  },
  {
    promise: 'what was told to others is kept; of what was not, a suffix of the steps is lost',
    async run(stage, seen) {
      for (let step = 1; step <= 30; step += 1) stage.mail('a1', put(step), say('b1', `${step}`))
      await stage.heard('b1', '5 from a1')
      for (let step = 31; step <= 60; step += 1) stage.mail('a1', put(step), say('b1', `${step}`))
      const line = await bounce(stage)
      const kept = line.split(' ').length - 1
      same(line, `scan${Array.from({ length: kept }, (_, nth) => ` ${nth + 1}=x`).join('')}`)
      const told = stage.diary.of('b1').filter((one) => one.endsWith('from a1')).length
      ok(kept >= told, `${told} were told, ${kept} kept`)
      seen.add(kept < 60 ? 'some lost' : 'all kept')
    },
    somewhere: ['some lost', 'all kept'],
  },
  {
    promise: 'the writes of a step are kept all or none',
    async run(stage) {
      const pair = (step: number): Order[] => [put(2 * step), put(2 * step + 1)]
      for (let step = 0; step < 20; step += 1) stage.mail('a1', ...pair(step))
      stage.mail('a1', say('b1', 'some'))
      for (let step = 20; step < 40; step += 1) stage.mail('a1', ...pair(step))
      await stage.heard('b1', 'some from a1')
      const kept = (await bounce(stage)).split(' ').length - 1
      same(kept % 2, 0)
      ok(kept >= 40)
    },
  },
  {
    promise: 'what no sync has kept is gone after a crash',
    otherwise: { simulation: 'drawn: none, some or all of what was written has survived' },
    async run(stage, seen) {
      stage.mail('a1', put('kept'), say('b1', 'kept'))
      await stage.heard('b1', 'kept from a1')
      stage.stall('a1')
      stage.mail('a1', put('lost'))
      const line = await bounce(stage)
      if (!stage.otherwise) same(line, 'scan kept=x')
      seen.add(line)
    },
    somewhere: ['scan kept=x', 'scan kept=x lost=x'],
  },
  {
    promise: 'a sync that fails stops the node: nothing of it is told or kept, all before it is',
    async run(stage) {
      stage.mail('a1', put('kept'), say('b1', 'kept'))
      await stage.heard('b1', 'kept from a1')
      stage.fill('a1')
      stage.mail('a1', say('b1', 'no write, no sync'))
      await stage.heard('b1', 'no write, no sync from a1')
      stage.mail('a1', put('lost'), say('b1', 'lost'))
      await stage.until(() => !stage.isUp('a1'))
      stage.makeRoom('a1')
      await stage.restart('a1')
      same(await scanned(stage), 'scan kept=x')
      stage.mail('a1', put('later'), say('b1', 'later'))
      await stage.heard('b1', 'later from a1')
      ok(!stage.diary.has('b1', 'lost from a1'))
    },
  },
  {
    promise: 'while no sync ends steps go on; then what they said leaves, in order',
    async run(stage) {
      stage.stall('a1')
      for (const step of [1, 2, 3]) stage.mail('a1', put(step), say('b1', `${step}`))
      same(await scanned(stage), 'scan 1=x 2=x 3=x')
      same(stage.diary.of('b1'), [])
      stage.unstall('a1')
      await stage.heard('b1', '3 from a1')
      same(stage.diary.of('b1'), ['1 from a1', '2 from a1', '3 from a1'])
      same(await bounce(stage), 'scan 1=x 2=x 3=x')
    },
  },
  {
    promise: 'a relaxed write is durable no later than the next full one',
    async run(stage) {
      stage.mail('a1', put('relaxed', { relaxed: true }))
      stage.mail('a1', put('full'), say('b1', 'full'))
      await stage.heard('b1', 'full from a1')
      same(await bounce(stage), 'scan full=x relaxed=x')
    },
  },
]

export const tables: readonly Row[] = rows.map((row) => ({
  part: 'store',
  ...row,
  needs: { ...row.needs, disk: true },
}))
