// What `explain` says about histories of other tools: the command, each format and each model.

import { historyFormats } from '../adapters/histories/formats.ts'
import { prose, type Told, verbatim } from '../reports/told.ts'
import { models } from '../sim/check/models.ts'
import type { Plain } from '../sim/plain.ts'
import { text } from '../sim/plain.ts'

/** A line of each format, as it is written. */
const lines: Readonly<Record<string, readonly string[]>> = {
  'jepsen-log': [
    'INFO  jepsen.util - 3  :invoke  :cas  [1 2]',
    'INFO  jepsen.util - 3  :fail    :cas  [1 2]',
  ],
  'jepsen-edn': [
    '{:type :invoke, :process 3, :f :read, :value nil}',
    '{:type :ok, :process 3, :f :read, :value 2}',
    '{:type :invoke, :process 4, :f :txn, :value [[:append :x 1] [:r :y nil]]}',
  ],
  'porcupine-kv': [
    '{:process 9, :type :invoke, :f :append, :key "0", :value "x 9 0 y"}',
    '{:process 9, :type :ok, :f :append, :key "0", :value "x 9 0 y"}',
  ],
  worldline: [
    '{"client":"c1","call":{"kind":"read"},"start":1,"end":5,"result":3}',
    '{"client":"c2","call":{"kind":"write","value":3},"start":2}',
  ],
}

const meanings: Readonly<Record<string, readonly string[]>> = {
  'jepsen-log': [
    ':fail of a compare-and-set means that another value was there; any other :fail, that it did not happen.',
    ':info, or no return, means that nobody knows. A read of nil found no value.',
  ],
  'jepsen-edn': [
    'Maps of an event each, a line each or all in one vector; remarks, tags and further keys are skipped.',
    ':fail did not happen, so a failed compare-and-set says nothing; :info, or no return: nobody knows.',
    'A read of nil says nothing, as in Knossos. The nemesis is skipped. :index must grow.',
  ],
  'porcupine-kv': ['As jepsen-edn, and each event has its :key. The initial value is the text "".'],
  worldline: [
    'Operations in order of start; without an end, nobody knows what became of it. Values are plain values in JSON.',
    'start and end are numbers of one clock; an operation that ends when another starts overlaps it.',
    '"outcome": "failed" says that it did not happen. NODE/history-LIFE.jsonl of a real run is read too.',
  ],
}

/** About `check`, a format of its files or a model; null: none of these is called so. */
export function checkTold(word: string): Told | null {
  if (word === 'check') return commandScreen()
  const format = historyFormats.find(({ name }) => name === word)
  if (format !== undefined) return formatScreen(format)
  const model = models.find(({ name }) => name === word)
  return model === undefined ? null : modelScreen(model)
}

/** All words that this file knows. */
export const checkWords = (): readonly string[] => [
  'check',
  ...historyFormats.map(({ name }) => name),
  ...models.map(({ name }) => name),
]

/** It has no steps, so that it is no model; its own screen is that of the check. */
const transactions = {
  name: 'list-append',
  about: 'Transactions over lists, appended to and read whole, at an --isolation.',
}

const commandScreen = (): Told => ({
  word: 'check',
  name: 'a history of any tool, held against a model',
  kind: 'command',
  about: [
    'A history is linearizable when each operation can take effect at one instant between its call and its answer, so that the model would have given every answer.',
  ],
  rows: [
    verbatim(
      'formats',
      historyFormats.map(({ name, about }) => `--format ${name.padEnd(13)} ${about}`),
    ),
    verbatim(
      'models',
      [...models, transactions].map(({ name, about }) => `--model ${name.padEnd(14)} ${about}`),
    ),
    prose('guessed', 'format and model, where they are not named, by what the file looks like'),
    prose('ends with', '1 a history is wrong, 2 a file is none, 3 undecided within its budget, 0'),
    verbatim('try', [
      'worldline check history.edn --model cas-register',
      'worldline explain jepsen-edn',
      'worldline explain queue',
    ]),
  ],
})

const formatScreen = ({ name, about }: (typeof historyFormats)[number]): Told => ({
  word: name,
  name: about,
  kind: 'format of histories',
  about: meanings[name] ?? [],
  rows: [
    verbatim('lines', lines[name] ?? []),
    verbatim('try', [`worldline check FILE --format ${name}`]),
  ],
})

const modelScreen = ({ name, about, calls, make }: (typeof models)[number]): Told => ({
  word: name,
  name: about,
  kind: 'model',
  about: [],
  rows: [
    verbatim('calls', calls),
    prose('at first', text(make().init as Plain, 60)),
    verbatim('try', [`worldline check FILE --model ${name}`]),
  ],
})
