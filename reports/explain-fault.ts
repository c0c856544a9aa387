// `explain partition`: a fault of the notation on one screen. What it does and what it is made of come
// from the catalogue; who makes it in a real run, and what it often finds, stand here.

import type { Entry } from '../sim/fault-entry.ts'
import { anomaly } from './codes.ts'
import { listing, prose, type Told, verbatim } from './told.ts'

const links: Readonly<Record<NonNullable<Entry['links']>, string>> = {
  datagram: 'datagram links only: it acts on whole messages',
  stream: 'stream links only: it acts on connections',
  both: 'datagram and stream links',
}

const makers: Readonly<Record<Entry['about'], string>> = {
  messages: 'the transport adapter of the sender, at the message boundary',
  links: 'the loopback proxy of the link',
  connections: 'the loopback proxy of the link',
  processes: 'the supervisor: SIGKILL, SIGSTOP and SIGCONT, and a restart',
  clocks: 'the host of the node: its clock and its timers',
  disks: 'the store of the node, between the actor and LevelDB',
}
const otherMakers: Readonly<Record<string, string>> = {
  hold: makers.messages,
  release: makers.messages,
  heal: 'whoever makes what is healed',
  slow: 'the host of the node, before each step',
  'disk torn': 'nobody: it is refused (WL3005), because LevelDB writes a batch whole or not at all',
}

/** What detects a damaged row, which is never the world. */
const detected =
  'The world detects nothing: an actor reads what the disk has. A protocol that survives it seals its rows with a checksum.'
const readers: Readonly<Record<string, string>> = {
  'disk torn': detected,
  'disk rot': detected,
  'disk misdirect': `${detected} The key belongs under the seal too.`,
  'disk phantom': `${detected} A row that was never written has a sound seal: only its neighbours tell.`,
  'disk lying-sync':
    'A crash of the process alone loses nothing; one that loses what was not synced takes it all, though it was acknowledged.',
  'disk read-error':
    'Each read of a stored row is drawn anew, so a node that is started again may find it readable.',
}

const finds: Readonly<Record<Entry['about'], readonly string[]>> = {
  messages: ['WL2006', 'WL2011', 'WL2012'],
  links: ['WL2003', 'WL2007', 'WL2009', 'WL2012'],
  connections: ['WL2010', 'WL2012', 'WL2006'],
  processes: ['WL2002', 'WL2006', 'WL2012'],
  clocks: ['WL2003', 'WL2007', 'WL2013'],
  disks: ['WL2002', 'WL2013', 'WL2012'],
}

/**
 * @param given what was asked for: the name, or that of another tool
 * @param elsewhere what other tools call it
 * @param command one that runs with it; null: none is known
 */
export function faultScreen(
  entry: Entry,
  given: string,
  elsewhere: readonly string[],
  command: string | null,
): Told {
  const { name, does, about, lasting, examples, needs, clauses } = entry
  const lasts = lasting
    ? 'Without "for" it lasts to the end of the storm; without "@" it begins with it.'
    : 'It strikes once; without "@", at an instant that the seed draws.'
  return {
    word: name,
    name: given === name ? `a fault of ${about}` : `${given}: a fault of ${about}`,
    kind: 'fault',
    about: [`${name} ${does}.`],
    rows: [
      verbatim('example', examples),
      prose('how long', lasts),
      ...(needs.length === 0
        ? []
        : [
            listing(
              'it must say',
              needs.map(({ words }) => words),
            ),
          ]),
      verbatim('clauses', clauses.length === 0 ? ['none'] : [clauses.map(clauseLike).join('   ')]),
      ...(entry.links === null ? [] : [prose('acts on', links[entry.links])]),
      ...(readers[name] === undefined ? [] : [prose('detected', readers[name])]),
      prose('in simulation', 'the kernel makes it, exactly as it is written'),
      prose('in a real run', otherMakers[name] ?? makers[about]),
      listing('often finds', finds[about].map(anomaly)),
      ...(elsewhere.length === 0 ? [] : [prose('elsewhere', elsewhere.join(', '))]),
      ...(command === null ? [] : [verbatim('try', [command])]),
    ],
  }
}

const clauseLike = (word: string): string =>
  ({
    '@': '@ 1s',
    for: 'for 500ms',
    every: 'every 2s',
    restart: 'restart +200ms',
    lose: 'lose unsynced',
  })[word] ?? word
