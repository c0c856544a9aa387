// What may not matter to a failing run, each with ways to change it: losses, delays, jitter, the
// seed, who else is there. Whether the failure survives is found out by perturb.ts; what is asked
// stands in perturb-asked.ts, what of faults may change in perturb-faults.ts.

import { spanInShort } from '../../reports/fault-words.ts'
import type { DrawName, Purpose } from '../../sim/chooser.ts'
import type { Explicit } from '../../sim/explicit.ts'
import { lastOf, type Undecided } from '../../sim/explore/script.ts'
import type { Generator } from '../../sim/generator.ts'
import { bare, everything } from '../../sim/notation.ts'
import type { Span } from '../../sim/span.ts'
import type { Trace } from '../../sim/trace.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Runs } from './shrink.ts'
import type { Site } from './site.ts'

/** A changed run: its data, and who decides what that leaves open. */
export interface Change {
  readonly explicit: Explicit
  readonly undecided?: Undecided
  /** of the run, for what is left to chance */
  readonly seed: number
}

/** Something that may not matter. */
export interface Item {
  /** in words, `message loss 0–5 %` */
  readonly what: string
  /**
   * The nth change, from 0; the first are the extreme ones, the others are drawn.
   * @returns null: nothing can be changed
   */
  readonly change: (nth: number, draw: Generator) => Change | null
}

/** A failing run that is looked at, with what it asked of chance. */
export interface Looked {
  readonly stagings: Runs
  readonly explicit: Explicit
  readonly site: Site
  readonly trace: Trace
  /** the purposes of all its decisions */
  readonly purposes: ReadonlySet<Purpose>
}

const seedBelow = 4_294_967_296
const lossMax = 50_000
const singlesMax = 12

/** `1–10 ms`, `500 µs–2 ms`. */
export function rangeWords(range: Span): string {
  if (range.kind !== 'uniform') return spanInShort(range)
  return between(
    spanInShort({ kind: 'const', at: range.min }),
    spanInShort({ kind: 'const', at: range.max }),
  )
}

/** Two lengths as people write a range: the unit is said once where it is the same. */
export function between(least: string, most: string): string {
  const [number = '', unit = ''] = least.split(' ')
  return most.endsWith(` ${unit}`) ? `${number}–${most}` : `${least}–${most}`
}

/** Everything that chance decides, and who else is there. */
export function chanceItems(looked: Looked): Item[] {
  const { site } = looked
  const { latency } = site.spec.network
  const { sync } = site.spec.disk
  const drawn: readonly (readonly [string, readonly Purpose[]])[] = [
    [`message latency ${rangeWords(latency)}`, ['delay', 'delay of the copy']],
    ['timer jitter', ['jitter']],
    [`disk sync ${rangeWords(sync)}`, ['sync']],
    ['what the actors draw', ['random']],
    ['what a crash leaves of unsynced writes', ['kept']],
    ['what faults draw', ['fault']],
  ]
  return [
    lossItem(looked),
    ...drawn
      .filter(([, purposes]) => purposes.some((one) => looked.purposes.has(one)))
      .map(([what, purposes]) => drawnItem(looked, what, purposes)),
    seedItem(looked),
    nodesItem(looked),
  ]
}

/** All draws of some purposes, also those that the data decides: all greatest, all least, then any. */
function drawnItem({ explicit }: Looked, what: string, purposes: readonly Purpose[]): Item {
  const among = (purpose: string): boolean => purposes.some((one) => one === purpose)
  const open = { ...explicit, decisions: withoutPurposes(explicit, purposes) }
  return {
    what,
    change: (nth, draw) => ({
      explicit: open,
      seed: draw.below(seedBelow),
      undecided: ({ purpose }, odds, seeded) => {
        if (!among(purpose)) return null
        if (nth < 2) return nth === 0 ? lastOf(odds) : 0
        // Every other time each is one of its extremes: what breaks a failure is often in a corner.
        if (nth % 2 === 1) return draw.chance(500_000) ? lastOf(odds) : 0
        return seeded()
      },
    }),
  }
}

const withoutPurposes = (
  { decisions }: Explicit,
  purposes: readonly Purpose[],
): ReadonlyMap<string, number> =>
  new Map([...decisions].filter(([name]) => !purposes.some((one) => name.startsWith(`${one} of `))))

/** What the data leaves open, under any seed. */
const seedItem = ({ explicit }: Looked): Item => ({
  what: 'the seed of everything else',
  change: (_nth, draw) => ({
    explicit,
    seed: draw.below(seedBelow),
    undecided: (_name, _odds, seeded) => seeded(),
  }),
})

/** Each message lost alone, as far as there is room, then any of them with up to five in a hundred. */
function lossItem({ explicit, site, trace }: Looked): Item {
  const names = lossable(site, trace)
  const singles = names.filter(
    (_, at) => names.length <= singlesMax || at % Math.ceil(names.length / singlesMax) === 0,
  )
  const drop = (ppm: number): Explicit => ({
    ...explicit,
    faults: [
      ...explicit.faults,
      {
        ...bare({ kind: 'drop', ppm, messages: { link: null, filter: everything } }),
        at: { kind: 'time', time: 0 },
      },
    ],
  })
  return {
    what: 'message loss 0–5 %',
    change: (nth, draw) => {
      if (names.length === 0) return null
      const seed = draw.below(seedBelow)
      const single = singles[nth]
      const ppm = single === undefined ? draw.between(lossMax >> 1, lossMax) : lossMax
      return {
        ...{ explicit: drop(ppm), seed },
        undecided: (name, _odds, seeded) => {
          if (name.purpose !== 'fate') return null
          return single === undefined ? seeded() : Number(messageIn(name) === single)
        },
      }
    },
  }
}

const messageIn = ({ what, nth, from, to }: DrawName): string =>
  `${what}#${nth} ${from}>${to ?? ''}`

/** Messages that a network may lose: datagrams between two nodes. */
function lossable({ system }: Site, trace: Trace): string[] {
  const at = (id: NodeId | null): number => (id === null ? -1 : (system.index.get(id) ?? -1))
  return trace.flatMap((event) => {
    if (event.kind !== 'send') return []
    const [from, to] = [at(event.node), at(event.to)]
    const datagram = from >= 0 && to >= 0 && from !== to && !system.isStream(from, to)
    return datagram ? [event.message] : []
  })
}

/** Nodes that were there before shrinking: all of them, each alone, any of them. */
function nodesItem({ stagings, explicit }: Looked): Item {
  const all = stagings.everybody(explicit)
  const gone = all.filter((id) => !explicit.nodes.includes(id))
  return {
    what: 'which other nodes exist',
    change: (nth, draw) => {
      if (gone.length === 0) return null
      const some = gone.filter(() => draw.chance(500_000))
      const single = gone[nth - 1]
      const added = new Set(
        nth === 0
          ? gone
          : single !== undefined
            ? [single]
            : some.length > 0
              ? some
              : [draw.pick(gone)],
      )
      const here = new Set<string>([...explicit.nodes, ...added])
      return {
        explicit: { ...explicit, nodes: all.filter((id) => here.has(id)) },
        seed: draw.below(seedBelow),
        // What those who came back say and do is up to chance; all else stays as it was.
        undecided: ({ from, to }, _odds, seeded) =>
          added.has(from) || (to !== null && added.has(to)) ? seeded() : null,
      }
    },
  }
}
