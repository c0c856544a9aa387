// The watcher of one run: looks at the world after each step, asks the judge, and remembers what a
// run cannot tell afterwards. It changes nothing.

import type { World } from '../../sim/kernel/world.ts'
import type { Micros } from '../../sim/units.ts'
import type { Broken } from './broken.ts'
import type { Site, Stage } from './site.ts'

/** Steps that may share one instant: beyond it, time has stopped. */
const instantMax = 100_000

export class Watcher {
  /** what a property threw */
  mistake: Error | null = null
  stuck: Broken | null = null
  calmAt: Micros | null = null
  /** when goals that thresholds speak of were first reached */
  readonly goalAt: Map<string, Micros> = new Map()
  readonly #stage: Stage
  readonly #goals: readonly string[]
  readonly #also: ((world: World) => string | null) | null
  #instant: Micros = -1
  #steps = 0

  /** @param also asked after every step, once every node has a State; a sentence stops the run */
  constructor(
    stage: Stage,
    { thresholds }: Site,
    also: ((world: World) => string | null) | null = null,
  ) {
    this.#stage = stage
    this.#also = also
    this.#goals = thresholds.flatMap(({ scope }) => (scope?.kind === 'after' ? [scope.word] : []))
  }

  /** Bound once: the world calls it after every step. */
  readonly watch = (world: World): string | null => {
    const { sight } = this.#stage
    const node = world.stepNode
    if (node !== null) sight.stepped(world.system.index.get(node) ?? -1)
    if (world.now !== this.#instant) {
      this.#instant = world.now
      this.#steps = 0
    } else if (++this.#steps > instantMax) {
      const sentence = `Time stands still: ${instantMax} steps at one instant, last ${world.stepName()}.`
      this.stuck = { property: 'time goes on', section: 'always', code: 'WL2012', sentence }
      return sentence
    }
    const broke = this.#look(false)
    for (const goal of this.#goals) {
      const reached = world.goals.has(goal) || this.#stage.judge.hasSeen(goal)
      if (reached && !this.goalAt.has(goal)) this.goalAt.set(goal, world.now)
    }
    return broke ?? (this.#also === null || !sight.complete ? null : this.#also(world))
  }

  /** Between steps: the sentence of what broke, or null. Whatever waits for a change is asked too. */
  look(): string | null {
    return this.#look(true)
  }

  #look(whole: boolean): string | null {
    const { sight, judge } = this.#stage
    if (!sight.complete) return null
    const { calmAt } = this
    try {
      return calmAt === null ? judge.storm(sight.view) : judge.calm(sight.view, calmAt, whole)
    } catch (error) {
      this.mistake = error instanceof Error ? error : new Error(String(error))
      return 'a property threw'
    }
  }
}
