// From the words and flags of `serve` and `call` to orders of nodes: which system, variant and role,
// where it listens, what it is told. What is wrong comes out as problems with the nearest valid word.

import { hostname } from 'node:os'
import { pointed } from '../reports/problems.ts'
import type { ServedOrder, Variant } from '../scenarios/served/orders.ts'
import { type ServedRole, type ServedSystem, servedSystems } from '../scenarios/served/system.ts'
import { drawParams, fixParams } from '../scenarios/runner/settings.ts'
import { parseDuration } from '../sim/duration.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake, type Problem } from '../sim/problem.ts'
import type { Micros } from '../sim/units.ts'
import type { Given } from './arguments.ts'
import { randomSeed } from './orders.ts'
import { seedMax } from './target.ts'

/** What a target names: `ack-retry`, `ack-retry:original`, `ack-retry/receiver`. */
export interface Named {
  readonly system: ServedSystem
  readonly variant: Variant
  readonly role: ServedRole | null
  /** as it is written in commands */
  readonly label: string
}

/** @throws Mistake WL1002 for a system, variant or role that is not there */
export function named(word: string, command: 'serve' | 'call'): Named {
  const [, name = '', variant, roleName] = /^([^:/]*)(?::([^/]*))?(?:\/(.*))?$/u.exec(word) ?? []
  const system = servedSystems.find((one) => one.name === name)
  if (system === undefined) {
    const systems = servedSystems.map((one) => one.name)
    throw unknown('system', name, systems, (near) => `${command} ${word.replace(name, near)}`)
  }
  const { variants, roles } = system
  if (variant !== undefined && !variants.includes(variant)) {
    throw unknown('variant', variant, variants, (near) => `${command} ${name}:${near}`)
  }
  const role = roles.find((one) => one.name === roleName)
  if (roleName !== undefined && (role === undefined || command === 'call')) {
    const label = variant === undefined ? name : `${name}:${variant}`
    if (command === 'call') throw noRoleInCalls(label)
    const names = roles.map((one) => one.name)
    throw unknown('role', roleName, names, (near) => `serve ${label}/${near}`)
  }
  const chosen: Variant = variant === 'original' ? 'original' : 'correct'
  return { system, variant: chosen, role: role ?? null, label: word }
}

function unknown(
  what: string,
  word: string,
  known: readonly string[],
  meant: (near: string) => string,
): Mistake {
  const near = nearest(word, known)
  return new Mistake([
    {
      code: 'WL1002',
      sentence: `there is no ${what} called "${word}" to serve.`,
      lines: [
        ...(near === null ? [] : [`did you mean   worldline ${meant(near)} ?`]),
        `${`${what}s`.padEnd(14)} ${known.join('  ')}`,
      ],
    },
  ])
}

const noRoleInCalls = (label: string): Mistake =>
  new Mistake([
    {
      code: 'WL1001',
      sentence: 'call takes a system; where it is, is said with --at.',
      lines: [`for example   worldline call ${label} list --at http://127.0.0.1:5000`],
    },
  ])

/** What every node of a command is told. */
export type Common = Omit<ServedOrder, 'role' | 'number' | 'port' | 'every' | 'discovery'>

/** @throws Mistake with everything that is wrong with the flags */
export function commonOf({ system, variant }: Named, given: Given): Common {
  const problems: Problem[] = []
  const fixed = fixParams(system.name, system.params, settingsIn(given, problems), problems)
  const values = drawParams(system.params, fixed, 1)
  const micros = (name: string): Micros => Number(values[name])
  if (problems.length > 0) throw new Mistake(problems)
  const host = textIn(given, 'host')
  const timings = {
    heartbeat: micros('heartbeat'),
    expiry: micros('expiry'),
    cleanup: micros('cleanup'),
    ackTimeout: micros('ackTimeout'),
    backoffMax: Math.max(micros('backoffMax'), micros('ackTimeout')),
    poll: micros('poll'),
  }
  refuseNoTime(timings)
  refuseBoth(given)
  return {
    system: 'ack-retry',
    variant,
    timings,
    attempts: micros('attempts'),
    hosts: host === null ? ['127.0.0.1', '::1'] : [host],
    advertise:
      textIn(given, 'advertise') ?? (host !== null && isWildcard(host) ? hostname() : null),
    memory: given['memory'] === true,
  }
}

/** What is done every no time at all would be done without an end. */
function refuseNoTime(times: Readonly<Record<string, Micros>>): void {
  const none = Object.keys(times).filter((name) => times[name] === 0)
  if (none.length === 0) return
  throw new Mistake(
    none.map((name) => ({
      code: 'WL1004',
      sentence: `${name} cannot be nothing.`,
      lines: ['allowed        a duration such as 200ms or 1.5s'],
    })),
  )
}

function refuseBoth(given: Given): void {
  const data = textIn(given, 'data')
  if (data === null || given['memory'] !== true) return
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `--data ${data} keeps the stores and --memory keeps nothing.`,
      lines: ['give one of the two'],
    },
  ])
}

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** Whether others than this machine could reach what listens there. */
export const isBeyondLoopback = (hosts: readonly string[]): boolean =>
  hosts.some((host) => !/^127\.|^::1$|^localhost$/u.test(host))

