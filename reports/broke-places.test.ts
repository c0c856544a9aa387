// One failure stands at one instant everywhere: an answer that fits nowhere, found once the run was
// over, in the strip, the trace for Perfetto, the picture and the saved case.

import { describe, expect, test } from 'vitest'
import { caseOf } from '../scenarios/runner/case-file.ts'
import { findBuiltIn } from '../scenarios/runner/load.ts'
import { fixtureOf } from '../scenarios/runner/report.suite.ts'
import type { EventId, OpId } from '../sim/units.ts'
import { brokeOf } from './broke.ts'
import { type ChromeEvent, renderPerfetto } from './export-perfetto.ts'
import { longReport } from './marks.suite.ts'
import { plainPage } from './page.ts'
import { renderRun } from './run-screen.ts'
import { pictureOf } from './svg.ts'
import { chosenOf, marksMax } from './svg/chosen.ts'
import { span } from './words.ts'

const { report, explicit } = fixtureOf('raft-kv', 'stale-read', false)
const { run, failure } = report
const broke = brokeOf(run)
const { event, time } = broke ?? { event: null, time: 0 }

test('the answer came before the end of the run, and its check was asked at the end', () => {
  expect(failure?.failure).toMatchObject({ node: null, step: null, time: run.simTime })
  expect(event).not.toBeNull()
  expect(time).toBeLessThan(run.simTime)
})

describe('it stands at the event that shows it', () => {
  test('in the strip', () => {
    const screen = renderRun(
      {
        ...{ coordinate: 'raft-kv@1', roles: [], faults: [], planned: 'none', run, report },
        ...{ nodes: report.lanes.map(({ id }) => id), until: report.until, settle: report.settle },
        ...{ verbose: true, wallMs: null, next: [] },
      },
      plainPage,
    )
    expect(screen).toMatch(new RegExp(`\n +✕ ${span(time)}\n`, 'u'))
    expect(screen).not.toContain(`✕ ${span(run.simTime)}`)
  })

  test('in the trace for Perfetto, beside its number', () => {
    const events: ChromeEvent[] = JSON.parse(renderPerfetto(report)).traceEvents
    const [mark] = events.filter(({ cat }) => cat === 'failure')
    expect(mark).toMatchObject({ ts: time, args: { event: `e${event}` } })
  })

  test('in the picture, which holds nothing that came after it', () => {
    const events = chosenOf(report, 'told')?.events ?? new Set()
    const after = (run.trace ?? []).filter(({ id }) => events.has(id) && id > (event ?? 0))
    expect(events).toContain(event)
    expect(after.map(({ kind, cause }) => [kind, cause])).toEqual([['complete', event]])
    expect(pictureOf(report, 'told')?.svg.markup).toContain(`violated e${event} · ${span(time)}`)
  })

  test('in a saved case', () => {
    const found = findBuiltIn('raft-kv')
    const saved = caseOf({ found, variant: 'stale-read', seed: 1, explicit, run, shrunk: null })
    expect(saved.expect.at).toBe(event)
  })
})

test('of a picture with more than it can hold the event that shows it stays', () => {
  const long = longReport(4_000)
  const told = long.failure
  const asked = (long.run.trace ?? []).find(({ kind }) => kind === 'receive')
  if (told === null || asked === undefined) throw new Error('it failed, and something was received')
  const op = 1 as OpId
  const trace = [...(long.run.trace ?? [])]
  const id = (trace.length + 1) as EventId
  trace.push({
    ...{ id, time: told.failure.time, node: asked.node, cause: asked.id, draws: [] },
    ...{ kind: 'complete', op, result: null },
  })
  const misfit = { op, why: 'nothing was written' }
  const failed = { ...told.failure, node: null, step: null, misfit }
  const chosen = chosenOf(
    { ...long, run: { ...long.run, trace }, failure: { ...told, failure: failed } },
    'told',
  )
  expect(chosen?.events).toContain(asked.id)
  expect(chosen?.events.size).toBeLessThanOrEqual(marksMax)
})
