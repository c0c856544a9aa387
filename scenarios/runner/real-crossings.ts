// Whether anything was heard across a cut, told by those who would have heard it: the recordings of
// the nodes say what each received, from whom and when. Nobody who made the cut is asked.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Links } from '../../sim/fault.ts'
import type { Micros, NodeId } from '../../sim/units.ts'

/** One message as it was heard. */
interface Heard {
  readonly from: NodeId
  readonly to: NodeId
  /** since the origin of the run */
  readonly time: Micros
}

/** What was under way, and in the line of a busy process, when the cut fell. */
export const underWay: Micros = 150_000

/** Counts messages that crossed; the recordings are read when it is first asked. */
export class Crossings {
  readonly #folder: string
  readonly #nodes: readonly NodeId[]
  readonly #began: Micros
  #heard: readonly Heard[] | null = null

  /** @param began of the storm, since the origin */
  constructor(folder: string, nodes: readonly NodeId[], began: Micros) {
    this.#folder = folder
    this.#nodes = nodes
    this.#began = began
  }

  /** Messages heard over these links, from the instant on, `to` excluded; since the storm began. */
  over(links: readonly Links[], from: Micros, to: Micros): number {
    this.#heard ??= this.#nodes.flatMap((node) => heardBy(node, join(this.#folder, node)))
    const [first, last] = [from + this.#began, to + this.#began]
    return this.#heard.filter(
      (one) =>
        one.time >= first &&
        one.time < last &&
        links.some((some) => some.from.includes(one.from) && some.to.includes(one.to)),
    ).length
  }
}

function heardBy(node: NodeId, folder: string): Heard[] {
  const files = readdirSync(folder).filter((name) => /^recording-\d+\.jsonl$/.test(name))
  return files.flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .flatMap((line) => heardIn(line, node)),
  )
}

/** The last line of a life that was killed may be half a line. */
function heardIn(line: string, to: NodeId): Heard[] {
  if (!line.includes('"receive"')) return []
  try {
    const { kind, time, cause } = JSON.parse(line) as Step
    if (kind !== 'step' || cause?.kind !== 'receive') return []
    return [{ from: cause.from, to, time }]
  } catch {
    return []
  }
}

/** Of a line of a recording, what is asked here. */
interface Step {
  readonly kind: string
  readonly time: Micros
  readonly cause?: { readonly kind: string; readonly from: NodeId }
}
