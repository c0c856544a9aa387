// The command that does it again: a coordinate where that says everything, and every flag that
// changed the world where it does not. Words are quoted for a shell.

import type { Settings } from '../scenarios/runner/order.ts'
import type { Asked } from './orders.ts'
import { quoted } from './self.ts'

/** Which seeds the command is about; none of them: the command's own default. */
export interface SeedsPasted {
  readonly seed?: number
  readonly seeds?: string
}

/**
 * @param name how this program is called
 * @param more further flags, as they are
 */
export function pasted(
  name: string,
  command: string,
  asked: Asked,
  { seed, seeds }: SeedsPasted,
  more: readonly string[] = [],
): string {
  const target = seed === undefined ? asked.label : `${asked.label}@${seed}`
  const words = [quoted(target), ...settingWords(asked.order.settings), ...more]
  if (seeds !== undefined) words.push('--seeds', seeds)
  return [name, command, ...words].join(' ')
}

/** The settings as flags again. */
export function settingWords(settings: Settings): string[] {
  const words: string[] = []
  for (const [name, value] of Object.entries(settings.set))
    words.push('--set', quoted(`${name}=${value}`))
  if (typeof settings.faults === 'string') {
    if (settings.faults !== 'default') words.push('--faults', settings.faults)
  } else {
    // The lines of a file, each as a flag: the file need not be there when this is pasted.
    words.push('--faults', 'none', ...settings.faults.flatMap((line) => ['-f', quoted(line)]))
  }
  for (const line of settings.extraFaults) words.push('-f', quoted(line))
  for (const line of settings.extraExpect) words.push('--expect', quoted(line))
  if (settings.until !== null) words.push('--until', quoted(settings.until))
  if (settings.settle !== null) words.push('--settle', quoted(settings.settle))
  return words
}
