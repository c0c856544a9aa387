// A toy for the tests of damaged disks: a keeper of notes that reads them from its tables. Each row is
// sealed with a checksum of what it holds and where it stands, so that a row that rotted, or landed
// elsewhere, is refused and never answered from. Lost writes (phantom, lying) it does not survive.

import type { Actor, Node } from '../../sim/actor.ts'
import { type Budget, noFaults } from '../../sim/budget.ts'
import { hashPlain, hashText, type Plain } from '../../sim/plain.ts'
import { ms, nodeId } from '../../sim/units.ts'
import { type Scenario, scenario } from '../scenario.ts'
import type { Mutants } from '../variant.ts'

type Sealed<Value> = { readonly value: Value; readonly seal: string }
type Keep = { kind: 'keep'; text: string }
type Kept = { kind: 'kept'; id: number; text: string }
type Show = { kind: 'show'; id: number }
type Shown = { kind: 'shown'; id: number; text: string | null }

type Keeping = {
  /** notes so far; null: the row that says so is damaged, and nothing is answered any more */
  state: { last: number | null }
  hears: Keep | Show
  says: Kept | Shown
  disk: {
    notes: { key: number; value: Sealed<string> }
    count: { key: 'last'; value: Sealed<number> }
  }
}
type Asking = {
  state: { notes: Map<number, string>; wrong: string | null }
  hears: Keep | Kept | Shown
  says: Keep | Show
  timers: { kind: 'look' }
}

export interface SealRules {
  /** what a row that holds this there is sealed with */
  sealOf(table: string, key: number | string, value: Plain): string
  /** whether a row is what was written there */
  isSound(row: Sealed<Plain>, seal: string): boolean
}

export const sealRules: SealRules = {
  sealOf: (table, key, value) => hashText(hashPlain([table, key, value])),
  isSound: (row, seal) => row.seal === seal,
}

const server = nodeId('s1')

const keeper = (rules: SealRules): Actor<Keeping> => ({
  start(node) {
    const row = node.store.get('count', 'last')
    if (row === undefined) return { last: 0 }
    const sound = rules.isSound(row, rules.sealOf('count', 'last', row.value))
    node.sometimes('a damaged count is found', !sound)
    return { last: sound ? row.value : null }
  },
  receive(node, state, message, from) {
    if (state.last === null) return
    if (message.kind === 'show') {
      const { id } = message
      return node.send(from, { kind: 'shown', id, text: noteOf(rules, node, state.last, id) })
    }
    const id = (state.last += 1)
    const { text } = message
    node.store.put('notes', id, { value: text, seal: rules.sealOf('notes', id, text) })
    node.store.put('count', 'last', { value: id, seal: rules.sealOf('count', 'last', id) })
    node.send(from, { kind: 'kept', id, text })
  },
})

/** Null: it is not there, or not what was written. */
function noteOf(rules: SealRules, node: Node<Keeping>, last: number, id: number): string | null {
  const row = id > last ? undefined : node.store.get('notes', id)
  const sound = row !== undefined && rules.isSound(row, rules.sealOf('notes', id, row.value))
  node.sometimes('a damaged note is refused', !sound)
  return sound ? row.value : null
}

const client: Actor<Asking> = {
  start(node) {
    node.setTimer({ kind: 'look' }, ms(20), ms(20))
    return { notes: new Map(), wrong: null }
  },
  receive(node, state, message) {
    if (message.kind === 'keep') return node.send(server, message)
    const { id, text } = message
    if (message.kind === 'kept') {
      state.notes.set(id, message.text)
      return
    }
    const put = state.notes.get(id)
    if (text !== null && text !== put) state.wrong = `note ${id} was "${put}", shown is "${text}"`
  },
  expire(node, { notes }) {
    node.setTimer({ kind: 'look' }, ms(20), ms(20))
    if (notes.size === 0) return
    const ids = [...notes.keys()]
    const id = ids[node.random(ids.length, 'which note')] ?? 0
    node.send(server, { kind: 'show', id })
  },
}

const mutants = {
  unsealed: {
    change: 'no checksum is looked at',
    source: 'bit flips of a minority that were accepted',
    breaks: 'neverFromDamage',
    rules: { isSound: () => true },
  },
  'seal-without-key': {
    change: 'the checksum covers what a row holds, not where it stands',
    source: 'checksums beside the blocks that they cover do not find misdirected writes',
    breaks: 'neverFromDamage',
    rules: { sealOf: (_table, _key, value) => hashText(hashPlain(value)) },
  },
} satisfies Mutants<SealRules>

export const sealedBudget: Budget = {
  ...noFaults,
  ...{ down: { s: 1 }, damagedDisks: { s: 1 }, unsynced: true },
  diskDamage: ['torn', 'rot', 'read-error', 'misdirect'],
}

export const sealed: Scenario = scenario('sealed', {
  about: 'A keeper of sealed notes on a disk that spoils them.',
  rules: sealRules,
  variants: mutants,
  nodes: ({ rules }) => ({
    s: { count: 1, actor: keeper(rules) },
    c: { count: 1, actor: client, client: true },
  }),
  workload: { from: 'c', send: (i) => ({ kind: 'keep', text: `note number ${i}` }), rate: '20/s' },
  network: { link: 'stream', latency: '1ms..5ms' },
  disk: { sync: '1ms..5ms' },
  faults: [
    'disk torn s1',
    'disk rot 20% s1',
    'disk misdirect 10% s1',
    'crash s1 @ 1s..1500ms restart +50ms',
  ],
  budget: sealedBudget,
  until: '2s',
  always: {
    neverFromDamage: (w) =>
      w.c.map(({ state }) => state.wrong).find((wrong) => wrong !== null) ?? null,
  },
})
