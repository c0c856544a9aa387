// Codes WL2021 to WL2027: what isolation forbids, in Adya's words (G0, G1, G2). A cycle of transactions
// is told edge by edge where it is found.

import type { CodeTold } from './code-told.ts'

const about = { subject: 'anomalies' } as const
const byCycle =
  'by the check "list append": a cycle of transactions, each of which must precede the next'
const byRead =
  'by the check "list append", from one read and the transaction that wrote what it read'

export const transactionCodes: readonly CodeTold[] = [
  {
    ...about,
    code: 'WL2021',
    name: 'a dirty write (G0)',
    what: 'Two transactions wrote the same things and overwrote each other in both directions.',
    detected: byCycle,
    example: [
      'T1  append x 1, append y 1',
      'T2  append x 2, append y 2',
      'in the end x is [1 2] and y is [2 1]      each came before the other',
    ],
    causes: [
      'locks that are released before the transaction ends',
      'keys on several nodes that are each ordered alone',
    ],
    rulesOut: 'Every isolation level, read uncommitted included.',
    mend: 'Look at when each of the two took and gave back what protects the two keys.',
    cure: 'Hold write locks until commit, or give all writes of a transaction one place in one order.',
  },
  {
    ...about,
    code: 'WL2022',
    name: 'an aborted read (G1a)',
    what: 'A transaction read what another had written that was then aborted.',
    detected: byRead,
    example: ['T1  append x 7   aborted', 'T2  read x → [7]      that never happened'],
    causes: [
      'writes that are visible before the decision',
      'an abort that undoes less than was done',
      'a failure answered to a client whose transaction was in fact committed',
    ],
    rulesOut: 'Read committed, and everything above it.',
    mend: 'Ask when the value became visible, and whether the abort was true.',
    cure: 'Keep writes private until commit; answer "unknown" and not "aborted" where nobody knows.',
  },
  {
    ...about,
    code: 'WL2023',
    name: 'an intermediate read (G1b)',
    what: 'A transaction read a state that another passed through and did not leave behind.',
    detected: byRead,
    example: ['T1  append x 1, append x 2', 'T2  read x → [1]      only half of T1'],
    causes: [
      'writes that are visible one by one',
      'a commit that is applied key by key while reads go on',
    ],
    rulesOut: 'Read committed, and everything above it.',
    mend: 'Find what lets a reader see the first write while the second is still to come.',
    cure: 'Apply all writes of a transaction in one atomic step, or read from a snapshot.',
  },
  {
    ...about,
    code: 'WL2024',
    name: 'a circular information flow (G1c)',
    what: 'Transactions saw or overwrote each other in a circle: each must have come before the next.',
    detected: byCycle,
    example: [
      'T1  append x 1, read y → [1]',
      'T2  append y 1, read x → [1]      each read what the other wrote',
    ],
    causes: [
      'reads of what is not yet committed',
      'commits that are ordered differently on two nodes',
    ],
    rulesOut: 'Read committed, and everything above it.',
    mend: 'Go round the cycle, and ask of each edge when the one was visible to the other.',
    cure: 'Show writes after commit only, and let commits have one order that all nodes share.',
  },
  {
    ...about,
    code: 'WL2025',
    name: 'a read skew (G-single)',
    what: 'A transaction saw one part of another and missed the other part.',
    detected: `${byCycle}; exactly one edge is "read before it was written"`,
    example: [
      'T1  append x 1, append y 1',
      'T2  read x → [1], read y → []      after T1, and before it',
    ],
    causes: [
      'reads of one transaction at different instants',
      'a snapshot that is taken key by key',
      'a replica that applies one commit in pieces',
    ],
    rulesOut: 'Snapshot isolation, repeatable read, and serializability.',
    mend: 'Ask at which instant each of the two reads looked.',
    cure: 'Let all reads of a transaction look at one snapshot, named before the first of them.',
  },
  {
    ...about,
    code: 'WL2026',
    name: 'an anti-dependency cycle (G2)',
    what: 'Transactions read what others then overwrote, in a circle: a write skew is the smallest.',
    detected: `${byCycle}; two or more edges are "read before it was written"`,
    example: [
      'T1  read x → [], append y 1',
      'T2  read y → [], append x 1      each decided on what the other was changing',
    ],
    causes: [
      'snapshot isolation taken for serializability',
      'a check of what was written, and not of what was read',
      'ranges that are read and not protected',
    ],
    rulesOut: 'Serializability. Snapshot isolation may still hold.',
    mend: 'Look for what the transactions read and did not write.',
    cure: 'Check reads at commit too, or lock what is read, or write what the decision rests on.',
  },
  {
    ...about,
    code: 'WL2027',
    name: 'reads that contradict each other',
    what: 'No version of the list can have been what these transactions read, or one misread its own writes.',
    detected: 'by the check "list append", from reads alone, before any cycle is looked for',
    example: [
      'T1  read x → [1 2]',
      'T2  read x → [2 1]      neither is the beginning of the other',
    ],
    causes: [
      'an append that is applied twice',
      'replicas that apply appends in different orders',
      'a transaction that does not see what it wrote itself',
    ],
    rulesOut: 'Any order of versions, and with it every isolation level.',
    mend: 'Take the first place at which the two lists differ, and ask who put it there.',
    cure: 'Let each append have one place, given once; recognise a retry by its identifier.',
  },
]
