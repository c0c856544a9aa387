import { describe, expect, test } from 'vitest'
import { holdsAgain, perturb, perturbationsMin } from './perturb.ts'
import { between } from './perturb-items.ts'
import { type Fixture, fixtureOf } from './report.suite.ts'

const failureOf = ({ report }: Fixture): NonNullable<Fixture['report']['run']['failure']> => {
  const { failure } = report.run
  if (failure === null) throw new Error(`${report.coordinate} does not fail`)
  return failure
}

describe.each([
  ['ack-retry', 'forget-dedup'],
  ['ack-retry', 'ack-before-durable'],
  ['ack-retry-lost-ack', 'original'],
])('what does not matter to %s:%s', (name, variant) => {
  const fixture = fixtureOf(name, variant)
  const { stagings, explicit } = fixture
  const failure = failureOf(fixture)
  const found = perturb(stagings, explicit, failure)

  test('is something, and was changed at least twenty times, in at most 600 runs', () => {
    expect(found.irrelevant.length).toBeGreaterThan(3)
    for (const { what, perturbed } of found.irrelevant) {
      expect(perturbed, what).toBeGreaterThanOrEqual(perturbationsMin)
    }
    expect(found.runs).toBeLessThanOrEqual(600)
  })

  test('does not matter either when it is changed twenty times in other ways', () => {
    for (const one of found.irrelevant) {
      expect(holdsAgain(stagings, explicit, failure, one, 'again '), one.what).toBe(true)
    }
  })

  test('is the same whenever it is asked', () => {
    expect(perturb(stagings, explicit, failure)).toEqual(found)
  })

  test('says of each fault what happens without it', () => {
    for (const [at, fault] of explicit.faults.entries()) {
      const without = explicit.faults.filter((one) => one !== fault)
      expect(stagings.run({ ...explicit, faults: without }).run.failure).toBeNull()
      expect(found.matters).toContain(`f${at + 1}: without it, it passes`)
    }
  })
})

test('what a failure needs is not said not to matter', () => {
  // The crash must fall between the ack and the sync: an earlier or a later one does no harm.
  const fixture = fixtureOf('ack-retry', 'ack-before-durable')
  const { irrelevant } = perturb(fixture.stagings, fixture.explicit, failureOf(fixture))
  expect(irrelevant.map(({ what }) => what)).not.toContain('when f2 strikes (±500 ms)')
  const claim = { what: 'when f2 strikes (±500 ms)' }
  expect(holdsAgain(fixture.stagings, fixture.explicit, failureOf(fixture), claim, '')).toBe(false)
})

test('what was not asked often enough is not said', () => {
  const fixture = fixtureOf('ack-retry', 'forget-dedup')
  const { stagings, explicit } = fixture
  const whole = perturb(stagings, explicit, failureOf(fixture))
  for (const most of [0, 5, 60, 250]) {
    let asked = 0
    const found = perturb(stagings, explicit, failureOf(fixture), () => {
      asked += 1
      return asked > most
    })
    expect(found.runs).toBeLessThanOrEqual(most)
    const words = whole.irrelevant.map(({ what }) => what)
    for (const { what, perturbed } of found.irrelevant) {
      expect(perturbed).toBeGreaterThanOrEqual(perturbationsMin)
      if (perturbed === perturbationsMin) continue
      expect(words).toContain(what)
    }
    for (const word of found.matters) expect(whole.matters).toContain(word)
  }
})

test('a run that does not fail so has nothing that does not matter', () => {
  const fixture = fixtureOf('ack-retry', 'forget-dedup')
  const other = { ...failureOf(fixture), property: 'another' }
  expect(perturb(fixture.stagings, fixture.explicit, other).irrelevant).toEqual([])
})

test('ranges say their unit once', () => {
  expect(between('1 ms', '10 ms')).toBe('1–10 ms')
  expect(between('500 µs', '2 ms')).toBe('500 µs–2 ms')
})
