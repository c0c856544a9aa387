// Sending letters: a sender in this process looks after each until its ACK comes or the time is over.

import { counted } from '../reports/words.ts'
import { printable } from '../reports/page.ts'
import { written } from '../reports/json.ts'
import type { Row } from '../protocols/ack-retry/wire-caller.ts'
import { addressOf, placeOf } from '../protocols/ack-retry/address.ts'
import type { Outcome } from '../protocols/ack-retry/messages.ts'
import { sourceText } from '../protocols/ack-retry/wire-plain.ts'
import type { Variant } from '../scenarios/served/orders.ts'
import type { Lone } from '../scenarios/served/lone.ts'
import { tellDuration } from '../sim/duration.ts'
import { Mistake } from '../sim/problem.ts'
import type { Micros, NodeId } from '../sim/units.ts'
import type { Given, Parsed } from './arguments.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'
import { listen } from './interrupt.ts'
import { commonOf, durationIn, named, textIn } from './served.ts'

/** Where the service is, and what it was asked. */
export interface Asked {
  readonly parsed: Parsed
  readonly context: Context
  readonly url: URL
  readonly label: string
}

interface Sent {
  readonly outcome: Outcome | null
  readonly by: NodeId | null
  readonly attempts: number
  readonly took: Micros
}

const withinDefault: Micros = 30_000_000

/**
 * @param row null: whichever receiver takes it
 * @param text null: what the source sends
 */
export async function sendLetters(
  asked: Asked,
  variant: Variant,
  row: Row | null,
  text: string | null,
): Promise<ExitCode> {
  const { parsed, context, url, label } = asked
  const { given } = parsed
  const { count, within } = wishesIn(given)
  const said = text ?? sourceText
  if (said === '' || said.length > textMax) throw badText()
  const common = commonOf(named(label, 'call'), given)
  const { startLone } = await import('../scenarios/served/lone.ts')
  const interrupts = listen(
    () => context.note('\n  stopping after this letter; Ctrl-C again stops at once\n'),
    () => undefined,
  )
  const lone = await startLone({
    order: {
      ...common,
      ...{ role: 'client', number: 1, port: null, every: null, memory: true, discovery: url.href },
    },
    ...{ data: null, tell() {} },
    died(step, error) {
      throw error instanceof Error ? error : new Error(`${step}: ${String(error)}`)
    },
  })
  const letters: Sent[] = []
  try {
    if (row === null) await knowsSomebody(lone, within)
    while (letters.length < count && !interrupts.signal.aborted) {
      const sent = await sendOne(lone, row === null ? null : addressFor(row, variant), said, within)
      letters.push(sent)
      if (given['json'] === undefined) context.out(`  ${sentence(sent)}\n`)
    }
  } finally {
    await lone.stop()
    interrupts.close()
  }
  const code = interrupts.exit() ?? codeOf(letters)
  if (given['json'] !== undefined) {
    const document = {
      ...{ schema: 'worldline.call/1', system: 'ack-retry', exitCode: code },
      ...{ at: url.href.replace(/\/$/u, ''), letters: letters.map(documentOf) },
    }
    context.document(written(document, given['json'] === 'stream'))
  } else if (count > 1) context.out(`  ${summary(letters)}\n`)
  return code
}

const textMax = 65_000

/** The source knows no other wire than bare bytes. */
function addressFor({ at }: Row, variant: Variant): NodeId {
  const place = placeOf(at)
  if (variant === 'correct' || place === null) return at
  return addressOf('plain', place.host, place.port) ?? at
}

async function sendOne(lone: Lone, to: NodeId | null, text: string, within: Micros): Promise<Sent> {
  const { program, host } = lone
  const letters = program.letters?.()
  if (letters === undefined) throw new Error('a client posts letters')
  const before = host.tally.sent.get('letter') ?? 0
  const { outcome, by, took } = await letters.post(to, text, within / 1_000)
  return { outcome, by, took, attempts: (host.tally.sent.get('letter') ?? 0) - before }
}

/** A letter to anybody waits for the list: it is asked for, and is there in a moment. */
async function knowsSomebody({ host }: Lone, within: Micros): Promise<void> {
  const end = performance.now() + Math.min(within / 1_000, 5_000)
  const knows = (): boolean => {
    const { state } = host
    return (
      state !== null && 'listed' in state && Array.isArray(state.listed) && state.listed.length > 0
    )
  }
  while (!knows() && performance.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 10))
}

function sentence({ outcome, attempts, took, by }: Sent): string {
  const time = took < 1_000_000 ? tellDuration(took) : `${(took / 1_000_000).toFixed(1)} s`
  const after = `after ${counted(attempts, 'attempt')}, ${time}`
  const place = by === null ? null : placeOf(by)
  const where = place === null ? '' : printable(`   from ${place.host}:${place.port}`)
  switch (outcome) {
    case 'acked':
      return `ACK   ${after}${where}`
    case 'given up':
      return `given up   ${after}: the connection was refused`
    case 'never sent':
      return 'never sent   nobody is listed'
    case null:
      return `no answer   ${after}: it may have been processed`
  }
}

function summary(letters: readonly Sent[]): string {
  const acked = letters.filter(({ outcome }) => outcome === 'acked').length
  const attempts = letters.reduce((sum, one) => sum + one.attempts, 0)
  return `${counted(letters.length, 'letter')}   ${acked} acked   ${counted(attempts, 'attempt')}`
}

const documentOf = ({
  outcome,
  by,
  attempts,
  took,
}: Sent): Record<string, string | number | null> => ({
  ...{ outcome: outcome ?? 'no answer', attempts, tookUs: took },
  by: by === null ? null : by.slice(by.indexOf('/') + 1),
})

const codeOf = (letters: readonly Sent[]): ExitCode =>
  letters.every(({ outcome }) => outcome === 'acked') ? exits.pass : exits.inconclusive

/** How many letters, and how long each may take. @throws Mistake WL1004 */
export function wishesIn(given: Given): { readonly count: number; readonly within: Micros } {
  return {
    count: countIn(textIn(given, 'count') ?? '1'),
    within: durationIn(given, 'within', withinDefault),
  }
}

function countIn(text: string): number {
  const count = Number(text)
  if (/^\d{1,6}$/u.test(text) && count >= 1) return count
  throw new Mistake([
    {
      code: 'WL1004',
      sentence: `--count cannot be "${text}".`,
      lines: ['allowed        a whole number from 1 to 999999'],
    },
  ])
}

const badText = (): Mistake =>
  new Mistake([
    {
      code: 'WL1004',
      sentence: `a letter has from 1 to ${textMax} characters.`,
      lines: ['for example    worldline call ack-retry send 1 "good morning"'],
    },
  ])
