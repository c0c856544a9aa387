// Names of decisions in words: `fate of append#3 n1>n2`, `jitter of election#2 at n2`. They are the
// same in every world and under every seed, which is why records and scripts are kept in words.

import type { DrawName } from '../chooser.ts'

export const nameInWords = ({ purpose, what, nth, from, to }: DrawName): string =>
  to === null
    ? `${purpose} of ${what}#${nth} at ${from}`
    : `${purpose} of ${what}#${nth} ${from}>${to}`
