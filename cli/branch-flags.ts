// The flags that branch a run: --without f1, --with "heal @ 700ms", --drop e43, --set k=v. Each is a
// branch of its own, in this order; --together makes them one.

import { pointed } from '../reports/problems.ts'
import type { Change } from '../scenarios/runner/branches.ts'
import { Mistake } from '../sim/problem.ts'
import type { Given } from './arguments.ts'

/** Every change that was asked for. @throws Mistake (WL1004) with all that cannot be read */
export function wantedBranches(given: Given): readonly Change[] {
  return [
    ...textsOf(given, 'without').map(withoutOf),
    ...textsOf(given, 'with').map((fault): Change => ({ kind: 'with', fault })),
    ...textsOf(given, 'drop').map(dropOf),
    ...textsOf(given, 'set').map(setOf),
  ]
}

/** Whether all changes make one branch. */
export const togetherOf = (given: Given): boolean => given['together'] === true

function withoutOf(text: string): Change {
  const names = text.split(',').map((one) => one.trim())
  const wrong = names.find((one) => !/^f[1-9]\d*$/u.test(one))
  if (wrong !== undefined) throw unread('without', text, wrong, 'f1   or several: f1,f2')
  return { kind: 'without', faults: names.map((one) => Number(one.slice(1))) }
}

function dropOf(text: string): Change {
  const number = /^e([1-9]\d*)$/u.exec(text)?.[1]
  if (number === undefined) throw unread('drop', text, text, 'the number of a message’s event: e43')
  return { kind: 'drop', event: Number(number) }
}

function setOf(text: string): Change {
  const equals = text.indexOf('=')
  if (equals <= 0) throw unread('set', text, text, 'KEY=VALUE')
  return { kind: 'set', name: text.slice(0, equals), value: text.slice(equals + 1) }
}

const unread = (flag: string, text: string, part: string, allowed: string): Mistake =>
  new Mistake([
    {
      code: 'WL1004',
      sentence: `--${flag} cannot be "${text}".`,
      lines: [...pointed(`--${flag} ${text}`, part), `allowed        ${allowed}`],
    },
  ])

const textsOf = (given: Given, flag: string): readonly string[] => {
  const value = given[flag]
  return Array.isArray(value) ? value : []
}
