// The built-in scenarios, in the order in which they are listed.

import { ackRetry } from '../ack-retry.ts'
import { connectionFaults } from '../ack-retry-connections.ts'
import { discoveryFaults } from '../ack-retry-discovery.ts'
import type { Scenario } from '../form.ts'

export const builtIn: readonly Scenario[] = [ackRetry, ...connectionFaults, ...discoveryFaults]
