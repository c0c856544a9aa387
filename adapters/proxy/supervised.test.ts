import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { ms, type NodeId, nodeId } from '../../sim/units.ts'
import type { NodePlan } from '../process/mail.ts'
import { Supervisor } from '../process/process.ts'
import { Proxies } from './proxies.ts'

const [n1, n2] = [nodeId('n1'), nodeId('n2')]
const plan = (id: NodeId): NodePlan => ({ id, program: null, seed: 1, port: null })

/** Looks at standing systems: how often `n1` has been answered. */
async function pongs(supervisor: Supervisor): Promise<number> {
  const snapshots = await supervisor.freeze()
  supervisor.thaw()
  const state = snapshots.get(n1)?.state ?? {}
  const sentences = 'heard' in state && Array.isArray(state.heard) ? state.heard : []
  return sentences.filter((one) => one === 'pong from n2').length
}

/** Lets `n1` ask until it is answered: what it says to a connection that is ending is lost. */
async function isAnswered(supervisor: Supervisor): Promise<void> {
  const before = await pongs(supervisor)
  do supervisor.mail(n1, { kind: 'tell' })
  while ((await pongs(supervisor)) === before)
}

test('processes whose books lead through proxies talk through them, after a restart too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'worldline-proxy-'))
  const proxies = await Proxies.open({
    carrier: 'tcp',
    host: '127.0.0.1',
    pairs: [
      [n1, n2],
      [n2, n1],
    ],
    kindOf: () => 'stream',
    resetAfter: ms(200),
    seed: 1,
  })
  const supervisor = new Supervisor({
    entry: new URL('../process/process.suite.ts', import.meta.url),
    folder,
    origin: process.hrtime.bigint(),
    host: '127.0.0.1',
    carrier: 'tcp',
    within: 20_000,
    stillWithin: 20_000,
    route: (from, to, address) => proxies.route(from, to, address),
    onDeath: () => {},
  })
  const chunks = (): number => proxies.counts.find(({ from }) => from === n1)?.chunks ?? 0
  try {
    await supervisor.start([plan(n1), plan(n2)])
    await isAnswered(supervisor)
    const before = chunks()
    expect(before).toBeGreaterThan(0)

    await supervisor.kill(n2)
    await supervisor.restart(n2)
    await isAnswered(supervisor)
    expect(chunks()).toBeGreaterThan(before)

    proxies.apply(1, { kind: 'cut', links: [{ from: [n1], to: [n2] }] })
    supervisor.mail(n1, { kind: 'tell' })
    const broken = (): number => proxies.counts.reduce((sum, { broken }) => sum + broken, 0)
    while (broken() === 0) await pongs(supervisor)
    proxies.apply(2, { kind: 'heal', links: null })
    await isAnswered(supervisor)
  } finally {
    await supervisor.stop()
    await proxies.close()
    rmSync(folder, { recursive: true, force: true })
  }
  expect(await supervisor.left()).toEqual({ processes: 0, ports: 0 })
  expect(proxies.pending).toEqual({ connections: 0, due: 0, bytes: 0 })
})
