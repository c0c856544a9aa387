// The draw table: a world is changed in one respect, and the decisions that both worlds took under
// the same name are compared. None may have moved: that is what lets a case survive code changes.

import type { AnyActor } from '../actor.ts'
import type { Fault } from '../fault.ts'
import { ms, nodeId, seconds } from '../units.ts'
import { allMessages, at, everywhere, type Lab, planOf, told } from './lab.ts'

interface Change {
  readonly what: string
  readonly nodes?: number
  /** an extra draw in n1 at each of its steps */
  readonly extraDraw?: boolean
  /** n1 says something of a kind that nobody said before */
  readonly newKind?: boolean
  readonly newTimer?: boolean
  readonly without?: Fault['kind']
  readonly added?: Fault
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `n${i + 1}`)

/** Tells a drawn peer something every now and then, writes some of it down. */
const gossip = (peers: readonly string[], change: Change): AnyActor => ({
  start(node) {
    node.setTimer({ kind: 'tell' }, ms(5), ms(20))
    if (change.newTimer === true) node.setTimer({ kind: 'other' }, ms(7), ms(20))
    return { heard: 0 }
  },
  receive(node, state, message, from) {
    const own = state as { heard: number }
    own.heard += 1
    if (change.extraDraw === true && node.id === 'n1') node.random(100, 'extra')
    if (change.newKind === true && node.id === 'n1') node.send(from, { kind: 'thanks' })
    if (message.kind !== 'news') return
    node.store.put('heard', own.heard, own.heard)
    node.send(from, { kind: 'heard' })
  },
  expire(node, _state, timer) {
    const peer = peers[node.random(peers.length, 'peer')] as string
    if (peer !== node.id) node.send(nodeId(peer), { kind: 'news' })
    node.setTimer(timer, ms(5), ms(20))
  },
})

const base = names(5)
const standing: readonly Fault[] = [
  { kind: 'drop', links: everywhere(...base), ppm: 100_000, filter: allMessages },
  { kind: 'duplicate', links: everywhere(...base), ppm: 50_000, later: null, filter: allMessages },
  {
    kind: 'delay',
    links: everywhere('n1', 'n2'),
    extra: { kind: 'exp', mean: ms(3) },
    filter: allMessages,
  },
  {
    kind: 'reorder',
    links: everywhere('n3', 'n4'),
    ppm: 100_000,
    by: { kind: 'uniform', min: 0, max: ms(9) },
    filter: allMessages,
  },
  { kind: 'disk-slow', node: nodeId('n4'), by: { kind: 'uniform', min: 0, max: 900 } },
  { kind: 'slow', node: nodeId('n5'), step: { kind: 'uniform', min: 0, max: 500 } },
]

const decisions = (change: Change): Map<string, string> => {
  const ids = names(change.nodes ?? 5)
  const lab: Lab = {
    nodes: Object.fromEntries(ids.map((id) => [id, gossip(base, change)])),
    network: { latency: { kind: 'uniform', min: 1_000, max: 9_000 } },
  }
  const faults = standing.filter((fault) => fault.kind !== change.without)
  if (change.added !== undefined) faults.unshift(change.added)
  const plan = planOf(...faults.map((fault) => [at(0), fault] as const))
  const drawn = new Map<string, string>()
  for (const event of told(lab, seconds(10), 11, { plan }).trace) {
    for (const words of event.draws) {
      const end = words.lastIndexOf(': ')
      drawn.set(words.slice(0, end), words.slice(end + 2))
    }
  }
  return drawn
}

export interface Moved {
  readonly what: string
  /** decisions that both worlds took under one name */
  readonly shared: number
  readonly moved: number
}

export const changes: readonly Change[] = [
  { what: 'an extra draw in one node', extraDraw: true },
  { what: 'a new kind of message', newKind: true },
  { what: 'a new timer in every node', newTimer: true },
  { what: 'a new node', nodes: 6 },
  { what: 'loss switched off', without: 'drop' },
  { what: 'copies switched off', without: 'duplicate' },
  { what: 'extra delay switched off', without: 'delay' },
  { what: 'reordering switched off', without: 'reorder' },
  { what: 'the slow node made fast', without: 'slow' },
  { what: 'the slow disk made fast', without: 'disk-slow' },
  { what: 'a stalled disk added', added: { kind: 'disk-stall', node: nodeId('n2') } },
  { what: 'a rotten disk added', added: { kind: 'disk-rot', node: nodeId('n2'), ppm: 500_000 } },
  { what: 'a lying disk added', added: { kind: 'disk-lying-sync', node: nodeId('n3') } },
  { what: 'a full disk added', added: { kind: 'disk-full', node: nodeId('n3') } },
  {
    what: 'corruption added',
    added: {
      kind: 'corrupt',
      links: everywhere(...base),
      ppm: 20_000,
      how: 'flip',
      unchecked: false,
      filter: allMessages,
    },
  },
]

export function movedBy(change: Change): Moved {
  const before = decisions({ what: 'nothing' })
  const after = decisions(change)
  let [shared, moved] = [0, 0]
  for (const [name, outcome] of after) {
    const was = before.get(name)
    if (was === undefined) continue
    shared += 1
    // A fate is the outcome of all faults on the link: switching one off turns its own into the
    // dull one, which is not recorded; what remains must be what it was.
    if (was !== outcome) moved += 1
  }
  return { what: change.what, shared, moved }
}
