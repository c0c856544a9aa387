// Ctrl-C and its kin. Once: the work under way is finished and summed up. Twice: stop now. What
// ended it decides the exit code.

import { type ExitCode, exits } from './exit.ts'

export interface Interrupts {
  readonly signal: AbortSignal
  /** the code that an interruption ends with; null when there was none */
  exit(): ExitCode | null
  /** as Ctrl-C does: for a terminal in raw mode, which sends a byte instead of a signal */
  interrupt(): void
  /** No longer listens. */
  close(): void
}

/**
 * Listens to SIGINT and SIGTERM of this process.
 * @param onFirst says to the person that it is about to end
 * @param onSecond restores the terminal; the process ends right after
 */
export function listen(onFirst: () => void, onSecond: () => void): Interrupts {
  const controller = new AbortController()
  let code: ExitCode | null = null
  const on = (ending: ExitCode) => (): void => {
    if (code !== null) {
      onSecond()
      process.exit(code)
    }
    code = ending
    onFirst()
    controller.abort()
  }
  const onInterrupt = on(exits.interrupted)
  const onTerminate = on(exits.terminated)
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onTerminate)
  return {
    signal: controller.signal,
    exit: () => code,
    interrupt: onInterrupt,
    close() {
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onTerminate)
    },
  }
}
