// One attack on one process: its memory before and after, and whether others are served meanwhile.

import { connect } from 'node:net'
import type { Attack } from './hostile-attacks.ts'
import { isAlive, memoryOf, type Target, wait } from './hostile-command.ts'

/** A line of the table. */
export interface Row {
  readonly whom: string
  readonly sent: string
  readonly seen: string
  /** MB of the attacked process; null where there is none */
  readonly memory: readonly [number | null, number | null] | null
  readonly others: string
  readonly ok: boolean
}

/** How others fare at this moment. */
export interface Service {
  readonly words: string
  readonly ok: boolean
}

/** More than that for one attack is no bounded memory, MB. */
const growthMax = 64

export async function siege(
  whom: string,
  target: Target,
  attack: Attack,
  probe: () => Promise<Service>,
): Promise<Row> {
  const before = memoryOf(target.pid)
  const under = attack.begin(target.port, target.name)
  try {
    await under.begun
    await wait(100)
    const others = await probe()
    const seen = await under.seen
    const after = memoryOf(target.pid)
    const died = !isAlive(target.pid)
    const grown = (after ?? 0) - (before ?? 0)
    return {
      ...{ whom, sent: attack.sent, seen: died ? `${seen.words}; ITS PROCESS DIED` : seen.words },
      ...{ memory: [before, after], others: others.words },
      ok: seen.ok && others.ok && !died && grown <= growthMax,
    }
  } finally {
    under.end()
  }
}

/** ms that others may wait for an answer. */
const promptly = 1_000

/** How long an answer of which `isAnswer` holds takes; null: too long. */
export function answered(
  port: number,
  say: string | Uint8Array,
  isAnswer: (came: Buffer) => boolean,
): Promise<number | null> {
  const began = performance.now()
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let came = Buffer.alloc(0)
    const done = (took: number | null): void => {
      clearTimeout(late)
      socket.destroy()
      resolve(took)
    }
    const late = setTimeout(() => done(null), promptly)
    socket.on('connect', () => socket.write(say))
    socket.on('data', (bytes: Buffer) => {
      came = Buffer.concat([came, bytes])
      if (isAnswer(came)) done(Math.round(performance.now() - began))
    })
    socket.on('error', () => done(null))
    socket.on('close', () => done(null))
  })
}

export const told = (what: string, took: number | null): Service =>
  took === null
    ? { words: `${what}: NOT within 1 s`, ok: false }
    : { words: `${what} ${took} ms`, ok: true }

export const both = (one: Service, other: Service): Service => ({
  words: `${one.words}, ${other.words}`,
  ok: one.ok && other.ok,
})
