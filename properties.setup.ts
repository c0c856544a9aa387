// The suite draws the same examples in every run, so that a red run is red again. To look further:
// WORLDLINE_EXAMPLES=random, or the seed that a failing property printed.

import { configureGlobal } from 'fast-check'

const asked = process.env['WORLDLINE_EXAMPLES'] ?? '42'
if (asked !== 'random') configureGlobal({ seed: Number(asked) })
