// What strangers send to a port, and what they see of it. Everything that is dialed here is ended
// here; how the other side bears it is looked at by whoever begins an attack.

import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { frame } from '../adapters/frame.ts'
import { encodeControl } from '../adapters/streams/hello.ts'
import { envelope } from '../adapters/udp/datagram.ts'
import { encodeMessage, sealMail } from '../adapters/wire.ts'
import { nodeId } from '../sim/units.ts'
import { wait } from './hostile-command.ts'

export interface Seen {
  readonly words: string
  readonly ok: boolean
}

/** An attack under way. */
export interface Siege {
  /** all that is sent at once has been */
  readonly begun: Promise<void>
  readonly seen: Promise<Seen>
  end(): void
}

export interface Attack {
  readonly sent: string
  begin(port: number, name: string): Siege
}

const headMax = 46

/** First words of an answer, on one line. */
const head = (bytes: Buffer): string => {
  const text = bytes
    .toString('latin1')
    .replace(/[^\x20-\x7e]+/gu, ' ')
    .trim()
  return text.length > headMax ? `${text.slice(0, headMax)}…` : text
}

interface Dialed {
  readonly socket: Socket
  readonly open: Promise<void>
  /** how it ended, or null after so many ms */
  ended(within: number): Promise<string | null>
  came: Buffer
}

function dial(port: number): Dialed {
  const began = performance.now()
  const socket = connect({ port, host: '127.0.0.1' })
  let how: string | null = null
  const done = new Promise<void>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => {
      how ??= error.code === 'ECONNREFUSED' ? 'refused' : 'reset'
    })
    socket.on('end', () => (how ??= 'closed'))
    socket.on('close', () => resolve())
  })
  const dialed: Dialed = {
    socket,
    open: new Promise((resolve) => {
      socket.once('connect', () => resolve())
      socket.once('close', () => resolve())
    }),
    came: Buffer.alloc(0),
    async ended(within) {
      const isOver = await Promise.race([done.then(() => true), wait(within).then(() => false)])
      if (!isOver) return null
      return `${how ?? 'closed'} after ${((performance.now() - began) / 1_000).toFixed(1)} s`
    },
  }
  socket.on('data', (bytes: Buffer) => {
    if (dialed.came.length < 4_096) dialed.came = Buffer.concat([dialed.came, bytes])
  })
  return dialed
}

/** How a connection may end: by the other side within so many ms, or not at all. */
export type Wanted = { readonly within: number } | { readonly staysFor: number }

/** One connection that says something, or nothing. `speak` goes on until the socket is gone. */
export function connection(
  sent: string,
  wanted: Wanted,
  speak: (socket: Socket, name: string) => void,
): Attack {
  return {
    sent,
    begin(port, name) {
      const dialed = dial(port)
      const begun = dialed.open.then(() => speak(dialed.socket, name))
      const looked = async (): Promise<Seen> => {
        await begun
        const limit = 'within' in wanted ? wanted.within : wanted.staysFor
        const how = await dialed.ended(limit)
        const said = head(dialed.came)
        const answer = said === '' ? '' : `: ${said}`
        if (how !== null) return { words: `${how}${answer}`, ok: true }
        return { words: `open after ${limit / 1_000} s${answer}`, ok: 'staysFor' in wanted }
      }
      return { begun, seen: looked(), end: () => dialed.socket.destroy() }
    },
  }
}

const nobody = nodeId('stranger')
/** Bytes that are no text; no zero at the beginning, so that no frame of ours begins. */
const noise = (length: number): Buffer => {
  const bytes = randomBytes(length)
  bytes[0] = 0xff
  return bytes
}

/** As much as is taken, at most `max` bytes, in blocks. */
function pour(socket: Socket, block: Buffer, max: number): void {
  let left = max
  const on = (): void => {
    while (left > 0 && !socket.destroyed && socket.writable) {
      left -= block.length
      if (!socket.write(block)) return
    }
  }
  socket.on('drain', on)
  on()
}

export const silence = (wanted: Wanted): Attack => connection('nothing at all', wanted, () => {})

export const endless = (wanted: Wanted): Attack =>
  connection('10 MB of text, no end', wanted, (socket) =>
    pour(socket, Buffer.alloc(65_536, 'x'), 10 << 20),
  )

export const garbage = (wanted: Wanted): Attack =>
  connection('random bytes, 1 MB', wanted, (socket) => pour(socket, noise(65_536), 1 << 20))

export const http = (wanted: Wanted): Attack =>
  connection('HTTP: GET / HTTP/1.1', wanted, (socket) =>
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'),
  )

/** One byte a half second of a frame that is announced with 1,000. */
export const halfFrame = (wanted: Wanted): Attack =>
  connection('half a frame, then a byte now and then', wanted, (socket) => {
    socket.write(Uint8Array.of(0, 0, 3, 232, 0))
    const timer = setInterval(() => socket.write(Uint8Array.of(7)), 500)
    socket.once('close', () => clearInterval(timer))
  })

