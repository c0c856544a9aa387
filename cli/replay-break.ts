// `replay CASE --break e57`: opens Node's inspector on loopback, waits for a debugger, runs the case
// and stops in front of the handler whose step makes the event. Stepping into it is the user's.

import { open, url, waitForDebugger } from 'node:inspector'
import { Stagings } from '../scenarios/runner/explicit.ts'
import { pausedBefore, stepOf } from '../scenarios/runner/paused.ts'
import { brokeOf } from '../reports/broke.ts'
import { span } from '../reports/words.ts'
import type { Context } from './context.ts'
import { parseEvent } from './coordinate.ts'
import { type ExitCode, exitOf } from './exit.ts'
import { eventNamed } from './replay-event.ts'
import type { Subject } from './subject.ts'

/** @throws Mistake (WL1004) for an event that the run does not have, or that no handler makes */
export function replayBroken(subject: Subject, text: string, context: Context): ExitCode {
  const { explicit, stagings, found, variant } = subject
  const { run } = stagings.run(explicit, { trace: true, content: true })
  const event = eventNamed(parseEvent(text, `--break ${text}`), run)
  const step = stepOf(event, run.trace ?? [])
  const paused = new Stagings(pausedBefore(found.scenario, step), variant)
  attend(context)
  context.note(
    [
      `  pausing before e${step.event}: ${step.handler} of ${step.node} at ${span(event.time)}`,
      '  Step into the call on the next line; the State is its argument "state".',
      '',
    ].join('\n'),
  )
  const again = paused.run(explicit).run
  const broken = brokeOf({ ...again, trace: run.trace })?.event ?? null
  const at = broken === null ? '' : ` at e${broken}`
  const told = again.failure === null ? '' : `   ${again.failure.property}${at}`
  context.out(`  ${again.verdict.toUpperCase()}   ${subject.name}${told}\n`)
  return exitOf(again.verdict, 0, false)
}

const portUsual = 9229

/** Goes on once a debugger is there. One that was there before, under --inspect, will do. */
function attend(context: Context): void {
  if (url() === undefined) open(portUsual, '127.0.0.1')
  // The usual port may be taken: any other is as good.
  if (url() === undefined) open(0, '127.0.0.1')
  const address = /^ws:\/\/([^/]+)/u.exec(url() ?? '')?.[1] ?? `127.0.0.1:${portUsual}`
  context.note(
    [
      '',
      `  Waiting for a debugger on ${address} (this machine only). In another terminal:`,
      `    node inspect ${address}`,
      '  or open chrome://inspect, or attach from an editor.',
      '',
    ].join('\n'),
  )
  waitForDebugger()
}
