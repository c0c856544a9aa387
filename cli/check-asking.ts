// What the flags of `check` ask for: of each its value, or what is wrong with it and what is allowed.

import type { FormatName } from '../adapters/histories/event.ts'
import { historyFormats } from '../adapters/histories/formats.ts'
import { isolations, type Isolation } from '../sim/check/transactions/isolation.ts'
import { nearest } from '../sim/nearest.ts'
import { fromJson, type Plain } from '../sim/plain.ts'
import { Mistake, type Problem } from '../sim/problem.ts'
import type { Given } from './arguments.ts'
import { historyFormatWords } from './commands-check.ts'
import { wantsPage } from './page.ts'

/** What was asked of every file. */
export interface Asking {
  readonly model: string | null
  readonly format: FormatName | null
  readonly initial: Plain
  readonly budget: number | null
  readonly isWhole: boolean
  readonly isolation: Isolation | null
  readonly independent: boolean
  readonly isStrict: boolean
  /** on a page */
  readonly isDrawn: boolean
}

/** @throws Mistake (WL1004) */
export function askingOf(given: Given): Asking {
  const problems: Problem[] = []
  const asking = {
    model: typeof given['model'] === 'string' ? given['model'] : null,
    format: formatOf(given['format'], problems),
    initial: initialOf(given['initial'], problems),
    budget: budgetOf(given['budget'], problems),
    isWhole: given['whole'] === true,
    isolation: isolations.find((one) => one === given['isolation']) ?? null,
    independent: given['independent'] === true,
    isStrict: given['strict'] === true,
    isDrawn: wantsPage(given),
  }
  if (problems.length > 0) throw new Mistake(problems)
  return asking
}

/** Of several the one: the flag may stand several times for `report`. */
function formatOf(given: unknown, problems: Problem[]): FormatName | null {
  const texts = Array.isArray(given) ? given.map(String) : []
  const [text, ...more] = texts
  if (text === undefined) return null
  const format = historyFormats.find(({ name }) => name === text)?.name ?? null
  if (format !== null && more.length === 0) return format
  const near = nearest(text, historyFormatWords)
  const allowed = `allowed        ${historyFormatWords.join('  ')}`
  problems.push({
    code: 'WL1004',
    sentence: `--format cannot be "${texts.join(' ')}".`,
    lines: [
      ...(near === null || format !== null ? [] : [`did you mean   --format=${near} ?`]),
      allowed,
    ],
  })
  return null
}

function initialOf(text: unknown, problems: Problem[]): Plain {
  if (typeof text !== 'string') return undefined
  try {
    const read = fromJson(JSON.parse(text))
    if ('value' in read) return read.value
  } catch {
    // Told below, as whatever else is no value.
  }
  problems.push(unfit(`--initial cannot be "${text}".`, 'a value in JSON: 0   \'""\'   null'))
  return undefined
}

function budgetOf(text: unknown, problems: Problem[]): number | null {
  if (typeof text !== 'string') return null
  const [, digits, unit] = /^(\d{1,9})([km]?)$/u.exec(text) ?? []
  const count = Number(digits ?? Number.NaN) * (unit === 'k' ? 1_000 : unit === 'm' ? 1_000_000 : 1)
  if (count > 0 && count <= budgetMax) return count
  const allowed = 'a number of configurations: 500k, 20m, at most 1000m'
  problems.push(unfit(`--budget cannot be "${text}".`, allowed))
  return null
}

const budgetMax = 1_000_000_000

const unfit = (sentence: string, allowed: string): Problem => ({
  ...{ code: 'WL1004', sentence, lines: [`allowed        ${allowed}`] },
})
