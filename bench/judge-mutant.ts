// One planted bug in a judge: a change of its compiled text, in a copy of what was built, and whether the
// differential campaign finds it there. The sources themselves are never touched.

import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Told } from '../sim/check/tally.suite.ts'

/** A bug, by one change. The old text stands in the file exactly once, or the list is out of date. */
export interface Mutant {
  /** in words: `intervals that touch do not overlap` */
  readonly name: string
  /** `linearizability/zones`, below `sim/check` */
  readonly file: string
  readonly old: string
  readonly new: string
  /** campaigns that it is looked for in; without it all */
  readonly only?: string
}

/** Several bugs of one file. */
export const within = (
  file: string,
  ...mutants: readonly Omit<Mutant, 'file'>[]
): readonly Mutant[] => mutants.map((mutant) => ({ ...mutant, file }))

export interface Hunted {
  /** `zones, register: said legal, the oracle says otherwise`; null: nobody noticed */
  readonly by: string | null
  readonly histories: number
  readonly seconds: number
}

const secondsMost = 300

/** What was built, copied to be changed. */
export class Copy {
  readonly #root: string
  readonly #folder = mkdtempSync(join(tmpdir(), 'worldline-mutant-'))

  /** @param dist the folder of what was built */
  constructor(dist: string) {
    const root = join(dist, '..')
    this.#root = root
    cpSync(join(root, 'package.json'), join(this.#folder, 'package.json'))
    symlinkSync(join(root, 'node_modules'), join(this.#folder, 'node_modules'))
    for (const part of ['sim', 'bench']) {
      const wanted = (path: string): boolean => !/\.(?:map|d\.ts)$/u.test(path)
      cpSync(join(dist, part), join(this.#folder, 'dist', part), {
        recursive: true,
        filter: wanted,
      })
    }
  }

  /**
   * The campaign on the copy with the bug in it; the copy is as it was afterwards.
   * @param mutant null: as it is
   * @param histories small ones a model, at most
   */
  async hunt(mutant: Mutant | null, histories: number): Promise<Hunted> {
    const file = mutant === null ? null : join(this.#folder, 'dist/sim/check', `${mutant.file}.js`)
    // What was built before and has no source any more would be changed in vain.
    if (mutant !== null && !existsSync(join(this.#root, 'sim/check', `${mutant.file}.ts`)))
      throw new Error(`${mutant.name}: there is no ${mutant.file}`)
    const before = file === null ? '' : readFileSync(file, 'utf8')
    if (file !== null && mutant !== null) writeFileSync(file, changed(before, mutant))
    const began = process.hrtime.bigint()
    try {
      const only = mutant?.only === undefined ? [] : ['--only', mutant.only]
      const args = ['--histories', String(histories), '--stop', '--json', ...only]
      const { by, told } = await this.#run(args)
      const seconds = Number(process.hrtime.bigint() - began) / 1e9
      return { by, histories: told?.histories ?? 0, seconds }
    } finally {
      if (file !== null) writeFileSync(file, before)
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #run(args: readonly string[]): Promise<{ by: string | null; told: Told | null }> {
    const script = join(this.#folder, 'dist/bench/judges.js')
    return new Promise((resolve) => {
      const limits = { timeout: secondsMost * 1e3, maxBuffer: 1e8 }
      execFile(process.execPath, [script, ...args], limits, (error, stdout, stderr) => {
        if (error?.killed === true) return resolve({ by: 'it does not end', told: null })
        const told = toldIn(stdout)
        if (told === null) return resolve({ by: `it breaks: ${brokenIn(stderr)}`, told: null })
        const { first } = told
        const by = first === null ? null : `${first.campaign}: ${first.judge}: ${first.what}`
        resolve({ by, told })
      })
    })
  }
}

const brokenIn = (stderr: string): string =>
  stderr.split('\n').find((line) => /^\w*(?:Error|Promise): /u.test(line)) ?? 'without a word'

function toldIn(stdout: string): Told | null {
  try {
    return JSON.parse(stdout) as Told
  } catch {
    return null
  }
}

/** The text with the bug in it. */
export function changed(text: string, mutant: Mutant): string {
  const at = text.indexOf(mutant.old)
  if (at === -1 || text.includes(mutant.old, at + 1)) {
    const times = at === -1 ? 'not in it' : 'in it more than once'
    throw new Error(`${mutant.name}: the old text is ${times}: ${mutant.file}: ${mutant.old}`)
  }
  return text.slice(0, at) + mutant.new + text.slice(at + mutant.old.length)
}
