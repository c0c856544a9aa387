// What one bank would answer that is asked one thing at a time. The judge looks for an order in which
// it answers what the clients were answered; a replicated bank must not be told from it.

import { type Model, refused } from 'worldline'
import type { BankCommand, BankResult } from './bank.ts'

/** An answer, or why there is none. */
export type Answer = BankResult | { readonly failed: string }
type Accounts = Readonly<Record<string, number>>

export const bankModel: Model<Accounts, BankCommand, Answer> = {
  name: 'bank',
  about: 'Accounts into which money is paid and between which it is moved.',
  init: {},
  step(accounts, call, result) {
    const there = accounts[call.account] ?? 0
    if (call.kind === 'balance')
      return result === undefined || result === there ? accounts : refused
    if (call.kind === 'deposit') {
      const after = there + call.amount
      const isSo = result === undefined || result === after
      return isSo ? { ...accounts, [call.account]: after } : refused
    }
    const enough = there >= call.amount
    if (result !== undefined && result !== enough) return refused
    if (!enough) return accounts
    const to = (accounts[call.to] ?? 0) + call.amount
    return { ...accounts, [call.account]: there - call.amount, [call.to]: to }
  },
  outcome: (answer) => (typeof answer === 'object' ? 'failed' : 'ok'),
  observer: ({ kind }) => kind === 'balance',
}
