// What becomes of open operations: most of them matter to nobody, and a legal order stays legal without
// them. (Which of the others took effect for certain is found in reads-from.ts.)

import { access, type Accesses } from './accesses.ts'
import { never, type Part } from './part.ts'

export const fate = {
  /** open, and nobody can need it */
  out: 0,
  /**
   * It takes effect for certain: it has an answer, or it is the only one that can have set what another
   * that is in found.
   */
  in: 1,
  /** open, and one of several that can have set what another found: it may take effect or not */
  optional: 2,
  /**
   * Open, and nobody found its value: only a negative observation that is at odds with the state can
   * need it. Parts without negative observations have none.
   */
  spare: 3,
} as const

const isWriter = (kind: number): boolean =>
  kind === access.write || kind === access.update || kind === access.append

/**
 * Looks at values only: an open writer is optional where somebody found its value. Need goes backwards
 * through open updates: they need what they found.
 * @param hasNegatives whether some operation is a negative observation
 */
export function fatesOf(part: Part, accesses: Accesses, hasNegatives: boolean): Uint8Array {
  const { size, ret } = part
  const { kind, from, to, values } = accesses
  const fates = new Uint8Array(size).fill(fate.in)
  // Each operation with an answer has two events, an open one has one.
  if (part.events.length === 2 * size) return fates
  const found = new Uint8Array(values.length)
  const todo: number[] = []
  const find = (value: number): void => {
    if (found[value] === 1) return
    found[value] = 1
    todo.push(value)
  }
  const open: number[] = []
  // By value: the last open writer of it; by writer: the one before.
  const last = new Int32Array(values.length).fill(-1)
  const before = new Int32Array(size)
  let appends = false
  for (let one = 0; one < size; one++) {
    const its = kind[one] as number
    if (its === access.append) appends = true
    if (ret[one] === never) {
      fates[one] = fate.out
      if (!isWriter(its)) continue
      open.push(one)
      before[one] = last[to[one] as number] as number
      last[to[one] as number] = one
    } else if (its === access.read || its === access.update) find(from[one] as number)
  }
  // Among appends it is not known yet what each makes, nor behind what.
  if (appends) for (const one of open) fates[one] = fate.optional
  for (let value = todo.pop(); value !== undefined && !appends; value = todo.pop()) {
    for (let one = last[value] as number; one !== -1; one = before[one] as number) {
      fates[one] = fate.optional
      if (kind[one] === access.update) find(from[one] as number)
    }
  }
  if (hasNegatives) for (const one of open) fates[one] = (fates[one] as number) || fate.spare
  return fates
}

/**
 * Optional operations that turned out to be wanted by nobody are dropped.
 * @param wanted by operation: not 0 where some reader may have found what it set; null: unknown
 */
export function dropUnneeded(
  fates: Uint8Array,
  wanted: Uint8Array | null,
  hasNegatives: boolean,
): void {
  if (wanted === null) return
  for (let one = 0; one < fates.length; one++) {
    if (fates[one] === fate.optional && (wanted[one] ?? 0) === 0)
      fates[one] = hasNegatives ? fate.spare : fate.out
  }
}
