// The built-in scenarios, in the order in which they are listed.

import { ackRetry } from '../ack-retry.ts'
import { connectionFaults } from '../ack-retry-connections.ts'
import { discoveryFaults } from '../ack-retry-discovery.ts'
import type { Scenario } from '../form.ts'
import { raftDisks } from '../raft-disks.ts'
import { raftKv } from '../raft-kv.ts'
import { answerFaults } from '../raft-kv-original-answers.ts'
import { compactionFaults } from '../raft-kv-original-compaction.ts'
import { memoryFaults } from '../raft-kv-original-memory.ts'
import { raftMembers } from '../raft-members.ts'
import { membersStorms } from '../raft-members-storms.ts'
import { raftStorms } from '../raft-storms.ts'

export const builtIn: readonly Scenario[] = [
  ackRetry,
  raftKv,
  raftDisks,
  raftMembers,
  ...membersStorms,
  ...raftStorms,
  ...connectionFaults,
  ...discoveryFaults,
  ...answerFaults,
  ...memoryFaults,
  ...compactionFaults,
]
