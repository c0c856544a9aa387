// `npm run campaign:raft-kv`: Raft without planted bugs, over many seeds: the swarm of raft-kv, each
// family of faults alone, and the scenarios beside it. None may fail; what does is told in full.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { membersStorms } from '../scenarios/raft-members-storms.ts'
import { raftStorms } from '../scenarios/raft-storms.ts'
import { countOf } from './count-of.ts'

const usage = `usage: npm run campaign:raft-kv -- [--seeds N] [--each N] [family …]

  --seeds N   seeds of raft-kv under its own faults, the swarm (100,000)
  --each N    seeds of each family (10,000)
`

/** One call of `explore`: a scenario, what is set, and its faults; none: its own. */
interface Family {
  readonly scenario: string
  readonly set?: readonly string[]
  readonly faults?: readonly string[]
}

const kv = (faults: readonly string[], ...set: string[]): Family => ({
  scenario: 'raft-kv',
  set,
  faults,
})

const families: Readonly<Record<string, Family>> = {
  swarm: { scenario: 'raft-kv' },
  loss: kv(['drop 15%', 'drop burst 1% 25% 80%']),
  copies: kv(['duplicate 15%', 'duplicate 10% later 0ms..900ms']),
  reordering: kv(['reorder 30% by 0ms..400ms']),
  delays: kv(['delay 0ms..40ms', 'delay bimodal 1ms 300ms 5%']),
  damage: kv(['corrupt 5% flip', 'corrupt 3% truncate']),
  partitions: kv([
    'partition random minority every exp 700ms for 350ms',
    'partition leader every exp 1500ms for 500ms',
  ]),
  'one way': kv(['partition n1->n2 @ 0s..3s for 900ms', 'partition n3->n1 @ 0s..3s for 900ms']),
  bridges: kv(['bridge random one @ 0s..2s for 900ms', 'majorities-ring @ 2s..3s for 900ms']),
  isolation: kv(['isolate leader every exp 800ms for 300ms', 'swizzle n1,n2,n3 @ 1s..2s for 1s']),
  connections: kv(
    [
      'reset n1-n2 every exp 300ms',
      'half-open n2-n3 @ 0s..3s for 900ms',
      'refuse n1 @ 1s..3s for 900ms',
    ],
    'link=stream',
  ),
  crashes: kv(['crash random minority every 700ms restart +300ms']),
  'what was not synced': kv(['crash random one every exp 700ms restart +20ms lose unsynced']),
  leaders: kv(['crash leader every 700ms restart +400ms lose unsynced']),
  pauses: kv(['pause random one every exp 600ms for 50ms..500ms', 'slow exp 1ms random one']),
  clocks: kv(
    [
      'clock drift +100000ppm n1',
      'clock drift -100000ppm n2',
      'clock step +30s random one @ 0s..3s',
      'clock freeze random one @ 0s..3s for 900ms',
      'clock coarse 2ms random one',
    ],
    'reads=index',
  ),
  leases: kv(
    [
      'clock drift +20000ppm n1',
      'clock drift -20000ppm n2',
      'partition leader every exp 800ms for 400ms',
    ],
    'reads=lease',
  ),
  'slow disks': kv([
    'disk slow exp 20ms random one',
    'disk stall random one every exp 900ms for 400ms',
  ]),
  'full disks': kv(['disk full random one @ 0s..3s for 500ms restart +50ms']),
  'damaged disks': { scenario: 'raft-disks' },
  members: { scenario: 'raft-members' },
  ...Object.fromEntries(
    [...membersStorms, ...raftStorms].map(({ name }) => [name, { scenario: name }]),
  ),
}

const command = fileURLToPath(new URL('../cli/main.js', import.meta.url))

function argumentsOf({ scenario, set = [], faults = [] }: Family, seeds: number): string[] {
  const plan =
    faults.length === 0 ? [] : ['--faults', 'none', ...faults.flatMap((one) => ['-f', one])]
  const rest = ['--keep-going', '--no-save', '--no-timing', '--color', 'never']
  return ['explore', scenario, '--seeds', String(seeds), ...plan, ...setOf(set), ...rest]
}

const setOf = (set: readonly string[]): string[] => set.flatMap((one) => ['--set', one])

/** @returns whether all of its seeds passed */
function campaign(name: string, family: Family, seeds: number): boolean {
  const began = process.hrtime.bigint()
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [command, ...argumentsOf(family, seeds)],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1_024 * 1_024,
    },
  )
  const seconds = (Number(process.hrtime.bigint() - began) / 1e9).toFixed(0)
  const verdict = stdout.split('\n').find((line) => line.trim() !== '') ?? 'nothing was said'
  process.stdout.write(`${name.padEnd(22)} ${verdict.trim()} · ${seconds} s\n`)
  if (status === 0) return true
  process.stdout.write(`${stdout}\n${stderr}\n`)
  return false
}

function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seeds: { type: 'string', default: '100000' },
      each: { type: 'string', default: '10000' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\nfamilies: ${Object.keys(families).join(', ')}\n`)
    return 0
  }
  const unknown = positionals.filter((name) => !Object.hasOwn(families, name))
  if (unknown.length > 0) throw new RangeError(`there is no family ${unknown.join(', ')}`)
  const [seeds, each] = [countOf(values.seeds), countOf(values.each)]
  let failing = 0
  for (const [name, family] of Object.entries(families)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    if (!campaign(name, family, name === 'swarm' ? seeds : each)) failing += 1
  }
  process.stdout.write(`${failing} families with a failing seed\n`)
  return failing === 0 ? 0 : 1
}

process.exitCode = main(process.argv.slice(2))
