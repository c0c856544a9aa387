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
  | { readonly kind: 'thin-air'; readonly reader: number; readonly since?: Since }
  /** the only write of its value (of several the first) was called after it had returned */
  | {
      readonly kind: 'future'
      readonly reader: number
      readonly writer: number
      readonly since?: Since
    }
  /**
   * `over` began after the writer (null: the initial value) had ended, and had ended before the reader
   * began
   */
  | {
      readonly kind: 'overwritten'
      readonly reader: number
      readonly writer: number | null
      readonly over: number
      readonly since?: Since
    }
  /**
   * Its value was written in time, by each of the writers (null: the initial value), but none of them is
   * left once it is seen what the other operations must have found. Of a negative observation: all
   * values but the one that it denies are ruled out; no writers are named.
   */
  | {
      readonly kind: 'ruled-out'
      readonly reader: number
      readonly writers: readonly (number | null)[]
      readonly since?: Since
    }
  /** two updates found the same version (null: the initial value), which only one of them can have */
  | {
      readonly kind: 'twice'
      readonly version: number | null
      readonly updates: readonly [number, number]
    }
  /**
   * In the texts that the two found (they may be one and the same) what `append` put there stands behind
   * two different texts, as if it had happened twice.
   */
  | {
      readonly kind: 'two-texts'
      readonly append: number
      readonly readers: readonly [number, number]
    }
  /**
   * Two versions (by their writers, null: the initial value), each of which has to be over before the
   * other: of each pair the first operation belongs to one version, returned before the second was
   * called, and that belongs to the other. A version here is one with all that updates and appends made
   * of it. The first pair is null where the first version is the initial one, which comes first anyway.
   */
  | {
      readonly kind: 'crossed'
      readonly versions: readonly [number | null, number | null]
      readonly pairs: readonly [readonly [number, number] | null, readonly [number, number]]
    }
  /**
   * `later` found or changed a version that is `earlier` or what `earlier` found or was built on it, so
   * it comes later in every order; yet it had returned before `earlier` was called.
   */
  | { readonly kind: 'order'; readonly earlier: number; readonly later: number }
  /**
   * `reader` denies a value that was there all the while. The version (by its writer, null: the initial
   * one) had been set when `first` returned, which is it or builds on it or found it, before the reader
   * was called (null: it was there from the beginning); and `last`, which found it or what it was built
   * on, was called after the reader had returned.
   */
  | {
      readonly kind: 'held'
      readonly reader: number
      readonly version: number | null
      readonly first: number | null
      readonly last: number
    }
  /** each found what the one before it set, and the first one what the last one set */
  | { readonly kind: 'circle'; readonly updates: readonly number[] }
  /** a rule of the type that no other kind says, told from the operation that shows it */
  | {
      readonly kind: 'rule'
      readonly code: string
      readonly at: number
      /** the sentence: words, and operations by number */
      readonly said: readonly (string | number)[]
      /** beside the operation: `nobody enqueued that` */
      readonly why: string
    }
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
  /**
   * Every way in which readers can have found what was written was tried: whichever write of its value
   * this one found, it or another reader is left without one.
   */
  | { readonly kind: 'exhausted'; readonly reader: number }

/**
 * The operation in question has no answer (it took effect all the same) or is an append, which does not
 * say what it found. The last of these found what it made, the one before found what the last one made,
 * and so on; the first has an answer.
 */
export type Since = readonly number[]

/** The operations that a conflict names. */
export function namedIn(conflict: Conflict): readonly number[] {
  const some = (...ones: readonly (number | null)[]): number[] => ones.filter((one) => one !== null)
  const since = 'since' in conflict ? (conflict.since ?? []) : []
  switch (conflict.kind) {
    case 'thin-air':
      return [conflict.reader, ...since]
    case 'future':
      return [conflict.reader, conflict.writer, ...since]
    case 'overwritten':
      return some(conflict.reader, conflict.writer, conflict.over, ...since)
    case 'ruled-out':
      return some(conflict.reader, ...conflict.writers, ...since)
    case 'twice':
      return some(conflict.version, ...conflict.updates)
    case 'two-texts':
      return [conflict.append, ...conflict.readers]
    case 'crossed':
      return some(...conflict.versions, ...conflict.pairs.flatMap((pair) => pair ?? []))
    case 'order':
      return [conflict.earlier, conflict.later]
    case 'held':
      return some(conflict.reader, conflict.version, conflict.first, conflict.last)
    case 'circle':
      return conflict.updates
    case 'rule':
      return conflict.said.filter((one) => typeof one === 'number')
    case 'stuck':
      return [conflict.at]
    case 'exhausted':
      return [conflict.reader]
  }
}
