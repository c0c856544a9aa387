// Planted bugs in what is believed of a disk. They show only where disks are damaged.

import type { Mutant } from './mutant.ts'

export const diskMutants: Readonly<Record<string, Mutant>> = {
  'trusts-its-disk': {
    change: 'what the disk holds is believed whether or not its checksum fits',
    source: 'NATS 2.12.1: a flipped bit on a minority, 679,153 of 1,367,069 writes lost',
    breaks: 'log matching',
    rules: { isIntact: () => true },
  },
}
