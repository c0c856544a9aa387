// What a differential campaign is, and what comes out of it. Shares of a campaign run in threads of their
// own; their tallies are added up.

export interface Difference {
  readonly seed: number
  readonly judge: string
  /** `said legal, and it is not` */
  readonly what: string
  readonly history: unknown
}

/** A campaign that ends at the first difference, as `--json` tells it. */
export interface Told {
  readonly histories: number
  readonly first: (Omit<Difference, 'history'> & { readonly campaign: string }) | null
}

/** What came out of a share of a campaign; shares are added up. */
export interface Tally {
  histories: number
  legal: number
  illegal: number
  /** by the oracle; then only the judges are held against each other */
  undecided: number
  /** orders that were held against the model again */
  witnesses: number
  /** searches that ran, by name */
  readonly searched: Record<string, number>
  /** searches that gave up within the usual budget */
  gaveUp: number
  readonly differences: Difference[]
}

export interface Campaign {
  /** `cas-register`, `cas-register, 10–14 clients` */
  readonly name: string
  /** of a million histories, how many of this campaign */
  readonly share: number
  /** @param stop at the first difference */
  run(from: number, count: number, stop: boolean): Tally
}

export const tallyNew = (): Tally => ({
  histories: 0,
  legal: 0,
  illegal: 0,
  undecided: 0,
  witnesses: 0,
  searched: {},
  gaveUp: 0,
  differences: [],
})

/** Differences are kept as far as anybody reads. */
const keptMost = 100

export function addTally(sum: Tally, more: Tally): void {
  sum.histories += more.histories
  sum.legal += more.legal
  sum.illegal += more.illegal
  sum.undecided += more.undecided
  sum.witnesses += more.witnesses
  sum.gaveUp += more.gaveUp
  for (const [judge, count] of Object.entries(more.searched))
    sum.searched[judge] = (sum.searched[judge] ?? 0) + count
  if (sum.differences.length < keptMost) sum.differences.push(...more.differences)
}
