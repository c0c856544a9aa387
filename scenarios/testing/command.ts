// Commands to paste into a shell.

import { tellFile } from '../runner/place.ts'
import type { Known } from './known.ts'

/** Runs one test alone. */
export const vitestCommand = ({ file, name }: Pick<Known, 'file' | 'name'>): string =>
  `npx vitest run ${tellFile(file)} -t ${quotedName(name)}`

/** A test's name as `-t` takes it: the words of all suites around it, as a pattern that means them. */
function quotedName(name: string): string {
  const words = name.replaceAll(' > ', ' ').replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&')
  return `'${words.replaceAll("'", "'\\''")}'`
}
