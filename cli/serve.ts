// `serve`: the nodes of a system, one process each, or one node in this process, until Ctrl-C.

import { servedLine, servedTable } from '../reports/serve-screen.ts'
import type { RoleName, ServedOrder } from '../scenarios/served/orders.ts'
import { Mistake } from '../sim/problem.ts'
import type { Given, Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import type { ExitCode } from './exit.ts'
import { serveLone } from './serve-lone.ts'
import {
  type Common,
  commonOf,
  durationIn,
  isBeyondLoopback,
  listenOf,
  listIn,
  type Named,
  named,
  scaleOf,
  seedIn,
  textIn,
} from './served.ts'
import {
  codeOf,
  ctrlC,
  dataFolder,
  ended,
  everyDefault,
  factsOf,
  Letters,
  refuse,
  tell,
} from './serving.ts'

const listedWithin = 5_000

/** Serves what the target names. */
export async function serve({ words, given }: Parsed, context: Context): Promise<ExitCode> {
  const [word, number, ...more] = words
  if (word === undefined) throw noTarget(context)
  const target = named(word, 'serve')
  if (more.length > 0 || (target.role === null && number !== undefined)) {
    throw tooMany(more[0] ?? number ?? '', context)
  }
  const common = commonOf(target, given)
  if (isBeyondLoopback(common.hosts)) {
    context.note(
      `  ${context.notePage.ink.warn('beyond loopback')}: listens on ${common.hosts.join(', ')}, for everybody who reaches this machine\n`,
    )
  }
  if (target.role === null) return serveWhole(target, common, given, context)
  return serveLone(target, common, number ?? '1', given, context)
}

// A whole system.

async function serveWhole(
  target: Named,
  common: Common,
  given: Given,
  context: Context,
): Promise<ExitCode> {
  refuse(given, ['listen', 'discovery'], 'one node alone', `serve ${target.label}/receiver`)
  const { strikesOf } = await import('../scenarios/served/plan.ts')
  const { startWhole } = await import('../scenarios/served/whole.ts')
  const scale = scaleOf(target, given)
  const count = (role: string): number => scale.get(role) ?? 0
  const seed = seedIn(given)
  if (textIn(given, 'seed') === 'random') context.note(`  seed ${seed}\n`)
  const strikes = strikesOf({
    ...{ variant: common.variant, timings: common.timings, seed, faults: listIn(given, 'fault') },
    ...{ clients: count('client'), receivers: count('receiver') },
  })
  const every = durationIn(given, 'every', everyDefault)
  const port = listenOf(given)?.port ?? 5_000
  const folder = common.memory ? null : dataFolder(given, context)
  const interrupts = ctrlC(context)
  const letters = new Letters()
  try {
    const whole = await startWhole({
      orders: ordersOf(target, common, count, every, port),
      ...{ folder, seed, strikes, host: common.hosts[0] ?? '127.0.0.1' },
      onEvent: (event) => {
        switch (event.kind) {
          case 'told':
            return tell(event.node, event.told, given['verbose'] !== undefined, letters, context)
          case 'ended':
            return context.note(servedLine(event.node, `${event.how}; starts again`))
          case 'killed':
            return context.note(servedLine(event.node, `killed (pid ${event.pid})`))
          case 'started':
            return context.note(servedLine(event.node, `started again (pid ${event.pid})`))
          case 'stays down':
            return context.note(servedLine(event.node, `stays down: ${event.why}`))
          case 'paused':
            return context.note(servedLine(event.node, 'stands still'))
          case 'goes on':
            return context.note(servedLine(event.node, 'goes on'))
        }
      },
    })
    try {
      const on = await whole.listed(count('receiver'), interrupts.signal.aborted ? 0 : listedWithin)
      const at = whole.url.port === '5000' ? '' : ` --at ${whole.url.href.replace(/\/$/u, '')}`
      context.out(
        servedTable(
          {
            title: target.label,
            facts: factsOf(common, folder),
            rows: whole.nodes.map(({ id, pid, address }) => ({
              ...{ name: id, pid, address: address.includes(':') ? address : null },
              state: stateOf(id, address, on),
            })),
            tries: [`${context.name} call ${target.label}${at}`],
            ends: `Ctrl-C stops all ${whole.nodes.length}`,
          },
          context.page,
        ),
      )
      await ended(interrupts.signal)
    } finally {
      const left = await whole.stop()
      for (const { id, fault } of strikes) {
        const struck = left.faults.get(id)
        if (struck === undefined) continue
        context.out(`  fault ${id} (${fault.kind}): ${struck.hit} of ${struck.met}\n`)
      }
      if (count('client') > 0) context.out(`  ${letters.summary()}\n`)
      context.note(`  stopped; ${left.processes} processes and ${left.ports} ports left\n`)
    }
    return codeOf(interrupts.exit())
  } finally {
    interrupts.close()
  }
}

function ordersOf(
  { system }: Named,
  common: Common,
  count: (role: string) => number,
  every: number,
  port: number,
): ServedOrder[] {
  return system.roles.flatMap(({ name }) =>
    Array.from({ length: count(name) }, (_, at) => ({
      ...common,
      role: name as RoleName, // the roles of this system
      number: at + 1,
      discovery: null,
      port: name === 'discovery' ? port : null,
      every: name === 'client' ? every : null,
    })),
  )
}

function stateOf(id: string, address: string, listed: ReadonlySet<string>): string {
  if (id.startsWith('discovery')) return 'HTTP'
  if (id.startsWith('client')) return 'sends letters'
  return listed.has(address.split(':').at(-1) ?? '') ? 'on the list' : 'not on the list yet'
}

const noTarget = ({ name }: Context): Mistake =>
  new Mistake([
    {
      code: 'WL1001',
      sentence: 'serve which system?',
      lines: [`for example   ${name} serve ack-retry`, `see           ${name} serve --help`],
    },
  ])

const tooMany = (word: string, { name }: Context): Mistake =>
  new Mistake([
    {
      code: 'WL1001',
      sentence: `serve takes no further word: "${word}" is one too many.`,
      lines: [`usage   ${name} serve <system>[:original][/<role> [number]]`],
    },
  ])
