// One walk of the general search: depth first, without recursion, undone by walking back. What has no
// way on is noted and not looked at again.

import { Choices, stage } from './choices.ts'
import { ConfigurationTable } from './configuration-table.ts'
import type { Path } from './open-kinds.ts'
import { type Ground, Standing, widened } from './standing.ts'

/** Words of a frame before its mask: event, state, steps, first candidate, next candidate, stage. */
const head = 6

/** How many configurations are looked at between two looks at the memory. */
const strideOfBytes = 256

export class DepthFirst {
  /** configurations looked at */
  looked = 0
  readonly #standing: Standing
  readonly #choices: Choices
  readonly #done: ConfigurationTable
  /**
   * Whether a walk could come back to a configuration that it is in, by open operations that are not
   * counted: then all are noted on entry, and otherwise when they turn out to have no way on.
   */
  readonly #mayCircle: boolean
  readonly #words: number
  readonly #stride: number
  #frames: Int32Array
  #depth = 0
  #isEntering = true
  #bestAt = -1
  #bestState = 0
  #bestSteps = new Int32Array(0)
  #bestStepAt = new Int32Array(0)
  #bestLength = 0
  /** steps that the way to the best and the walk have in common */
  #shared = 0

  /** @param tracked open kinds that are counted; the others are used as often as wanted */
  constructor(ground: Ground, tracked: readonly number[]) {
    this.#standing = new Standing(ground, tracked)
    this.#choices = new Choices(this.#standing)
    this.#words = this.#standing.mask.length
    this.#done = new ConfigurationTable(2 + this.#words, tracked.length)
    this.#mayCircle = tracked.length < ground.open.kinds.length
    this.#stride = head + this.#words + tracked.length
    this.#frames = new Int32Array(32 * this.#stride)
  }

  get bytes(): number {
    const { steps } = this.#standing
    const arrays = 2 * steps.byteLength + 2 * this.#bestSteps.byteLength + this.#frames.byteLength
    return arrays + this.#done.bytes + this.#choices.bytes
  }

  /** The way so far; after `found` a whole one. */
  get path(): Path {
    return this.#standing.path
  }

  /** The furthest place that has no way on: the event that cannot be passed, and one way there. */
  get stuck(): { readonly event: number; readonly state: number; readonly path: Path } {
    const length = this.#bestLength
    const path = { steps: this.#bestSteps.slice(0, length), at: this.#bestStepAt.slice(0, length) }
    return { event: this.#bestAt, state: this.#bestState, path }
  }

  /**
   * Goes on until there is a way through, or none, or so much was spent; or until it uses an open
   * kind at one event more often than it was called, where that could go on for ever.
   * @param configurations looked at in all
   * @param bytes of memory
   */
  walk(configurations: number, bytes: number): 'found' | 'none' | 'spent' | 'repeats' {
    for (;;) {
      if (this.#isEntering) {
        if (this.looked >= configurations) return 'spent'
        if (this.looked % strideOfBytes === 0 && this.bytes > bytes) return 'spent'
        this.looked += 1
        this.#isEntering = false
        if (this.#standing.advance()) return 'found'
        if (this.#isNew()) this.#open()
        else if (this.#depth > 0) this.#restore()
      }
      if (this.#depth === 0) return 'none'
      if (!this.#tryNext()) this.#close()
      else if (this.#standing.repeats()) return 'repeats'
    }
  }

  #isNew(): boolean {
    this.#describe()
    if (this.#done.has()) return false
    if (this.#mayCircle) this.#done.add()
    return true
  }

  #describe(): void {
    const { entry } = this.#done
    const { at, state, mask, used } = this.#standing
    entry[0] = at
    entry[1] = state
    for (let word = 0; word < mask.length; word++) entry[2 + word] = mask[word] as number
    const counts = 2 + mask.length
    for (let count = 0; count < used.length; count++) entry[counts + count] = used[count] as number
  }

  #open(): void {
    const { at, state, length, mask, used } = this.#standing
    const frame = this.#depth++ * this.#stride
    if (frame + this.#stride > this.#frames.length) this.#frames = widened(this.#frames)
    const frames = this.#frames
    frames[frame] = at
    frames[frame + 1] = state
    frames[frame + 2] = length
    frames[frame + 3] = this.#choices.end
    frames[frame + 4] = this.#choices.end
    frames[frame + 5] = stage.target
    for (let word = 0; word < mask.length; word++)
      frames[frame + head + word] = mask[word] as number
    const counts = frame + head + mask.length
    for (let count = 0; count < used.length; count++) frames[counts + count] = used[count] as number
  }

  /** Takes the next candidate of the topmost configuration; false: there is none left. */
  #tryNext(): boolean {
    const frames = this.#frames
    const frame = (this.#depth - 1) * this.#stride
    while (frames[frame + 4] === this.#choices.end) {
      const next = frames[frame + 5] as number
      if (next === stage.end) return false
      frames[frame + 5] = next + 1
      this.#choices.gather(next)
    }
    const at = frames[frame + 4] as number
    frames[frame + 4] = at + 1
    this.#standing.take(this.#choices.all[at] as number)
    this.#isEntering = true
    return true
  }

  /** Leaves the topmost configuration, in which the walk stands: it has no way on. */
  #close(): void {
    if (this.#standing.at > this.#bestAt) this.#noteBest()
    if (!this.#mayCircle) {
      this.#describe()
      this.#done.add()
    }
    this.#choices.end = this.#frames[(this.#depth - 1) * this.#stride + 3] as number
    this.#depth -= 1
    if (this.#depth > 0) this.#restore()
  }

  /** Walks back to the topmost configuration. */
  #restore(): void {
    const frames = this.#frames
    const frame = (this.#depth - 1) * this.#stride
    const standing = this.#standing
    const { mask, used } = standing
    standing.retreat(frames[frame] as number)
    standing.state = frames[frame + 1] as number
    standing.length = frames[frame + 2] as number
    this.#shared = Math.min(this.#shared, standing.length)
    for (let word = 0; word < mask.length; word++)
      mask[word] = frames[frame + head + word] as number
    const counts = frame + head + mask.length
    for (let count = 0; count < used.length; count++) used[count] = frames[counts + count] as number
  }

  /** Only what is new is copied: the walk goes on from the best for a while, usually. */
  #noteBest(): void {
    const { at, state, steps, stepAt, length } = this.#standing
    if (length > this.#bestSteps.length) {
      const shared = this.#shared
      const [stepsBefore, atBefore] = [this.#bestSteps, this.#bestStepAt]
      this.#bestSteps = new Int32Array(steps.length)
      this.#bestStepAt = new Int32Array(steps.length)
      this.#bestSteps.set(stepsBefore.subarray(0, shared))
      this.#bestStepAt.set(atBefore.subarray(0, shared))
    }
    this.#bestSteps.set(steps.subarray(this.#shared, length), this.#shared)
    this.#bestStepAt.set(stepAt.subarray(this.#shared, length), this.#shared)
    this.#bestAt = at
    this.#bestState = state
    this.#bestLength = length
    this.#shared = length
  }
}
