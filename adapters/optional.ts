// Packages that are needed for some commands only and may not be installed.

import { Mistake } from '../sim/problem.ts'

/** An optional package that is not there; anything else goes on as it is. */
export function missing(name: string, version: string, what: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  if (error.code !== 'ERR_MODULE_NOT_FOUND') return error
  return new Mistake([
    {
      code: 'WL5008',
      sentence: `${name} is not installed; it ${what}.`,
      lines: [`install it   npm install ${name}@${version}`],
    },
  ])
}
