// Every flag there is, as data: yargs is built from it, completion offers it, and a mistyped one is
// compared with it. A flag means the same wherever it is taken.

import { carriers } from '../adapters/address.ts'

export type CommandName =
  | 'run'
  | 'explore'
  | 'list'
  | 'demo'
  | 'real'
  | 'replay'
  | 'report'
  | 'serve'
  | 'call'
  | 'completion'

export interface Flag {
  readonly name: string
  readonly short?: string
  /** what stands after it; absent: nothing does. `text?` may be left out */
  readonly takes?: 'text' | 'text?'
  /** of `text?`: a word that stands apart is its value if it looks like this */
  readonly next?: RegExp
  /** the same flag may stand several times */
  readonly many?: true
  readonly choices?: readonly string[]
  /** what a value looks like, for the help */
  readonly like?: string
  readonly about: string
  readonly of: readonly CommandName[]
  readonly hidden?: true
}

const all: readonly CommandName[] = [
  'run',
  'explore',
  'list',
  'demo',
  'real',
  'replay',
  'report',
  'serve',
  'call',
  'completion',
]
const worlds: readonly CommandName[] = ['run', 'explore', 'real']
const simulated: readonly CommandName[] = ['run', 'explore']
const judged: readonly CommandName[] = ['run', 'explore', 'real', 'replay']

