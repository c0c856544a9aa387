// Disks without room, and places that cannot be written: while a case, a report, a note, a project is
// saved. Wanted: the path in the message, nothing half-written, what was there as it was. A small
// disk of our own is mounted where that is allowed; where it is not, the lines say that they were
// skipped.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from './hostile-siege.ts'
import { caseFile, scenarioFile, toy, toyCase } from './hostile-toys.ts'
import { type Trial, tryAll } from './hostile-trials.ts'

/** Lines of a failure that was told before its report could not be written. */
const screen = 60

const whom = 'a disk without room'

export async function besiegeDisks(cwd: string): Promise<readonly Row[]> {
  const text = await toyCase(cwd)
  const disks: string[] = []
  const canMount = mounts(join(cwd, 'probe'), disks)
  try {
    const trials = canMount ? full(text, disks) : []
    const rows = await tryAll(whom, cwd, [...trials, ...devices])
    return canMount ? rows : [skipped, ...rows]
  } finally {
    for (const disk of disks) spawnSync('umount', [disk])
  }
}

const skipped: Row = {
  ...{ whom, sent: 'a small disk of our own', memory: null, others: '', ok: true },
  seen: 'skipped: it cannot be mounted here',
}

function mounts(disk: string, disks: string[]): boolean {
  mkdirSync(disk, { recursive: true })
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk])
  if (status === 0) disks.push(disk)
  return status === 0
}

/** Fills it to the last byte. */
function fill(disk: string): void {
  for (let nth = 0; nth < 8; nth += 1) {
    try {
      writeFileSync(join(disk, `filler${nth}`), Buffer.alloc(4_096, 1))
    } catch {
      return
    }
  }
}

const fillers = /^filler\d$/u

/** What is on the disk besides what fills it, temporary files too. */
function left(disk: string): string | null {
  const all = readdirSync(disk, { recursive: true, encoding: 'utf8' })
  const ours = all.filter((name) => !fillers.test(name))
  return ours.length === 0 ? null : `left on the disk: ${ours.join(' ')}`
}

function full(text: string, disks: string[]): readonly Trial[] {
  const files = toy({}, { [caseFile]: text })
  const onDisk = (name: string, line: string, more: Partial<Trial> = {}): Trial => ({
    ...{ sent: line, words: line.split(' '), files },
    prepare: (folder) => {
      mounts(join(folder, name), disks)
      fill(join(folder, name))
    },
    after: (folder) => left(join(folder, name)),
    leaves: new RegExp(`^(?:${name}/filler\\d|\\.worldline)`, 'u'),
    says: /disk is full|no space|no room/iu,
    ...more,
  })
  const target = `./${scenarioFile}:forgetful`
  return [
    onDisk('small', `explore ${target} --seeds 20 --save=small`, { exits: [1, 2] }),
    onDisk('small', `explore ${target} --seeds 20 --no-save --report=small/r.html`, {
      exits: [1, 2],
    }),
    onDisk('small', `run ${target}@1 --save=small`, { exits: [1, 2] }),
    onDisk('small', `run ${target}@1 --no-save --reporter junit=small/x.xml`, {
      exits: [1, 2],
      lines: screen,
    }),
    onDisk('small', `explore ${target} --seeds 20 --no-save --reporter md=small/x.md`, {
      ...{ exits: [1, 2], lines: screen },
    }),
    onDisk('small', 'report counter --out small/r.html'),
    onDisk('small', 'report counter --format md,svg,json --out small'),
    onDisk('mine', 'new mine'),
    onDisk('.worldline', `explore ${target} --seeds 20 --no-save`, { exits: [1] }),
    onDisk('.worldline', `run ${target}@1 --no-save`, { exits: [1] }),
    onDisk('wl/__worldline__', `explore ${target} --seeds 20`, { exits: [1, 2], files: toy() }),
    onDisk('wl/__worldline__', `cases add ${target}@1`, { files: toy() }),
    {
      ...onDisk('wl/__worldline__', 'cases refresh counter', { exits: [1, 2], says: /./u }),
      sent: 'cases refresh: the old case stays',
      prepare: (folder) => {
        mounts(join(folder, 'wl/__worldline__'), disks)
        writeFileSync(join(folder, caseFile), text.replace('"seed": ', '"seed": 1'))
        fill(join(folder, 'wl/__worldline__'))
      },
      after: (folder) =>
        JSON.parse(readFileSync(join(folder, caseFile), 'utf8')) === null ? 'half a case' : null,
    },
    {
      ...onDisk('wl', 'init', { says: /full/u, files: {} }),
      leaves: /^wl\/filler\d/u,
    },
    onDisk('.github', 'init --ci github', { files: {}, leaves: /^\.github\/filler\d/u }),
  ]
}

/** Targets that take no file, without a disk of their own. */
const devices: readonly Trial[] = [
  ...[
    `explore ./${scenarioFile}:forgetful --seeds 20 --no-save --report=/dev/full`,
    `run ./${scenarioFile}:forgetful@1 --no-save --report=/dev/full`,
    `explore ./${scenarioFile}:forgetful --seeds 20 --no-save --reporter junit=/dev/full`,
    'report ack-retry:forget-dedup@1 --out /dev/full',
    `explore ./${scenarioFile}:forgetful --seeds 20 --save=/dev/full`,
    `explore ./${scenarioFile}:forgetful --seeds 20 --save=/sys/x`,
  ].map(
    (line): Trial => ({
      ...{ sent: line, words: line.split(' '), files: toy(), exits: [1, 2], lines: screen },
      ...{ says: /\/dev\/full|\/sys\/x/u, leaves: /^\.worldline/u },
    }),
  ),
]
