// What a word names: coordinates with branches and events, case files, parts of their names.

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseOf, writeCase } from '../scenarios/runner/case-file.ts'
import { casesIn, saveCase } from '../scenarios/runner/case-places.ts'
import type { Case } from '../sim/case.ts'
import { Mistake } from '../sim/problem.ts'
import { contextOf, type Context } from './context.ts'
import { parseCoordinate, splitEvent } from './coordinate.ts'
import { subjectOf } from './subject.ts'

let context: Context
let minimal: Case
beforeAll(async () => {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'worldline-subject-')))
  context = { ...(await contextOf({})), cwd }
  const subject = await subjectOf('ack-retry:forget-dedup@1/min', context)
  const { run } = subject.stagings.run(subject.explicit, { trace: true, content: true })
  minimal = caseOf({ ...subject, run, date: '2026-11-21' })
})
afterAll(() => rmSync(context.cwd, { recursive: true }))

describe('the grammar', () => {
  test.each`
    word                            | name                    | variant       | seed | branch
    ${'ack-retry@7'}                | ${'ack-retry'}          | ${null}       | ${7} | ${null}
    ${'ack-retry:original@7/orig'}  | ${'ack-retry'}          | ${'original'} | ${7} | ${'orig'}
    ${'./wl/x.scenario.ts:b@7/min'} | ${'./wl/x.scenario.ts'} | ${'b'}        | ${7} | ${'min'}
    ${'@scope/x.ts@7'}              | ${'@scope/x.ts'}        | ${null}       | ${7} | ${null}
  `('$word', ({ word, name, variant, seed, branch }) => {
    const { target, ...rest } = parseCoordinate(word) ?? { target: null }
    expect({ ...rest, text: undefined }).toEqual({ text: undefined, seed, branch })
    expect(target).toMatchObject({ name, variant })
  })

  test.each(['ack-retry', '@scope/x.ts', 'a.case.json', 'raft@x', '-'])(
    'no coordinate: %s',
    (word) => expect(parseCoordinate(word)).toBeNull(),
  )

  test.each`
    word                  | rest             | event
    ${'a@1#e57'}          | ${'a@1'}         | ${{ kind: 'number', number: 57 }}
    ${'a@1/min/e57'}      | ${'a@1/min'}     | ${{ kind: 'number', number: 57 }}
    ${'a@1#t=740ms'}      | ${'a@1'}         | ${{ kind: 'time', time: 740_000 }}
    ${'x.case.json#fail'} | ${'x.case.json'} | ${{ kind: 'fail' }}
    ${'a@1/min'}          | ${'a@1/min'}     | ${null}
  `('the event of $word', ({ word, rest, event }) => {
    expect(splitEvent(word)).toEqual({ rest, event })
  })

  test.each`
    act                                              | told
    ${() => parseCoordinate('ack-retry@1/mini')}     | ${/WL1004: "mini" is no branch of a run/u}
    ${() => parseCoordinate('ack-retry@4294967296')} | ${/WL1004/u}
    ${() => splitEvent('a@1#57')}                    | ${/WL1004: "57" names no event/u}
    ${() => splitEvent('a@1#t=soon')}                | ${/WL1004: "t=soon" names no event/u}
  `('wrong: $told', ({ act, told }) => expect(act).toThrow(told))
})

describe('the subject', () => {
  const toldOf = (word: string): Promise<string> =>
    subjectOf(word, context).then(
      ({ name }) => `nothing was told of ${name}`,
      (error: unknown) => {
        if (!(error instanceof Mistake)) throw error
        const [one] = error.problems
        return [`${one?.code} ${one?.sentence}`, ...(one?.lines ?? [])].join('\n')
      },
    )

  test('a saved case is found by its coordinate, its file, its name and a part of it', async () => {
    expect(casesIn(context.cwd)).toEqual([])
    const { path, how } = saveCase(minimal, context.cwd)
    expect(how).toBe('new')
    expect(casesIn(context.cwd).map(({ near }) => near)).toEqual([
      '__worldline__/ack-retry.forget-dedup.case.json',
    ])
    for (const word of [
      ...['ack-retry:forget-dedup@1/min', path, '__worldline__/ack-retry.forget-dedup.case.json'],
      ...['ack-retry.forget-dedup', 'forget', 'ack-retry:forget-dedup', 'forget#e3'],
    ]) {
      const subject = await subjectOf(word, context)
      expect(subject.saved?.path, word).toBe(path)
      expect(subject.explicit).toEqual(minimal.run)
      expect(subject.event).toEqual(word.includes('#') ? { kind: 'number', number: 3 } : null)
    }
    expect((await subjectOf('ack-retry:forget-dedup@1', context)).saved).toBeNull()
    expect((await subjectOf('ack-retry:forget-dedup@2/min', context)).saved).toBeNull()
  })

  test('the same case is not written twice, that of the same seed anew, another beside it', () => {
    expect(saveCase(minimal, context.cwd).how).toBe('same')
    expect(saveCase({ ...minimal, codeHash: '0'.repeat(16) }, context.cwd).how).toBe('rewritten')
    const other = { ...minimal, found: { ...minimal.found, seed: 2 }, codeHash: '1'.repeat(16) }
    const { path } = saveCase(other, context.cwd)
    expect(path).toMatch(/ack-retry\.forget-dedup-2\.case\.json$/u)
    expect(saveCase(minimal, context.cwd).how).toBe('rewritten')
  })

  test('an ambiguous part lists the candidates, an unknown one the nearest', async () => {
    expect(await toldOf('dedup')).toBe(
      [
        'WL1009 "dedup" is part of the names of 2 cases.',
        '  __worldline__/ack-retry.forget-dedup-2.case.json',
        '  __worldline__/ack-retry.forget-dedup.case.json',
      ].join('\n'),
    )
    expect(await toldOf('ack-retry.forget-dedop-2')).toMatch(
      /WL1009 there is no case called "ack-retry\.forget-dedop-2"\.\ndid you mean {3}ack-retry\.forget-dedup-2 \?/u,
    )
    expect(await toldOf('nobody.case.json')).toMatch(/WL1201 there is no case file/u)
  })

  test('damaged cases are passed over by coordinates and told when they are named', async () => {
    mkdirSync(join(context.cwd, 'more'))
    writeCase(join(context.cwd, 'more', 'ack-retry.broken.case.json'), { ...minimal, code: 'none' })
    expect((await subjectOf('ack-retry:forget-dedup@1/min', context)).saved).not.toBeNull()
    expect(await toldOf('broken')).toMatch(/WL1201 .*code is wrong/u)
  })
})
