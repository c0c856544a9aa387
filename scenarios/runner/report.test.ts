import { describe, expect, test } from 'vitest'
import { stepsMax } from '../../reports/sentences.ts'
import { fixtureOf, passingReport, reportsForTests } from './report.suite.ts'

describe.each(reportsForTests().map((report) => [report.coordinate, report] as const))(
  'the report of %s',
  (_, report) => {
    const { failure, run, operations, faults } = report
    const trace = run.trace ?? []

    test('tells the failure of its run, at an event that is there', () => {
      expect(failure?.failure).toEqual(run.failure)
      expect(trace[(failure?.event ?? 0) - 1]?.id).toBe(failure?.event)
    })

    test('has at most ten sentences, in the order of events that are there', () => {
      const story = failure?.story ?? []
      expect(story.length).toBeGreaterThan(2)
      expect(story.length).toBeLessThanOrEqual(stepsMax)
      for (const { from, to, time } of story) {
        expect(trace[from - 1]?.time).toBe(time)
        expect(to).toBeGreaterThanOrEqual(from)
      }
      expect(story.map(({ from }) => from)).toEqual(
        story.map(({ from }) => from).toSorted((a, b) => a - b),
      )
    })

    test('gives every operation of the history a letter of its own, told ones first', () => {
      expect(operations.map(({ op }) => op)).toEqual(run.history.map(({ id }) => id))
      const labels = operations.map(({ label }) => label)
      expect(new Set(labels).size).toBe(labels.length)
      const told = operations.filter((one) => one.told).length
      expect(told).toBeGreaterThan(0)
      for (const one of operations) {
        const nth = one.label.charCodeAt(0) - 65
        if (one.label.length === 1) expect(nth < told).toBe(one.told)
      }
    })

    test('tells each entry of the plan under exactly one fault', () => {
      const planned = faults.flatMap((one) => one.planned)
      expect(planned).toEqual(run.plan.map(({ id }) => id))
      for (const { start, end } of faults) {
        if (end !== null) expect(start).not.toBeNull()
        if (start !== null && end !== null) expect(end).toBeGreaterThanOrEqual(start)
      }
    })

    test('draws clients first, and everybody once', () => {
      const flags = report.lanes.map(({ client }) => client)
      expect(flags).toEqual(flags.toSorted((a, b) => Number(b) - Number(a)))
      expect(flags[0]).toBe(true)
      expect(new Set(report.lanes.map(({ id }) => id)).size).toBe(flags.length)
    })
  },
)

test('the frame is where the wrong value was made', () => {
  const { source } = fixtureOf('ack-retry', 'forget-dedup').report.failure ?? {}
  expect(source?.file).toBe('protocols/ack-retry/receiver.ts')
  expect(source?.handler).toMatch(/^receive of receiver\d$/)
  expect(source?.lines.find(({ number }) => number === source.line)?.text).toContain(
    "node.store.put('inbox'",
  )
})

test('a run that passed has a report without a failure', () => {
  const report = passingReport()
  expect(report.failure).toBeNull()
  expect(report.operations.length).toBeGreaterThan(20)
  expect(report.operations.every(({ told, misfit }) => !told && misfit === null)).toBe(true)
})
