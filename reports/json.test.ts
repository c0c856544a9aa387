import { expect, test } from 'vitest'
import { runDocument, written } from './json.ts'
import { fixtureOf } from '../scenarios/runner/report.suite.ts'
import { failingRun } from './trace.suite.ts'

const of = {
  scenario: {
    name: 'ack-retry',
    variant: 'original',
    codeHash: '1f0a42d8',
    params: { receivers: 2 },
  },
  coordinate: 'ack-retry:original@17',
  exitCode: 1,
  run: failingRun,
  faults: ['drop 10%', 'partition receiver2 @ 200ms for 500ms'],
  replay: 'worldline run ack-retry:original@17',
  wallMs: 2.4,
}

test('a result says what failed, where, and how to see it again', () => {
  expect(runDocument(of)).toMatchObject({
    schema: 'worldline.result/1',
    verdict: 'fail',
    exitCode: 1,
    coordinate: 'ack-retry:original@17',
    digest: '3f9c21a15b7e04d8',
    goals: { 'a retry': 1, 'another receiver': 0 },
    operations: { asked: 1, answered: 0, unanswered: 1 },
    failure: {
      property: 'no duplicate effect',
      code: 'WL2006',
      event: 'e20',
      simTimeUs: 815_000,
      step: 'letter#2 sender1>receiver1',
      operations: [
        { client: 'client1', call: 'post text "hello"', endUs: null, outcome: 'unknown' },
      ],
      faults: [{ id: 'f1', spec: 'drop 10%' }, { id: 'f2' }],
      excess: null,
    },
    replay: 'worldline run ack-retry:original@17',
    timing: { wallMs: 2 },
  })
})

test('wall times stand under timing alone and vanish with it', () => {
  const fast = written(runDocument({ ...of, wallMs: null }), false)
  expect(fast).not.toContain('wallMs')
  expect(JSON.parse(fast)).toEqual(JSON.parse(written(runDocument({ ...of, wallMs: null }), true)))
  expect(written(runDocument(of), true).trimEnd()).not.toContain('\n')
})

test('a failure of which there is a report is told whole', () => {
  const { report } = fixtureOf('ack-retry', 'forget-dedup')
  const { failure } = runDocument({ ...of, run: report.run, report })
  expect(failure).toMatchObject({
    property: 'no duplicate effect',
    code: 'WL2006',
    event: `e${report.failure?.event}`,
    anomaly: 'a duplicate effect',
    source: { file: 'protocols/ack-retry/receiver.ts' },
    operations: [{ id: 'A', client: report.operations[0]?.client, outcome: 'unknown' }],
    faults: report.faults.map(({ id, text }) => ({ id, spec: text })),
    insideBudget: true,
    irrelevant: ['message latency 1–10 ms', 'text of the letters'],
    perturbations: [{ times: 20 }, { times: 20 }],
    shrunk: {
      faults: [report.failure?.shrunk?.from.faults, report.faults.length],
      events: [report.failure?.shrunk?.from.events, report.run.trace?.length],
      complete: true,
    },
  })
  expect(JSON.parse(JSON.stringify(failure))).toEqual(failure)
})
