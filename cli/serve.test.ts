// `serve` and `call` as people and machines meet them: processes, exit codes, and nothing left.

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'

const command = join(import.meta.dirname, '..', 'dist', 'cli', 'main.js')
const folder = mkdtempSync(join(tmpdir(), 'worldline-'))
beforeAll(() => {
  if (!existsSync(command)) throw new Error('dist/cli/main.js is not there: npm run build')
})

/** A command that runs until it is told to end. */
class Command {
  readonly child: ChildProcess
  out = ''
  err = ''
  readonly code: Promise<number | null>
  #waiting: (() => void)[] = []

  constructor(args: readonly string[]) {
    const { NO_COLOR: _no, FORCE_COLOR: _force, npm_command: _npm, ...env } = process.env
    this.child = spawn(process.execPath, [command, ...args], {
      cwd: folder,
      env: { ...env, LANG: 'C.UTF-8' },
    })
    this.child.stdout?.on('data', (chunk: Buffer) =>
      this.#said(() => (this.out += chunk.toString())),
    )
    this.child.stderr?.on('data', (chunk: Buffer) =>
      this.#said(() => (this.err += chunk.toString())),
    )
    this.code = new Promise((resolve) => {
      this.child.on('close', (code) => {
        resolve(code)
        this.#said(() => {})
      })
    })
  }

  /** Settles when it has said that, on either stream, so many times. */
  says(what: RegExp, times = 1): Promise<void> {
    const all = new RegExp(what.source, 'gu')
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if ([...(this.out + this.err).matchAll(all)].length >= times) return resolve()
        if (this.child.exitCode !== null) reject(new Error(`it ended: ${this.out}${this.err}`))
      }
      this.#waiting.push(look)
      look()
    })
  }

  interrupt(): Promise<number | null> {
    this.child.kill('SIGINT')
    return this.code
  }

  get pids(): number[] {
    return [...this.out.matchAll(/^ {2}\w+ +(\d+) +\S+ +ready/gmu)].map(([, pid]) => Number(pid))
  }

  #said(note: () => void): void {
    note()
    for (const look of this.#waiting) look()
  }
}

const running: Command[] = []
const servers: Server[] = []
function worldline(...args: string[]): Command {
  const one = new Command(args)
  running.push(one)
  return one
}