function settingsIn(given: Given, problems: Problem[]): Record<string, string> {
  const set: Record<string, string> = {}
  for (const text of listIn(given, 'set')) {
    const at = text.indexOf('=')
    if (at > 0) set[text.slice(0, at)] = text.slice(at + 1)
    else problems.push(wrong('set', text, 'a parameter and its value, --set heartbeat=2s'))
  }
  return set
}

/** How many of each role: what `--scale` says, else what is usual. */
export function scaleOf({ system }: Named, given: Given): ReadonlyMap<string, number> {
  const scale = new Map(system.roles.map(({ name, count }) => [name, count]))
  const problems: Problem[] = []
  for (const text of listIn(given, 'scale')) {
    const [, name = '', digits = ''] = /^([^=]*)=(\d{1,3})$/u.exec(text) ?? []
    const role = system.roles.find((one) => one.name === name)
    if (role?.scales === true && digits !== '') scale.set(name, Number(digits))
    else problems.push(badScale(text, system))
  }
  if (problems.length > 0) throw new Mistake(problems)
  return scale
}

function badScale(text: string, { roles }: ServedSystem): Problem {
  const scaling = roles.filter((role) => role.scales).map(({ name }) => name)
  const near = nearest(text.split('=')[0] ?? '', scaling)
  const number = text.split('=')[1] ?? ''
  return {
    code: 'WL1004',
    sentence: `--scale cannot be "${text}".`,
    lines: [
      ...pointed(`--scale ${text}`, text),
      ...(near === null || !/^\d{1,3}$/u.test(number) || text.startsWith(`${near}=`)
        ? []
        : [`did you mean   --scale ${near}=${number} ?`]),
      `allowed        ${scaling.map((name) => `${name}=0..999`).join('  ')}`,
    ],
  }
}

/** Host and port of `--listen`, port alone of `--port`; null where neither is said. */
export function listenOf(
  given: Given,
): { readonly host: string | null; readonly port: number } | null {
  const port = portIn(given)
  const listen = textIn(given, 'listen')
  if (listen === null) return port === null ? null : { host: null, port }
  const [, bracketed, bare, digits] = /^(?:\[(.+)\]|([^:]*)):(\d{1,5})$/u.exec(listen) ?? []
  const host = bracketed ?? bare ?? ''
  if (digits === undefined || Number(digits) > 65_535 || port !== null) {
    throw new Mistake([
      wrong('listen', listen, 'a host and a port, 127.0.0.1:41873 or [::1]:41873, and no --port'),
    ])
  }
  return { host: host === '' ? null : host, port: Number(digits) }
}

/** @throws Mistake for what is no port */
export function portIn(given: Given): number | null {
  const text = textIn(given, 'port')
  if (text === null) return null
  if (/^\d{1,5}$/u.test(text) && Number(text) <= 65_535) return Number(text)
  throw new Mistake([wrong('port', text, 'a number from 0 (any free one) to 65535')])
}

/** @throws Mistake for what is no seed */
export function seedIn(given: Given): number {
  const text = textIn(given, 'seed') ?? '1'
  if (text === 'random') return randomSeed()
  if (/^\d{1,10}$/u.test(text) && Number(text) <= seedMax) return Number(text)
  throw new Mistake([wrong('seed', text, `a number from 0 to ${seedMax}, or random`)])
}

/** A duration above zero, or its default. @throws Mistake for what is none */
export function durationIn(given: Given, flag: string, usual: Micros): Micros {
  const text = textIn(given, flag)
  if (text === null) return usual
  const time = parseDuration(text)
  if (time !== null && time >= 1_000 && time <= 86_400_000_000) return time
  throw new Mistake([wrong(flag, text, 'a duration such as 500ms or 5s, a day at most')])
}

/** @throws Mistake for what is no URL of HTTP */
export function urlIn(given: Given, flag: string, usual: string): URL {
  const text = textIn(given, flag) ?? usual
  const whole = /^[a-z]+:\/\//u.test(text) ? text : `http://${text.replace(/^:/u, '127.0.0.1:')}`
  const url = URL.canParse(whole) ? new URL(whole) : null
  const isOurs =
    url?.protocol === 'http:' &&
    `${url.pathname}${url.search}${url.hash}` === '/' &&
    // Nobody asks for a name and a password here, and both would be printed.
    `${url.username}${url.password}` === '' &&
    url.port !== '0'
  if (isOurs) return url
  throw new Mistake([wrong(flag, text, `where discovery is, such as ${usual}`)])
}

const wrong = (flag: string, text: string, allowed: string): Problem => ({
  code: 'WL1004',
  sentence: `--${flag} cannot be "${text}".`,
  lines: [...pointed(`--${flag} ${text}`, text), `allowed        ${allowed}`],
})

/** The value of a flag that takes one; null when it was not given. */
export function textIn(given: Given, flag: string): string | null {
  const value = given[flag]
  return typeof value === 'string' ? value : null
}

/** The values of a flag that may stand several times. */
export function listIn(given: Given, flag: string): readonly string[] {
  const value = given[flag]
  return Array.isArray(value) ? value.map(String) : []
}
