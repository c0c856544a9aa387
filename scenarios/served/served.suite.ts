// Served nodes for tests: lone ones in this process with times a hundred times shorter than the
// source's, what they told, and raw conversations with them.

import { connect, type Socket } from 'node:net'

import { vi } from 'vitest'
import { type Lone, startLone } from './lone.ts'
import type { RoleName, ServedOrder, Told, Variant } from './orders.ts'

export const timings = {
  heartbeat: 100_000,
  expiry: 300_000,
  cleanup: 50_000,
  ackTimeout: 50_000,
  backoffMax: 100_000,
  poll: 50_000,
}

export interface Wish extends Partial<Omit<ServedOrder, 'role'>> {
  readonly data?: string
}

export interface Running {
  readonly lone: Lone
  readonly told: Told[]
  readonly url: string
  readonly port: number
}

/** What a node is told when a test wishes nothing else. */
export const orderOf = (role: RoleName, variant: Variant): ServedOrder => ({
  ...{ system: 'ack-retry', variant, role, number: 1, timings, attempts: 0, memory: false },
  ...{ discovery: null, hosts: ['127.0.0.1'], port: null, advertise: null, every: null },
})

/** Whatever a test has opened. */
export class Opened {
  #nodes: Lone[] = []
  #sockets: Socket[] = []

  async start(role: RoleName, variant: Variant, wish: Wish = {}): Promise<Running> {
    const told: Told[] = []
    const { data = null, ...more } = wish
    const order = { ...orderOf(role, variant), memory: data === null, ...more }
    const lone = await startLone({
      ...{ order, data, tell: (one) => void told.push(one) },
      died: (step, error) => {
        throw new Error(`${role} died: ${step}: ${String(error)}`)
      },
    })
    this.#nodes.push(lone)
    const port = Number(lone.address?.split(':').at(-1) ?? 0)
    return { lone, told, port, url: `http://127.0.0.1:${port}` }
  }

  async stop({ lone }: Running): Promise<void> {
    this.#nodes = this.#nodes.filter((one) => one !== lone)
    await lone.stop()
  }

  /** A socket, and everything that has come over it once it has ended. */
  async dial(port: number): Promise<{ readonly socket: Socket; readonly end: Promise<string> }> {
    const socket = connect({ port, host: '127.0.0.1' })
    this.#sockets.push(socket)
    let said = ''
    socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')))
    socket.on('error', () => {})
    const end = new Promise<string>((resolve) => {
      socket.on('end', () => resolve(said))
      socket.on('close', () => resolve(said))
    })
    await new Promise((resolve) => {
      socket.once('connect', resolve)
      socket.once('close', resolve)
    })
    return { socket, end }
  }

  /** One request as it is written, and its answer as it comes: status and body. */
  async http(
    port: number,
    method: string,
    path: string,
    body: string | null = null,
    type: string | null = 'application/json',
  ): Promise<{ readonly status: number; readonly head: string; readonly body: string }> {
    const { socket, end } = await this.dial(port)
    const lines = [`${method} ${path} HTTP/1.1`, 'host: x', 'connection: close']
    if (body !== null && type !== null) lines.push(`content-type: ${type}`)
    if (body !== null) lines.push(`content-length: ${Buffer.byteLength(body)}`)
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`)
    const said = await end
    const cut = said.indexOf('\r\n\r\n')
    const head = said.slice(0, cut)
    return { status: Number(head.split(' ')[1]), head, body: said.slice(cut + 4) }
  }

  /** Who is listed, by port. */
  async listed(port: number): Promise<number[]> {
    const { body } = await this.http(port, 'GET', '/receivers')
    return (JSON.parse(body) as { port: number }[]).map((one) => one.port)
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.splice(0)) socket.destroy()
    await Promise.all(this.#nodes.splice(0).map((lone) => lone.stop()))
  }
}

/** Settles when the fact has become one; it is looked at often, because nothing tells. */
export async function until(fact: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(fact, { timeout: 50_000, interval: 5 })
}
