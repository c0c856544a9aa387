import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterEach, describe, expect, test } from 'vitest'

import { Mistake } from '../../sim/problem.ts'
import { nodeId } from '../../sim/units.ts'
import type { Exit } from './child.ts'
import type { NodePlan, Snapshot } from './mail.ts'
import { Supervisor, type Whereabouts } from './process.ts'

const folders: string[] = []
const supervisors: Supervisor[] = []
afterEach(async () => {
  await Promise.all(supervisors.splice(0).map((one) => one.stop()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'worldline-process-'))
  folders.push(folder)
  return folder
}

function supervisor(
  onDeath: (id: string, exit: Exit) => void = () => {},
  within = 20_000,
  stillWithin = 20_000,
): Supervisor {
  const one = new Supervisor({
    entry: new URL('./process.suite.ts', import.meta.url),
    folder: freshFolder(),
    origin: process.hrtime.bigint(),
    host: '127.0.0.1',
    carrier: 'tcp',
    within,
    stillWithin,
    onDeath,
  })
  supervisors.push(one)
  return one
}

const plan = (id: string, more: Partial<NodePlan> = {}): NodePlan => ({
  id: nodeId(id),
  program: null,
  seed: 1,
  port: null,
  ...more,
})
const n1 = nodeId('n1')
const n2 = nodeId('n2')

/** Looks at standing systems until one shows it. */
async function seen(
  one: Supervisor,
  fact: (state: Map<string, object | null>) => boolean,
): Promise<void> {
  for (;;) {
    const snapshots = await one.freeze()
    one.thaw()
    if (fact(new Map(Array.from(snapshots, ([id, { state }]: [string, Snapshot]) => [id, state]))))
      return
  }
}

const heard = (state: object | null | undefined): unknown =>
  state !== null && state !== undefined && 'heard' in state ? state.heard : null
const counted = (state: object | null | undefined): unknown =>
  state !== null && state !== undefined && 'count' in state ? state.count : null

describe('a supervisor', () => {
  test('starts nodes that find each other, kills one, and starts it over its tables', async () => {
    const one = supervisor()
    const nodes = await one.start([plan('n1'), plan('n2')])
    expect(new Set(nodes.map(({ pid }) => pid)).size).toBe(2)
    one.mail(n1, { kind: 'tell' })
    await seen(one, (states) => String(heard(states.get('n1'))).includes('pong from n2'))

    await one.kill(n2)
    expect(one.isUp(n2)).toBe(false)
    expect(one.mail(n2, { kind: 'ping' })).toBe(false)
    expect((await one.freeze()).size).toBe(1)
    one.thaw()
    await one.restart(n2)
    const again = one.whereabouts().find(({ id }) => id === n2)
    expect(again?.life).toBe(2)
    expect(again?.pid).not.toBe(nodes[1]?.pid)
    await seen(one, (states) => counted(states.get('n2')) === 1) // what it had counted before

    one.mail(n1, { kind: 'tell' })
    await seen(one, (states) => String(heard(states.get('n2'))).includes('ping from n1'))
    await one.stop()
    expect(await one.left()).toEqual({ processes: 0, ports: 0 })
    expect(one.tally().sent.get('pong')).toBeGreaterThanOrEqual(1) // a kill may take a count along
  })

  test('tells of a node whose disk was full: which fault, and what it had counted', async () => {
    let tell = (_: Exit): void => {}
    const one = supervisor((_id, exit) => tell(exit))
    await one.start([plan('n1')])
    one.mail(n1, { kind: 'first' })
    await seen(one, (states) => counted(states.get('n1')) === 1)
    const full = { kind: 'disk-full', node: n1 } as const
    for (const mail of ['second', 'third']) {
      const death = new Promise<Exit>((resolve) => (tell = resolve))
      if (mail === 'second') one.fault(n1, 4, full)
      else await one.restart(n1) // its disk is as full as before
      one.mail(n1, { kind: mail })
      const exit = await death
      expect(exit.death).toMatchObject({ step: 'sync', fault: 4 })
      expect(exit.death?.error).toContain('no space left')
    }
    expect(one.tally().faults.get(4)).toEqual({ met: 2, hit: 2 })
    one.fault(n1, 5, { kind: 'end', of: 4 })
    await one.restart(n1)
    one.mail(n1, { kind: 'fourth' })
    await seen(one, (states) => counted(states.get('n1')) === 2) // the first and the fourth
    await one.stop()
  })

  test('tells of a node whose handler threw: the step, the promise, and the log of it', async () => {
    let tell = (_: { id: string; exit: Exit }): void => {}
    const death = new Promise<{ id: string; exit: Exit }>((resolve) => (tell = resolve))
    const one = supervisor((id, exit) => tell({ id, exit }))
    await one.start([plan('n1')])
    one.mail(n1, { kind: 'throw' })
    const { id, exit } = await death
    expect(id).toBe('n1')
    expect(exit).toMatchObject({
      code: 1,
      death: { step: 'throw from workload', error: 'nobody says throw' },
    })
    const log = readFileSync(join(folders[0] ?? '', 'n1', 'log-1.jsonl'), 'utf8')
    expect(log).toContain('"kind":"died","step":"throw from workload"')
    await one.stop()
    expect(await one.left()).toEqual({ processes: 0, ports: 0 })
  })

  test('ends a node whose handler never does, and says so', async () => {
    const deaths: Exit[] = []
    const one = supervisor((_, exit) => deaths.push(exit), 20_000, 500)
    await one.start([plan('n1')])
    one.mail(n1, { kind: 'spin' })
    expect(await one.freeze()).toEqual(new Map())
    expect(deaths).toMatchObject([
      { death: { step: 'a step', error: 'it did not end within 500 ms' } },
    ])
    await one.stop()
    expect(await one.left()).toEqual({ processes: 0, ports: 0 })
  })

  test('refuses a port that is taken, with every process ended', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const bound = server.address()
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0
    const one = supervisor()
    const error = await one
      .start([plan('n1'), plan('n2', { port })])
      .catch((wrong: unknown) => wrong)
    expect(error).toBeInstanceOf(Mistake)
    expect(String(error)).toContain(
      `WL5002: port ${port} of 127.0.0.1 is taken, so n2 cannot listen there.`,
    )
    server.close()
    await once(server, 'close')
    expect(await one.left()).toEqual({ processes: 0, ports: 0 })
  })

  test('gives up on a node that never becomes ready, with every process ended', async () => {
    const one = supervisor(() => {}, 300)
    const error = await one
      .start([plan('n2', { program: 'never' })])
      .catch((wrong: unknown) => wrong)
    expect(String(error)).toContain(
      'WL5003: n2 did not become ready: it said nothing of "listening" within 300 ms.',
    )
    expect(await one.left()).toEqual({ processes: 0, ports: 0 })
  })

  test('that is killed with SIGKILL leaves no process and no port', async () => {
    const boot = fileURLToPath(new URL('./boot.mjs', import.meta.url))
    const entry = new URL('./process-parent.suite.ts', import.meta.url).href
    const parent = fork(boot, [entry, freshFolder()], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    })
    const [nodes]: Whereabouts[][] = (await once(parent, 'message')) as [Whereabouts[]]
    expect(nodes).toHaveLength(2)
    const sockets = await Promise.all((nodes ?? []).map(({ address }) => watched(address)))
    expect((nodes ?? []).map(({ pid }) => isRunning(pid))).toEqual([true, true])
    const ends = sockets.map(ended)
    parent.kill('SIGKILL')
    await Promise.all(ends)
    await Promise.all((nodes ?? []).map(({ address }) => refused(address)))
    expect((nodes ?? []).filter(({ pid }) => isRunning(pid))).toEqual([])
  })
})

const spot = (address: string): { host: string; port: number } => {
  const [host = '', port = ''] = address.split(':')
  return { host, port: Number(port) }
}

/** A connection to the node, which ends with it. */
async function watched(address: string): Promise<Socket> {
  const socket = connect(spot(address))
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.resume()
  return socket
}

const ended = (socket: Socket): Promise<void> => {
  socket.on('error', () => {}) // a reset is an end too
  socket.resume()
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

/** Settles when nobody listens there; an ending process closes its sockets one by one. */
async function refused(address: string): Promise<void> {
  for (;;) {
    const socket = connect(spot(address))
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    if (!open) return
    await ended(socket)
  }
}

/** A process that has ended and waits for its exit code to be read is not running. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
