// `serve SYSTEM/ROLE`: one node in this process, until Ctrl-C. It waits for what it needs and says so.

import { servedTable } from '../reports/serve-screen.ts'
import type { RoleName, ServedOrder } from '../scenarios/served/orders.ts'
import { Mistake } from '../sim/problem.ts'
import type { Given } from './arguments.ts'
import type { Context } from './context.ts'
import type { ExitCode } from './exit.ts'
import { type Common, durationIn, listenOf, type Named, urlIn } from './served.ts'
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

/** Where discovery is unless something else is said, as `call` takes it too. */
const discoveryDefault = 'http://127.0.0.1:5000'

/** Serves the role that was named. */
export async function serveLone(
  target: Named,
  common: Common,
  number: string,
  given: Given,
  context: Context,
): Promise<ExitCode> {
  const { role, label } = target
  if (role === null) throw new Error('a lone node has a role')
  refuse(given, ['scale', 'fault'], 'a whole system', `serve ${label.split('/')[0] ?? label}`)
  const order = loneOrder(target, common, number, given)
  const folder = common.memory ? null : dataFolder(given, context)
  const { startLone } = await import('../scenarios/served/lone.ts')
  const interrupts = ctrlC(context)
  const letters = new Letters()
  let death: { readonly step: string; readonly error: unknown } | null = null
  const dies = new AbortController()
  try {
    const lone = await startLone({
      ...{ order, data: folder },
      tell: (told) => tell(null, told, true, letters, context),
      died(step, error) {
        death = { step, error }
        dies.abort()
      },
    })
    context.out(
      servedTable(
        {
          title: label,
          facts: factsOf(common, folder),
          rows: [
            {
              ...{ name: `${role.name}${role.scales ? order.number : ''}`, pid: process.pid },
              address: lone.address,
              state: stateOf(role.name, lone.name),
            },
          ],
          tries: triesOf(order.discovery ?? `http://${lone.address}`, role.name, label, context),
          ends: 'Ctrl-C stops it',
        },
        context.page,
      ),
    )
    await ended(AbortSignal.any([interrupts.signal, dies.signal]))
    await lone.stop()
    if (order.role === 'client') context.out(`  ${letters.summary()}\n`)
    if (death === null) return codeOf(interrupts.exit())
    throw diedMistake(order.role, death)
  } finally {
    interrupts.close()
  }
}

function loneOrder(
  { role, system }: Named,
  common: Common,
  number: string,
  given: Given,
): ServedOrder {
  const name = role?.name as RoleName // the roles of this system
  if (!/^[1-9]\d{0,3}$/u.test(number)) {
    throw new Mistake([
      {
        code: 'WL1004',
        sentence: `"${number}" is no number of a ${name}.`,
        lines: [`usage   worldline serve ${system.name}/${name} [number from 1]`],
      },
    ])
  }
  if (role?.scales === false && number !== '1') {
    throw new Mistake([
      {
        code: 'WL1004',
        sentence: `there is one ${name} in a system, and no number ${number}.`,
        lines: [`usage   worldline serve ${system.name}/${name}`],
      },
    ])
  }
  const where = listenOf(given)
  const bound = where?.host ?? null
  const hosts = bound === null ? common.hosts : [bound]
  return {
    ...common,
    ...{ role: name, number: Number(number), hosts },
    port: where?.port ?? (name === 'discovery' ? 5_000 : null),
    discovery: name === 'discovery' ? null : urlIn(given, 'discovery', discoveryDefault).href,
    every: name === 'client' ? durationIn(given, 'every', everyDefault) : null,
  }
}

/** What stands behind the word `ready`; a client says under which name it numbers its letters. */
function stateOf(role: string, name: string): string {
  if (role === 'discovery') return 'HTTP'
  return role === 'client' ? `sends letters as ${name}` : ''
}

/** @param discovery the URL that this node listens at, or asks */
function triesOf(discovery: string, role: string, label: string, { name }: Context): string[] {
  const [system = label] = label.split('/')
  const url = discovery.replace(/\/$/u, '')
  const at = url === discoveryDefault ? '' : ` --at ${url}`
  const list = `${name} call ${system} list${at}`
  return role === 'discovery' ? [list, `curl ${url}/receivers`] : [list]
}

const diedMistake = (role: string, death: { step: string; error: unknown }): Mistake =>
  new Mistake([
    {
      code: 'WL5003',
      sentence: `the ${role} ended: ${death.step}: ${death.error instanceof Error ? death.error.message : String(death.error)}.`,
      lines: [],
    },
  ])
