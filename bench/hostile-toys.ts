// A small repository that is attacked: a counter with a bug, its scenario, a case of it. Each trial
// changes one thing of it.

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from './hostile-command.ts'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

export type Files = Readonly<Record<string, string | Uint8Array>>

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

export const actorsFile = 'src/counter.mjs'
export const scenarioFile = 'wl/counter.scenario.mjs'
export const caseFile = 'wl/__worldline__/counter.forgetful.case.json'

/** The repository, with parts of its texts replaced. @throws Error for a part that is not there */
export function toy(
  changes: Readonly<Record<string, string>> = {},
  more: Files = {},
): Readonly<Record<string, string | Uint8Array>> {
  let texts = [actors, scenario]
  for (const [part, by] of Object.entries(changes)) {
    if (!texts.some((text) => text.includes(part))) throw new Error(`the toy has no ${part}`)
    texts = texts.map((text) => text.replace(part, () => by))
  }
  const [src = '', wl = ''] = texts
  return { [actorsFile]: src, [scenarioFile]: wl, ...more }
}

/** Writes files into a folder, with what makes it a repository that uses worldline. */
export function furnish(folder: string, files: Files): void {
  const all = { 'package.json': '{ "name": "trial", "type": "module" }\n', ...files }
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(root, join(folder, 'node_modules', 'worldline'))
  symlinkSync(join(root, 'node_modules', 'vitest'), join(folder, 'node_modules', 'vitest'))
}

/** The text of the case that `explore` keeps of the counter. */
export async function toyCase(cwd: string): Promise<string> {
  const folder = mkdtempSync(join(cwd, 'toy-'))
  furnish(folder, toy())
  const words = ['explore', `./${scenarioFile}:forgetful`, '--seeds', '50', '--save']
  const command = new Command(words, { cwd: folder })
  await command.code
  const kept = join(folder, 'wl', '__worldline__')
  const [name] = readdirSync(kept)
  if (name === undefined) throw new Error(`no case: ${command.out}`)
  return readFileSync(join(kept, name), 'utf8')
}
