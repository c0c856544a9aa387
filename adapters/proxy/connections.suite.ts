// The effect of the faults of connections, as rows of effects.suite.ts: cuts of streams, resets,
// ends in order, half-open ones, openings that are refused or get no answer, and healing.

import type { Fault } from '../../sim/fault.ts'
import {
  andBack,
  b1,
  bothWays,
  type Lab,
  type ProxyEffect,
  type Talker,
  there,
  until,
} from './lab.suite.ts'

const end: Fault = { kind: 'end', of: 1 }

/** Whether a connection still carries a word each way. */
async function alive([near, far]: readonly [Talker, Talker]): Promise<void> {
  near.say('near')
  far.say('far')
  await Promise.all([near.hears('far'), far.hears('near')])
}

/** How the two ends of a connection ended, once both have; none when there is no fault. */
async function endings(lab: Lab, faults: readonly Fault[]): Promise<readonly string[]> {
  const pair = await lab.talk()
  lab.strike(faults)
  if (faults.length === 0) {
    await alive(pair)
    return []
  }
  await until(() => pair.every(({ ended }) => ended !== null))
  return pair.map(({ ended }) => ended ?? '')
}

/** ms until a first dial gets a word back; the fault ends 250 ms after it struck. */
async function firstAnswer(lab: Lab, faults: readonly Fault[]): Promise<number> {
  const began = performance.now()
  lab.strike(faults)
  if (faults.length > 0) setTimeout(() => lab.strike([end], 9), 251)
  await lab.talk()
  return performance.now() - began
}

/** ms until a dial that gets no answer is reset. */
async function unanswered(lab: Lab, faults: readonly Fault[]): Promise<number> {
  lab.strike(faults)
  if (faults.length === 0) {
    await alive(await lab.talk())
    return 0
  }
  const began = performance.now()
  const near = lab.dial()
  await until(() => near.ended === 'ECONNRESET')
  return lab.taken.length === 0 ? performance.now() - began : -1
}

const counted = (texts: readonly string[], text: string): number =>
  texts.filter((one) => one === text).length

