import { describe, expect, test } from 'vitest'

import type { Drift, DriftRow } from '../sim/drift.ts'
import { driftRows } from './drift.ts'
import { ascii, columns, plainPage } from './page.ts'
import { renderReplayed, type ReplayTold } from './replay-screen.ts'

const row = (more: Partial<DriftRow>): DriftRow => ({
  ...{ what: 'message latency p99', unit: 'us', real: 14_000, simulated: 7_900, fitted: null },
  ...{ holds: true, why: null },
  ...more,
})

const drift = (...rows: DriftRow[]): Drift => ({ rows, seeds: 3, kinder: [] })

describe('the table of real beside simulated', () => {
  test('has a row a measure, in the words of its unit', () => {
    expect(
      driftRows(
        drift(
          row({ what: 'message kinds', unit: 'kinds', real: 14, simulated: 14 }),
          row({ what: 'lost', unit: 'percent', real: 0, simulated: 0.25 }),
          row({ what: 'messages per op', unit: 'count', real: 5.43, simulated: 5.4 }),
          row({}),
        ),
        plainPage,
      ),
    ).toEqual([
      '  as simulated  the same calls and faults, 3 seeds',
      '                            real  simulated',
      '    ✓ message kinds           14         14',
      '    ✓ lost                   0 %     0.25 %',
      '    ✓ messages per op        5.4        5.4',
      '    ✓ message latency p99  14 ms     7.9 ms',
    ])
  })

  test('says why a row does not hold, and where the simulation is kinder', () => {
    const why = 'the scenario delays a message by 8 ms at most'
    const kinder = ['delay: p99 14 ms on the wire, at most 8 ms in the scenario']
    const told = { ...drift(row({ holds: false, why })), kinder }
    expect(driftRows(told, plainPage).slice(2)).toEqual([
      '    ! message latency p99  14 ms     7.9 ms',
      `      ${why}`,
      '    ! WL5004 the simulation is kinder than the network: delay: p99 14 ms on the wire, at most 8 ms',
      '      in the scenario',
    ])
  })

  test('has a column for what was fitted, and a word for what was not measured', () => {
    const rows = driftRows(drift(row({ fitted: 13_500, simulated: null, holds: null })), plainPage)
    expect(rows.slice(1)).toEqual([
      '                            real  simulated  as fitted',
      '    ? message latency p99  14 ms       none    13.5 ms',
    ])
  })

  test('stays within the page and in ASCII where that is asked for', () => {
    const page = { ...plainPage, width: 60, glyphs: ascii }
    const long = 'the clients waited longer than in any simulated world of the same calls'
    const rows = driftRows({ ...drift(row({ holds: false, why: long })), kinder: [long] }, page)
    expect(rows.every((line) => columns(line) <= 60)).toBe(true)
    expect(rows.join('\n')).not.toMatch(/[^\x20-\x7e\n]/u)
  })
})

const told: ReplayTold = {
  ...{ label: 'ack-retry', folder: '.worldline/runs/x', via: 'tcp', seed: 7, worldline: '0.1.0' },
  ...{ changed: false, steps: 4_935, states: 3_996, nodes: 8, lives: 9, difference: null },
}

describe('a recording gone through again', () => {
  test('is verified by all its steps', () => {
    expect(renderReplayed(told, plainPage)).toBe(
      [
        '',
        '  ack-retry recorded in .worldline/runs/x   seed 7 · via tcp · worldline 0.1.0',
        '  ✓ verified  4,935 of 4,935 steps of 8 nodes identical, 9 lives · 3,996 States compared',
        '',
      ].join('\n'),
    )
  })

  test('or tells the first step that differs', () => {
    const difference = {
      ...{ node: 'receiver1', life: 2, step: 12, cause: 'letter from sender1' },
      ...{ expected: 'send to sender1: {kind: "ack"}', got: 'nothing more' },
    }
    const text = renderReplayed({ ...told, changed: true, difference }, plainPage)
    expect(text.split('\n').slice(2)).toEqual([
      '  ! its sources have changed since',
      '  ✕ DIVERGED  WL4003 receiver1 does not do what it did: step 12 of life 2, letter from sender1',
      '    recorded  send to sender1: {kind: "ack"}',
      '    now       nothing more',
      '',
    ])
  })
})
