import { describe, expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { Experiment } from './experiment.ts'
import { findBuiltIn } from './load.ts'
import { settingsDefault } from './order.ts'
import { sourceFrame } from './source-frame.ts'

const experiment = new Experiment(findBuiltIn('ack-retry').scenario, {
  variant: 'forget-dedup',
  settings: settingsDefault,
})

describe('places of steps', () => {
  const plain = experiment.run(1, { trace: true, content: true })
  const placed = experiment.run(1, { trace: true, content: true, places: true })

  test('are asked without a trace: of the run, its digest and its events', () => {
    expect(placed.digest).toBe(plain.digest)
    expect(placed.content).toBe(plain.content)
    expect(placed.trace).toEqual(plain.trace)
    expect(plain.places).toBeUndefined()
  })

  test('are the lines at which actors wrote, sent and answered', () => {
    const places = placed.places ?? new Map<number, string>()
    expect(places.size).toBeGreaterThan(100)
    for (const event of placed.trace ?? []) {
      const place = event.cause === null ? undefined : places.get(event.cause)
      if (event.kind !== 'write' || event.table !== 'inbox' || place === undefined) continue
      const [file = '', line = ''] = place.split(':')
      const text = readFileSync(file, 'utf8').split('\n')[Number(line) - 1]
      expect(text, place).toMatch(/node\.store\.put\('inbox'/)
    }
  })

  test('are in the sources of the protocol, never in the machinery', () => {
    for (const place of placed.places?.values() ?? []) {
      expect(place).toMatch(/^protocols\/ack-retry\/[\w-]+\.ts:\d+$/)
    }
  })
})

describe('a source frame', () => {
  test('holds the line and some around it', () => {
    const frame = sourceFrame('scenarios/runner/source-frame.ts:1', 'receive of n1')
    expect(frame?.line).toBe(1)
    expect(frame?.lines.map(({ number }) => number)).toEqual([1])
    expect(sourceFrame('scenarios/runner/source-frame.ts:5', 'x')?.lines.length).toBeGreaterThan(1)
  })

  test('is nothing where there is no such file or line', () => {
    expect(sourceFrame('gone.ts:3', 'x')).toBeNull()
    expect(sourceFrame('scenarios/runner/source-frame.ts:99999', 'x')).toBeNull()
    expect(sourceFrame('no place', 'x')).toBeNull()
  })
})
