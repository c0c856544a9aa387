// Bugs planted in the judges: the list fits the code that is there, and a few of them are looked for. All
// of them are, by `npm run mutants:judges`.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { changed, Copy } from './judge-mutant.ts'
import { judgeMutants } from './judge-mutants-planted.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const copy = new Copy(dist)
afterAll(() => copy.remove())

test('every planted bug is one change of what was built', () => {
  expect(judgeMutants.length).toBeGreaterThanOrEqual(30)
  for (const mutant of judgeMutants) {
    expect(existsSync(join(root, 'sim/check', `${mutant.file}.ts`)), mutant.file).toBe(true)
    const text = readFileSync(join(dist, 'sim/check', `${mutant.file}.js`), 'utf8')
    expect(changed(text, mutant)).not.toBe(text)
  }
  const names = judgeMutants.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

test('a change that no longer fits is an error', () => {
  const mutant = { name: 'none', file: 'model', old: 'is not in it', new: '' }
  expect(() => changed('some text', mutant)).toThrow('none: the old text is not in it')
  expect(() => changed('a a', { ...mutant, old: 'a' })).toThrow('in it more than once')
})

test.each([
  'the last answer of an object is not seen',
  'a version is left out of the order',
  'an open write has no readers',
])('found: %s', async (name) => {
  const mutant = judgeMutants.find((one) => one.name === name)
  if (mutant === undefined) throw new Error(`there is no bug ${name}`)
  expect((await copy.hunt(mutant, 200)).by).not.toBeNull()
})

test('nothing is found where nothing was planted', async () => {
  const { by, histories } = await copy.hunt(null, 40)
  expect(by).toBeNull()
  expect(histories).toBeGreaterThan(40)
})
