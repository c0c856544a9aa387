// Who plays where the members of a Raft cluster change: servers, of which the first are members, clients
// of the map that they keep, and an operator. What is promised of them is in raft-members-goals.ts.

import { budget } from '../protocols/raft/budget.ts'
import type { ClientRules } from '../protocols/raft/client-rules.ts'
import type { Raft } from '../protocols/raft/config.ts'
import { type Operating, operator } from '../protocols/raft/operator.ts'
import type { Rules } from '../protocols/raft/rules.ts'
import { server } from '../protocols/raft/server.ts'
import { setUp } from '../protocols/raft/setup.ts'
import { operatorHears } from '../protocols/raft/shapes.ts'
import { type KvAsking, kvClient } from '../protocols/raft-kv/client.ts'
import { kvService } from '../protocols/raft-kv/service.ts'
import { kvClientHears, kvServerHears } from '../protocols/raft-kv/shapes.ts'
import type { Actor } from '../sim/actor.ts'
import type { Budget } from '../sim/budget.ts'
import type { Shapes } from '../sim/shape.ts'
import { ms } from '../sim/units.ts'
import { checkServers } from './raft-kv-door.ts'
import { type Chosen, namesOf, parametersOf, patienceOf } from './raft-kv.ts'

/** An operator in a hurry: it asks whoever has just been elected. */
const hurry = { pause: ms(25), attempts: 60 }

export type MembersCast = {
  readonly n: { count: number; actor: Actor<Raft>; hears: Shapes }
  readonly c: { count: number; actor: Actor<KvAsking>; hears: Shapes; client: true }
  readonly op: { actor: Actor<Operating>; hears: Shapes; client: true }
}

/** The parameters that the cast depends on. */
export interface MembersChosen extends Chosen {
  readonly members: number
  readonly spares: number
  readonly votersMin: number
  readonly clients: number
  readonly link: string
}

/** Servers n1, n2, …, of which the first are members, and their operator. */
export function membersCast(
  of: MembersChosen & { readonly rules: Rules & ClientRules },
): MembersCast {
  const { rules: decisions, link, votersMin } = of
  checkServers(of)
  const servers = namesOf(of.members + of.spares)
  const members = namesOf(of.members)
  const { parameters } = setUp({ voters: members, servers }, parametersOf(of))
  const actor = server({ members, service: kvService, parameters, rules: decisions })
  const copies = link === 'datagram'
  const asks = kvClient({ servers, copies, patience: patienceOf(ms(100)), rules: decisions })
  const changes = operator({ servers, members, votersMin, ...hurry })
  return {
    n: { count: servers.length, actor, hears: kvServerHears },
    c: { count: of.clients, actor: asks, hears: kvClientHears, client: true },
    op: { actor: changes, hears: operatorHears, client: true },
  }
}

/** That of Raft, for as many servers as there are members at the beginning. */
export function membersBudget({ members, clients, ...chosen }: MembersChosen): Budget {
  const ofRaft = budget(
    { server: 'n', client: 'c' },
    { servers: members, clients },
    parametersOf(chosen),
  )
  return { ...ofRaft, down: { ...ofRaft.down, op: 1 } }
}
