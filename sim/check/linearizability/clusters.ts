// Versions glued into clusters, and their zones on the axis of events: what is known of reads-from while
// it is searched, with undo. It says whether one more reader fits, and never which one to try.
// Source: Gibbons and Korach, Testing Shared Memories (1997), zones of one version; here of chains of them.

import { access, type Accesses } from './accesses.ts'
import { never, type Part } from './part.ts'

/** Why a reader does not fit a version. */
export type Misfitting = 'twice' | 'circle' | 'order' | 'later' | 'earlier' | 'zone'

/** Numbers that a step on the trail takes. */
const stride = 8

/**
 * A version is named by the operation that creates it, the initial one by the size of the part. Versions
 * that updates link are one cluster: nothing else can come between them. A cluster is named by one of
 * its versions. `f` is the earliest return in it, `s` the latest call: where f < s no other cluster
 * can be placed between the two (a forward zone), which is painted on the axis.
 */
export class Clusters {
  readonly part: Part
  readonly accesses: Accesses
  /** the initial version */
  readonly initial: number
  /** of each operation the version that it created or reads; -1: none, or not known yet */
  readonly at: Int32Array
  /** of each update the version that it found, -1: not known yet */
  readonly before: Int32Array
  /** of each version the update that found it, -1: none yet */
  readonly after: Int32Array
  /** of each version how many operations found it */
  readonly readers: Int32Array
  /** of each version its cluster */
  readonly cluster: Int32Array
  /** of each cluster the earliest return and the latest call in it */
  readonly f: Int32Array
  readonly s: Int32Array
  /** the same of each version alone */
  readonly ownF: Int32Array
  readonly ownS: Int32Array
  /** of each cluster its number of versions */
  readonly length: Int32Array
  /** of the last `fits` that said no: why, and the cluster, version or update that it is at odds with */
  misfit: Misfitting = 'zone'
  against = -1
  /** of each event some version of the cluster whose forward zone covers it, or -1 */
  readonly #owner: Int32Array
  #trail: Int32Array = new Int32Array(stride * 64)
  #steps = 0

  constructor(part: Part, accesses: Accesses) {
    const { size, call, ret, events } = part
    this.part = part
    this.accesses = accesses
    this.initial = size
    this.at = new Int32Array(size).fill(-1)
    this.before = new Int32Array(size).fill(-1)
    this.after = new Int32Array(size + 1).fill(-1)
    this.readers = new Int32Array(size + 1)
    this.cluster = new Int32Array(size + 1)
    this.length = new Int32Array(size + 1).fill(1)
    this.f = new Int32Array(size + 1)
    this.s = new Int32Array(size + 1)
    this.f.set(ret)
    this.s.set(call)
    this.f[size] = -1
    this.s[size] = -1
    this.ownF = this.f.slice()
    this.ownS = this.s.slice()
    this.#owner = new Int32Array(events.length).fill(-1)
    for (let one = 0; one <= size; one++) this.cluster[one] = one
    for (let one = 0; one < size; one++) {
      const kind = accesses.kind[one]
      if (kind === access.write || kind === access.update) this.at[one] = one
    }
  }

  /**
   * How much freedom is lost if `reader` found `version`: by how much the place of the cluster becomes
   * narrower, and the zone that it covers longer. The first weighs little for reads, of which there
   * are many: what counts is what is closed to all others.
   */
  cost(reader: number, version: number): number {
    const { f, s, cluster, part } = this
    const end = part.events.length
    const a = cluster[version] as number
    const isUpdate = this.at[reader] === reader
    const b = isUpdate ? (cluster[reader] as number) : -1
    const fa = Math.min(f[a] as number, end)
    const sa = s[a] as number
    const fb = isUpdate ? Math.min(f[b] as number, end) : (part.ret[reader] as number)
    const sb = isUpdate ? (s[b] as number) : (part.call[reader] as number)
    const after = Math.max(sa, sb) - Math.min(fa, fb)
    const before = isUpdate ? sa - fa + (sb - fb) : sa - fa
    const covered = isUpdate ? Math.max(0, sa - fa) + Math.max(0, sb - fb) : Math.max(0, sa - fa)
    return (isUpdate ? 1 : 4) * (Math.max(0, after) - covered) + after - before
  }

