import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterAll, expect, test } from 'vitest'

import { freshFolder } from './fresh-folder.ts'

const place = mkdtempSync(join(tmpdir(), 'worldline-fresh-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

test('runs that begin in the same second have folders of their own', () => {
  const runs = join(place, 'w', 'runs')
  const folders = Array.from({ length: 20 }, () => freshFolder(runs))
  expect(new Set(folders).size).toBe(20)
  expect(folders.every((folder) => dirname(folder) === runs && existsSync(folder))).toBe(true)
})
