// Why, where a disk has changed a row by itself: nobody wrote what is there, and the fault is named.

import { expect, test } from 'vitest'
import type { Actor } from '../sim/actor.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { ranOf, reportOf } from '../scenarios/runner/report.ts'
import { type Scenario, scenario } from '../scenarios/scenario.ts'
import { stepsOf } from './told-run.suite.ts'
import { isAnswer, why } from './why.ts'

type Keeping = {
  state: { held: number | null }
  hears: { kind: 'keep'; value: number }
  says: never
  disk: { box: { key: 'it'; value: number } }
}

const keeper: Actor<Keeping> = {
  start: (node) => ({ held: node.store.get('box', 'it') ?? null }),
  receive(node, state, { value }) {
    state.held = value
    node.store.put('box', 'it', value)
  },
}

const boxes: Scenario = scenario('boxes', {
  about: 'A number is kept over a restart.',
  nodes: () => ({ keeper }),
  workload: { from: 'keeper', send: () => ({ kind: 'keep', value: 64 }), count: 1, rate: '20/s' },
  disk: { sync: '100us..200us' },
  faults: ['disk rot 100% keeper @ 200ms', 'crash keeper @ 300ms restart +10ms lose memory'],
  always: {
    'what is held was kept': {
      holds: ({ keeper: { state } }) =>
        state.held === null || state.held === 64 ? null : `it holds ${state.held}`,
    },
  },
  until: '500ms',
  settle: '10ms',
})

const experiment = new Experiment(boxes, { variant: null, settings: settingsDefault })
const report = reportOf({
  ...{ coordinate: 'boxes@1', variant: null, seed: 1, codeHash: '', shrunk: null },
  found: { scenario: boxes, source: { kind: 'built-in' }, exported: 'boxes' },
  replayed: ranOf(experiment, 1),
  ...{ irrelevant: [], matters: [], next: [] },
})
const told = (asked: string): unknown => {
  const answer = why(report, asked)
  return isAnswer(answer) ? stepsOf(answer) : answer
}

test('the failure rests on what the disk made of the row', () => {
  expect(told('')).toMatchInlineSnapshot(`
    [
      "1  keeper started again (life 2)   e9",
      "2  on the disk of keeper bits of box/it have flipped: it is 65 now (f1)   e10",
      "3  the crash of keeper (f2) took its memory; no write was undone   e7",
    ]
  `)
})

test('the row has what nobody wrote, and had been written before', () => {
  expect(told('keeper.box.it')).toMatchInlineSnapshot(`
    [
      "1  keeper.box.it is 65 on its disk, and nobody wrote that   e10",
      "2  on the disk of keeper bits of box/it have flipped: it is 65 now (f1)   e10",
      "3  it was written last when keeper got keep#1 from the workload   e2",
    ]
  `)
})

test('the damage itself is explained by its fault, and by who met it', () => {
  const damage = report.run.trace?.find(({ kind }) => kind === 'damage')
  expect(told(`e${damage?.id}`)).toMatchInlineSnapshot(`
    [
      "1  on the disk of keeper bits of box/it have flipped: it is 65 now (f1)   e10",
      "2  the fault had struck   e5",
      "3  the row was written when keeper got keep#1 from the workload   e2",
      "4  it was met when keeper started again (life 2)   e9",
    ]
  `)
})
