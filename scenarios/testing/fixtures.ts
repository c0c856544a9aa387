// What a body is given: its world, and the parts of it that bodies use most, by short names.

import type { History } from '../../sim/history.ts'
import type { NodeView } from '../view.ts'
import type { Clock, ClientView, Net, SimWorld } from './sim-world.ts'

/** What `run` may be asked besides what the options of the test say. */
export interface Asked {
  readonly faults?: readonly string[] | 'none' | 'swarm' | 'default'
  readonly params?: Readonly<Record<string, string | number | boolean>>
  readonly seed?: number
}

export interface Fixtures {
  readonly world: SimWorld
  readonly clients: readonly ClientView[]
  /** the same list all the time, and as it is now whenever it is looked at */
  readonly history: History
  /** a node by its name; `n.all(role)`: all of a role */
  readonly n: {
    <S extends object = object>(id: string): NodeView<S>
    all<S extends object = object>(role: string): readonly NodeView<S>[]
  }
  readonly clock: (id: string) => Clock
  readonly net: Net
  /** the last events so far, in words */
  readonly explain: (last?: number) => string
  /** another world, run through its storm and calm */
  readonly run: (asked?: Asked) => SimWorld
}

/** What a body of `simTest.prop` is given: it has no world before its inputs are there. */
export type PropFixtures = Pick<Fixtures, 'run'> & {
  /** another world, at its beginning */
  readonly open: (asked?: Asked) => SimWorld
}

/** Runs once for each seed. It is synchronous, and drives its world itself. */
export type Body<Row extends readonly unknown[] = readonly []> = (
  fixtures: Fixtures,
  ...row: Row
) => void

/** The parts of a world by their short names. */
export function fixturesOf(world: SimWorld, run: Fixtures['run']): Fixtures {
  return {
    ...{ world, run, clients: world.clients, history: world.history, net: world.net },
    n: Object.assign(<S extends object>(id: string): NodeView<S> => world.n<S>(id), {
      all: <S extends object>(role: string): readonly NodeView<S>[] => world.all<S>(role),
    }),
    clock: (id) => world.clock(id),
    explain: (last) => world.explain(last),
  }
}
