// Data folders that cannot be used, and recordings that are damaged: whose tables they are not, of a
// format that is not known, read-only, on a disk without room, open elsewhere. A small disk of our own
// is mounted where that is allowed; where it is not, the lines say that they were skipped.

import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { durably, levels } from '../adapters/leveldb/level.ts'
import { rowKey } from '../adapters/leveldb/row-key.ts'
import { ownTable } from '../adapters/leveldb/store.ts'
import { encode } from '../sim/plain.ts'
import { Command, leftOf, memoryOf, targetsIn, wait } from './hostile-command.ts'
import { inboxOf } from './hostile-served.ts'
import { answered, type Row } from './hostile-siege.ts'
import { refusal } from './hostile-words.ts'

const whom = 'receiver (served)'
const receiver = (data: string, number = 1): readonly string[] => [
  ...['serve', 'ack-retry/receiver', String(number), '--data', data],
  ...['--discovery', 'http://127.0.0.1:1'],
]

export async function besiegeFolders(cwd: string): Promise<readonly Row[]> {
  const home = join(cwd, 'home')
  const own = await greeted(home, cwd, 5)
  const of = (sent: string, words: readonly string[], uid?: number): Promise<Row> =>
    refusal(sent, words, cwd, uid).then((row) => ({ ...row, whom }))
  const rows: Row[] = [own]

  const foreign = join(cwd, 'foreign')
  cpSync(join(home, 'receiver1'), join(foreign, 'receiver2'), { recursive: true })
  rows.push(await of('a data folder of another node', receiver(foreign, 2)))

  const newer = join(cwd, 'newer')
  cpSync(home, newer, { recursive: true })
  const level = (await levels())(join(newer, 'receiver1', 'tables'))
  await level.open()
  const value = encode({ format: 2, node: 'receiver1' })
  await level.batch([{ type: 'put', key: rowKey(ownTable, 'folder'), value }], durably)
  await level.close()
  rows.push(await of('a data folder of a newer format', receiver(newer)))

  const spoilt = join(cwd, 'spoilt')
  cpSync(home, spoilt, { recursive: true })
  writeFileSync(join(spoilt, 'receiver1', 'tables', 'CURRENT'), 'nonsense')
  rows.push(await of('a data folder that is damaged', receiver(spoilt)))

  const open = new Command(receiver(home), { cwd })
  await open.says(/Ctrl-C stops it/u)
  rows.push(await of('a data folder that another has open', receiver(home)))
  await open.interrupt()

  rows.push(await of('a file in place of a folder', receiver('/dev/null')))
  rows.push(await readOnly(cwd, home, of))
  rows.push(await fullDisk(cwd))
  rows.push(...(await damagedRecordings(cwd)))
  const kept = await inboxOf(home, 'receiver1')
  rows.push({
    ...{ whom, sent: 'after all of that', memory: null, others: '' },
    ...{ seen: `5 acknowledged, ${kept} on its disk`, ok: kept >= 5 },
  })
  return rows
}

/** A receiver that acknowledges so many greetings and ends. */
async function greeted(data: string, cwd: string, count: number): Promise<Row> {
  const command = new Command(receiver(data), { cwd })
  await command.says(/Ctrl-C stops it/u)
  const [target] = targetsIn(command.out).values()
  let acked = 0
  for (let nth = 0; target !== undefined && nth < count; nth += 1) {
    const took = await answered(target.port, 'Hello Receiver!', (came) => came.includes('ACK'))
    if (took !== null) acked += 1
  }
  const code = await command.interrupt()
  return {
    ...{ whom, sent: `${count} greetings into a fresh folder`, memory: null, others: '' },
    ...{ seen: `${acked} acknowledged, exit ${code ?? 'none'}`, ok: acked === count && code === 0 },
  }
}

type Refusal = (sent: string, words: readonly string[], uid?: number) => Promise<Row>

/** As a user who may not write there: root may everywhere. */
async function readOnly(cwd: string, home: string, of: Refusal): Promise<Row> {
  const folder = join(cwd, 'read-only')
  cpSync(home, folder, { recursive: true })
  const all = [folder, join(folder, 'receiver1'), join(folder, 'receiver1', 'tables')]
  for (const one of all) chmodSync(one, 0o555)
  for (const one of [cwd, join(cwd, '..')]) chmodSync(one, 0o755)
  const isRoot = process.getuid?.() === 0
  const row = await of(
    'a data folder that is read-only',
    receiver(folder),
    isRoot ? 65_534 : undefined,
  )
  for (const one of all) chmodSync(one, 0o755)
  return row
}

