// What a search finds in one part. Never a guess: what it could not decide within its budget it says so.

/** How much a search may use. Both bounds are counted, never timed, so that a verdict is repeatable. */
export interface Budget {
  /** configurations looked at */
  readonly configurations: number
  /** of memory for what was looked at */
  readonly bytes: number
}

export type Found =
  /** a legal order: all operations with an answer and those open ones that took effect */
  | { readonly kind: 'ok'; readonly order: Int32Array }
  | { readonly kind: 'illegal'; readonly conflict: Conflict }
  | { readonly kind: 'unknown'; readonly spent: Budget; readonly why: string }

/**
 * Why no order is legal, in operations of the part: the few that suffice. A search that knows none of the
 * first ones says `stuck`.
 */
export type Conflict =
  /** its value was never written */
  | { readonly kind: 'thin-air'; readonly reader: number }
  /** the only write of its value was called after it had returned */
  | { readonly kind: 'future'; readonly reader: number; readonly writer: number }
  /**
   * `over` began after the writer (null: the initial value) had ended, and had ended before the reader
   * began
   */
  | {
      readonly kind: 'overwritten'
      readonly reader: number
      readonly writer: number | null
      readonly over: number
    }
  /** two updates found the same version (null: the initial value), which only one of them can have */
  | {
      readonly kind: 'twice'
      readonly version: number | null
      readonly updates: readonly [number, number]
    }
  /**
   * Two versions (by their writers, null: the initial value), each of which has to be over before the
   * other: of each pair the first operation belongs to one version, returned before the second was
   * called, and that belongs to the other.
   */
  | {
      readonly kind: 'crossed'
      readonly versions: readonly [number | null, number | null]
      readonly pairs: readonly [readonly [number, number], readonly [number, number]]
    }
  /** `later` builds on `earlier`, and had returned before it was called */
  | { readonly kind: 'order'; readonly earlier: number; readonly later: number }
  /**
   * The longest legal beginning that was found, the state it ends in, and the operation whose return
   * cannot be reached from any.
   */
  | {
      readonly kind: 'stuck'
      readonly at: number
      readonly order: Int32Array
      readonly state: unknown
    }