afterEach(async () => {
  for (const server of servers.splice(0)) server.close()
  for (const one of running.splice(0)) {
    one.child.kill('SIGINT')
    await one.code
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const gone = async (pids: readonly number[]): Promise<void> => {
  await vi.waitUntil(() => !pids.some(isAlive), { timeout: 20_000, interval: 10 })
}

/** Times that a test can wait for; who is silent or late on a busy machine is not yet expired. */
const timesWith = (expiry: string, ackTimeout: string): string[] =>
  [
    ...['heartbeat=200ms', `expiry=${expiry}`, 'cleanup=100ms', 'poll=200ms'],
    ...[`ackTimeout=${ackTimeout}`, 'backoffMax=400ms'],
  ].flatMap((one) => ['--set', one])
const times = timesWith('5s', '200ms')
const at = (one: Command): string => /--at (\S+)/u.exec(one.out)?.[1] ?? ''

async function called(
  ...args: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const one = worldline('call', ...args)
  const code = await one.code
  return { code, out: one.out, err: one.err }
}

describe('a whole system', () => {
  test('answers, starts again who was killed, and ends with nothing left', async () => {
    const whole = worldline(
      ...['serve', 'ack-retry', '--scale', 'receiver=2', '--scale', 'client=1', '--port', '0'],
      ...['--memory', '--every', '100ms', '-v', ...times],
    )
    await whole.says(/Ctrl-C stops all 4/u)
    expect(whole.out).toMatch(/^ {2}discovery +\d+ +127\.0\.0\.1:\d+ +ready +HTTP$/mu)
    expect([...whole.out.matchAll(/ready +on the list/gu)]).toHaveLength(2)
    const list = await called('ack-retry', 'list', '--at', at(whole), '--json')
    const { receivers } = JSON.parse(list.out) as { receivers: { id: string; port: number }[] }
    expect(list.code).toBe(0)
    expect(receivers).toHaveLength(2)
    const sent = await called('ack-retry', 'send', receivers[0]?.id ?? '', 'hi', '--at', at(whole))
    expect(sent).toMatchObject({ code: 0 })
    expect(sent.out).toMatch(/^ {2}ACK {3}after 1 attempt, .*127\.0\.0\.1:/u)
    const plain = await called('ack-retry:original', 'send', '2', '--count', '3', '--at', at(whole))
    expect(plain.out).toMatch(/3 letters {3}3 acked {3}3 attempts/u)
    await whole.says(/client1 +letter \d+ +ACK from/u, 3)

    const [receiver] = whole.out.matchAll(/receiver1 +(\d+) +127\.0\.0\.1:(\d+)/gu)
    process.kill(Number(receiver?.[1]), 'SIGKILL')
    await whole.says(/receiver1 +was ended by SIGKILL; starts again/u)
    await whole.says(/receiver1 +started again/u)
    const again = await called('ack-retry', 'list', '--at', at(whole), '--json')
    expect(again.out).toContain(`"port": ${receiver?.[2]}`)

    const { pids } = whole
    expect(pids).toHaveLength(4)
    expect(await whole.interrupt()).toBe(0)
    expect(whole.err).toContain('0 processes and 0 ports left')
    expect(pids.some(isAlive)).toBe(false)
  })

  test('leaves nothing when its parent is killed', async () => {
    const whole = worldline('serve', 'ack-retry:original', '--port', '0', '--memory')
    await whole.says(/Ctrl-C stops all 4/u)
    const { pids } = whole
    whole.child.kill('SIGKILL')
    await whole.code
    await gone(pids)
    expect(pids).toHaveLength(4)
  })

  test('that cannot have its port ends with 2, with everything ended', async () => {
    const server = createServer()
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0
    const whole = worldline('serve', 'ack-retry', '--port', String(port), '--memory')
    expect(await whole.code).toBe(2)
    expect(whole.err).toMatch(/WL5002: port \d+ of 127\.0\.0\.1 is taken/u)
    expect(whole.out).toBe('')
  })

  test('makes faults while it serves, and says what they have met', async () => {
    const whole = worldline(
      ...['serve', 'ack-retry', '--scale', 'receiver=1', '--scale', 'client=1', '--port', '0'],
      ...['--memory', '--every', '50ms', '-v', ...times, '-f', 'drop 50% kind ack'],
      ...['-f', 'crash receiver1 @ 700ms restart +100ms', '-f', 'pause client1 @ 1500ms for 100ms'],
    )
    await whole.says(/receiver1 +started again/u)
    await whole.says(/client1 +goes on/u)
    await whole.says(/letter \d+ +ACK from/u, 20)
    expect(await whole.interrupt()).toBe(0)
    const [, hit, met] = /fault 1 \(drop\): (\d+) of (\d+)/u.exec(whole.out) ?? []
    expect(Number(hit)).toBeGreaterThan(0)
    expect(Number(hit)).toBeLessThan(Number(met))
  })

  test('makes them for whoever calls, too', async () => {
    for (const faults of [[], ['-f', 'drop kind ack#1..2']]) {
      const whole = worldline(
        ...['serve', 'ack-retry', '--scale', 'receiver=1', '--port', '0', '--memory', ...times],
        ...faults,
      )
      await whole.says(/Ctrl-C stops all 2/u)
      const patient = timesWith('5s', '1s')
      const sent = await called('ack-retry', 'send', '1', '--at', at(whole), ...patient)
      expect(sent.out).toContain(faults.length === 0 ? 'after 1 attempt,' : 'after 3 attempts,')
      await whole.interrupt()
    }
  })
})

describe('one node', () => {
  test('waits for discovery, says so with the command, and ends well', async () => {
    const receiver = worldline(
      ...['serve', 'ack-retry/receiver', '--discovery', 'http://127.0.0.1:1', '--memory'],
    )
    await receiver.says(/WL5001 no discovery answers at http:\/\/127\.0\.0\.1:1/u)
    await receiver.says(/start one {3}worldline serve ack-retry\/discovery --port 1/u)
    await receiver.says(/receiver1 +\d+ +127\.0\.0\.1:\d+ +ready/u)
    expect(receiver.out).toMatch(/call ack-retry list --at http:\/\/127\.0\.0\.1:1$/mu)
    expect(await receiver.interrupt()).toBe(0)
  })

  test('says what is wrong with a discovery that is none', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\n<html>'))
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    const url = `127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`
    const client = worldline('serve', 'ack-retry/client', '--discovery', url, '--memory')
    await client.says(/WL5001 what answers at http:\/\/\S+ is no discovery: its list is no JSON/u)
    const { code, err } = await called('ack-retry', 'list', '--at', url)
    expect({ code, err }).toMatchObject({
      code: 3,
      err: expect.stringContaining('its list is no JSON'),
    })
  })
})

test.each([
  {
    args: ['serve', 'ack-rety'],
    answer: /WL1002[^]*did you mean {3}\S.* serve ack-retry \?/u,
  },
  { args: ['call', 'ack-retry'], answer: /WL1001: call ack-retry needs an operation/u },
])('a mistake has one answer, exit 2, and nothing is run: $args', async ({ args, answer }) => {
  const one = worldline(...args)
  expect(await one.code).toBe(2)
  expect(one.err).toMatch(answer)
  expect(one.out).toBe('')
})

test('after a silence longer than the expiry ours is listed again, the original’s is not', async () => {
  for (const name of ['ack-retry', 'ack-retry:original']) {
    const whole = worldline(
      ...['serve', name, '--scale', 'receiver=1', '--port', '0', '--memory'],
      ...timesWith('600ms', '200ms'),
      ...['-f', 'pause receiver1 @ 700ms for 2s'],
    )
    await whole.says(/Ctrl-C stops all 2/u)
    const listed = async (): Promise<number> => {
      const answer = await fetch(`${at(whole)}/receivers`)
      return ((await answer.json()) as unknown[]).length
    }
    await whole.says(/receiver1 +stands still/u)
    await vi.waitUntil(async () => (await listed()) === 0, { timeout: 20_000 })
    await whole.says(/receiver1 +goes on/u)
    if (name === 'ack-retry') await vi.waitUntil(async () => (await listed()) === 1, 20_000)
    else {
      // Some heartbeats later, each of which was answered with 200, it still is not.
      const on = performance.now() + 1_000
      while (performance.now() < on) expect(await listed()).toBe(0)
    }
    await whole.interrupt()
  }
})

test('call ends with 3 where nobody answers, and with 1 where the service refuses', async () => {
  const nobody = await called('ack-retry', 'list', '--at', '127.0.0.1:1', '--json')
  expect(nobody.code).toBe(3)
  expect(JSON.parse(nobody.out)).toMatchObject({ exitCode: 3, answer: 'none' })
  const discovery = worldline('serve', 'ack-retry/discovery', '--port', '0', '--memory')
  await discovery.says(/Ctrl-C stops it/u)
  const refused = await called('ack-retry', 'send', '9', '--at', at(discovery))
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toContain('nobody is listed')
})
