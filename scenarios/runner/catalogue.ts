// The built-in scenarios, in the order in which they are listed.

import { ackRetry } from '../ack-retry.ts'
import type { Scenario } from '../scenario.ts'

export const builtIn: readonly Scenario[] = [ackRetry]
