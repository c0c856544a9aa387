// Planted bugs in the arithmetic of majorities: an election that two servers stand for is enough to
// show them, or an entry that is on its way.

import type { Mutant } from './mutant.ts'
import { majority } from './quorum.ts'
import { rules } from './rules.ts'

export const quorumMutants: Readonly<Record<string, Mutant>> = {
  'half-elects': {
    change: 'a candidate leads with one vote less than a majority',
    source: 'quorums computed as n / 2 in place of n / 2 + 1',
    breaks: 'leader completeness',
    needs: 'nothing',
    rules: {
      elected: (members, granted, refused) =>
        granted.size >= Math.max(1, majority(members.voters.length) - 1)
          ? 'won'
          : rules.elected(members, granted, refused),
    },
  },
  'half-commits': {
    change: 'an entry is committed when one voter less than a majority stores it',
    source: 'quorums computed as n / 2 in place of n / 2 + 1',
    breaks: 'commits are its own',
    needs: 'nothing',
    rules: {
      stored(members, matchOf) {
        const enough = Math.max(1, majority(members.voters.length) - 1)
        const matches = members.voters.map(matchOf).sort((a, b) => b - a)
        return matches[enough - 1] ?? 0
      },
    },
  },
}
