// The templates of `new`: what each is for and which files it writes. The files themselves stand in
// templates/, as real code that is checked and run by tests; here they are only read and named.

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A file to be written. */
export interface Draft {
  /** relative to the folder that everything goes into */
  readonly path: string
  readonly text: string
  /** a few words for the list of files */
  readonly about: string
}

export interface Template {
  readonly name: string
  readonly about: string
  /** files of its own with what each is, in the order in which they are listed */
  readonly files: readonly (readonly [path: string, about: string])[]
}

const scenario = 'nodes, workload, faults, properties'
const messages = 'what is said'
const tests = 'the scenario as tests of vitest'

/** Projects: each a folder that works as it stands, with one thing left to do. */
export const projects: readonly Template[] = [
  {
    name: 'rpc',
    about: 'requests and responses, with retries: each is carried out once',
    files: [
      ['src/server.ts', 'an actor: start, receive, its disk'],
      ['src/client.ts', 'an actor: receive, expire, operations'],
      ['src/messages.ts', messages],
      ['wl/rpc.scenario.ts', scenario],
      ['test/rpc.test.ts', tests],
      ['README.md', 'what is left to do, and the cure'],
    ],
  },
  {
    name: 'echo',
    about: 'questions and answers: each is answered',
    files: [
      ['src/server.ts', 'an actor: start, receive'],
      ['src/client.ts', 'an actor: receive, expire, operations'],
      ['src/messages.ts', messages],
      ['wl/echo.scenario.ts', scenario],
      ['test/echo.test.ts', tests],
      ['README.md', 'what is left to do, and the cure'],
    ],
  },
  {
    name: 'broadcast',
    about: 'one tells many: what one delivers, all deliver',
    files: [
      ['src/member.ts', 'an actor: start, receive'],
      ['src/messages.ts', messages],
      ['wl/broadcast.scenario.ts', scenario],
      ['test/broadcast.test.ts', tests],
      ['README.md', 'what is left to do, and the cure'],
    ],
  },
  {
    name: 'pubsub',
    about: 'a broker and subscribers that come and go: each gets everything',
    files: [
      ['src/broker.ts', 'an actor: start, receive, lost, its disk'],
      ['src/subscriber.ts', 'an actor: receive, lost, expire'],
      ['src/publisher.ts', 'an actor: receive'],
      ['src/messages.ts', messages],
      ['wl/pubsub.scenario.ts', scenario],
      ['test/pubsub.test.ts', tests],
      ['README.md', 'what is left to do, and the cure'],
    ],
  },
  {
    name: 'replicated-log',
    about: 'a leader and followers: what is acknowledged, a majority has',
    files: [
      ['src/leader.ts', 'an actor: start, receive, expire, its disk'],
      ['src/follower.ts', 'an actor: start, receive, its disk'],
      ['src/client.ts', 'an actor: receive, expire, operations'],
      ['src/messages.ts', messages],
      ['wl/replicated-log.scenario.ts', scenario],
      ['test/replicated-log.test.ts', tests],
      ['README.md', 'what is left to do, and the cure'],
    ],
  },
  {
    name: 'raft',
    about: 'a service of your own, replicated by Raft',
    files: [
      ['src/bank.ts', 'what is replicated: a pure state machine'],
      ['src/model.ts', 'what one copy of it answers, for the judge'],
      ['src/cluster.ts', 'servers and clients of Raft'],
      ['wl/raft.scenario.ts', scenario],
      ['test/raft.test.ts', tests],
      ['README.md', 'what is left to do, and what then'],
    ],
  },
]

/** Part of every project: what is written, and what it is here. */
const everywhere: readonly (readonly [path: string, from: string, about: string])[] = [
  ['package.json', 'package.json', 'what it needs'],
  ['tsconfig.json', 'tsconfig.json', 'how its types are checked'],
  ['.gitignore', 'gitignore', 'reports and records stay here'],
]

/** The files of a project. @param spec what worldline is installed from */
export function draftsOf(template: Template, name: string, spec: string): readonly Draft[] {
  const own = template.files.map(([path, about]) => ({
    ...{ path, about },
    text: named(textOf(`${template.name}/${path}`), name),
  }))
  const shared = everywhere.map(([path, from, about]) => ({
    ...{ path, about },
    text: named(textOf(`project/${from}`), name).replace('WORLDLINE', spec),
  }))
  return [...own, ...shared]
}

const named = (text: string, name: string): string => text.replaceAll('my-protocol', name)

/** The folder stands beside the sources, and beside `dist` in the package. */
const folders = ['../templates/', '../../templates/'].map((one) => new URL(one, import.meta.url))

/** A file of templates/ as it is. */
export function textOf(path: string): string {
  const found = folders.map((folder) => new URL(path, folder)).find((one) => existsSync(one))
  return readFileSync(fileURLToPath(found ?? new URL(path, folders[0])), 'utf8')
}
