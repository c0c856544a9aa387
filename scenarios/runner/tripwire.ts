// The tripwire: while worlds run, the real world's time, chance and timers throw, with the place of
// whoever asked. It is armed once for a batch of runs, which is synchronous, and leaves everything
// as it was. A breach is remembered even when the actor swallows the error.

import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import timersLater from 'node:timers/promises'
import { promiseHooks } from 'node:v8'
import { placeOf, type SourcePlace } from './place.ts'

export interface Breach {
  /** what was asked for, as it is written: `Date.now()` */
  readonly what: string
  /** in words: `the time`, `chance`, `a timer` */
  readonly subject: string
  /** what to use instead */
  readonly use: string
  readonly place: SourcePlace | null
  /** the handler under way, `receive of n2`; empty when none was */
  readonly during: string
}

/** Thrown where an actor asks the real world for something. */
export class Trespass extends Error {
  override readonly name = 'Trespass'
}

interface Snare {
  readonly on: object
  readonly property: string
  readonly what: string
  readonly kind: keyof typeof kinds
}

const kinds = {
  time: { subject: 'the time', use: 'node.clock()   or   node.wallClock()' },
  chance: { subject: 'a random number', use: 'node.random(below, what)' },
  timer: { subject: 'a timer', use: 'node.setTimer(timer, after)' },
  network: { subject: 'the network', use: 'node.send(to, message)' },
  process: { subject: 'the end of the process', use: 'a fault:  crash n1 restart +500ms' },
  promise: { subject: 'a promise', use: 'messages and timers; a handler ends before it returns' },
} as const

const snares: readonly Snare[] = [
  { on: Date, property: 'now', what: 'Date.now()', kind: 'time' },
  { on: performance, property: 'now', what: 'performance.now()', kind: 'time' },
  { on: process, property: 'hrtime', what: 'process.hrtime()', kind: 'time' },
  { on: process, property: 'uptime', what: 'process.uptime()', kind: 'time' },
  { on: Math, property: 'random', what: 'Math.random()', kind: 'chance' },
  ...on(globalThis.crypto, 'crypto', 'chance', ['getRandomValues', 'randomUUID']),
  ...on(crypto, 'crypto', 'chance', [
    ...['randomBytes', 'randomFill', 'randomFillSync', 'randomInt', 'randomUUID'],
    'getRandomValues',
  ]),
  ...on(globalThis, '', 'timer', [
    ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
  ]),
  ...on(timers, 'timers', 'timer', ['setTimeout', 'setInterval', 'setImmediate']),
  ...on(timersLater, 'timers', 'timer', ['setTimeout', 'setInterval', 'setImmediate']),
  { on: process, property: 'nextTick', what: 'process.nextTick()', kind: 'timer' },
  ...on(process, 'process', 'process', ['exit', 'abort', 'kill', 'reallyExit']),
  { on: AbortSignal, property: 'timeout', what: 'AbortSignal.timeout()', kind: 'timer' },
  { on: globalThis, property: 'fetch', what: 'fetch()', kind: 'network' },
]

function on(
  object: object,
  name: string,
  kind: Snare['kind'],
  properties: readonly string[],
): Snare[] {
  const prefix = name === '' ? '' : `${name}.`
  return properties
    .filter((property) => property in object)
    .map((property) => ({ on: object, property, what: `${prefix}${property}()`, kind }))
}

/** One at a time in a thread: it changes what is global. */
export class Tripwire {
  #breach: Breach | null = null
  #undo: (() => void)[] = []
  #during: () => string = () => ''

  /** The first breach since the last `reset`, or null. */
  get breach(): Breach | null {
    return this.#breach
  }

  /** A run begins. @param during says which handler is under way */
  reset(during: () => string): void {
    this.#breach = null
    this.#during = during
  }

  /** Runs `batch`, which must be synchronous, with the real world out of reach. */
  guard<T>(batch: () => T): T {
    if (this.#undo.length > 0) return batch()
    this.#arm()
    try {
      return batch()
    } finally {
      this.#disarm()
    }
  }

  #arm(): void {
    for (const snare of snares) this.#set(snare.on, snare.property, this.#trap(snare))
    this.#set(globalThis, 'Date', this.#trapDate())
    syncBuiltinESMExports()
    const unhook = promiseHooks.onInit(() => {
      this.#remember('async code', 'promise', new Trespass('a promise was made'))
    })
    this.#undo.push(() => {
      unhook()
    })
  }

  #disarm(): void {
    const undo = this.#undo
    this.#undo = []
    for (const step of undo.reverse()) step()
    syncBuiltinESMExports()
  }

  #set(object: object, property: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(object, property)
    if (before !== undefined && !before.configurable && !before.writable) return
    const enumerable = before?.enumerable ?? false
    Object.defineProperty(object, property, {
      value,
      enumerable,
      writable: true,
      configurable: before?.configurable ?? true,
    })
    this.#undo.push(() => {
      if (before === undefined) Reflect.deleteProperty(object, property)
      else Object.defineProperty(object, property, before)
    })
  }

  #trap(snare: Snare): object {
    const trap = (): never => this.#trip(snare.what, snare.kind)
    // process.hrtime is asked for as process.hrtime.bigint, too.
    return Object.assign(trap, { bigint: trap })
  }

  /** `new Date(0)` says nothing of the real world; `new Date()` and `Date()` do. */
  #trapDate(): typeof Date {
    return new Proxy(Date, {
      construct: (target, given, wanted): object =>
        given.length === 0
          ? this.#trip('new Date()', 'time')
          : Reflect.construct(target, given, wanted),
      apply: () => this.#trip('Date()', 'time'),
    })
  }

  #trip(what: string, kind: Snare['kind']): never {
    const error = new Trespass(`${what} asks the real world for ${kinds[kind].subject}`)
    this.#remember(what, kind, error)
    throw error
  }

  #remember(what: string, kind: Snare['kind'], error: Error): void {
    const during = this.#during()
    this.#breach ??= { what, ...kinds[kind], place: placeOf(error.stack), during }
  }
}
