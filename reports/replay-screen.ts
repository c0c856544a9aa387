// A recording gone through again, on one screen: whether every step is the same, and where it is not
// the first one that differs. What it measured and how it went on stand below it.

import { type Page, printable } from './page.ts'
import { counted, grouped, span, wrapped } from './words.ts'

/** A replay as far as a screen tells it. */
export interface ReplayTold {
  /** `ack-retry:original` */
  readonly label: string
  readonly folder: string
  readonly via: string
  readonly seed: number
  /** version of worldline that recorded it */
  readonly worldline: string
  /** the sources are not those that were recorded */
  readonly changed: boolean
  readonly steps: number
  /** of the steps: those whose State was compared too */
  readonly states: number
  readonly nodes: number
  readonly lives: number
  readonly difference: {
    readonly node: string
    readonly life: number
    readonly step: number
    readonly cause: string
    readonly expected: string
    readonly got: string
  } | null
}

const valueMax = 3

/** What is recorded there, and whether it is what the actors do today. */
export function renderReplayed(told: ReplayTold, page: Page): string {
  const { bullet, ok, fail, never } = page.glyphs
  const { ink } = page
  const of = `seed ${told.seed} ${bullet} via ${told.via} ${bullet} worldline ${told.worldline}`
  const lines = ['', `  ${ink.strong(told.label)} recorded in ${told.folder}   ${ink.faint(of)}`]
  if (told.changed) lines.push(ink.warn(`  ${never} its sources have changed since`))
  const lives = told.lives === told.nodes ? '' : `, ${counted(told.lives, 'life', 'lives')}`
  const { difference, steps } = told
  if (difference === null) {
    const words = `${grouped(steps)} of ${counted(steps, 'step')} of ${counted(told.nodes, 'node')} identical${lives}`
    const states = `${counted(told.states, 'State')} compared`
    lines.push(`  ${ink.good(`${ok} verified`)}  ${words} ${bullet} ${states}`)
  } else {
    const { node, life, step, cause, expected, got } = difference
    lines.push(
      `  ${ink.bad(`${fail} DIVERGED`)}  WL4003 ${node} does not do what it did: step ${grouped(step)} of life ${life}, ${printable(cause)}`,
      ...valueRows('recorded', expected, page),
      ...valueRows('now', got, page),
    )
  }
  return `${lines.join('\n')}\n`
}

function valueRows(name: string, value: string, page: Page): string[] {
  const rows = wrapped(printable(value), page.width - 16).slice(0, valueMax)
  return rows.map((row, at) => `    ${(at === 0 ? name : '').padEnd(10)}${row}`)
}

/** Where the run goes on. @param at since the storm began */
export const renderGoesOn = (at: number, { ink }: Page): string =>
  `\n  ${ink.strong('Going on in simulation')} from the standstill at ${span(at)} of the recorded run; times below begin there.\n`
