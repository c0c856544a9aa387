// Every fault of the notation, as data: what a person reads in `worldline list faults`, and what the
// parser knows of each damage (its parts, its clauses, the links it acts on).

import { type DamageKind, damageKinds } from './notation.ts'

/** A part of a damage, by the word or value that begins it. */
export type Part =
  | 'percent'
  | 'later'
  | 'by'
  | 'flip'
  | 'unchecked'
  | 'span'
  | 'rate'
  | 'queue'
  | 'link'
  | 'nodes'
  | 'cut'
  | 'selection'
  | 'jump'
  | 'drift'
  | 'swing'

export type ClauseWord = '@' | 'for' | 'every' | 'restart' | 'lose'

export type Entry = {
  /** as it is written: `drop burst`, `clock step` */
  readonly name: string
  /** complete lines of the notation; the first says the fault alone */
  readonly examples: readonly [string, ...string[]]
  /** what it does, without a subject: `loses messages` */
  readonly does: string
  readonly about: 'messages' | 'links' | 'connections' | 'processes' | 'clocks'
  /** which kind of link it needs; null: it has nothing to do with links */
  readonly links: 'datagram' | 'stream' | 'both' | null
  /** false: it strikes once, true: it holds until it is ended */
  readonly lasting: boolean
  readonly clauses: readonly ClauseWord[]
  /** what it may be made of, in the order of the normal form */
  readonly parts: readonly Part[]
  /** what must be there: the part, and what is missing in words */
  readonly needs: readonly { readonly part: Part; readonly words: string }[]
}

const lasting: readonly ClauseWord[] = ['@', 'for', 'every']
const instant: readonly ClauseWord[] = ['@', 'every']
const someNodes = { part: 'nodes', words: 'which nodes, such as n1,n2 or random minority' } as const
const someLink = { part: 'link', words: 'a link, such as n1-n2, n1->n2 or n1' } as const

const onMessages = {
  about: 'messages',
  links: 'datagram',
  lasting: true,
  clauses: lasting,
} as const
const onLinks = { about: 'links', links: 'both', lasting: true, clauses: lasting } as const
const onConnections = { about: 'connections', links: 'stream' } as const
const onProcesses = { about: 'processes', links: null } as const
const onClocks = { about: 'clocks', links: null, lasting: true, clauses: lasting } as const

