// What Raft promises to survive, for as long as the storm lasts: any minority of its servers down, any
// network, any delay. Not in it: messages that are damaged unnoticed, for servers trust each other.

import { type Budget, noFaults } from '../../sim/budget.ts'
import { minutes, ms, seconds } from '../../sim/units.ts'
import type { Parameters } from './parameters.ts'

/**
 * @param roles names of the roles of servers and of clients in the scenario
 * @param servers how many voters there are
 * @param clients how many clients: all of them may be down
 */
export function budget(
  roles: { readonly server: string; readonly client: string },
  { servers, clients }: { readonly servers: number; readonly clients: number },
  { reads, clockDrift }: Pick<Parameters, 'reads' | 'clockDrift'>,
): Budget {
  const minority = Math.ceil(servers / 2) - 1
  // A lease is counted on clocks: they may run apart by what was declared, and neither stand nor tick.
  const byClock = reads === 'lease'
  return {
    ...noFaults,
    loss: 300_000,
    copies: 300_000,
    // Well before the end of a calm: a late copy of a command is a new entry, which takes a heartbeat.
    lateCopies: seconds(1),
    lateness: seconds(1),
    damaged: 100_000,
    cut: 'any',
    connections: true,
    down: { [roles.server]: minority, [roles.client]: clients },
    unsynced: true,
    pause: 'any',
    slow: ms(20),
    diskSlow: seconds(1),
    diskStall: 'any',
    clockStep: minutes(60),
    clockDrift: byClock ? clockDrift : 200_000,
    clockFreeze: byClock ? 0 : seconds(2),
    clockTick: byClock ? 0 : ms(2),
  }
}
