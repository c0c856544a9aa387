// Where the cases of a test are kept: beside it, as snapshots are, one file for each failure that was
// found, named after the test.

import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hashText } from '../../sim/draw.ts'

const folderName = '__worldline__'

/** The folder of cases beside a test. */
export const folderBeside = (testFile: string): string => join(dirname(testFile), folderName)
const ending = '.case.json'
const longest = 70

/** `reads-are-linearizable`; of a long name the beginning, and what tells it from others. */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
  if (slug === '') return 'test'
  if (slug.length <= longest) return slug
  return `${slug.slice(0, longest)}-${(hashText(name) >>> 0).toString(36)}`
}

/** The cases of a test, the first first: `NAME.case.json`, `NAME-2.case.json`. */
export function casesOf(testFile: string, name: string): string[] {
  const folder = folderBeside(testFile)
  if (!existsSync(folder)) return []
  const slug = slugOf(name)
  const numberOf = (file: string): number => {
    if (file === `${slug}${ending}`) return 1
    const found = file.startsWith(`${slug}-`) ? /^\d+/u.exec(file.slice(slug.length + 1)) : null
    const number = found === null ? 0 : Number(found[0])
    return file === `${slug}-${number}${ending}` ? number : 0
  }
  return readdirSync(folder)
    .filter((file) => numberOf(file) > 0)
    .sort((one, other) => numberOf(one) - numberOf(other))
    .map((file) => join(folder, file))
}

/** Where the next case of a test goes, under `folder`. */
export function placeFor(folder: string, name: string): string {
  const slug = slugOf(name)
  for (let number = 1; ; number++) {
    const path = join(folder, `${slug}${number === 1 ? '' : `-${number}`}${ending}`)
    if (!existsSync(path)) return path
  }
}
