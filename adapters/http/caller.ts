// The way to a service over HTTP: each message is a request, its answer is heard as a message of
// that peer. Requests leave one after the other, so that what is heard keeps the order of asking.

import type { Message } from '../../sim/actor.ts'
import type { HttpCaller } from '../../sim/outside.ts'
import { hears as heardBy, type Shapes, validate } from '../../sim/shape.ts'
import type { NodeId } from '../../sim/units.ts'
import { type Way, unsealed } from '../outside/ways.ts'
import type { Ears, Link } from '../transport.ts'
import { ask } from './request.ts'

export interface CallerOptions<Memory> {
  readonly peer: NodeId
  /** where the service is; paths are of its root */
  url(): URL
  readonly caller: HttpCaller<Memory>
  readonly ears: Ears
  readonly hears: Shapes
  /** ms until an answer has to be there */
  readonly within: number
  /**
   * ms after which a message that failed is said again, unless another was said since; null: never,
   * and the node is told `lost`
   */
  readonly again: number | null
  /** The state of the other side has changed: why it does not serve, or null when it does. */
  trouble(why: Trouble | null): void
}

export interface Trouble {
  /** `nobody`: no answer at all; `nonsense`: it is no such service */
  readonly kind: 'nobody' | 'nonsense'
  readonly why: string
}

const bodyMax = 1_048_576
/** Messages that may wait for their turn; more are dropped, as of any full link. */
const queueMax = 64

/** The door to one service. */
export class HttpCallerWay<Memory> implements Way {
  readonly #options: CallerOptions<Memory>
  readonly #link: Link
  readonly #ending = new AbortController()
  #memory: Memory
  #queue: Message[] = []
  #asking = false
  #paused = false
  #again: NodeJS.Timeout | null = null
  /** undefined: nothing is known yet */
  #trouble: string | null | undefined = undefined

  constructor(options: CallerOptions<Memory>) {
    this.#options = options
    this.#memory = options.caller.memory
    this.#link = {
      peer: options.peer,
      send: (message) => this.#say(message),
      sendSealed: unsealed,
      close: () => {},
    }
  }

  linkTo(peer: NodeId): Link | null {
    return peer === this.#options.peer ? this.#link : null
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    void this.#next()
  }

  async close(): Promise<void> {
    this.#ending.abort()
    this.#queue = []
    if (this.#again !== null) clearTimeout(this.#again)
  }

  #say(message: Message): void {
    if (this.#ending.signal.aborted) return
    if (this.#again !== null) clearTimeout(this.#again)
    this.#again = null
    if (this.#queue.length >= queueMax) {
      this.#options.ears.dropped(this.#options.peer, message.kind, 'full')
      return
    }
    this.#queue.push(message)
    void this.#next()
  }

  /** What comes while the node is not reading waits with the next question. */
  async #next(): Promise<void> {
    if (this.#asking || this.#paused || this.#ending.signal.aborted) return
    const message = this.#queue.shift()
    if (message === undefined) return
    this.#asking = true
    const told = await this.#exchange(message)
    this.#asking = false
    if (this.#ending.signal.aborted) return
    told()
    void this.#next()
  }

  /** @returns what is to be told of it, in a turn of its own */
  async #exchange(message: Message): Promise<() => void> {
    const { caller, url, within } = this.#options
    const request = caller.ask(message, this.#memory)
    if (request === null) return () => {}
    const { method, path, body } = request
    const signal = this.#ending.signal
    const to = new URL(path, url())
    const incoming = await ask({ method, url: to, body, within, bodyMax, signal })
    if (incoming.kind === 'failed') {
      return () => this.#failed(message, { kind: 'nobody', why: incoming.why }, incoming.ended)
    }
    const heard = caller.heard(message, incoming.answer, this.#memory)
    if (heard.kind === 'nonsense') {
      return () => this.#failed(message, { kind: 'nonsense', why: heard.why }, 'reset')
    }
    this.#memory = heard.memory
    return () => this.#heard(heard.message)
  }

  #heard(message: Message): void {
    const { ears, peer, hears } = this.#options
    this.#tell(null)
    if (!heardBy(hears, message.kind)) return ears.dropped(peer, message.kind, 'unheard')
    const checked = validate(hears, message)
    if ('message' in checked) ears.receive(peer, checked.message, null)
    else ears.refused(peer, `its ${message.kind} at ${checked.wrong.path} is ${checked.wrong.got}`)
  }

  #failed(message: Message, trouble: Trouble, ended: 'refused' | 'closed' | 'reset'): void {
    const { again, ears, peer } = this.#options
    this.#tell(trouble)
    if (again === null) return ears.lost(peer, ended)
    if (this.#queue.length > 0) return
    this.#again = setTimeout(() => this.#say(message), again)
  }

  #tell(trouble: Trouble | null): void {
    const why = trouble === null ? null : `${trouble.kind}: ${trouble.why}`
    if (why === this.#trouble) return
    this.#trouble = why
    this.#options.trouble(trouble)
  }
}
