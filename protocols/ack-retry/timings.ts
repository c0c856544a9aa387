// How long things take. The source counts in seconds; the defaults are a twentieth of its values, so
// that a run of a few simulated seconds sees every timeout several times.

import { type Micros, ms } from '../../sim/units.ts'

export interface Timings {
  /** A receiver tells discovery that it is alive this often. */
  readonly heartbeat: Micros
  /** A receiver silent for longer is no longer listed. */
  readonly expiry: Micros
  /** Discovery forgets the silent ones this often. */
  readonly cleanup: Micros
  /** How long a sender waits for the answer to its first attempt. */
  readonly ackTimeout: Micros
  /** Longest wait between two attempts, jitter (a quarter) not counted; >= `ackTimeout`. */
  readonly backoffMax: Micros
  /** A sender asks for the list this often. */
  readonly poll: Micros
}

/** @source TarefasUFSC Trab_Pratico: 10 s, 30 s, 5 s, 5 s, no backoff, 5 s; here a twentieth */
export const timingsDefault: Timings = {
  heartbeat: ms(500),
  expiry: ms(1_500),
  cleanup: ms(250),
  ackTimeout: ms(250),
  backoffMax: ms(1_000),
  poll: ms(1_000),
}
