// Words that a command cannot do anything with: each has one message, which names the place and what
// is expected there, exit 2, no stack trace, and nothing that has been started.

import { createServer } from 'node:net'
import { Command } from './hostile-command.ts'
import type { Row } from './hostile-siege.ts'

const lines: readonly string[] = [
  'serve ack-rety',
  'serve ack-retry:orignal',
  'serve ack-retry/reciever',
  'serve ack-retry --prot 5000',
  'serve ack-retry --port 70000',
  'serve ack-retry --scale receiver=many',
  'serve ack-retry --scale recever=2',
  'serve ack-retry --host 999.1.1.1 --port 0 --memory',
  'serve ack-retry --host 203.0.113.9 --port 0 --memory',
  'serve ack-retry --memory --data x --port 0',
  'serve ack-retry --set heartbeat=soon',
  'serve ack-retry -f reset',
  'serve ack-retry/receiver --discovery ftp://x',
  'serve ack-retry/receiver --discovery http://a:b@127.0.0.1:5000',
  'serve ack-retry/receiver --listen 127.0.0.1:99999',
  'serve ack-retry/discovery 2 --port 0',
  'call ack-retry lst',
  'call ack-retry send any --count 0',
  'call ack-retry send any --within forever',
  'call ack-retry list --at http://127.0.0.1:0',
  'call ack-retry list --at nonsense:://',
  'real ack-rety',
  'real ack-retry --via htpp',
  'real ack-retry --port 65535',
  'real ack-retry --rate 0',
  'real ack-retry --time soon',
  'real ack-retry:ack-before-durabel',
  'real ack-retry -f crash_receiver1_@_on_letter#3',
  'real ack-retry -f crash_nobody_@_1s',
  'real ack-retry-silent-peer --via udp',
  'run ack-retry --expect op.latncy_p99_<_1ms',
  'run ack-retry --expect availability_during_partion_>_1%',
  'explore ack-retry --reporter junti',
  'explore ack-retry --reporter md --reporter tap',
  'explore ack-retry --reporter junit=.',
  'report',
  'report ack-rety@1',
  'report ack-retry@1 --format htlm',
  'report ack-retry@1 --format md,edn --out -',
  'report nowhere.case.json',
  'replay nowhere',
  'replay .',
]

export async function besiegeWords(cwd: string): Promise<readonly Row[]> {
  const rows: Row[] = []
  const left = lines.map((line) => ({ line, words: line.split(' ').map(spaced) }))
  const taken = await holdPort()
  const ports = [
    `serve ack-retry --memory --port ${taken.port}`,
    `serve ack-retry/discovery --memory --port ${taken.port}`,
    `serve ack-retry/receiver --memory --listen 127.0.0.1:${taken.port}`,
    `real ack-retry --port ${taken.port}`,
    `real ack-retry --via udp --port ${taken.port}`,
    `real ack-retry --via grpc --port ${taken.port}`,
  ]
  for (const line of ports) left.push({ line: `a port in use: ${line}`, words: line.split(' ') })
  for (const { line, words } of left) rows.push(await refusal(line, words, cwd))
  await taken.close()
  return rows
}

const spaced = (word: string): string => (word.includes('_@') ? word.replaceAll('_', ' ') : word)

/** One command that has to be refused. */
export async function refusal(
  sent: string,
  words: readonly string[],
  cwd: string,
  uid?: number,
): Promise<Row> {
  const command = new Command(words, uid === undefined ? { cwd } : { cwd, uid })
  const late = setTimeout(() => command.child.kill('SIGINT'), 8_000)
  const code = await command.code
  clearTimeout(late)
  const said = command.out.split('\n').filter((line) => /error WL\d{4}/u.test(line))
  const stack = /^\s+at .+:\d+:\d+\)?$/mu.test(command.out)
  const seen = (said[0] ?? command.out.slice(0, 300))
    .replace(/^\s*error /u, '')
    .replace(/\s+/gu, ' ')
  return {
    ...{ whom: 'the command line', sent, memory: null },
    seen: `${seen}${stack ? ' WITH A STACK TRACE' : ''}`,
    others: `exit ${code ?? 'none'}, ${said.length} message${said.length === 1 ? '' : 's'}`,
    ok: code === 2 && said.length === 1 && !stack,
  }
}

async function holdPort(): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) }
}
