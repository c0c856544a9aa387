// What ack-retry promises to survive, for as long as the storm lasts; when it is over, its promises
// of delivery begin. Not in it: a disk that is lost (the memory of what was processed is on it) and
// messages that are damaged unnoticed.

import { type Budget, noFaults } from '../../sim/budget.ts'
import { minutes, ms, seconds } from '../../sim/units.ts'

export const budget: Budget = {
  ...noFaults,
  loss: 300_000,
  copies: 300_000,
  lateCopies: seconds(3),
  lateness: seconds(1),
  damaged: 100_000,
  cut: 'any',
  connections: true,
  down: { client: 1, sender: 2, receiver: 3, discovery: 1 },
  unsynced: true,
  pause: 'any',
  slow: ms(20),
  diskSlow: seconds(1),
  diskStall: 'any',
  clockStep: minutes(60),
  clockDrift: 50_000,
  clockFreeze: seconds(2),
  clockTick: ms(2),
}
