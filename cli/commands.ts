// The commands in words: what each is for, how it is called, examples that run. Help and completion
// are made from this; what a command does is in the file of its name.

import type { CommandTold } from './command-told.ts'
import { checkCommand } from './commands-check.ts'
import { startCommands } from './commands-start.ts'

export type { CommandTold } from './command-told.ts'

const coordinate = [
  'A target is   name[:variant][@seed]   or   file.ts[:variant][@seed]   or a range of seeds, @1..500.',
]

export const commands: readonly CommandTold[] = [
  ...startCommands,
  {
    name: 'run',
    positionals: '[targets..]',
    about: 'one simulated run (or a few) and its verdict',
    examples: [
      ['run ack-retry --seed 7', 'one seed: a strip of what happened, then the verdict'],
      ['run ack-retry:original@7', 'a variant, at a coordinate'],
      ['run ack-retry -f "crash receiver1 @ 1s restart +200ms"', 'one fault more'],
    ],
    notes: coordinate,
  },
  {
    name: 'explore',
    positionals: '[targets..]',
    about: 'many seeds; stops at the first cause and tells it',
    examples: [
      ['explore ack-retry --seeds 10000', 'a pass says what it did not see'],
      ['explore ack-retry --bug all --seeds 2000', 'each planted bug in turn'],
      ['explore ack-retry:original --keep-going', 'every cause, with its number of seeds'],
      [
        'explore ack-retry --strategy crash-sweep',
        'one run, crashed at each of its places in turn',
      ],
    ],
    notes: [
      ...coordinate,
      'On a terminal: s status, p pause, q finish now, f the failure so far, ? help.',
      'Ctrl-C finishes the seeds under way and prints the command that goes on; twice stops now.',
      'A crash sweep is of one seed, without faults unless --faults or -f gives some.',
    ],
  },
  {
    name: 'real',
    positionals: '[target]',
    about: 'the same actors as real processes over real sockets',
    examples: [
      ['real ack-retry --via tcp --time 5s', 'each node a process of its own, on loopback'],
      [
        'real ack-retry --via tcp -f "crash receiver1 @ 2s restart +500ms"',
        'one is killed and started again',
      ],
    ],
    notes: [
      'Timing is real: the seed fixes the workload and the fault plan, not the interleaving.',
    ],
  },
  {
    name: 'replay',
    positionals: '[case]',
    about: 'a saved case or a recording again, verified event by event',
    examples: [
      ['replay ack-retry:forget-dedup@1/min', 'the shrunk run, from its case where one is saved'],
      [
        'replay ack-retry.forget-dedup --until fail --state all',
        'the event that broke it, and all States',
      ],
      [
        'replay ack-retry.forget-dedup --without f1 --drop e27',
        'two what-if branches, each with its verdict',
      ],
      ['replay ack-retry.forget-dedup --break e30', 'paused in a debugger before that step'],
      [
        'replay .worldline/runs/2026-11-21T05-12-44',
        'a recorded real run; then it goes on in simulation',
      ],
    ],
    notes: [
      'A case is   NAME.case.json   part of a case’s name   COORDINATE[/min|/orig][#e57]   or  -  (standard input).',
      'The same code must make the recorded run: else exit 4 (WL4003) with the first event that differs.',
      'When the code has changed the verdict decides: 1 it still fails, 0 it passes, or is stale (--strict: 1).',
      'Each of --without, --with, --drop and --set is a branch of its own; --together makes them one.',
      'A recording: every step again, then on from the standstill nearest to --at, under -f, --seed, --until.',
    ],
  },
  {
    name: 'compare',
    positionals: '[left] [right]',
    about: 'two runs side by side: minimal and original, a run and its branch',
    examples: [
      ['compare ack-retry:forget-dedup@1/min', 'the shrunk run beside the run as it was found'],
      ['compare ack-retry:forget-dedup@1/min --without f1', 'a run beside its branch'],
      [
        'compare ack-retry@1 ack-retry:forget-dedup@1',
        'a correct run beside that of a planted bug',
      ],
    ],
    notes: ['It ends with 0 whatever differs: the verdicts are told, not judged.'],
  },
  {
    name: 'cases',
    positionals: '[verb] [names..]',
    about: 'saved cases: list, add, verify, refresh, prune',
    examples: [
      ['cases list', 'every case, run again, with what came of it'],
      ['cases add ack-retry:forget-dedup@1', 'shrinks that run and saves it'],
      ['cases verify --strict', 'all of them; ends with the gravest'],
      ['cases refresh ack-retry.forget-dedup', 'looks for the failure near the case'],
      ['cases prune', 'which of them pass now; one goes by hand, by its name'],
    ],
    notes: [
      'A case stands in __worldline__ beside its scenario; commit it. Any unique part of its name will do.',
      'It fails (exit 1), passes as a guard (0), is stale (0, --strict 1), or diverges from its record (4).',
      'With "violatesWith" in the file (add --guard) it must pass on the scenario and fail on that variant.',
    ],
  },
  {
    name: 'report',
    positionals: '[run]',
    about: 'a run as a document for issues, build servers and other tools',
    examples: [
      ['report --open', 'a page of the last run that failed, shrunk; opened on a terminal'],
      ['report ack-retry:original@1/min --format md', 'Markdown for an issue'],
      ['report ack-retry:original@1 --format shiviz,edn --out out', 'several, each a file there'],
    ],
    notes: [
      'A run is a coordinate, name[:variant]@seed[/min], or a saved case: its file, or part of its name.',
      'html is one file that asks for nothing; svg is its diagram; md for issues; junit for build servers; json holds everything; edn is a history as Jepsen writes it;',
      'worldline is a history that check reads; jepsen-log (of a register) and porcupine-kv (of a map of texts) are histories that Porcupine reads;',
      'shiviz, perfetto and mermaid are for the programs of those names.',
    ],
  },
  {
    name: 'shrink',
    positionals: '[case]',
    about: 'a failing run made as small as it gets',
    examples: [
      ['shrink ack-retry:forget-dedup@1', 'what is left of 25 faults and 42 operations'],
      ['shrink ack-retry:late-copy@16 --shrink-runs 10000', 'with more runs than usual'],
      ['shrink ack-retry:forget-dedup@1 --save', 'and kept as a case'],
    ],
    notes: [
      'A case is a coordinate, name[:variant]@seed, or a case that was saved: its file, or part of its name.',
      'Smaller means fewer nodes, faults, operations and decisions, and rounder numbers. It fails for the same reason:',
      'the same property, told in the same words. Bounded in runs, the result is the same everywhere.',
    ],
  },
  {
    name: 'explain',
    positionals: '[thing..]',
    about: 'what a word means, what a run did, and why',
    examples: [
      ['explain WL2006', 'a code: what it is, how it is detected, usual causes, a common cure'],
      ['explain partition', 'a fault; a property, a goal, a metric or a scenario in the same way'],
      ['explain ack-retry:forget-dedup@1/min --why', 'the chain of causes of a failure'],
      ['explain ack-retry:forget-dedup@1/min#e30', 'one event: its causes, what it did'],
      [
        'explain ack-retry:forget-dedup@1/min --why-not "ack#1 arrives"',
        'what was lost, what was due',
      ],
      ['explain --plan ack-retry', 'the normal form of a plan'],
    ],
    notes: [
      'A run is   name[:variant]@seed[/min]   or a case; #e57 is an event of it, #f1 a fault of it.',
      'Without a word it lists what can be explained. Reasons follow from the trace by rules; none is a guess.',
    ],
  },
  {
    name: 'serve',
    positionals: '[system] [number]',
    about: 'a system as its source was used: all nodes, or one',
    examples: [
      ['serve ack-retry --scale receiver=5 --scale client=10', 'every node a process of its own'],
      ['serve ack-retry:original', 'as the source behaved, with its faults'],
      ['serve ack-retry/discovery --port 5000', 'one node in this process'],
      [
        'serve ack-retry/receiver --discovery http://127.0.0.1:5000',
        'in any order: it waits for what it needs',
      ],
      ['serve ack-retry --scale client=3 -f "drop 50% kind ack"', 'with a fault while it serves'],
    ],
    notes: [
      'The systems are: ack-retry (discovery, receiver, client).',
      'Times are the source’s and are set with --set: heartbeat, expiry, cleanup, ackTimeout, backoffMax, poll.',
      'Everything listens on both loopbacks unless --host or --listen says otherwise.',
      'Ctrl-C stops everything, exit 0. What cannot become ready ends with exit 2, and nothing is left.',
    ],
  },
  {
    name: 'call',
    positionals: '[system] [operation..]',
    about: 'one request to a running system',
    examples: [
      ['call ack-retry', 'who receives; on a terminal it asks to whom to send'],
      ['call ack-retry list --json', 'the list, for a machine'],
      ['call ack-retry send 1 "good morning"', 'to the first receiver of the list'],
      ['call ack-retry send any --count 10', 'to whichever takes it, ten times'],
      ['call ack-retry:original send 1', 'as the source’s client did, over bare TCP'],
    ],
    notes: [
      'Operations of ack-retry: list; send <id|number|any> [text].',
      'Exit codes: 0 answered, 1 refused by the service, 2 usage, 3 no answer.',
    ],
  },
  checkCommand,
  {
    name: 'doctor',
    positionals: '',
    about: 'this machine and its settings; whether a scenario is deterministic',
    examples: [
      ['doctor', 'versions, packages, files, and where each setting comes from'],
      ['doctor --determinism ack-retry', 'the same seeds in ten ways, which must not matter'],
      [
        'doctor --determinism ./wl/cache.scenario.ts --seeds 100 --node /usr/local/bin/node',
        'with more seeds, and on another release of Node',
      ],
    ],
    notes: [
      'Exit 2 when something that is needed is missing, 4 when two ways of running a seed differ.',
      'Where they differ it names the lowest seed, the first event, and the line that made it.',
    ],
  },
  {
    name: 'completion',
    positionals: '[shell]',
    about: 'a completion script for bash, zsh, fish or powershell',
    examples: [
      ['completion bash > ~/.local/share/bash-completion/completions/worldline', 'bash'],
      ['completion zsh > "${fpath[1]}/_worldline"', 'zsh'],
      ['completion fish > ~/.config/fish/completions/worldline.fish', 'fish'],
    ],
    notes: [],
  },
]