  /** Whether `reader` can have found `version`, as far as it is known now. If not, `misfit` says why. */
  fits(reader: number, version: number): boolean {
    const { f, s, cluster, part } = this
    const a = cluster[version] as number
    if (this.at[reader] === reader) return this.#links(reader, version)
    const call = part.call[reader] as number
    const ret = part.ret[reader] as number
    if ((this.length[a] as number) > 1 && !this.#fitsChain(call, ret, version)) return false
    const lo = Math.min(f[a] as number, ret)
    const hi = Math.max(s[a] as number, call)
    if (lo === f[a] && hi === s[a]) return true
    return this.#isFree(lo, hi, a, a)
  }

  /** Lets `reader` have found `version`; it has to fit. */
  join(reader: number, version: number): void {
    const { f, s, cluster, part, readers } = this
    const a = cluster[version] as number
    readers[version] = (readers[version] as number) + 1
    if (this.at[reader] === reader) return this.#link(reader, version)
    const call = part.call[reader] as number
    const ret = part.ret[reader] as number
    const fa = f[a] as number
    const sa = s[a] as number
    const ownF = this.ownF[version] as number
    const ownS = this.ownS[version] as number
    this.#remember([reader, version, a, -1, fa, sa, ownF, ownS])
    this.at[reader] = version
    if (ret < ownF) this.ownF[version] = ret
    if (call > ownS) this.ownS[version] = call
    const lo = ret < fa ? ret : fa
    const hi = call > sa ? call : sa
    f[a] = lo
    s[a] = hi
    this.#paint(lo, hi, fa, sa, version)
  }

  /** What was joined so far holds for good. */
  settle(): void {
    this.#steps = 0
  }

  /** Takes back the last `join`. */
  undo(): void {
    this.#steps -= 1
    const trail = this.#trail
    const from = this.#steps * stride
    const reader = trail[from] as number
    const version = trail[from + 1] as number
    const kept = trail[from + 2] as number
    const gone = trail[from + 3] as number
    const fOld = trail[from + 4] as number
    const sOld = trail[from + 5] as number
    const lo = this.f[kept] as number
    const hi = this.s[kept] as number
    this.readers[version] = (this.readers[version] as number) - 1
    this.f[kept] = fOld
    this.s[kept] = sOld
    this.#paint(lo, hi, fOld, sOld, -1)
    if (gone === -1) {
      this.at[reader] = -1
      this.ownF[version] = trail[from + 6] as number
      this.ownS[version] = trail[from + 7] as number
      return
    }
    this.#paint(this.f[gone] as number, this.s[gone] as number, 0, -1, gone)
    this.length[kept] = (this.length[kept] as number) - (this.length[gone] as number)
    this.after[version] = -1
    this.before[reader] = -1
    const isHead = (trail[from + 6] as number) === 1
    this.#name(isHead ? version : reader, isHead, gone)
  }

  /** Whether reads of this interval can be in the middle of a chain. */
  #fitsChain(call: number, ret: number, version: number): boolean {
    const { ownF, ownS, after, before, initial } = this
    // Whatever the next versions hold comes after; once one was called later, so is all that follows.
    for (let one = after[version] as number; one !== -1; one = after[one] as number) {
      if ((ownF[one] as number) < call) return this.#no('later', one)
      if ((ownS[one] as number) >= call) break
    }
    let one = version
    while (one !== initial && (one = before[one] as number) !== -1) {
      if ((ownS[one] as number) > ret) return this.#no('earlier', one)
      if ((ownF[one] as number) <= ret) break
    }
    return true
  }

