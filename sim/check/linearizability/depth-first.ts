// One walk of a search for a legal order: depth first, without recursion, undone by walking back. What
// has no way on is noted and not looked at again. What a step is and what could be next is not known
// here.

import { ConfigurationTable } from './configuration-table.ts'
import type { Path } from './open-kinds.ts'

/** Where a walk stands: a configuration, and the steps that led there. */
export interface Place {
  /** numbers that tell one configuration from another */
  readonly words: number
  /** counts of what was used up; fewer are better */
  readonly counts: number
  /** numbers that it keeps of a place that it comes back to */
  readonly kept: number
  /** bytes of memory */
  readonly bytes: number
  /** how far it is: more is further */
  readonly progress: number
  /** steps so far: an operation, or `~open kind` */
  readonly steps: Int32Array
  /** how far it was at each step */
  readonly stepAt: Int32Array
  readonly length: number
  /** Passes what can be passed without a choice. True: the end is reached. */
  advance(): boolean
  /** Takes a step. */
  take(said: number): void
  /**
   * Whether the last step was of an open kind that is not counted, and the walk used it more often than
   * it was called since something with an answer went in: it could go on so for ever.
   */
  repeats(): boolean
  /** Writes words and counts. */
  describe(entry: Int32Array): void
  keep(frames: Int32Array, at: number): void
  /** Comes back to where it was kept. */
  comeBack(frames: Int32Array, at: number, length: number): void
}

/** What could be next where a walk stands, in stages: each when the one before it led nowhere. */
export interface Chooser {
  readonly stages: number
  /** puts the steps of a stage on the stack */
  gather(stage: number, choices: Choices): void
}

/** A stack of steps: those of a configuration lie above those of the one that it came from. */
export class Choices {
  all: Int32Array = new Int32Array(64)
  end = 0

  add(said: number): void {
    if (this.end === this.all.length) this.all = widened(this.all)
    this.all[this.end++] = said
  }
}

/** Words of a frame before what the place keeps: steps, first choice, next choice, stage. */
const head = 4

/** How many configurations are looked at between two looks at the memory. */
const strideOfBytes = 256

export class DepthFirst {
  /** configurations looked at */
  looked = 0
  readonly #place: Place
  readonly #chooser: Chooser
  readonly #choices = new Choices()
  readonly #done: ConfigurationTable
  readonly #mayCircle: boolean
  readonly #stride: number
  #frames: Int32Array
  #depth = 0
  #isEntering = true
  #bestProgress = -1
  #bestSteps = new Int32Array(0)
  #bestStepAt = new Int32Array(0)
  #bestLength = 0
  /** steps that the way to the best and the walk have in common */
  #shared = 0

  /**
   * @param mayCircle whether a walk could come back to a configuration that it is in, by open operations
   * that are not counted: then all are noted on entry, otherwise when they turn out to have no way on
   */
  constructor(place: Place, chooser: Chooser, mayCircle: boolean) {
    this.#place = place
    this.#chooser = chooser
    this.#done = new ConfigurationTable(place.words, place.counts)
    this.#mayCircle = mayCircle
    this.#stride = head + place.kept
    this.#frames = new Int32Array(32 * this.#stride)
  }

  get bytes(): number {
    const own = 2 * this.#bestSteps.byteLength + this.#frames.byteLength
    return own + this.#place.bytes + this.#done.bytes + this.#choices.all.byteLength
  }

  /** The way so far; after `found` a whole one. */
  get path(): Path {
    const { steps, stepAt, length } = this.#place
    return { steps: steps.slice(0, length), at: stepAt.slice(0, length) }
  }

  /** The furthest place that has no way on, and one way there. */
  get stuck(): { readonly progress: number; readonly path: Path } {
    const length = this.#bestLength
    const path = { steps: this.#bestSteps.slice(0, length), at: this.#bestStepAt.slice(0, length) }
    return { progress: this.#bestProgress, path }
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
        if (this.#place.advance()) return 'found'
        if (this.#isNew()) this.#open()
        else if (this.#depth > 0) this.#comeBack()
      }
      if (this.#depth === 0) return 'none'
      if (!this.#tryNext()) this.#close()
      else if (this.#place.repeats()) return 'repeats'
    }
  }

  #isNew(): boolean {
    this.#place.describe(this.#done.entry)
    if (this.#done.has()) return false
    if (this.#mayCircle) this.#done.add()
    return true
  }

  #open(): void {
    const frame = this.#depth++ * this.#stride
    if (frame + this.#stride > this.#frames.length) this.#frames = widened(this.#frames)
    const frames = this.#frames
    frames[frame] = this.#place.length
    frames[frame + 1] = this.#choices.end
    frames[frame + 2] = this.#choices.end
    frames[frame + 3] = 0
    this.#place.keep(frames, frame + head)
  }

  /** Takes the next choice of the topmost configuration; false: there is none left. */
  #tryNext(): boolean {
    const frames = this.#frames
    const frame = (this.#depth - 1) * this.#stride
    while (frames[frame + 2] === this.#choices.end) {
      const stage = frames[frame + 3] as number
      if (stage === this.#chooser.stages) return false
      frames[frame + 3] = stage + 1
      this.#chooser.gather(stage, this.#choices)
    }
    const at = frames[frame + 2] as number
    frames[frame + 2] = at + 1
    this.#place.take(this.#choices.all[at] as number)
    this.#isEntering = true
    return true
  }

  /** Leaves the topmost configuration, in which the walk stands: it has no way on. */
  #close(): void {
    if (this.#place.progress > this.#bestProgress) this.#noteBest()
    if (!this.#mayCircle) {
      this.#place.describe(this.#done.entry)
      this.#done.add()
    }
    this.#depth -= 1
    this.#choices.end = this.#frames[this.#depth * this.#stride + 1] as number
    if (this.#depth > 0) this.#comeBack()
  }

  /** Walks back to the topmost configuration. */
  #comeBack(): void {
    const frame = (this.#depth - 1) * this.#stride
    const length = this.#frames[frame] as number
    this.#shared = Math.min(this.#shared, length)
    this.#place.comeBack(this.#frames, frame + head, length)
  }

  /** Only what is new is copied: the walk goes on from the best for a while, usually. */
  #noteBest(): void {
    const { progress, steps, stepAt, length } = this.#place
    const shared = this.#shared
    if (length > this.#bestSteps.length) {
      const [stepsBefore, atBefore] = [this.#bestSteps, this.#bestStepAt]
      this.#bestSteps = new Int32Array(steps.length)
      this.#bestStepAt = new Int32Array(steps.length)
      this.#bestSteps.set(stepsBefore.subarray(0, shared))
      this.#bestStepAt.set(atBefore.subarray(0, shared))
    }
    this.#bestSteps.set(steps.subarray(shared, length), shared)
    this.#bestStepAt.set(stepAt.subarray(shared, length), shared)
    this.#bestProgress = progress
    this.#bestLength = length
    this.#shared = length
  }
}

/** The same with room for twice as much. */
export function widened(array: Int32Array): Int32Array {
  const wider = new Int32Array(Math.max(16, array.length * 2))
  wider.set(array)
  return wider
}
