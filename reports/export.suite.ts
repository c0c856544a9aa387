// Reports for the tests of the exports: one of a short run written by hand, and the same with texts
// of an enemy wherever actors and scenarios may put texts.

import type { Plain } from '../sim/plain.ts'
import type { Report } from '../sim/report.ts'
import type { Trace } from '../sim/trace.ts'
import type { EventId, OpId } from '../sim/units.ts'
import { ms } from '../sim/units.ts'
import { everybody, failingRun, receiver1 } from './trace.suite.ts'

const event = (id: number): EventId => id as EventId
const client = everybody[0] ?? receiver1

/** A letter applied twice, with everything that a report may tell. */
export const toldReport: Report = {
  coordinate: 'toy:forget-dedup@17/min',
  scenario: {
    ...{ name: 'toy', variant: 'forget-dedup', about: 'One sender, two receivers.' },
    ...{ codeHash: '1f0a42d8'.repeat(8), params: { receivers: '2' }, assumptions: [] },
  },
  ...{ worldline: '0.5.0', seed: 17, until: ms(700), settle: ms(115) },
  run: failingRun,
  lanes: everybody.map((id) => ({ id, role: id.replace(/\d+$/u, ''), client: id === client })),
  faults: [
    {
      ...{ id: 'f1', text: 'isolate receiver2 @ 200ms', words: 'receiver2 cut off', planned: [1] },
      ...{ start: ms(200), end: ms(700), groups: null, nodes: [everybody[3] ?? client] },
    },
    {
      ...{ id: 'f2', text: 'drop 20% kind ack', words: 'drop 20 % of ack', planned: [2] },
      ...{ start: 0, end: null, groups: null, nodes: [] },
    },
    {
      ...{ id: 'f3', text: 'crash receiver2 @ 9s', words: 'crash receiver2', planned: [4] },
      ...{ start: null, end: null, groups: null, nodes: [] },
    },
  ],
  operations: [
    {
      ...{ op: 1 as OpId, label: 'A', client, call: 'post text "hello"', start: ms(300) },
      ...{ end: null, outcome: 'unknown', result: null, order: null, misfit: null, told: true },
    },
  ],
  roles: [],
  logs: [],
  failure: {
    failure: failingRun.failure ?? never(),
    event: event(20),
    anomaly: 'a duplicate effect',
    cure: 'remember the ids of what was applied',
    story: [
      step('client1 asks sender1 to post "hello"', 8, 9, 305, null),
      step('receiver1 applies letter 1', 11, 11, 312, 'src/receiver.ts:30'),
      step('its ack is lost: drop 20 % of ack', 13, 14, 320, null),
      step('receiver1 applies letter 1 again', 20, 20, 815, 'src/receiver.ts:30'),
    ],
    source: {
      ...{ file: 'src/receiver.ts', line: 30, handler: 'receive of receiver1' },
      lines: [
        { number: 29, text: '  receive(node, state, letter) {' },
        { number: 30, text: '    apply(node, state, letter)' },
      ],
    },
    matters: ['the ack of letter 1 is lost'],
    irrelevant: [{ what: 'latency 1–20 ms', perturbed: 20 }],
    shrunk: {
      from: { nodes: 6, faults: 9, operations: 388, decisions: 1_204, events: 9_644 },
      to: { nodes: 4, faults: 2, operations: 1, decisions: 1, events: 21 },
      ...{ removed: ['crash receiver1 @ 1s'], runs: 412, complete: true },
    },
  },
  places: new Map([
    [event(11), 'src/receiver.ts:30'],
    [event(20), 'src/receiver.ts:30'],
  ]),
  next: [
    { command: 'worldline replay toy:forget-dedup@17/min', does: 'runs it again, verified' },
    { command: 'worldline explain toy:forget-dedup@17/min --why A', does: 'the chain of causes' },
  ],
}

function step(
  text: string,
  from: number,
  to: number,
  at: number,
  place: string | null,
): NonNullable<Report['failure']>['story'][number] {
  return { text, from: event(from), to: event(to), time: ms(at), place, rank: 2 }
}

function never(): never {
  throw new Error('the run written by hand has a failure')
}

/** What an enemy would write where a text is expected. */
export const hostileTexts: readonly string[] = [
  '<img src=x onerror=alert(1)>',
  '</failure></testcase><script>alert(1)</script>',
  ']]> & &amp; "quoted" \'single\'',
  '```\n# not a heading\n``````',
  '| a | b |\n|---|---|',
  '[a link](javascript:alert(1)) ![picture](https://evil.example/x.png) @everyone #1',
  '\u001b[31mred\u001b[0m\u0000\u0007\u009b',
  'half a pair \ud800 and a noncharacter \uffff',
  '::error file=x::told\r\n::warning::twice %0A',
  'Note over p1: forged; end #35; %%{init}%%',
  '"} {:type :ok, :process 0} \\ \\" \u2028',
]

/** The report with this text in every place that actors and scenarios fill. */
export function hostileReport(text: string): Report {
  const { failure, run } = toldReport
  if (failure === null || run.failure === null) throw new Error('the report by hand fails')
  const value = { kind: 'post', text, [text]: new Map([[text, new Set([text])]]) }
  const broke = { ...run.failure, sentence: text, property: text, excess: text }
  return {
    ...toldReport,
    scenario: { ...toldReport.scenario, about: text, assumptions: [text] },
    run: {
      ...run,
      failure: broke,
      findings: run.findings.map((one) => ({ ...one, property: text, why: text, detail: text })),
      history: run.history.map((one) => ({ ...one, call: value })),
      goals: { [text]: 0 },
      trace: (run.trace ?? []).map((one) => withText(one, text, value)),
    },
    faults: toldReport.faults.map((one) => ({ ...one, text, words: text })),
    operations: toldReport.operations.map((one) => ({ ...one, call: text, misfit: text })),
    failure: {
      ...failure,
      failure: broke,
      story: failure.story.map((one) => ({ ...one, text })),
      source: failure.source === null ? null : { ...failure.source, lines: [{ number: 1, text }] },
      matters: [text],
      irrelevant: [{ what: text, perturbed: 20 }],
      cure: text,
    },
  }
}

function withText(one: Trace[number], text: string, value: Plain): Trace[number] {
  if (one.kind === 'note') return { ...one, text }
  if (one.kind === 'invoke') return { ...one, call: value }
  if (one.kind === 'receive' || one.kind === 'send')
    return { ...one, body: { ...one.body, ...{ text } } }
  return one
}