  #links(update: number, version: number): boolean {
    const { f, s, cluster, after } = this
    const a = cluster[version] as number
    const b = cluster[update] as number
    if (a === b) return this.#no('circle', a)
    if (after[version] !== -1) return this.#no('twice', after[version] as number)
    if ((f[b] as number) < (s[a] as number)) return this.#no('order', a)
    const lo = Math.min(f[a] as number, f[b] as number)
    const hi = Math.max(s[a] as number, s[b] as number)
    return this.#isFree(lo, hi, a, b)
  }

  #no(misfit: Misfitting, against: number): false {
    this.misfit = misfit
    this.against = against
    return false
  }

  /**
   * Whether a zone from `lo` to `hi` of clusters a and b is at odds with none: two forward zones have to
   * be disjoint, and no backward zone may lie inside a forward one.
   */
  #isFree(lo: number, hi: number, a: number, b: number): boolean {
    const { f, s, cluster, at } = this
    const owner = this.#owner
    const { events } = this.part
    if (lo >= hi) {
      if (lo === never || hi < 0) return true
      const one = owner[hi] as number
      const other = owner[lo] as number
      if (one === -1 || other === -1 || cluster[one] !== cluster[other]) return true
      return this.#no('zone', cluster[one] as number)
    }
    // Of two own zones the longer is passed over: what began before it and ends behind it is seen outside.
    const skipped =
      a === b || (s[a] as number) - (f[a] as number) >= (s[b] as number) - (f[b] as number) ? a : b
    for (let event = lo < 0 ? 0 : lo; event <= hi; event++) {
      const owning = owner[event] as number
      if (owning !== -1) {
        const covering = cluster[owning] as number
        if (covering === skipped) {
          event = s[covering] as number
          continue
        }
        if (covering !== a && covering !== b) return this.#no('zone', covering)
      }
      const code = events[event] as number
      const version = at[code < 0 ? ~code : code] as number
      if (version === -1) continue
      const other = cluster[version] as number
      if (other === a || other === b) continue
      const fOther = f[other] as number
      const sOther = s[other] as number
      if (code < 0 ? fOther === event && sOther > lo : sOther === event && fOther < hi)
        return this.#no('zone', other)
    }
    return true
  }

  #link(update: number, version: number): void {
    const { f, s, cluster, length } = this
    const a = cluster[version] as number
    const b = cluster[update] as number
    const keepsHead = (length[a] as number) >= (length[b] as number)
    const kept = keepsHead ? a : b
    const gone = keepsHead ? b : a
    const fOld = f[kept] as number
    const sOld = s[kept] as number
    this.#remember([update, version, kept, gone, fOld, sOld, keepsHead ? 0 : 1, 0])
    const lo = Math.min(fOld, f[gone] as number)
    const hi = Math.max(sOld, s[gone] as number)
    this.#name(keepsHead ? update : version, !keepsHead, kept)
    this.after[version] = update
    this.before[update] = version
    length[kept] = (length[kept] as number) + (length[gone] as number)
    f[kept] = lo
    s[kept] = hi
    this.#paint(lo, hi, fOld, sOld, kept)
  }

  /** Names all versions from one on, towards the first or the last of the chain. */
  #name(from: number, towardsFirst: boolean, name: number): void {
    let one = from
    while (one !== -1) {
      this.cluster[one] = name
      if (towardsFirst) one = one === this.initial ? -1 : (this.before[one] as number)
      else one = this.after[one] as number
    }
  }

  /** Paints what a zone from `lo` to `hi` covers beyond the one from `fOld` to `sOld`. */
  #paint(lo: number, hi: number, fOld: number, sOld: number, version: number): void {
    if (lo >= hi) return
    const owner = this.#owner
    if (fOld >= sOld) return void owner.fill(version, lo < 0 ? 0 : lo, hi + 1)
    if (lo < fOld) owner.fill(version, lo < 0 ? 0 : lo, fOld)
    if (hi > sOld) owner.fill(version, sOld + 1, hi + 1)
  }

  #remember(step: readonly number[]): void {
    const from = this.#steps * stride
    if (from === this.#trail.length) {
      const longer = new Int32Array(from * 2)
      longer.set(this.#trail)
      this.#trail = longer
    }
    this.#trail.set(step, from)
    this.#steps += 1
  }
}
