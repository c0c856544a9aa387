// A small language for conversations between servers: commands, `----`, and what followed from them.
// A file of them is carried out on the workbench and written anew; where the two differ, something
// does. The commands are told in conversations/README.md.

import { parseDuration } from '../../sim/duration.ts'
import { nodeId } from '../../sim/units.ts'
import type { Change } from './members.ts'
import type { Hears } from './messages.ts'
import type { Parameters } from './parameters.ts'
import { latestMembers } from './state.ts'
import { letterInWords, progressOf, stateInWords, transcriptOf } from './words.suite.ts'
import { type Letter, type TimerName, Workbench } from './workbench.suite.ts'

const names = (text: string | undefined): string[] =>
  (text ?? '').split(',').filter((one) => one !== '')

/** `a=1 b c=2,3` after the first word. */
function fieldsOf(words: readonly string[]): { plain: string[]; named: Map<string, string> } {
  const named = new Map<string, string>()
  const plain: string[] = []
  for (const word of words) {
    const at = word.indexOf('=')
    if (at === -1) plain.push(word)
    else named.set(word.slice(0, at), word.slice(at + 1))
  }
  return { plain, named }
}

/** `n1>n2`, `>n3`, `n1>`, `n1,n2` (between these), `append,voted` (kinds): all must hold. */
function filterOf(words: readonly string[]): (letter: Letter) => boolean {
  const tests = words.map((word) => {
    const [from, to] = word.split('>')
    if (to !== undefined) {
      return (letter: Letter) =>
        (from === '' || letter.from === from) && (to === '' || letter.to === to)
    }
    const list = names(word)
    if (list.every((one) => /^n\d+$/u.test(one))) {
      return (letter: Letter) => list.includes(letter.from) && list.includes(letter.to)
    }
    return (letter: Letter) => list.includes(letter.body.kind)
  })
  return (letter) => tests.every((holds) => holds(letter))
}

type Command = (teller: Teller, words: readonly string[]) => readonly string[] | void

class Teller {
  #bench: Workbench | null = null
  #asked = 0

  get bench(): Workbench {
    if (this.#bench === null) throw new Error('a conversation begins with "cluster"')
    return this.#bench
  }

  /** The client c1 asks something new. */
  ask(id: string, of: (ask: number) => Hears): void {
    this.#asked += 1
    this.bench.hear(id, 'c1', of(this.#asked))
  }

  cluster(words: readonly string[]): void {
    const { plain, named } = fieldsOf(words)
    const servers = plain.filter((word) => /^n\d+$/u.test(word))
    const voters = named.has('voters') ? names(named.get('voters')) : servers
    const numbers = [...named].filter(([name]) => name !== 'voters' && name !== 'reads')
    const parameters: Partial<Parameters> = {
      preVote: plain.includes('prevote'),
      checkQuorum: plain.includes('checkquorum'),
      ...(named.get('reads') === 'lease' ? { reads: 'lease' as const } : {}),
      ...Object.fromEntries(numbers.map(([name, value]) => [name, Number(value)])),
    }
    this.#bench = new Workbench({ servers, voters, parameters })
  }

  /** @returns what the commands of a block led to */
  tell(commands: readonly string[]): string[] {
    const from = this.#bench?.facts.length ?? 0
    const quietly = commands[0] === 'quietly'
    const shown: string[] = []
    for (const line of commands.slice(quietly ? 1 : 0)) {
      const [verb = '', ...words] = line.split(' ')
      const command = verbs[verb]
      if (command === undefined) throw new Error(`no command is called "${verb}"`)
      shown.push(...(command(this, words) ?? []))
    }
    const told = quietly ? [] : transcriptOf(this.bench.facts.slice(from))
    return told.length + shown.length === 0 ? ['nothing'] : [...told, ...shown]
  }
}

const expire =
  (timer: TimerName): Command =>
  ({ bench }, ids) => {
    for (const id of ids) bench.expire(id, timer)
  }

const verbs: Readonly<Record<string, Command>> = {
  cluster: (teller, words) => teller.cluster(words),
  disk({ bench }, [id = '', ...words]) {
    const { named } = fieldsOf(words)
    const log = names(named.get('log')).map(Number)
    bench.shelve(id, { term: Number(named.get('term') ?? log.at(-1) ?? 0), log })
  },
  start: ({ bench }, ids) => (ids.length === 0 ? bench.startAll() : bench.start(...ids)),
  crash({ bench }, ids) {
    for (const id of ids) bench.crash(id)
    return ids.map((id) => `${id} crashes`)
  },
  wait({ bench }, [span = '']) {
    bench.time += parseDuration(span) ?? Number.NaN
  },
  stand: expire('election'),
  look: expire('election'),
  beat: expire('heartbeat'),
  tarry: expire('handover'),
  lose: ({ bench }, [id = '', peer = '']) => bench.lose(id, peer),
  slow({ bench }, ids) {
    for (const id of ids) bench.slow(id)
  },
  sync({ bench }, ids) {
    for (const id of ids) bench.sync(id)
  },
  propose(teller, [id = '', times = '1']) {
    for (let nth = 0; nth < Number(times); nth++) teller.ask(id, (ask) => ({ kind: 'open', ask }))
  },
  query: (teller, [id = '', key = 'k']) =>
    teller.ask(id, (ask) => ({ kind: 'query', ask, command: { kind: 'get', key } })),
  change(teller, [id = '', ...words]) {
    const { plain, named } = fieldsOf(words)
    const voters = names(named.get('voters')).map(nodeId)
    const learners = names(named.get('learners')).map(nodeId)
    const how = plain.includes('single') ? 'single' : 'joint'
    const change: Change = { voters, learners, how }
    const latest = latestMembers(teller.bench.state(id))
    const upon = Number(named.get('upon') ?? latest)
    teller.ask(id, (ask) => ({ kind: 'reconfigure', ask, upon, change }))
  },
  transfer: (teller, [id = '', to]) =>
    teller.ask(id, (ask) => ({ kind: 'transfer', ask, to: to === undefined ? null : nodeId(to) })),
  deliver: ({ bench }, words) => void bench.deliver(filterOf(words)),
  settle: ({ bench }, words) => bench.settle(filterOf(words)),
  drop: ({ bench }, words) =>
    bench.take(filterOf(words)).map((letter) => `lost: ${letterInWords(letter)}`),
  flying: ({ bench }) => bench.flying.map(letterInWords),
  show: ({ bench }) =>
    bench.members.map((id) =>
      stateInWords(id, bench.node(id).state === null ? null : bench.state(id)),
    ),
  progress: ({ bench }, [id = '']) => progressOf(bench.state(id)),
  logs: ({ bench }) => bench.members.map((id) => `${id} ${bench.terms(id).join(' ')}`),
}

/** Carries a conversation out. @returns it with what followed this time */
export function retell(text: string): string {
  const teller = new Teller()
  const blocks = text.split(/\n{2,}/u).filter((block) => block.trim() !== '')
  const told = blocks.map((block) => {
    const lines = block.trim().split('\n')
    const end = lines.indexOf('----')
    const spoken = end === -1 ? lines : lines.slice(0, end)
    const commands = spoken.filter((line) => !line.startsWith('#'))
    if (commands.length === 0) return spoken.join('\n')
    return [...spoken, '----', ...teller.tell(commands)].join('\n')
  })
  return `${told.join('\n\n')}\n`
}