export const flags: readonly Flag[] = [
  {
    name: 'seed',
    short: 's',
    takes: 'text',
    like: 'N|random',
    of: [...judged, 'serve'],
    about: 'one seed (default 1); random draws one and prints it',
  },
  {
    name: 'seeds',
    takes: 'text',
    like: 'N|A..B',
    of: simulated,
    about: 'how many seeds, or which (explore: default 1000)',
  },
  {
    name: 'bug',
    takes: 'text',
    like: 'NAME|all',
    of: worlds,
    about: 'a planted bug: the same as the variant :NAME; all takes each in turn',
  },
  {
    name: 'fault',
    short: 'f',
    takes: 'text',
    many: true,
    like: '"FAULT"',
    of: [...judged, 'serve'],
    about: 'adds a fault to the plan (worldline list faults)',
  },
  {
    name: 'faults',
    takes: 'text',
    like: 'default|none|swarm|FILE',
    of: judged,
    about: 'replaces the plan of faults',
  },
  {
    name: 'set',
    takes: 'text',
    many: true,
    like: 'KEY=VALUE',
    of: [...worlds, 'serve', 'call'],
    about: 'a parameter of the scenario or system',
  },
  {
    name: 'expect',
    takes: 'text',
    many: true,
    like: '"THRESHOLD"',
    of: judged,
    about: 'a further threshold: "op.latency p99 < 200ms"',
  },
  {
    name: 'until',
    takes: 'text',
    like: '4s',
    of: ['run', 'explore', 'replay'],
    about: 'length of the storm',
  },
  { name: 'settle', takes: 'text', like: '1s', of: judged, about: 'length of the calm after it' },
  {
    name: 'time',
    short: 't',
    takes: 'text',
    like: '60s',
    of: ['explore', 'real'],
    about: 'wall time: the budget of an exploration, the length of a real run',
  },
  {
    name: 'workers',
    short: 'w',
    takes: 'text',
    like: 'N',
    of: ['explore', 'demo'],
    about: 'worker threads (default: one a core); the result is the same',
  },
  {
    name: 'max-failures',
    takes: 'text',
    like: 'N',
    of: ['explore'],
    about: 'stop after so many causes (default 1)',
  },
  {
    name: 'keep-going',
    of: ['explore'],
    about: 'never stop at a failure; every cause is told once',
  },
  {
    name: 'via',
    takes: 'text',
    choices: carriers,
    like: carriers.join('|'),
    of: ['real'],
    about: 'what carries the messages (default tcp)',
  },
  {
    name: 'rate',
    takes: 'text',
    like: 'N',
    of: ['real'],
    about: 'operations a second over all clients (default 250)',
  },
  {
    name: 'port',
    takes: 'text',
    like: 'N',
    of: ['real', 'serve'],
    about: 'first of the ports, 0 any free one (serve: what callers know, default 5000)',
  },
  {
    name: 'at',
    takes: 'text',
    like: '1.5s|URL',
    of: ['replay', 'call'],
    about:
      'replay: goes on from the standstill nearest to it (default: the last); call: whom to ask (default: http://127.0.0.1:5000)',
  },
  {
    name: 'scale',
    takes: 'text',
    many: true,
    like: 'ROLE=N',
    of: ['serve'],
    about: 'how many of a role: --scale receiver=5 --scale client=10',
  },
  {
    name: 'listen',
    takes: 'text',
    like: 'HOST:PORT',
    of: ['serve'],
    about: 'where one node listens (default: both loopbacks)',
  },
  {
    name: 'host',
    takes: 'text',
    like: 'ADDRESS',
    of: ['serve'],
    about: 'binds there instead of loopback: 0.0.0.0 is everywhere',
  },
  {
    name: 'advertise',
    takes: 'text',
    like: 'HOST',
    of: ['serve'],
    about: 'the name under which others reach it (default: what it binds, or the hostname)',
  },
  {
    name: 'discovery',
    takes: 'text',
    like: 'URL',
    of: ['serve'],
    about: 'where discovery is, for one node (default: http://127.0.0.1:5000)',
  },
  {
    name: 'every',
    takes: 'text',
    like: '5s',
    of: ['serve'],
    about: 'how often a client sends a letter',
  },
  {
    name: 'data',
    takes: 'text',
    like: 'DIR',
    of: ['serve'],
    about: 'keeps the stores there (default: a fresh folder under .worldline/runs)',
  },
  { name: 'memory', of: ['serve'], about: 'keeps nothing' },
  {
    name: 'count',
    takes: 'text',
    like: 'N',
    of: ['call'],
    about: 'so many requests, one after the other',
  },
  {
    name: 'within',
    takes: 'text',
    like: '30s',
    of: ['call'],
    about: 'how long to wait for an answer',
  },
  { name: 'strict', of: judged, about: 'INCONCLUSIVE and goals never seen fail (exit 1)' },
  {
    name: 'json',
    takes: 'text?',
    choices: ['document', 'stream'],
    like: 'stream',
    of: ['run', 'explore', 'real', 'replay', 'list', 'call'],
    about: 'one JSON document on stdout and nothing else (=stream: one a line)',
  },
  {
    name: 'reporter',
    takes: 'text',
    many: true,
    like: 'NAME[=PATH]',
    of: simulated,
    about: 'pretty, line, json, junit, github, md, tap or quiet, to stdout or a file; repeatable',
  },
  {
    name: 'report',
    takes: 'text?',
    like: 'PATH',
    next: /\.html?$/u,
    of: simulated,
    about: 'a page of the failing run (default .worldline/last/report.html)',
  },
  {
    name: 'open',
    of: [...simulated, 'report'],
    about: 'opens the page in a browser, on a terminal',
  },
  {
    name: 'report-size',
    takes: 'text',
    choices: ['usual', 'all'],
    like: 'all',
    of: [...simulated, 'report'],
    about: 'all: the page leaves out nothing, however long the run',
  },
  {
    name: 'format',
    takes: 'text',
    many: true,
    like: 'NAME',
    of: ['report'],
    about:
      'html (the default), md, junit, json, perfetto, shiviz, mermaid, edn, svg; several with commas',
  },
  {
    name: 'out',
    takes: 'text',
    like: 'PATH|-',
    of: ['report'],
    about: 'the file, or the folder of several; - is standard output (usual for text)',
  },
  { name: 'quiet', short: 'q', of: judged, about: 'the verdict only' },
  {
    name: 'verbose',
    short: 'v',
    of: ['run', 'real', 'serve'],
    many: true,
    about: 'every operation; -vv every event',
  },
  {
    name: 'color',
    takes: 'text',
    choices: ['auto', 'always', 'never'],
    like: 'auto|always|never',
    of: all,
    about: 'colour (then WORLDLINE_COLOR, NO_COLOR, FORCE_COLOR, the terminal)',
  },
  { name: 'no-color', of: all, hidden: true, about: 'as --color never' },
  { name: 'ascii', of: all, about: 'no character beyond ASCII' },
  { name: 'width', takes: 'text', like: 'N', of: all, about: 'columns of a line (40 to 100)' },
  { name: 'no-timing', of: all, about: 'leave out wall times: the same bytes every time' },
]

/** The flags that a command takes, hidden ones included. */
export const flagsOf = (command: CommandName): readonly Flag[] =>
  flags.filter((flag) => flag.of.includes(command))

/** Ways in which a flag is written: `--seed`, `-s`. */
export const spellings = (flag: Flag): readonly string[] =>
  flag.short === undefined ? [`--${flag.name}`] : [`--${flag.name}`, `-${flag.short}`]
