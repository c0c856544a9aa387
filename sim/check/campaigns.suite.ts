// Every differential campaign there is: whatever judges a history is held against an oracle in one.

import { campaignsOf } from './linearizability/campaign.suite.ts'
import { objects } from './linearizability/objects.suite.ts'
import { registers } from './linearizability/subjects.suite.ts'
import { sequentialCampaigns } from './sequential/campaign.suite.ts'
import type { Campaign } from './tally.suite.ts'
import { transactionCampaigns } from './transactions/campaign.suite.ts'

export const campaigns: readonly Campaign[] = [
  ...[...registers, ...objects].flatMap(campaignsOf),
  ...sequentialCampaigns,
  ...transactionCampaigns,
]
