// Where a node's life is written down, as its host sees it.

import type { HistoryLine } from './history-file.ts'

export interface Records {
  /** Is on file when this returns. */
  history(line: HistoryLine): void
  note(text: string): void
  /** Bytes from outside that were refused. */
  refused(remote: string, why: string): void
  /** The end: a handler threw or the disk failed. The process goes down after this call. */
  died(step: string, error: unknown): void
}
