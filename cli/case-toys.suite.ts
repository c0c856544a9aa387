// What the tests of cases share: a counter in folders of their own, its sources changed in one way
// in each, and commands run in this process.

import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { caseOf } from '../scenarios/runner/case-file.ts'
import { saveCase } from '../scenarios/runner/case-places.ts'
import { Stagings } from '../scenarios/runner/explicit.ts'
import { loadModule } from '../scenarios/runner/load.ts'
import { faultLines } from '../sim/notation-parse.ts'
import { Mistake } from '../sim/problem.ts'
import { ms, nodeId } from '../sim/units.ts'
import { parseArguments } from './arguments.ts'
import { cases } from './cases.ts'
import { compare } from './compare.ts'
import { contextOf } from './context.ts'
import { replay } from './replay.ts'

const root = join(import.meta.dirname, '..')

const actors = `
import { ms, nodeId } from 'worldline'
export const rules = { isRepeat: (seen, nth) => seen.includes(nth) }
export const server = (rules) => ({
  start: () => ({ total: 0, seen: [] }),
  receive(node, state, message, from) {
    if (!rules.isRepeat(state.seen, message.nth)) state.total += message.by
    if (!state.seen.includes(message.nth)) state.seen.push(message.nth)
    node.send(from, { kind: 'added', nth: message.nth })
  },
})
export const client = {
  start: () => ({ open: [] }),
  receive(node, state, message) {
    if (message.kind === 'add') {
      state.open.push(message.nth)
      return ask(node, message.nth)
    }
    state.open = state.open.filter((nth) => nth !== message.nth)
    node.cancelTimer({ kind: 'again', nth: message.nth })
  },
  expire: (node, _state, { nth }) => ask(node, nth),
}
function ask(node, nth) {
  node.send(nodeId('server'), { kind: 'add', nth, by: 1 })
  node.setTimer({ kind: 'again', nth }, ms(40))
}
`

const scenario = `
import { scenario } from 'worldline'
import { client, rules, server } from '../src/counter.mjs'
export const counting = scenario('counter', {
  about: 'A client adds to a counter and repeats until it is answered.',
  params: { clients: 2 },
  rules,
  variants: {
    forgetful: { change: 'forgets repeats', source: 'a toy', breaks: 'added once', rules: { isRepeat: () => false } },
  },
  nodes: ({ rules, clients }) => ({ server: server(rules), client: { count: clients, actor: client, client: true } }),
  workload: { from: 'client', send: (nth) => ({ kind: 'add', nth }), count: 10, rate: '20/s' },
  network: { latency: '1ms..10ms' },
  faults: ['drop 20%'],
  until: '1s', settle: '300ms',
  always: { 'added once': (w) => (w.server.state.total <= w.server.state.seen.length ? null : 'a number was added again') },
})
`

/** A folder with the counter; `change` is made to its actors, `also` to its scenario. */
export function toyFolder(
  change: (text: string) => string = (text) => text,
  also: (text: string) => string = (text) => text,
): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'worldline-toy-')))
  for (const name of ['src', 'wl', 'node_modules']) mkdirSync(join(folder, name))
  symlinkSync(root, join(folder, 'node_modules', 'worldline'))
  writeFileSync(join(folder, 'package.json'), '{ "name": "toy", "type": "module" }')
  writeFileSync(join(folder, 'src', 'counter.mjs'), change(actors))
  writeFileSync(join(folder, 'wl', 'counter.scenario.mjs'), also(scenario))
  return folder
}

/** The same cases in another folder, as after a clone. */
export const withCasesOf = (from: string, to: string): string => {
  cpSync(join(from, 'wl', '__worldline__'), join(to, 'wl', '__worldline__'), { recursive: true })
  return to
}

/**
 * Keeps a case of two numbers of which the second answer is lost, whatever the shrinker would make
 * of its seed.
 */
export async function keepTwoNumbers(folder: string): Promise<void> {
  const [found] = await loadModule(join(folder, 'wl', 'counter.scenario.mjs'))
  if (found === undefined) throw new Error('the toy exports its scenario')
  const explicit = {
    ...{ params: {}, nodes: ['server', 'client1'].map(nodeId), until: ms(50), settle: ms(300) },
    faults: faultLines(['drop server->client1 kind added#2']),
    operations: [0, 2].map((nth) => ({
      ...{ client: nodeId('client1'), at: 0 },
      message: { kind: 'add', nth },
    })),
    ...{ decisions: new Map<string, number>(), expect: [] },
  }
  const { run } = new Stagings(found.scenario, 'forgetful').run(explicit, {
    ...{ trace: true, content: true },
  })
  const size = { nodes: 3, faults: 1, operations: 10, decisions: 11, events: 21 }
  const shrunk = { from: size, to: size, removed: [], runs: 38, complete: true }
  saveCase(caseOf({ found, variant: 'forgetful', seed: 1, explicit, run, shrunk }), folder)
}

export interface Ended {
  readonly code: number
  readonly out: string
}

/** Runs a command in this process, as if it had been started in the folder. */
export async function worldlineIn(cwd: string, ...argv: readonly string[]): Promise<Ended> {
  let out = ''
  try {
    const parsed = await parseArguments(argv, 'worldline')
    const told = (text: string): void => void (out += text)
    const own = await contextOf({ ...parsed.given, color: 'never', 'no-timing': true })
    const context = { ...own, cwd, name: 'worldline', out: told, document: told, note: told }
    const commands = { cases, compare, replay }
    const run = Object.entries(commands).find(([name]) => name === parsed.command)?.[1]
    if (run === undefined) throw new Error(`no test runs ${parsed.command}`)
    return { code: await run(parsed, context), out }
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    const lines = error.problems.flatMap(({ code, sentence, lines: more }) => [
      `${code}: ${sentence}`,
      ...more,
    ])
    return { code: error.exitCode, out: `${out}${lines.join('\n')}\n` }
  }
}
