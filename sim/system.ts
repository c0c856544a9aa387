// A system: who there is and what joins them, before anything is compiled or run.

import type { AnyActor } from './actor.ts'
import type { Disk, Network } from './link.ts'
import type { RoleView } from './role-view.ts'
import type { Shapes } from './shape.ts'
import type { NodeId } from './units.ts'

export interface NodeSpec {
  readonly id: NodeId
  /** `n` of n1, n2, n3; the name itself where there is one */
  readonly role: string
  /** rack or site, or null */
  readonly domain: string | null
  readonly actor: AnyActor
  /** what it hears; null: everything (nothing can be unheard) */
  readonly hears: Shapes | null
  /** how people see it: faults that name a role ask it; without it, it has none */
  readonly view?: RoleView | null
}

export interface SystemSpec {
  readonly nodes: readonly NodeSpec[]
  readonly network: Network
  readonly disk: Disk
}
