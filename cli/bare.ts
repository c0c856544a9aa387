// `worldline` alone: what it is for and five commands that run as they stand.

import type { Page } from '../reports/page.ts'

/** At most fifteen lines. */
export function bareScreen(name: string, { ink }: Page): string {
  const line = (what: string, command: string): string =>
    `  ${what.padEnd(31)}${ink.accent(`${name} ${command}`)}`
  return [
    '',
    `  ${ink.strong('worldline')}  find, replay and explain failures of distributed protocols`,
    '',
    line('See one fail, and be mended', 'demo'),
    line('Try a built-in protocol', 'run ack-retry --seed 7'),
    line('Look for rare bugs', 'explore ack-retry --seeds 10000'),
    line('Start your own', 'new my-protocol'),
    line('What there is', 'list'),
    '',
    `  All commands: ${name} --help`,
    '',
    '',
  ].join('\n')
}
