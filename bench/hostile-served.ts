// Strangers at the ports of a served system, in both variants: receivers and discovery.

import { join } from 'node:path'
import { openLevelStore } from '../adapters/leveldb/leveldb.ts'
import {
  type Attack,
  endless,
  garbage,
  halfFrame,
  halfRequest,
  http,
  hugeFrame,
  idle,
  request,
  silence,
  wrongHello,
} from './hostile-attacks.ts'
import { Command, leftOf, type Target, targetsIn } from './hostile-command.ts'
import { answered, both, type Row, type Service, siege, told } from './hostile-siege.ts'

const soon = { within: 8_000 }

const receiverAttacks: readonly Attack[] = [
  silence(soon),
  endless(soon),
  garbage(soon),
  http(soon),
  halfFrame(soon),
  hugeFrame(soon),
  wrongHello(soon),
  idle(1_000),
]

/** The original waits for whoever is silent, and everybody after him waits too: its own fault. */
const originalAttacks: readonly Attack[] = [endless(soon), garbage(soon), http(soon), idle(1_000)]

const body = (value: unknown): string => JSON.stringify(value)

const discoveryAttacks: readonly Attack[] = [
  silence({ within: 12_000 }),
  halfRequest,
  garbage({ within: 12_000 }),
  request('JSON of the wrong type: []', 'POST', '/register', '[]'),
  request('JSON of the wrong type: port "x"', 'POST', '/register', body({ host: 'a', port: 'x' })),
  request('10 MB of JSON', 'POST', '/register', body({ host: 'x'.repeat(10 << 20), port: 1 })),
  request('JSON 30,000 deep', 'POST', '/register', '['.repeat(30_000)),
  request('GET of 100 kB', 'GET', `/${'x'.repeat(100_000)}`, ''),
  idle(1_000),
]

/** Attacks one served system, one attack after the other. */
export async function besiegeServed(variant: string, cwd: string): Promise<readonly Row[]> {
  const folder = join(cwd, 'stores')
  const words = ['--scale', 'receiver=3', '--port', '0', '--data', folder]
  const command = new Command(['serve', `ack-retry${variant}`, ...words], { cwd })
  const rows: Row[] = []
  const whom = (what: string): string => `${what}${variant} (served)`
  if (!(await command.says(/Ctrl-C stops all/u))) return [unready(whom('system'), command)]
  const targets = targetsIn(command.out)
  const [receiver, other, discovery] = ['receiver1', 'receiver2', 'discovery'].map((name) =>
    targets.get(name),
  )
  if (receiver === undefined || other === undefined || discovery === undefined) {
    return [unready(whom('system'), command)]
  }
  let acked = 0
  const greeting = async (to: Target): Promise<Service> => {
    // Of the original every other greeting is answered, as the source had it: four have one that is.
    for (let nth = 0; nth < 8; nth += 1) {
      const took = await answered(to.port, 'Hello Receiver!', (came) => came.includes('ACK'))
      if (took !== null && to === receiver) acked += 1
      if (took !== null || variant === '') return told(`ACK of ${to.name}`, took)
    }
    return told(`ACK of ${to.name}`, null)
  }
  const list = async (): Promise<Service> => {
    const say = 'GET /receivers HTTP/1.1\r\nhost: x\r\n\r\n'
    return told('list', await answered(discovery.port, say, (came) => came.includes('"port"')))
  }
  const attacked = variant === '' ? receiver : other
  const asks = variant === '' ? receiver : other
  const served = async (): Promise<Service> => both(await greeting(asks), await list())
  for (const attack of variant === '' ? receiverAttacks : originalAttacks) {
    const isIdle = attack.sent.includes('idle')
    const probe = variant !== '' && isIdle ? list : served
    rows.push(await siege(whom('receiver'), attacked, attack, probe))
  }
  for (const attack of discoveryAttacks) {
    rows.push(await siege(whom('discovery'), discovery, attack, served))
  }
  const code = await command.interrupt()
  const left = await leftOf(targets.values())
  const kept = variant === '' ? await inboxOf(folder, 'receiver1') : null
  const lost = kept === null ? '' : `; ${acked} acknowledged, ${kept} on its disk`
  rows.push({
    ...{ whom: whom('all of it'), sent: 'Ctrl-C', seen: `exit ${code ?? 'none'}${lost}` },
    ...{ memory: null, others: left },
    ok: code === 0 && left === 'left: 0 processes, 0 ports' && (kept === null || kept >= acked),
  })
  return rows
}

const unready = (whom: string, { out }: Command): Row => ({
  ...{ whom, sent: 'its start', seen: `NOT READY: ${out.slice(0, 120)}`, memory: null },
  ...{ others: '', ok: false },
})

/** Letters in the inbox that a receiver left on its disk. */
export async function inboxOf(folder: string, name: string): Promise<number> {
  const store = await openLevelStore(join(folder, name, 'tables'), name, {
    synced: () => {},
    failed(error) {
      throw error
    },
  })
  const letters = [...store.scan('inbox')].length
  await store.close()
  return letters
}
