// `explain linearizable`: what a check of histories demands, on one screen, where no scenario at hand
// claims it. What it finds is told by the codes, so that nothing is said twice.

import { anomaly, codeTold } from './codes.ts'
import { listing, prose, type Told, verbatim } from './told.ts'

interface JudgeTold {
  /** what people may call it, the usual one first */
  readonly words: readonly string[]
  /** as it stands in a scenario */
  readonly call: string
  /** one sentence */
  readonly about: string
  /** what a failure is, the most general first */
  readonly codes: readonly string[]
}

const judges: readonly JudgeTold[] = [
  {
    words: ['linearizable', 'linearizability'],
    call: 'check: linearizable(kv(), { per: (call) => call.key })',
    about:
      'There is an order of all operations that the model allows and in which each stands between its call and its answer, as if it had happened at one instant.',
    codes: ['WL2016', 'WL2003', 'WL2002', 'WL2001', 'WL2005', 'WL2006'],
  },
  {
    words: ['sequentially-consistent', 'sequential-consistency'],
    call: 'check: sequentiallyConsistent(kv())',
    about:
      "There is an order of all operations that the model allows and that keeps each client's own; when they happened makes no other difference.",
    codes: ['WL2017'],
  },
  {
    words: ['causal', 'causal-consistency'],
    call: 'check: causal()',
    about: 'Who reads a write reads what it was based on too, whoever wrote that.',
    codes: ['WL2020', 'WL2018', 'WL2005', 'WL2011', 'WL2024'],
  },
  {
    words: [
      ...['session-guarantees', 'read-your-writes', 'monotonic-reads', 'monotonic-writes'],
      'writes-follow-reads',
    ],
    call: 'check: sessionGuarantees()',
    about:
      'A client reads what it wrote itself and never reads backwards; its writes take effect in its order, and after what it had read.',
    codes: ['WL2018', 'WL2004', 'WL2019', 'WL2020'],
  },
  {
    words: ['list-append', 'serializable', 'snapshot-isolation'],
    call: "check: listAppend({ level: 'serializable' })",
    about:
      'Transactions over lists that are appended to and read whole leave no anomaly that the level of isolation forbids.',
    codes: ['WL2026', 'WL2021', 'WL2022', 'WL2023', 'WL2024', 'WL2025', 'WL2027'],
  },
  {
    words: ['delivery', 'exactly-once', 'at-least-once', 'at-most-once'],
    call: "check: delivered({ sent, arrived, once: 'exactly', order: 'sender' })",
    about: 'What was sent arrives as often, and in the order, as was promised.',
    codes: ['WL2010', 'WL2011', 'WL2005'],
  },
  {
    words: ['progress', 'liveness'],
    call: "check: progress({ within: '500ms' })",
    about:
      'Once all is healed, every operation that somebody waits for is answered within the bound; where one is not, the reason is told.',
    codes: ['WL2012'],
  },
]

/** Everything that they go by, for the nearest one. */
export const judgeWords: readonly string[] = judges.flatMap(({ words }) => words)

/** Null: no check goes by that. */
export function judgeTold(text: string): Told | null {
  const asked = text.toLowerCase().replaceAll(' ', '-')
  const found = judges.find(({ words }) => words.includes(asked))
  const code = codeTold(found?.codes[0] ?? '')
  if (found === undefined || code === null) return null
  return {
    word: asked,
    name: 'a check of what clients saw',
    kind: 'check',
    about: [found.about],
    rows: [
      verbatim('scenarios say', [found.call]),
      prose('judged', 'at the end of a run, from the history of its clients'),
      verbatim('a failure', code.example),
      listing('usual causes', code.causes),
      listing('rules out', found.codes.map(anomaly)),
    ],
  }
}