/** What `report --format` takes; formats.ts renders them. */
export const formatWords: readonly string[] = [
  ...['html', 'md', 'junit', 'json', 'perfetto', 'shiviz', 'mermaid', 'edn'],
  ...['worldline', 'jepsen-log', 'porcupine-kv', 'svg'],
]

export const listWords: readonly string[] = [
  ...['scenarios', 'variants', 'faults', 'properties', 'cases'],
]

/** What may stand after `cases`; cases.ts does it. */
export const caseVerbs: readonly string[] = ['list', 'add', 'verify', 'refresh', 'prune']
/** What `--reporter` takes; reporters.ts renders them. */
export const reporterWords = [
  'pretty',
  'line',
  'json',
  'junit',
  'github',
  'md',
  'tap',
  'quiet',
] as const
export const shells: readonly string[] = ['bash', 'zsh', 'fish', 'powershell']

/** What `serve` and `call` take; `scenarios/served/system.ts` has the same, and a test compares them. */
export const servedSystemWords: readonly string[] = ['ack-retry', 'ack-retry:original']
export const servedRoleWords: readonly string[] = servedSystemWords.flatMap((system) =>
  ['discovery', 'receiver', 'client'].map((role) => `${system}/${role}`),
)
export const callWords: readonly string[] = ['list', 'send']
