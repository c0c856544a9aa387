// That what a check was given is a model: without types, the function that makes one is easily taken for
// it. Whether the model makes sense is not looked at.

import { Mistake } from '../problem.ts'

/**
 * @param check name of the property
 * @throws Mistake (WL1101) for what has no `step`
 */
export function demandModel(model: unknown, check: string): void {
  if (typeof model === 'object' && model !== null && 'step' in model) return
  const maker = typeof model === 'function' && !isClass(model) ? model.name : ''
  const called = maker === '' ? [] : [`did you mean   ${maker}() ?`]
  throw new Mistake([
    {
      code: 'WL1101',
      sentence: `check["${check}"] was given no model.`,
      lines: [
        ...called,
        'allowed        { name, init, step … }, or register(), mutex(), queue() …',
      ],
    },
  ])
}

/** A class cannot be called, whatever its name. */
const isClass = (made: object): boolean => /^class\b/u.test(Function.prototype.toString.call(made))
