// Texts that are appended to: which append made which text, one rule a case, and Porcupine's own files.

import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readText } from '../../../adapters/histories/histories.suite.ts'
import type { Model } from '../model.ts'
import { kv } from '../models/kv.ts'
import { first, solved } from './solved.suite.ts'
import { partsOf } from './part.ts'

describe('a text that was found', () => {
  test.each`
    because                                         | lines                                                      | says
    ${'holds its pieces in their order'}            | ${'append a 0-1; append b 0-2; append c 3-4; get bac 5-6'} | ${'ok 1 0 2 3'}
    ${'shows an append without an answer'}          | ${'append a 0-; append b 0-2; get ab 5-6'}                 | ${'ok 0 1 2'}
    ${'need not show one without an answer'}        | ${'append a 0-; append b 0-2; get b 5-6'}                  | ${'ok 1 2'}
    ${'must not lack one that had an answer'}       | ${'append a 0-1; append b 2-3; get b 4-5'}                 | ${'overwritten, reader 1, writer null, over 0, since [2]'}
    ${'must not lack the last one'}                 | ${'append a 0-1; append b 2-3; get a 4-5'}                 | ${'overwritten, reader 2, writer 0, over 1'}
    ${'must not hold what nobody appended'}         | ${'append a 0-1; get ax 4-5'}                              | ${'thin-air, reader 1'}
    ${'must not hold one piece twice'}              | ${'append a 0-1; get aa 4-5'}                              | ${'two-texts, append 0, readers [1,1]'}
    ${'may hold a piece that was appended twice'}   | ${'append a 0-1; append a 2-3; get aa 4-5'}                | ${'ok 0 1 2'}
    ${'begins with what was put'}                   | ${'append a 0-1; put p 2-3; append b 4-5; get pb 6-7'}     | ${'ok 0 1 2 3'}
    ${'may have been put as a whole'}               | ${'append a 0-1; put ab 2-3; append c 4-5; get abc 6-7'}   | ${'ok 0 1 2 3'}
    ${'is not what was put before an append'}       | ${'put p 0-1; append b 2-3; get p 4-5'}                    | ${'overwritten, reader 2, writer 0, over 1'}
    ${'lacks an append that a put came after'}      | ${'append a 0-9; put p 0-9; get p 10-11'}                  | ${'ok 0 1 2'}
    ${'shows each append behind one text only'}     | ${'append a 0-9; append b 0-9; get a 1-2; get b 3-4'}      | ${'twice, version null, updates [0,1]'}
    ${'cannot show an append behind two texts'}     | ${'append a 0-9; append b 0-9; get ab 1-2; get b 3-4'}     | ${'two-texts, append 1, readers [2,3]'}
    ${'holds pieces in the order of their answers'} | ${'append a 0-1; append b 2-3; get ba 4-5'}                | ${'overwritten, reader 2, writer 0, over 1'}
    ${'may be made by either of two'}               | ${'append a 0-9; append a 0-9; get a 1-2'}                 | ${'undecided'}
    ${'is not told where a piece is empty'}         | ${'append a 0-1; append _ 2-3; get a 4-5'}                 | ${'undecided'}
  `('$because', ({ lines, says }: { lines: string; says: string }) => {
    expect(first(lines, kv('') as Model)).toBe(says)
  })

  test('an append to what is no text begins one', () => {
    expect(first('append a 0-1; get a 2-3', kv(null) as Model)).toBe('ok 0 1')
  })
})

const folder = ['../shared/data/porcupine', '../../shared/data/porcupine'].find((one) =>
  existsSync(one),
)

describe.skipIf(folder === undefined)(
  "Porcupine's maps (skipped where they are not at hand)",
  () => {
    test.each`
      file         | illegal
      ${'c01-ok'}  | ${[]}
      ${'c01-bad'} | ${['7']}
      ${'c10-ok'}  | ${[]}
      ${'c10-bad'} | ${['0', '1', '2', '3', '5', '6', '7', '9']}
    `(
      '$file is decided in each key',
      async ({ file, illegal }: { file: string; illegal: string[] }) => {
        const read = await readText(
          readFileSync(`${folder}/kv/${file}.txt`, 'utf8'),
          'porcupine-kv',
        )
        if (read.kind !== 'history') throw new Error('a file that cannot be read')
        const model = kv('') as Model
        const verdicts = partsOf(read.history, model).map((part) => ({
          key: part.key,
          found: solved(read.history, part, model),
        }))
        expect(verdicts.filter(({ found }) => found.kind === 'undecided')).toEqual([])
        expect(
          verdicts.flatMap(({ key, found }) => (found.kind === 'illegal' ? [key] : [])).toSorted(),
        ).toEqual(illegal)
      },
    )
  },
)
