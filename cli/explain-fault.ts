// A fault by its name here or in another tool, with a command that runs it on a built-in scenario.

import { faultScreen } from '../reports/explain-fault.ts'
import type { Told } from '../reports/told.ts'
import { ackRetry } from '../scenarios/ack-retry.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { type Entry, faultCatalogue } from '../sim/fault-catalogue.ts'
import { jepsenNames } from '../sim/notation-jepsen.ts'
import { parseFault } from '../sim/notation-parse.ts'

/** Null: nothing is called that. */
export function faultTold(name: string): Told | null {
  const entries = Object.values(faultCatalogue)
  const bare = name.replaceAll('-', ' ')
  const own = entries.find((one) => one.name === name) ?? entries.find((one) => one.name === bare)
  const foreign = jepsenNames.find(([jepsen]) => jepsen === name)?.[1] ?? null
  const entry = own ?? (foreign === null ? undefined : begun(foreign, entries))
  if (entry === undefined) return null
  const elsewhere = jepsenNames
    .filter(([, here]) => begun(here, entries) === entry)
    .map(([jepsen]) => `"${jepsen}" in Jepsen`)
  return faultScreen(entry, own === undefined ? name : entry.name, elsewhere, commandOf(entry))
}

/** The fault that a line begins with, the longest name first. */
const begun = (line: string, entries: readonly Entry[]): Entry | undefined =>
  entries
    .filter((one) => line === one.name || line.startsWith(`${one.name} `))
    .sort((one, other) => other.name.length - one.name.length)[0]

/** The catalogue speaks of n1 and a broker; these are the names of ack-retry. */
const names: readonly (readonly [RegExp, string])[] = [
  [/\bn1\b|\bpub\b/gu, 'sender1'],
  [/\bn2\b|\bbroker\b|\bsub\d\b|\brack1\b/gu, 'client1'],
  [/\bn3\b/gu, 'receiver1'],
  [/\bleader\b/gu, 'receiver1'],
  [/\bAppendEntries\b|\bPUBLISH\b|\bappend\b/gu, 'letter'],
  [/where term > \d+/gu, 'where seq > 3'],
]

/** The first example that ack-retry can run, as a command; null: there is none. */
export function commandOf({ examples }: Entry): string | null {
  const { roster } = new Experiment(ackRetry, {
    variant: null,
    settings: settingsDefault,
  }).siteFor(1)
  for (const example of examples) {
    const line = names.reduce((text, [from, to]) => text.replace(from, to), example)
    if ('line' in parseFault(line, roster)) return `worldline run ack-retry -f "${line}"`
  }
  return null
}
