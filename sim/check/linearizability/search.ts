// Which search for which part: the exact linear ones where they apply, the general one for the rest.

import type { History } from '../../history.ts'
import type { Model } from '../model.ts'
import type { Budget, Found } from './found.ts'
import { searchFrontier } from './frontier.ts'
import { machineOf } from './machine.ts'
import type { Part } from './part.ts'

/** @returns never a guess: `unknown` where the budget did not suffice */
export const searchPart = (history: History, part: Part, model: Model, budget: Budget): Found =>
  searchFrontier(part, machineOf(history, part, model), budget)
