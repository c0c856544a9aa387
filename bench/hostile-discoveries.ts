// Discoveries that are none: a receiver and a call are pointed at servers that answer nonsense, too
// much, too slowly or not at all. The receiver has to say so, wait, and greet others meanwhile.

import { createServer, type Server, type Socket } from 'node:net'
import { Command, leftOf, memoryOf, targetsIn, wait } from './hostile-command.ts'
import { answered, type Row, told } from './hostile-siege.ts'

type Answer = (socket: Socket) => void

const whole = (status: string, type: string, text: string): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`

/** Blocks for as long as they are taken, `max` bytes at most. */
function pour(socket: Socket, block: string, max: number): void {
  let left = max
  const on = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= block.length
      if (!socket.write(block)) return
    }
  }
  socket.on('drain', on)
  on()
}

const block = ' '.repeat(65_536)
const answers: readonly (readonly [string, Answer])[] = [
  ['text that is no JSON', (to) => to.end(whole('200 OK', 'text/plain', 'hello'))],
  ['JSON of another shape', (to) => to.end(whole('200 OK', 'application/json', '{"a":[1]}'))],
  ['a page with status 500', (to) => to.end(whole('500 Oh', 'text/html', '<html>no</html>'))],
  [
    'a redirection to itself',
    (to) => to.end('HTTP/1.1 302 Found\r\nlocation: /receivers\r\ncontent-length: 0\r\n\r\n'),
  ],
  ['bytes that are no HTTP', (to) => to.end(Buffer.alloc(4_096, 0xfe))],
  [
    '50 MB',
    (to) => {
      to.write(`HTTP/1.1 200 OK\r\ncontent-length: ${50 << 20}\r\n\r\n`)
      pour(to, block, 50 << 20)
    },
  ],
  [
    'without an end',
    (to) => {
      to.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n')
      pour(to, block, Number.POSITIVE_INFINITY)
    },
  ],
  [
    'a byte now and then',
    (to) => {
      to.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => to.write('x'), 500)
      to.once('close', () => clearInterval(timer))
    },
  ],
  ['nothing at all', () => {}],
  ['an end at once', (to) => to.destroy()],
]

/** How many of them are tried at once. */
const lanes = 3

export async function besiegeCallers(cwd: string): Promise<readonly Row[]> {
  const rows = new Map<string, readonly Row[]>()
  const left = [...answers]
  async function lane(): Promise<void> {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      rows.set(next[0], await answeredWith(next[0], next[1], cwd))
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return answers.flatMap(([what]) => rows.get(what) ?? [])
}

async function answeredWith(what: string, answer: Answer, cwd: string): Promise<readonly Row[]> {
  const { url, close } = await serving(answer)
  const call = new Command(['call', 'ack-retry', 'list', '--at', url], { cwd })
  const code = await call.code
  const callRow: Row = {
    ...{ whom: 'call … list', sent: `discovery answers: ${what}`, memory: null, others: '' },
    seen: `${sentence(call.out, url)}; exit ${code ?? 'none'}`,
    ok: code === 3 || code === 1,
  }
  const words = ['serve', 'ack-retry/receiver', '--discovery', url, '--memory']
  const receiver = new Command(words, { cwd })
  try {
    await receiver.says(/Ctrl-C stops it/u)
    const [target] = targetsIn(receiver.out).values()
    const before = target === undefined ? null : memoryOf(target.pid)
    const isTold = await receiver.says(/WL5001[^\n]+\n/u, 12_000)
    await wait(2_500) // it asks again meanwhile, each second
    const after = target === undefined ? null : memoryOf(target.pid)
    const took =
      target === undefined
        ? null
        : await answered(target.port, 'Hello Receiver!', (came) => came.includes('ACK'))
    const others = told('its ACK', took)
    const ended = await receiver.interrupt()
    const gone = target === undefined ? 'never ready' : await leftOf([target])
    const once = [...receiver.out.matchAll(/WL5001/gu)].length === 1
    return [
      callRow,
      {
        ...{ whom: 'receiver (served)', sent: `discovery answers: ${what}` },
        seen: isTold ? sentence(receiver.out, url) : 'NO WORD of it',
        ...{ memory: [before, after], others: others.words },
        ok:
          isTold &&
          once &&
          others.ok &&
          ended === 0 &&
          gone === 'left: 0 processes, 0 ports' &&
          (after ?? 0) - (before ?? 0) <= 64,
      },
    ]
  } finally {
    await receiver.interrupt()
    await close()
  }
}

/** What a command says of it, without the address. */
function sentence(out: string, url: string): string {
  const line = out
    .split('\n')
    .find((one) => one.includes(url) && /WL5001|no answer|refused/u.test(one))
  return (line ?? out.slice(0, 100)).replaceAll(url, 'URL').replace(/\s+/gu, ' ').trim()
}

async function serving(answer: Answer): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    socket.once('data', () => answer(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