/** Greets until the disk is full, makes room, starts again and counts. */
async function fullDisk(cwd: string): Promise<Row> {
  const disk = join(cwd, 'small-disk')
  mkdirSync(disk)
  const sent = 'a disk that becomes full'
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk])
  if (mounted.status !== 0) {
    const seen = 'skipped: a small disk cannot be mounted here'
    return { whom, sent, seen, memory: null, others: '', ok: true }
  }
  try {
    const data = join(disk, 'data')
    const command = new Command(receiver(data), { cwd })
    await command.says(/Ctrl-C stops it/u)
    const [target] = targetsIn(command.out).values()
    if (target === undefined) throw new Error(`no receiver: ${command.out}`)
    const before = memoryOf(target.pid)
    let acked = 0
    const text = 'x'.repeat(20_000)
    let after = before
    for (let nth = 0; nth < 200 && command.child.exitCode === null; nth += 1) {
      const took = await answered(target.port, text, (came) => came.includes('ACK'))
      if (took === null) break
      acked += 1
      after = memoryOf(target.pid)
    }
    await Promise.race([command.code, wait(3_000)])
    const code = command.child.exitCode ?? (await command.interrupt())
    const said = command.out
      .split('\n')
      .find((line) => /WL\d{4}|room/u.test(line) && !/WL5001/u.test(line))
    const again = await refusal(sent, receiver(data), cwd)
    const left = await leftOf([target])
    const elsewhere = join(cwd, 'more-room')
    cpSync(data, elsewhere, { recursive: true })
    const kept = await inboxOf(join(elsewhere), 'receiver1')
    return {
      ...{ whom, sent, memory: [before, after], others: left },
      seen:
        `exit ${code ?? 'none'}: ${(said ?? 'NO WORD').replace(/\S*\/data\S*/gu, 'DIR').trim()} ` +
        `Started again there: ${again.seen.replace(/\S*\/data\S*/gu, 'DIR')} (${again.others}). ` +
        `With room: ${acked} acknowledged, ${kept} on its disk`,
      ok: said !== undefined && again.ok && kept >= acked && left === 'left: 0 processes, 0 ports',
    }
  } finally {
    spawnSync('umount', [disk])
  }
}

async function damagedRecordings(cwd: string): Promise<readonly Row[]> {
  const words = ['--time', '500ms', '--faults', 'none', '--rate', '50']
  const real = new Command(['real', 'ack-retry', ...words], { cwd })
  await real.code
  const runs = join(cwd, '.worldline', 'runs')
  const [name] = readdirSync(runs).filter((one) => {
    return readdirSync(join(runs, one)).includes('run.json')
  })
  if (name === undefined) throw new Error(`no record: ${real.out}`)
  const damage: Readonly<Record<string, (file: (name: string) => string) => void>> = {
    'run.json is no JSON': (file) => writeFileSync(file('run.json'), '{"schema":'),
    'run.json is of another shape': (file) => writeFileSync(file('run.json'), '[]'),
    'run.json of a newer format': (file) => writeFileSync(file('run.json'), '{"format":99}'),
    'a node folder is missing': (file) => rmSync(file('receiver1'), { recursive: true }),
    'a line of nonsense in a node file': (file) =>
      appendFileSync(recordingIn(file('receiver1')), '\u0001{"x\n'),
    'a node file is cut in two': (file) => {
      const history = recordingIn(file('receiver1'))
      truncateSync(history, Math.floor(statSync(history).size / 2))
    },
  }
  const rows: Row[] = []
  for (const [sent, spoil] of Object.entries(damage)) {
    const folder = join(cwd, `damaged-${rows.length}`)
    cpSync(join(runs, name), folder, { recursive: true })
    spoil((file) => join(folder, file))
    const row = await refusal(`a recording: ${sent}`, ['replay', folder], cwd)
    // Half a recording is as good as one of a node that was killed, until others heard what it lacks.
    const diverged = row.others.startsWith('exit 4')
      ? /WL4003[^:]*/u.exec(row.seen)?.[0]
      : undefined
    const seen = diverged ?? row.seen.replaceAll(folder, 'DIR')
    rows.push({ ...row, whom: 'replay', seen, ok: row.ok || diverged !== undefined })
  }
  return rows
}

const recordingIn = (folder: string): string => {
  const [history] = readdirSync(folder).filter((one) => one.startsWith('recording-'))
  if (history === undefined) throw new Error(`${folder} has no recording`)
  return join(folder, history)
}
