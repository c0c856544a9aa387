// Strangers at the port of a node of `worldline real`, over each carrier, while a workload runs. The
// verdict at the end says whether its operations went well and what was acknowledged is there.

import { connect as connectHttp2 } from 'node:http2'
import { type Carrier, carriers } from '../adapters/address.ts'
import { frame } from '../adapters/frame.ts'
import { encodeControl } from '../adapters/streams/hello.ts'
import { nodeId } from '../sim/units.ts'
import {
  type Attack,
  endless,
  garbage,
  halfFrame,
  hostileDatagrams,
  http,
  hugeFrame,
  idle,
  silence,
  wrongHello,
  wrongMail,
} from './hostile-attacks.ts'
import { Command, isAlive, leftOf, type Target, targetsIn, wait } from './hostile-command.ts'
import { answered, type Row, type Service, siege, told } from './hostile-siege.ts'

const soon = { within: 14_000 }

const framed: readonly Attack[] = [
  ...[silence(soon), endless(soon), garbage(soon), http(soon), halfFrame(soon)],
  ...[hugeFrame(soon), wrongHello(soon), wrongMail('stranger', soon), idle(1_000)],
]
const attacks: Readonly<Record<Carrier, readonly Attack[]>> = {
  tcp: framed,
  udp: [...hostileDatagrams, silence(soon), endless(soon), idle(1_000)],
  grpc: [silence(soon), endless(soon), garbage(soon), http(soon), halfFrame(soon), idle(1_000)],
}

const length = 26

export async function besiegeReal(carrier: Carrier, cwd: string): Promise<readonly Row[]> {
  const port = 21_000 + carriers.indexOf(carrier) * 100
  const words = ['--via', carrier, '--port', String(port), '--faults', 'none', '--rate', '40']
  const command = new Command(['real', 'ack-retry', '--time', `${length}s`, ...words], { cwd })
  const whom = `receiver1 (real, ${carrier})`
  const isReady = await command.says(/discovery +127\.0\.0\.1:\d+ +pid/u)
  const targets = targetsIn(command.out)
  const target = targets.get('receiver1')
  if (!isReady || target === undefined) {
    const seen = `NOT READY: ${command.out.slice(0, 200)}`
    return [{ whom, sent: 'its start', seen, memory: null, others: '', ok: false }]
  }
  const rows: Row[] = []
  const ends = performance.now() + (length - 2) * 1_000
  for (const attack of attacks[carrier]) {
    if (performance.now() > ends || !isAlive(target.pid)) break
    rows.push(await siege(whom, target, attack, () => welcomed(carrier, target)))
  }
  const code = await command.code
  await wait(100)
  const left = await leftOf(targets.values())
  const verdict = /(PASS|FAIL|INCONCLUSIVE)[^\n]*/u.exec(command.out)?.[0] ?? 'no verdict'
  rows.push({
    ...{ whom: `the run over ${carrier}`, sent: `${rows.length} attacks in its ${length} s` },
    ...{ seen: `exit ${code ?? 'none'}: ${verdict.replace(/\s+/gu, ' ').slice(0, 80)}` },
    ...{ memory: null, others: left, ok: code === 0 && left === 'left: 0 processes, 0 ports' },
  })
  return rows
}

/** Somebody who says who he is, as he should. */
async function welcomed(carrier: Carrier, { port, name }: Target): Promise<Service> {
  if (carrier === 'grpc') return told('HTTP/2 settings', await settings(port))
  const life = crypto.randomUUID()
  const hello = { kind: 'hello', protocol: 'worldline/1', life, dial: 1 } as const
  const names = { from: nodeId('guest'), to: nodeId(name) }
  const words = frame(0, encodeControl({ ...hello, ...names }))
  return told('a welcome', await answered(port, words, (came) => came.includes('welcome')))
}

function settings(port: number): Promise<number | null> {
  const began = performance.now()
  return new Promise((resolve) => {
    const session = connectHttp2(`http://127.0.0.1:${port}`)
    const done = (took: number | null): void => {
      clearTimeout(late)
      session.destroy()
      resolve(took)
    }
    const late = setTimeout(() => done(null), 1_000)
    session.once('remoteSettings', () => done(Math.round(performance.now() - began)))
    session.on('error', () => done(null))
  })
}
