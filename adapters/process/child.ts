// The supervisor's handle of one node process, from fork to exit.

import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { Mistake } from '../../sim/problem.ts'
import type { Micros, NodeId } from '../../sim/units.ts'
import { keep, type Keeper } from './keeper.ts'
import type { Death, FromNode, NodeHome, NodePlan, Reading, ToNode } from './mail.ts'
import type { Tally } from '../records/tally.ts'
import { noTally } from '../records/tally.ts'

type Kind = FromNode['kind']
type Said<K extends Kind> = Extract<FromNode, { kind: K }>

/** Why a process is gone: how it ended and what it last said of that. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly death: Death | null
}

/** One process of a node: one life. */
export class Child {
  readonly id: NodeId
  readonly life: number
  readonly pid: number
  /** last counts it reported */
  tally: Tally = noTally()
  /** what its clocks show, whenever it says something of itself */
  onReading: ((reading: Reading) => void) | null = null
  /** settles once, when the process is gone */
  readonly exited: Promise<Exit>
  /** what it says to whoever watches */
  onTold: (told: unknown) => void = () => {}
  #exit: Exit | null = null
  readonly #process: ChildProcess
  /** what it prints, which is nothing unless it breaks */
  readonly #output: string
  #death: Death | null = null
  /** while it is stopped */
  #keeper: Keeper | null = null
  /** `performance.now` of its last word, and the longest time between two words, ms */
  #heardAt = performance.now()
  #longest = 0
  /** what is waited for: at most one at a time */
  #awaited: { readonly kind: Kind; hear(said: FromNode): void; fail(error: unknown): void } | null =
    null

  constructor(entry: URL, plan: NodePlan, home: NodeHome, life: number) {
    this.id = plan.id
    this.life = life
    mkdirSync(home.folder, { recursive: true })
    this.#output = join(home.folder, 'output.log')
    const output = openSync(this.#output, 'a')
    this.#process = start(entry, output)
    closeSync(output)
    this.pid = this.#process.pid ?? 0
    this.#process.on('message', (said: FromNode) => this.#hear(said))
    this.exited = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#exit ??= { code, signal, death: this.#death }
        this.#awaited?.fail(this.#ended(this.#exit))
        this.#awaited = null
        this.#keeper?.letGo()
        this.#keeper = null
        resolve(this.#exit)
      }
      this.#process.once('exit', end)
      this.#process.once('error', () => end(null, null)) // it could not be started
    })
    this.say({ kind: 'open', life, ...plan, ...home })
  }

  get gone(): boolean {
    return this.#exit !== null
  }

  /** @returns false when nobody is there to hear it */
  say(said: ToNode): boolean {
    if (this.gone || !this.#process.connected) return false
    // A process that is being killed breaks the channel; its exit tells the rest.
    this.#process.send(said, () => {})
    return true
  }

  /**
   * The next message of that kind.
   * @throws Mistake WL5003 when the process ends or stays silent for `within` ms, or the Mistake
   *   that it reports
   */
  await<K extends Kind>(kind: K, within: number): Promise<Said<K>> {
    if (this.#exit !== null) return Promise.reject(this.#ended(this.#exit))
    return new Promise<Said<K>>((resolve, reject) => {
      const silent = setTimeout(() => {
        this.#awaited = null
        reject(notReady(this.id, `said nothing of "${kind}" within ${within} ms`, []))
      }, within)
      this.#awaited = {
        kind,
        hear: (said) => {
          clearTimeout(silent)
          resolve(said as Said<K>) // its kind was compared
        },
        fail: (error) => {
          clearTimeout(silent)
          reject(error)
        },
      }
    })
  }

  /** Ends a process that does not answer any more, and says why in its place. */
  condemn(death: Death): void {
    this.#death ??= death
    this.kill()
  }

  /** Stops it as it stands, wherever that is. */
  pause(): void {
    if (this.gone || this.#keeper !== null) return
    this.#keeper = keep(this.pid)
    this.#longest = 0
    this.#process.kill('SIGSTOP')
  }

  /** Whatever has stopped it, it goes on. */
  wake(): void {
    this.#keeper?.letGo()
    this.#keeper = null
    if (!this.gone) this.#process.kill('SIGCONT')
  }

  /**
   * The end of a pause; settles when it has been heard of again, or is gone.
   * @returns the longest time without a word of it since it was paused
   */
  async goOn(within: number): Promise<Micros> {
    const heard = this.await('tally', within).catch(() => null)
    this.wake()
    await heard
    return Math.round(this.#longest * 1_000)
  }

  kill(): void {
    if (!this.gone) this.#process.kill('SIGKILL')
  }

  #hear(said: FromNode): void {
    const now = performance.now()
    this.#longest = Math.max(this.#longest, now - this.#heardAt)
    this.#heardAt = now
    if (said.kind === 'tally' || said.kind === 'frozen' || said.kind === 'stopped') {
      this.tally = said.tally
    }
    if (said.kind === 'tally' || said.kind === 'frozen') {
      const { clock, wall, at } = said
      this.onReading?.({ clock, wall, at })
    }
    if (said.kind === 'died') {
      const { kind: _, ...death } = said
      this.#death = death
    }
    if (said.kind === 'told') return this.onTold(said.told)
    const awaited = this.#awaited
    if (awaited === null) return
    if (said.kind === 'problems') {
      this.#awaited = null
      awaited.fail(new Mistake(said.problems))
    } else if (said.kind === awaited.kind) {
      this.#awaited = null
      awaited.hear(said)
    }
  }

  #ended({ code, signal, death }: Exit): Mistake {
    const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`
    const lines = death === null ? lastWords(this.#output) : [`${death.step}: ${death.error}`]
    return notReady(this.id, how, lines)
  }
}

/** The line of its output that names an error, and where the rest is. */
function lastWords(path: string): string[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  const error = lines.findLast((line) => /^\w*Error\b/.test(line))
  return [...(error === undefined ? [] : [error]), `its output     ${path}`]
}

function notReady(id: NodeId, why: string, lines: readonly string[]): Mistake {
  return new Mistake([
    { code: 'WL5003', sentence: `${id} did not become ready: it ${why}.`, lines },
  ])
}

/** Sources go through boot.mjs, what was built starts as it is. */
function start(entry: URL, output: number): ChildProcess {
  const sources = entry.pathname.endsWith('.ts')
  const first = sources ? new URL('./boot.mjs', import.meta.url) : entry
  return fork(fileURLToPath(first), sources ? [entry.href] : [], {
    // Not the flags of this process: a debugger's port or a test runner's loader is its own.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', output, output, 'ipc'],
  })
}
