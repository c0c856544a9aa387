// What is replicated: a bank. It is plain data and one function, and knows neither how many servers
// hold a copy of it nor how they agree; that is Raft's business.

import type { Service } from 'worldline'

export type Deposit = {
  readonly kind: 'deposit'
  readonly account: string
  readonly amount: number
}
export type Transfer = {
  readonly kind: 'transfer'
  readonly account: string
  readonly to: string
  readonly amount: number
}
export type Balance = { readonly kind: 'balance'; readonly account: string }
export type BankCommand = Deposit | Transfer | Balance

/** Of a deposit and a balance what is in the account; of a transfer whether there was enough. */
export type BankResult = number | boolean

/** What is in each account. */
export type Bank = Map<string, number>

/** What only looks is answered without a place in Raft's log. */
export const isLook = (command: BankCommand): command is Balance => command.kind === 'balance'

export const bank: Service<Bank, BankCommand, BankResult> = {
  init: () => new Map(),
  // Every server carries out the same commands in the same order, so what this does must follow from
  // the two alone: no clock, no chance, nothing kept elsewhere.
  apply(accounts, command) {
    const { account } = command
    // TODO: a look is carried out by the leader alone, so it must leave no trace in its copy.
    // An account is opened by whoever names it first.
    const there = accounts.get(account) ?? open(accounts, account)
    if (isLook(command)) return there
    if (command.kind === 'deposit') {
      accounts.set(account, there + command.amount)
      return there + command.amount
    }
    if (there < command.amount) return false
    accounts.set(account, there - command.amount)
    accounts.set(command.to, (accounts.get(command.to) ?? 0) + command.amount)
    return true
  },
  reads: isLook,
}

function open(accounts: Bank, account: string): number {
  accounts.set(account, 0)
  return 0
}
