// Names of what `new` makes: a folder, a package, a file and a scenario at once.

import { Mistake } from '../sim/problem.ts'

/** Windows keeps these for devices, and a repository is checked out there too. */
const reserved = /^(?:con|nul|prn|aux|com[0-9]|lpt[0-9])$/u

/** @throws Mistake (WL1004) with the name that was probably meant */
export function checkName(name: string): void {
  if (/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u.test(name) && name.length <= 100 && !reserved.test(name))
    return
  const kebab = kebabOf(name)
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `"${name}" cannot be a name here.`,
      lines: [
        ...(kebab === '' || kebab === name ? [] : [`did you mean   ${kebab} ?`]),
        reserved.test(name)
          ? 'Windows keeps that name for a device'
          : 'allowed        small letters, digits and single dashes, a letter first',
      ],
    },
  ])
}

/** The nearest name that is allowed; empty: there is none. */
export const kebabOf = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/gu, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^[^a-z]+|-+$/gu, '')
    .slice(0, 100)
