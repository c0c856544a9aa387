// The built command as a process: what it says, when it is through, how much memory its processes
// hold, and whether anything of it is left. Seen from outside; nothing here knows a protocol.

import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../cli/main.js', import.meta.url))

/** Whom to run a command as, and in which folder. */
export interface Place {
  readonly cwd: string
  /** a user other than ours, where we may */
  readonly uid?: number
  /** what is sent to its standard input; nothing when absent */
  readonly input?: string | Uint8Array
  /** in place of the command: a module that Node runs */
  readonly program?: string
  /** beside ours */
  readonly env?: Readonly<Record<string, string>>
}

export class Command {
  readonly child: ChildProcess
  readonly words: readonly string[]
  out = ''
  readonly code: Promise<number | null>
  readonly #waiting = new Set<() => void>()

  constructor(words: readonly string[], { cwd, uid, input, program = main, env: more }: Place) {
    this.words = words
    const { NO_COLOR: _no, FORCE_COLOR: _force, ...env } = process.env
    this.child = spawn(process.execPath, [program, ...words], {
      ...{ cwd, env: { ...env, LANG: 'C.UTF-8', ...more } },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    })
    this.child.stdin?.on('error', () => {})
    if (input !== undefined) this.child.stdin?.end(input)
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.out += chunk.toString()
        for (const look of this.#waiting) look()
      })
    }
    this.code = new Promise((resolve) => {
      this.child.on('close', (code) => {
        resolve(code)
        for (const look of this.#waiting) look()
      })
    })
  }

  /** True as soon as it has said that; false when it ends or the time does. */
  says(what: RegExp, within = 20_000): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (said: boolean): void => {
        clearTimeout(late)
        this.#waiting.delete(look)
        resolve(said)
      }
      const look = (): void => {
        if (what.test(this.out)) done(true)
        else if (this.child.exitCode !== null || this.child.signalCode !== null) done(false)
      }
      const late = setTimeout(() => done(false), within)
      this.#waiting.add(look)
      look()
    })
  }

  /** Ctrl-C, or SIGKILL where it does not end by itself. @returns its exit code */
  async interrupt(): Promise<number | null> {
    this.child.kill('SIGINT')
    const late = setTimeout(() => this.child.kill('SIGKILL'), 15_000)
    const code = await this.code
    clearTimeout(late)
    return code
  }
}

/** A node of a command: its process and where it listens. */
export interface Target {
  readonly name: string
  readonly pid: number
  readonly port: number
}

/** `receiver1  4122  127.0.0.1:41873` and `receiver1  127.0.0.1:84  pid 22266`, as screens have it. */
export function targetsIn(out: string): ReadonlyMap<string, Target> {
  const served = /(\w+) +(\d+) +127\.0\.0\.1:(\d+) +ready/gu
  const real = /(\w+) +127\.0\.0\.1:(\d+) +pid (\d+)/gu
  const found = [
    ...Array.from(out.matchAll(served), ([, name = '', pid, port]) => ({ name, pid, port })),
    ...Array.from(out.matchAll(real), ([, name = '', port, pid]) => ({ name, pid, port })),
  ]
  return new Map(
    found.map(({ name, pid, port }) => [name, { name, pid: Number(pid), port: Number(port) }]),
  )
}

/** Memory that a process holds, MB; null when it is gone or the system does not say. */
export function memoryOf(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const kilobytes = /^VmRSS:\s+(\d+)/mu.exec(status)?.[1]
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1_024)
  } catch {
    return null
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Whether anybody takes connections there. */
export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const answer = (open: boolean): void => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })
}

/** Processes and ports of these that are still there. */
export async function leftOf(targets: Iterable<Target>): Promise<string> {
  const all = [...targets]
  const ports = await Promise.all(all.map(({ port }) => isOpen(port)))
  const processes = all.filter(({ pid }) => isAlive(pid)).length
  return `left: ${processes} processes, ${ports.filter(Boolean).length} ports`
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
