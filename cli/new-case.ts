// A counterexample as a scenario file: its parameters, faults and lengths. What it decided besides
// (which message was late, by how much) a file of lines cannot say; the seed draws that anew.

import { relative, sep } from 'node:path'
import { tellFile } from '../scenarios/runner/place.ts'
import { claimsOf } from '../scenarios/runner/site.ts'
import { formatDuration, parseDuration } from '../sim/duration.ts'
import { printFault } from '../sim/notation-print.ts'
import { Mistake } from '../sim/problem.ts'
import type { Micros } from '../sim/units.ts'
import type { Context } from './context.ts'
import { kebabOf } from './new-name.ts'
import { subjectOf } from './subject.ts'

export interface PlanOfCase {
  /** what it is called unless somebody says otherwise */
  readonly name: string
  /** what the case is called */
  readonly told: string
  /** absolute path of the module of its scenario; null: a built-in one */
  readonly module: string | null
  /** the file's text, for a file in `folder` */
  text(name: string, folder: string): string
}

/** @throws Mistake when there is no such case, and for a case of a scenario file */
export async function planOfCase(word: string, context: Context): Promise<PlanOfCase> {
  const { found, variant, explicit, name: told } = await subjectOf(word, context)
  const { scenario, source } = found
  const module = source.kind === 'file' ? source.path : null
  if (scenario.base !== null) {
    throw new Mistake([
      {
        code: 'WL1004',
        sentence: `${told} is of a scenario file, and one file cannot use another.`,
        lines: [
          `copy           ${module === null ? scenario.name : tellFile(module)}`,
          `its faults     ${explicit.faults.map(printFault).join('  ·  ') || 'none'}`,
        ],
      },
    ])
  }
  const { until, settle, expect } = claimsOf(scenario, variant)
  const lines = (field: string, texts: readonly string[]): string[] =>
    texts.length === 0 ? [] : [`${field}:`, ...texts.map((text) => `  - ${scalar(text)}`)]
  return {
    ...{ told, module },
    name: kebabOf([scenario.name, variant ?? 'case'].join('-')),
    text: (name, folder) => {
      const near = module === null ? '' : relative(folder, module).split(sep).join('/')
      const path = near.startsWith('.') ? near : `./${near}`
      const params = Object.entries(explicit.params)
      return [
        `# The plan of ${told}. What the seed draws besides is drawn anew: explore looks for it.`,
        `use: ${module === null ? scenario.name : `${path}#${scenario.name}`}`,
        `name: ${name}`,
        ...(variant === null ? [] : [`variant: ${variant}`]),
        ...(params.length === 0 ? [] : ['params:']),
        ...params.map(([key, text]) => `  ${key}: ${valueOf(scenario.params[key], text)}`),
        ...(explicit.faults.length === 0
          ? ['faults: none']
          : lines('faults', explicit.faults.map(printFault))),
        ...longer('until', explicit.until, until ?? '5s'),
        ...longer('settle', explicit.settle, settle ?? '1s'),
        ...(explicit.expect.length === 0
          ? []
          : lines('expect', [...(expect ?? []), ...explicit.expect])),
        '',
      ].join('\n')
    },
  }
}

/** A case is cut short as far as its own run allows; other seeds need the usual lengths. */
function longer(field: 'until' | 'settle', length: Micros, usual: string): string[] {
  return length > (parseDuration(usual) ?? 0) ? [`${field}: ${formatDuration(length)}`] : []
}

/** A line as YAML takes it: plain where that is safe. */
const scalar = (text: string): string =>
  /^[A-Za-z][^:#"'\\]*$/u.test(text) && text === text.trim() ? text : JSON.stringify(text)

/** Texts that look like numbers or truth are quoted where the parameter is a text. */
function valueOf(param: unknown, text: string): string {
  const first: unknown = typeof param === 'object' && param !== null ? firstOf(param) : param
  return typeof first === 'string' ? scalar(text) : text
}

function firstOf(param: object): unknown {
  const choices: unknown = 'choices' in param ? param.choices : param
  return Array.isArray(choices) ? choices[0] : choices
}