/** In the order of the grammar: messages, links, connections, processes, clocks. */
export const faultCatalogue: Readonly<Record<DamageKind, Entry>> = {
  drop: {
    ...onMessages,
    name: 'drop',
    examples: [
      'drop 5% n1->n2 kind append',
      'drop n1->n2 kind append#3',
      'drop kind append where term > 3',
    ],
    does: 'loses messages: a share of them, the third, or those with that content',
    parts: ['percent', 'selection'],
    needs: [],
  },
  burst: {
    ...onMessages,
    name: 'drop burst',
    examples: ['drop burst 1% 25% 80%'],
    does: 'loses them in bursts: chance of a bad spell, of its end, loss within it and without',
    parts: ['percent', 'selection'],
    needs: [
      { part: 'percent', words: 'the chances of a bad spell and of its end, such as 1% 25%' },
    ],
  },
  duplicate: {
    ...onMessages,
    name: 'duplicate',
    examples: ['duplicate 1%', 'duplicate 1% later 3s'],
    does: 'delivers twice; later: the copy comes much later, also after a restart of the receiver',
    parts: ['percent', 'later', 'selection'],
    needs: [],
  },
  reorder: {
    ...onMessages,
    name: 'reorder',
    examples: ['reorder 5% by 20ms'],
    does: 'holds a message back so that later ones overtake it',
    parts: ['percent', 'by', 'selection'],
    needs: [],
  },
  corrupt: {
    ...onMessages,
    name: 'corrupt',
    examples: ['corrupt 0.1% flip', 'corrupt 0.1% truncate unchecked'],
    does: 'changes a field or cuts the end; the checksum rejects it, or (unchecked) it arrives',
    parts: ['percent', 'flip', 'unchecked', 'selection'],
    needs: [],
  },
  hold: {
    ...onMessages,
    links: 'both',
    name: 'hold',
    examples: ['hold n1->n2 @ 1s'],
    does: 'keeps whole messages back until they are released',
    parts: ['selection'],
    needs: [],
  },
  release: {
    ...onMessages,
    links: 'both',
    name: 'release',
    examples: ['release n1->n2 @ 2s'],
    does: 'lets held messages go, in order',
    lasting: false,
    clauses: instant,
    parts: ['selection'],
    needs: [],
  },
  delay: {
    ...onLinks,
    name: 'delay',
    examples: [
      'delay 5ms..15ms',
      'delay 50ms n1-n2',
      'delay normal 20ms±5ms',
      'delay exp 10ms',
      'delay pareto 2ms 1.5',
      'delay bimodal 1ms 80ms 10%',
      'delay trace rtt.txt',
    ],
    does: 'adds to the latency (trace: one delay in µs per line of a file)',
    parts: ['span', 'selection'],
    needs: [{ part: 'span', words: 'how much later, such as 20ms or 10ms..30ms' }],
  },
  bandwidth: {
    ...onLinks,
    name: 'bandwidth',
    examples: ['bandwidth 1mbit queue 64kB tail n1-n2'],
    does: 'limits bytes; a full queue drops the newest (tail), the oldest (head) or any (random); a stream is slowed',
    parts: ['rate', 'queue', 'link'],
    needs: [{ part: 'rate', words: 'a rate, such as 1mbit or 100kB/s' }],
  },
  swizzle: {
    ...onLinks,
    name: 'swizzle',
    examples: ['swizzle n1,n2,n3 for 2s'],
    does: 'clogs nodes one by one, then unclogs them in another order',
    parts: ['nodes'],
    needs: [someNodes],
  },
  stall: {
    ...onLinks,
    name: 'stall',
    examples: ['stall n1-n2 for 500ms'],
    does: 'nothing moves, no error, then it goes on',
    parts: ['link'],
    needs: [someLink],
  },
  reset: {
    ...onConnections,
    name: 'reset',
    examples: ['reset n1-n2 every 2s'],
    does: 'cuts the connection (RST); what was in flight is lost',
    lasting: false,
    clauses: instant,
    parts: ['link'],
    needs: [someLink],
  },
  close: {
    ...onConnections,
    name: 'close',
    examples: ['close n1-n2 @ 1s'],
    does: 'ends the connection in order (FIN)',
    lasting: false,
    clauses: instant,
    parts: ['link'],
    needs: [someLink],
  },
  'half-open': {
    ...onConnections,
    name: 'half-open',
    examples: ['half-open n1-n2 @ 1s for 5s'],
    does: 'one side is gone and the other does not know',
    lasting: true,
    clauses: lasting,
    parts: ['link'],
    needs: [someLink],
  },
  refuse: {
    ...onConnections,
    name: 'refuse',
    examples: ['refuse n1 @ 1s for 2s'],
    does: 'new connections to the node are refused',
    lasting: true,
    clauses: lasting,
    parts: ['nodes'],
    needs: [someNodes],
  },
  hang: {
    ...onConnections,
    name: 'hang',
    examples: ['hang n1 for 2s'],
    does: 'new connections to the node never complete',
    lasting: true,
    clauses: lasting,
    parts: ['nodes'],
    needs: [someNodes],
  },
  disconnect: {
    ...onConnections,
    name: 'disconnect',
    examples: ['disconnect n3 @ on append#17 for 1.5s'],
    does: 'cuts all connections of a node and keeps it off',
    lasting: true,
    clauses: lasting,
    parts: ['nodes'],
    needs: [someNodes],
  },
  partition: {
    ...onLinks,
    name: 'partition',
    examples: [
      'partition n1 | n2,n3 @ 412ms for 640ms',
      'partition n1->n2,n3',
      'partition random minority every 2s for 800ms',
      'partition halves',
      'partition rack1',
      'partition ring',
    ],
    does: 'groups do not hear each other (a stream stalls, then resets); ->: one way; ring: each hears its two neighbours',
    parts: ['cut'],
    needs: [
      {
        part: 'cut',
        words: 'who is cut off from whom, such as n1 | n2,n3 or random minority or halves',
      },
    ],
  },
  isolate: {
    ...onLinks,
    name: 'isolate',
    examples: ['isolate n1 @ 1s for 500ms'],
    does: 'cuts each of these nodes from everybody, clients too',
    parts: ['nodes'],
    needs: [someNodes],
  },
  bridge: {
    ...onLinks,
    name: 'bridge',
    examples: ['bridge n3 for 1s'],
    does: 'two halves that only that node hears both',
    parts: ['nodes'],
    needs: [],
  },
  'majorities-ring': {
    ...onLinks,
    name: 'majorities-ring',
    examples: ['majorities-ring for 1s'],
    does: 'each node hears a majority, no two the same',
    parts: [],
    needs: [],
  },
  heal: {
    ...onLinks,
    name: 'heal',
    examples: ['heal @ 3s', 'heal n1-n2 @ 3s'],
    does: 'ends all faults of the network, or those of a link or node',
    lasting: false,
    clauses: instant,
    parts: ['link'],
    needs: [],
  },
  crash: {
    ...onProcesses,
    name: 'crash',
    examples: [
      'crash n1 @ 1s restart +200ms',
      'crash random minority every 2s restart +400ms',
      'crash n1 @ after persist#2 restart +1s lose unsynced',
      'crash n1 @ at append#3 n2>n1 written',
    ],
    does: 'kills; what was in memory is lost, and a drawn part of what was not synced',
    lasting: false,
    clauses: ['@', 'every', 'restart', 'lose'],
    parts: ['nodes'],
    needs: [someNodes],
  },
  wipe: {
    ...onProcesses,
    name: 'wipe',
    examples: ['wipe n2 @ 1s restart +1s'],
    does: 'as crash … lose disk: it comes back with nothing',
    lasting: false,
    clauses: ['@', 'every', 'restart'],
    parts: ['nodes'],
    needs: [someNodes],
  },
  pause: {
    ...onProcesses,
    name: 'pause',
    examples: ['pause n2 for 2s', 'pause each every exp 5s for pareto 20ms 1.5'],
    does: 'stops a node and lets it go on (the pauses of a collector)',
    lasting: true,
    clauses: lasting,
    parts: ['nodes'],
    needs: [someNodes],
  },
  slow: {
    ...onProcesses,
    name: 'slow',
    examples: ['slow exp 2ms n2'],
    does: 'each step takes that long',
    lasting: true,
    clauses: lasting,
    parts: ['span', 'nodes'],
    needs: [{ part: 'span', words: 'how long a step takes, such as 2ms or exp 2ms' }, someNodes],
  },
  'clock-step': {
    ...onClocks,
    name: 'clock step',
    examples: ['clock step +250ms n2 @ 1s'],
    does: 'the wall clock jumps, either way',
    lasting: false,
    clauses: instant,
    parts: ['jump', 'nodes'],
    needs: [{ part: 'jump', words: 'how far the clock jumps, such as +250ms or -1s' }, someNodes],
  },
  'clock-drift': {
    ...onClocks,
    name: 'clock drift',
    examples: ['clock drift +200ppm n2'],
    does: 'wall and monotonic clock and timers run at another rate',
    parts: ['drift', 'nodes'],
    needs: [{ part: 'drift', words: 'by how much the rate is off, such as +200ppm' }, someNodes],
  },
  'clock-freeze': {
    ...onClocks,
    name: 'clock freeze',
    examples: ['clock freeze n2 for 1s'],
    does: 'wall and monotonic clock and timers stand still',
    parts: ['nodes'],
    needs: [someNodes],
  },
  'clock-strobe': {
    ...onClocks,
    name: 'clock strobe',
    examples: ['clock strobe ±200ms n2 for 1s every 5ms'],
    does: 'the wall clock jumps to and fro',
    parts: ['swing', 'nodes'],
    needs: [{ part: 'swing', words: 'how far the clock swings, such as ±200ms' }, someNodes],
  },
  'clock-coarse': {
    ...onClocks,
    name: 'clock coarse',
    examples: ['clock coarse 16ms n2'],
    does: 'both clocks tick in steps',
    parts: ['span', 'nodes'],
    needs: [{ part: 'span', words: 'how long a tick is, such as 16ms' }, someNodes],
  },
  'clock-reset': {
    ...onClocks,
    name: 'clock reset',
    examples: ['clock reset n2 @ 2s'],
    does: 'true again, at the true rate',
    lasting: false,
    clauses: instant,
    parts: ['nodes'],
    needs: [someNodes],
  },
}

/** The damage that is written so (`clock step`), or null. */
export const damageNamed = (name: string): DamageKind | null =>
  damageKinds.find((kind) => faultCatalogue[kind].name === name) ?? null