const rows: readonly Omit<ProxyEffect, 'over'>[] = [
  {
    fault: 'partition a1->b1',
    asked: 'one way: b1 hears nothing, a1 hears b1',
    unit: 'of 100 bytes that b1 hears while a1 hears all',
    between: [0, 0],
    absent: [100, 100],
    faults: [{ kind: 'cut', links: there }],
    async measure(lab, faults) {
      const [near, far] = await lab.talk()
      lab.strike(faults)
      near.say('x'.repeat(100))
      if (faults.length > 0) await until(() => lab.proxies.struck.get(1)?.hit === 1)
      else await until(() => far.heard.length === 100)
      far.say('y'.repeat(100))
      await until(() => near.heard.length === 100)
      return far.heard.length
    },
  },
  {
    fault: 'partition a1->b1 for 150ms',
    asked: 'held back, then in order; nothing is reset',
    unit: 'ms until b1 hears it all',
    between: [150, 5_000],
    absent: [0, 149],
    faults: [{ kind: 'cut', links: there }],
    async measure(lab, faults) {
      const pair = await lab.talk()
      const began = performance.now()
      lab.strike(faults)
      if (faults.length > 0) setTimeout(() => lab.strike([end], 2), 151)
      pair[0].say('0123456789')
      await pair[1].hears('0123456789')
      const took = performance.now() - began
      await alive(pair)
      return took
    },
  },
  ...(['a1 | b1', 'a1->b1', 'b1->a1'] as const).map((who, nth) => ({
    fault: `partition ${who}, resetAfter 300ms`,
    asked: 'both ends reset after 300 ms, one way or both',
    unit: 'ms until both are told',
    between: [300, 5_000] as const,
    absent: [0, 0] as const,
    faults: [{ kind: 'cut', links: [bothWays, there, andBack][nth] ?? [] }] as const,
    async measure(lab: Lab, faults: readonly Fault[]) {
      const began = performance.now()
      const told = await endings(lab, faults)
      if (told.length === 0) return 0
      return counted(told, 'ECONNRESET') === 2 ? performance.now() - began : -1
    },
  })),
  {
    fault: 'partition a1 | b1, a new connection',
    asked: 'no answer, reset after 300 ms',
    unit: 'ms until a1 is told',
    between: [300, 5_000],
    absent: [0, 0],
    faults: [{ kind: 'cut', links: bothWays }],
    measure: unanswered,
  },
  {
    fault: 'reset a1-b1',
    asked: 'both ends get a RST',
    unit: 'ends with ECONNRESET',
    between: [2, 2],
    absent: [0, 0],
    faults: [{ kind: 'reset', links: bothWays }],
    measure: async (lab, faults) => counted(await endings(lab, faults), 'ECONNRESET'),
  },
  {
    fault: 'close a1-b1',
    asked: 'both ends get a FIN',
    unit: 'ends with an end in order',
    between: [2, 2],
    absent: [0, 0],
    faults: [{ kind: 'close', links: bothWays }],
    measure: async (lab, faults) => counted(await endings(lab, faults), 'end'),
  },
  {
    fault: 'close a1-b1, 1 MB under way',
    asked: 'what is under way arrives first, up to what was read',
    unit: 'kB that b1 hears, or -1 where it is not a prefix',
    between: [1, 1_000],
    absent: [1_000, 1_000],
    faults: [{ kind: 'close', links: bothWays }],
    async measure(lab, faults) {
      const [near, far] = await lab.talk()
      const said = Buffer.from(Array.from({ length: 1_000_000 }, (_, nth) => nth % 251))
      near.say(said)
      await until(() => far.heard.length > 1_000)
      lab.strike(faults)
      await until(() => far.heard.length === said.length || far.ended !== null)
      const isPrefix = said.subarray(0, far.heard.length).equals(far.heard)
      return isPrefix && far.ended !== 'ECONNRESET' ? far.heard.length / 1_000 : -1
    },
  },
  {
    fault: 'half-open a1-b1',
    asked: 'a1 is told, b1 is not and what it says goes nowhere, until it ends',
    unit: 'ends told before the end and after it, as tens and ones',
    between: [12, 12],
    absent: [0, 0],
    faults: [{ kind: 'half-open', links: there }],
    async measure(lab, faults) {
      const pair = await lab.talk()
      const [near, far] = pair
      lab.strike(faults)
      if (faults.length === 0) {
        await alive(pair)
        return 0
      }
      await until(() => near.ended === 'ECONNRESET')
      const lost = (): number => lab.proxies.counts.find(({ from }) => from === b1)?.bytesLost ?? 0
      far.say('hello?')
      await until(() => lost() === 6)
      const before = pair.filter(({ ended }) => ended !== null).length
      lab.strike([end], 2)
      await until(() => far.ended === 'ECONNRESET')
      return before * 10 + pair.filter(({ ended }) => ended !== null).length
    },
  },
  {
    fault: 'half-open a1-b1, a new connection',
    asked: 'no answer, reset after 300 ms',
    unit: 'ms until a1 is told',
    between: [300, 5_000],
    absent: [0, 0],
    faults: [{ kind: 'half-open', links: there }],
    measure: unanswered,
  },
  {
    fault: 'refuse b1',
    asked: 'new connections get a RST, old ones stay',
    unit: 'of 20 refused',
    between: [20, 20],
    absent: [0, 0],
    faults: [{ kind: 'refuse', nodes: [b1] }],
    async measure(lab, faults) {
      const old = await lab.talk()
      lab.strike(faults)
      if (faults.length === 0) for (let nth = 0; nth < 20; nth += 1) await lab.talk()
      else {
        for (let nth = 0; nth < 20; nth += 1) lab.dial()
        await until(() => lab.dialed.slice(1).every(({ ended }) => ended !== null))
      }
      await alive(old)
      return counted(
        lab.dialed.map(({ ended }) => ended ?? ''),
        'ECONNRESET',
      )
    },
  },
  {
    fault: 'hang b1 for 250ms',
    asked: 'no opening completes for 250 ms',
    unit: 'ms until the first answer',
    between: [250, 5_000],
    absent: [0, 249],
    faults: [{ kind: 'hang', nodes: [b1] }],
    measure: firstAnswer,
  },
  {
    fault: 'hang b1',
    asked: 'no answer, reset after 300 ms',
    unit: 'ms until a1 is told',
    between: [300, 5_000],
    absent: [0, 0],
    faults: [{ kind: 'hang', nodes: [b1] }],
    measure: unanswered,
  },
  {
    fault: 'stall a1-b1 for 250ms, a new connection',
    asked: 'it opens when the stall ends',
    unit: 'ms until the first answer',
    between: [250, 5_000],
    absent: [0, 249],
    faults: [{ kind: 'stall', links: bothWays }],
    measure: firstAnswer,
  },
  {
    fault: 'disconnect b1',
    asked: 'open connections reset, new ones refused, until it ends',
    unit: 'ends reset of three dials, or -1 where it stays off after the end',
    between: [4, 4],
    absent: [0, 0],
    faults: [{ kind: 'disconnect', nodes: [b1] }],
    async measure(lab, faults) {
      const told = await endings(lab, faults)
      if (told.length === 0) return 0
      const more = [lab.dial(), lab.dial()]
      await until(() => more.every(({ ended }) => ended !== null))
      lab.strike([end], 2)
      await alive(await lab.talk())
      return counted([...told, ...more.map(({ ended }) => ended ?? '')], 'ECONNRESET')
    },
  },
  ...[null, bothWays].map((links) => ({
    fault: `partition a1 | b1, refuse b1, stall a1-b1, heal${links === null ? '' : ' a1-b1'}`,
    asked: 'all of it ends',
    unit: 'connections that open after it',
    between: [3, 3] as const,
    absent: [3, 3] as const,
    faults: [
      { kind: 'cut', links: bothWays },
      { kind: 'refuse', nodes: [b1] },
      { kind: 'stall', links: bothWays },
    ] as const,
    async measure(lab: Lab, faults: readonly Fault[]) {
      lab.strike(faults)
      lab.strike([{ kind: 'heal', links }], 9)
      for (let nth = 0; nth < 3; nth += 1) await alive(await lab.talk())
      return lab.open
    },
  })),
]

export const connectionEffects: readonly ProxyEffect[] = rows.map((row) => ({
  ...row,
  over: 'tcp',
}))
