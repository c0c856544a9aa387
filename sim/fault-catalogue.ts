// Every fault of the notation, as data: what a person reads in `worldline list faults`, and what the
// parser knows of each damage (its parts, its clauses, the links it acts on).

import { networkFaults } from './fault-catalogue-network.ts'
import { type Entry, instant, lasting, someNodes } from './fault-entry.ts'
import { type DamageKind, damageKinds } from './notation.ts'

export type { ClauseWord, Entry, Part } from './fault-entry.ts'

const onProcesses = { about: 'processes', links: null } as const
const onDisks = { about: 'disks', links: null, lasting: true } as const
const onClocks = { about: 'clocks', links: null, lasting: true, clauses: lasting } as const

/** In the order of the grammar: messages, links, connections, processes, clocks, disks. */
export const faultCatalogue: Readonly<Record<DamageKind, Entry>> = {
  ...networkFaults,
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
  'disk-torn': {
    ...onDisks,
    name: 'disk torn',
    examples: ['disk torn n2', 'disk torn random one @ 1s for 2s'],
    does: 'tears the write under way at each crash: some of its rows new, some old, one damaged perhaps',
    clauses: lasting,
    parts: ['nodes'],
    needs: [someNodes],
  },
  'disk-rot': {
    ...onDisks,
    name: 'disk rot',
    examples: ['disk rot 0.1% n2', 'disk rot 1% random minority'],
    does: 'flips bits of what is stored, seen when it is read; the damage stays until the row is written again',
    clauses: lasting,
    parts: ['percent', 'nodes'],
    needs: [someNodes],
  },
  'disk-read-error': {
    ...onDisks,
    name: 'disk read-error',
    examples: ['disk read-error 1% n2', 'disk read-error 5% n2 @ 1s for 2s restart +100ms'],
    does: 'fails reads of stored rows, which stops the node; with restart it starts again that long after they succeed',
    clauses: [...lasting, 'restart'],
    parts: ['percent', 'nodes'],
    needs: [someNodes],
  },
  'disk-full': {
    ...onDisks,
    name: 'disk full',
    examples: ['disk full n2 for 2s', 'disk full n2 @ 1s for 2s restart +100ms'],
    does: 'writes fail, which stops the node; with restart it starts again that long after there is room',
    clauses: [...lasting, 'restart'],
    parts: ['nodes'],
    needs: [someNodes],
  },
  'disk-stall': {
    ...onDisks,
    name: 'disk stall',
    examples: ['disk stall n2 for 500ms'],
    does: 'no sync ends, no error, then it goes on; steps run, and what they say waits',
    clauses: lasting,
    parts: ['nodes'],
    needs: [someNodes],
  },
  'disk-slow': {
    ...onDisks,
    name: 'disk slow',
    examples: ['disk slow exp 5ms n2'],
    does: 'each sync takes that much longer',
    clauses: lasting,
    parts: ['span', 'nodes'],
    needs: [
      { part: 'span', words: 'how much longer a sync takes, such as 5ms or exp 5ms' },
      someNodes,
    ],
  },
  'disk-lying-sync': {
    ...onDisks,
    name: 'disk lying-sync',
    examples: ['disk lying-sync n2', 'disk lying-sync n2 @ 1s for 500ms'],
    does: 'says of each sync at once that it has succeeded, and makes nothing durable; a sync after its end makes up for it',
    clauses: lasting,
    parts: ['nodes'],
    needs: [someNodes],
  },
  'disk-misdirect': {
    ...onDisks,
    name: 'disk misdirect',
    examples: ['disk misdirect 0.1% n2'],
    does: 'lets writes land under another key of their table; their own keeps what it had',
    clauses: lasting,
    parts: ['percent', 'nodes'],
    needs: [someNodes],
  },
  'disk-phantom': {
    ...onDisks,
    name: 'disk phantom',
    examples: ['disk phantom 0.1% n2'],
    does: 'acknowledges writes that it does not do',
    clauses: lasting,
    parts: ['percent', 'nodes'],
    needs: [someNodes],
  },
}

/** The damage that is written so (`clock step`), or null. */
export const damageNamed = (name: string): DamageKind | null =>
  damageKinds.find((kind) => faultCatalogue[kind].name === name) ?? null
