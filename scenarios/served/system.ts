// What a served system consists of: its roles, how many of each there are unless somebody says
// otherwise, and its parameters. How a node of a role is made is in the system's own file.

import type { Params } from '../params.ts'
import { sourceTimes } from '../ack-retry-source.ts'

export interface ServedRole {
  readonly name: string
  /** how many in a whole system */
  readonly count: number
  /** whether there may be another number of them */
  readonly scales: boolean
  /** the port of the source; null: any free one */
  readonly port: number | null
  readonly about: string
}

export interface ServedSystem {
  readonly name: string
  readonly about: string
  readonly roles: readonly ServedRole[]
  readonly variants: readonly string[]
  readonly params: Params
}

/** Waits are the source's; attempts of our own sender never end unless somebody says so. */
const times = { ...sourceTimes, poll: '5s', attempts: 0 } as const

export const ackRetryServed: ServedSystem = {
  name: 'ack-retry',
  about: 'discovery over HTTP, receivers over TCP, clients that send letters',
  variants: ['original'],
  params: times,
  roles: [
    { name: 'discovery', count: 1, scales: false, port: 5_000, about: 'who receives, over HTTP' },
    { name: 'receiver', count: 3, scales: true, port: null, about: 'takes letters, over TCP' },
    { name: 'client', count: 0, scales: true, port: null, about: 'sends letters now and then' },
  ],
}

export const servedSystems: readonly ServedSystem[] = [ackRetryServed]