export const hugeFrame = (wanted: Wanted): Attack =>
  connection('a frame of 16 MB is announced', wanted, (socket) => {
    socket.write(Uint8Array.of(0, 255, 255, 255, 0))
    pour(socket, Buffer.alloc(65_536), 10 << 20)
  })

export const wrongHello = (wanted: Wanted): Attack =>
  connection('a frame of fitting length, another shape', wanted, (socket) =>
    socket.write(frame(0, encodeMessage({ kind: 'hello', protocol: 7, from: [] } as never))),
  )

/** A guest who says hello as he should, and then what no letter looks like. */
export const wrongMail = (from: string, wanted: Wanted): Attack =>
  connection('a good hello, a letter of another shape', wanted, (socket, name) => {
    const names = { from: nodeId(from), to: nodeId(name) }
    const hello = { kind: 'hello', protocol: 'worldline/1', life: 'x', dial: 1, ...names } as const
    socket.write(frame(0, encodeControl(hello)))
    const letter = { kind: 'letter', seq: 'first' }
    socket.write(frame(1, sealMail(letter, { life: 1, nth: 1 })))
  })

/** A request to discovery with a body of this. */
export const request = (
  sent: string,
  method: string,
  path: string,
  body: Buffer | string,
): Attack =>
  connection(sent, { within: 12_000 }, (socket) => {
    const length = Buffer.byteLength(body)
    socket.write(
      `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n` +
        `content-type: application/json\r\ncontent-length: ${length}\r\n\r\n`,
    )
    pour(socket, Buffer.from(body), length)
  })

export const halfRequest: Attack = connection(
  'half a request, for ever',
  { within: 15_000 },
  (socket) => {
    socket.write('POST /register HTTP/1.1\r\nhost: x\r\ncontent-length: 400\r\n')
    const timer = setInterval(() => socket.write('x-more: x\r\n'), 500)
    socket.once('close', () => clearInterval(timer))
  },
)

/** So many connections that say nothing, held while others are served. */
export function idle(count: number): Attack {
  return {
    sent: `${count.toLocaleString('en')} idle connections`,
    begin(port) {
      const dialed = Array.from({ length: count }, () => dial(port))
      const begun = Promise.all(dialed.map(({ open }) => open)).then(() => wait(500))
      const looked = async (): Promise<Seen> => {
        await begun
        const held = dialed.filter(({ socket }) => !socket.destroyed).length
        return { words: `${held} held, ${count - held} put out at once`, ok: true }
      }
      const end = (): void => {
        for (const { socket } of dialed) socket.destroy()
      }
      return { begun, seen: looked(), end }
    },
  }
}

/** The same datagram so many times. Nothing is ever answered. */
export function datagrams(sent: string, count: number, make: (name: string) => Uint8Array): Attack {
  return {
    sent,
    begin(port, name) {
      const socket = createSocket('udp4')
      let answers = 0
      socket.on('message', () => (answers += 1))
      socket.on('error', () => {})
      const begun = (async () => {
        const one = make(name)
        for (let nth = 0; nth < count; nth += 1) {
          await new Promise<void>((resolve) => {
            socket.send(one, port, '127.0.0.1', () => resolve())
          })
        }
        await wait(200)
      })()
      const looked = begun.then(() => ({
        words: answers === 0 ? 'dropped, not answered' : `${answers} answers`,
        ok: answers === 0,
      }))
      return { begun, seen: looked, end: () => socket.close() }
    },
  }
}

const seal = (message: { readonly kind: string }): Uint8Array =>
  sealMail(message, { life: 1, nth: 1 })

const letterTo = (from: string, to: string, mail: Uint8Array): Uint8Array =>
  Buffer.concat([envelope(nodeId(from), nodeId(to)), mail])

export const hostileDatagrams: readonly Attack[] = [
  datagrams('10,000 random datagrams', 10_000, () => noise(1_400)),
  datagrams('100 datagrams, cut short', 100, (name) =>
    letterTo('sender1', name, seal({ kind: 'letter' })).subarray(0, 16),
  ),
  datagrams('100 datagrams of nobody we know', 100, (name) =>
    letterTo(nobody, name, seal({ kind: 'letter' })),
  ),
  datagrams('100 datagrams of 65,507 bytes', 100, (name) => {
    const cover = envelope(nodeId('sender1'), nodeId(name))
    return Buffer.concat([cover, Buffer.alloc(65_507 - cover.length, 1)])
  }),
  datagrams('100 datagrams of another shape', 100, (name) =>
    letterTo('sender1', name, seal({ kind: 'letter', seq: 'first' } as { kind: string })),
  ),
]
