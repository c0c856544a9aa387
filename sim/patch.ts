// What a step did to a State, as a list of places and their new values: made against a shadow that
// remembers how the State was, applied again by whatever replays a trace. A patch says what is
// different now, not by which calls it came about.

import { applied } from './patch-apply.ts'
import { fieldStep, keyStep } from './plain-path.ts'
import type { Fields, Plain, Scalar } from './plain-value.ts'
import { isBytes, isFields, isList, isMap, isSet } from './plain-value.ts'
import { equal, retain } from './plain.ts'
import type { Patch } from './trace.ts'

/**
 * The changes that turn `before` into `after`, in the order in which `apply` makes them. An entry
 * of a list that is removed closes the gap; a member of a Set has the value true.
 * Identical objects are passed over at once, so `before` must not share with `after` what may still
 * change: `retain` makes such a one.
 * @param before plain, and so is `after`
 */
export function diff(before: unknown, after: unknown): Patch {
  const walk = new Walk()
  walk.compare(before, after)
  return walk.patch
}

/**
 * `before` with the changes made. It is not touched: the result shares with it what the patch does
 * not reach, so a step of a replay costs what the step changed.
 */
export function apply(before: Plain, patch: Patch): Plain {
  return applied(before, patch, new WeakSet())
}

/** Remembers how a State was, and tells what has happened to it since. */
export class Shadow {
  #state: Plain = undefined
  /** Containers that no patch holds, which may therefore be changed in place. */
  #own = new WeakSet<object>()

  /**
   * Costs a look at each entry of the State, frozen parts apart, and copies of what is new.
   * @returns the changes since the last update; at first the whole State, at the path ''
   */
  update(state: unknown): Patch {
    const patch = diff(this.#state, state)
    if (patch.length > 0) this.#state = applied(this.#state, patch, this.#own)
    return patch
  }

  /** The State is gone: the next update tells all of it. */
  forget(): void {
    this.#state = undefined
    this.#own = new WeakSet()
  }
}

class Walk {
  readonly patch: { readonly path: string; readonly to?: Plain }[] = []
  // The way down to here. It becomes a text only where something has changed.
  readonly #steps: Scalar[] = []
  readonly #isKey: boolean[] = []

  compare(before: unknown, after: unknown): void {
    if (before === after) return
    if (
      typeof before === 'object' &&
      typeof after === 'object' &&
      before !== null &&
      after !== null
    ) {
      if (isList(before) && isList(after)) return this.#lists(before, after)
      if (isMap(before) && isMap(after)) return this.#maps(before, after)
      if (isSet(before) && isSet(after)) return this.#sets(before, after)
      if (isFields(before) && isFields(after)) return this.#fields(before, after)
      if (isBytes(before) && equal(before, after)) return
    }
    this.#set(this.#path(), after)
  }

  #fields(before: Fields, after: Fields): void {
    for (const field in after) {
      const was = before[field]
      const is = after[field]
      if (was === is && was !== undefined) continue
      if (Object.hasOwn(before, field)) this.#below(field, false, was, is)
      else this.#set(this.#path() + fieldStep(field), is)
    }
    for (const field in before) {
      if (!Object.hasOwn(after, field)) this.#remove(this.#path() + fieldStep(field))
    }
  }

  #maps(before: ReadonlyMap<Scalar, unknown>, after: ReadonlyMap<Scalar, unknown>): void {
    let kept = 0
    for (const [key, is] of after) {
      const was = before.get(key)
      if (was === undefined && !before.has(key)) this.#set(this.#path() + keyStep(key), is)
      else {
        kept += 1
        if (was !== is) this.#below(key, true, was, is)
      }
    }
    if (kept < before.size) {
      for (const key of before.keys()) {
        if (!after.has(key)) this.#remove(this.#path() + keyStep(key))
      }
    }
  }

  #sets(before: ReadonlySet<Scalar>, after: ReadonlySet<Scalar>): void {
    let kept = 0
    for (const member of after) {
      if (before.has(member)) kept += 1
      else this.#set(this.#path() + keyStep(member), true)
    }
    if (kept < before.size) {
      for (const member of before) {
        if (!after.has(member)) this.#remove(this.#path() + keyStep(member))
      }
    }
  }

  #lists(before: readonly unknown[], after: readonly unknown[]): void {
    const shared = Math.min(before.length, after.length)
    let at = 0
    while (at < shared && equal(before[at], after[at])) at += 1
    const gone = at < shared ? goneAt(before, after, at) : 0
    let next = shared
    if (gone > 0) {
      // From the last to the first, so that each index is right when its turn comes.
      for (let nth = gone; nth > 0; nth -= 1) this.#removeAt(at + nth - 1)
      next = before.length - gone
    } else {
      for (; at < shared; at += 1) this.#below(at, false, before[at], after[at])
      for (let nth = before.length; nth > shared; nth -= 1) this.#removeAt(nth - 1)
    }
    for (; next < after.length; next += 1) this.#set(this.#path() + fieldStep(next), after[next])
  }

  #below(step: Scalar, isKey: boolean, before: unknown, after: unknown): void {
    this.#steps.push(step)
    this.#isKey.push(isKey)
    this.compare(before, after)
    this.#steps.pop()
    this.#isKey.pop()
  }

  #path(): string {
    let path = ''
    for (const [depth, step] of this.#steps.entries()) {
      path += this.#isKey[depth] === true ? keyStep(step) : fieldStep(String(step))
    }
    return path
  }

  #set(path: string, to: unknown): void {
    // A State is plain: its types say so, and a tracing run has checked it.
    this.patch.push({ path, to: retain(to) as Plain })
  }

  #removeAt(index: number): void {
    this.#remove(this.#path() + fieldStep(index))
  }

  #remove(path: string): void {
    this.patch.push({ path })
  }
}

/**
 * How many entries have left the list at `at` with all behind them moved up, as after `shift()` or
 * `splice(at, n)` (and `push` after it); 0 when it was otherwise, or when telling it entry by entry
 * is as short.
 */
function goneAt(before: readonly unknown[], after: readonly unknown[], at: number): number {
  // Bounds the search in a list of many equal entries, where every shift looks right at first.
  let looks = before.length * 2
  for (let gone = 1; at + gone < before.length && looks > 0; gone += 1) {
    const stayed = before.length - gone
    if (stayed > after.length) continue
    let here = at
    while (here < stayed && equal(before[here + gone], after[here])) here += 1
    looks -= here - at + 1
    if (here < stayed) continue
    const changes = gone + after.length - stayed
    return changes < Math.max(before.length, after.length) - at ? gone : 0
  }
  return 0
}
