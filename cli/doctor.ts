// `doctor`: what this machine is, what is installed, and where each setting comes from; with
// --determinism, whether a scenario is the same in every way (doctor-determinism.ts).

import { clipped, columns, type Page, pad } from '../reports/page.ts'
import { written } from '../reports/json.ts'
import type { Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { doctorDeterminism } from './doctor-determinism.ts'
import { type Check, machineChecks } from './doctor-machine.ts'
import { answerProbe } from './doctor-probe.ts'
import { type ExitCode, exits } from './exit.ts'

/** Exit 2 when something that is needed is missing, 4 when a scenario is not deterministic. */
export async function doctor(parsed: Parsed, context: Context): Promise<ExitCode> {
  const { given } = parsed
  const asked = given['probe']
  if (typeof asked === 'string') return answerProbe(asked, context)
  const target = given['determinism']
  if (typeof target === 'string') return doctorDeterminism(target, parsed, context)
  const checks = machineChecks(given, context)
  const missing = checks.filter(({ state }) => state === 'bad')
  const exitCode = missing.length > 0 ? exits.usage : exits.pass
  const json = given['json']
  if (json !== undefined) {
    const document = { schema: 'worldline.doctor/1', exitCode, checks }
    context.out(written(document, json === 'stream'))
    return exitCode
  }
  context.out(`\n${linesOf(checks, context.page).join('\n')}\n\n${ending(missing, context)}\n`)
  return exitCode
}

function linesOf(checks: readonly Check[], page: Page): string[] {
  const { ink, glyphs } = page
  const wide = Math.max(...checks.map(({ name }) => columns(name)))
  const far = Math.min(44, Math.max(...checks.map(({ value }) => columns(value))))
  const sign = Math.max(columns(glyphs.ok), columns(glyphs.fail))
  const lines: string[] = []
  for (const group of new Set(checks.map((one) => one.group))) {
    if (lines.length > 0) lines.push('')
    lines.push(`  ${ink.strong(group)}`)
    for (const one of checks.filter((other) => other.group === group)) {
      const mark = {
        ok: ink.good(pad(glyphs.ok, sign)),
        bad: ink.bad(pad(glyphs.fail, sign)),
        note: ink.faint(pad(glyphs.bullet, sign)),
      }[one.state]
      lines.push(
        `  ${mark} ${pad(one.name, wide)}  ${pad(one.value, far)}  ${ink.faint(clipped(one.from, Math.max(20, page.width - wide - far - 8)))}`.trimEnd(),
      )
    }
  }
  return lines
}

function ending(missing: readonly Check[], { page, name }: Context): string {
  if (missing.length === 0) {
    return `  Nothing is missing.   Is a scenario deterministic?  ${name} doctor --determinism ack-retry\n`
  }
  const names = missing.map((one) => `${one.name}: ${one.from}`)
  return `${names.map((one) => `  ${page.ink.bad(one)}`).join('\n')}\n`
}
