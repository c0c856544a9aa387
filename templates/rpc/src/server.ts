// The server: one account. It keeps the balance, and what it answered to each request, on its disk.

import type { Actor } from 'worldline'
import type { Deposit, Done } from './messages.ts'

type Serving = {
  state: { balance: number; done: number }
  hears: Deposit
  says: Done
  // Tables that outlive a crash: the key and the value of each.
  disk: {
    account: { key: 'balance'; value: number }
    answers: { key: string; value: number }
  }
}

export const server: Actor<Serving> = {
  // The first boot and every restart: what the disk has kept is there.
  start(node) {
    const done = [...node.store.scan('answers')].length
    return { balance: node.store.get('account', 'balance') ?? 0, done }
  },
  receive(node, state, { id, amount }, from) {
    // TODO: a request that comes again is carried out again. Look its id up in `answers` first.
    state.balance += amount
    state.done += 1
    // What one step writes is written together or not at all; the answer leaves after it is on disk.
    node.store.put('account', 'balance', state.balance)
    node.store.put('answers', id, state.balance)
    node.send(from, { kind: 'done', id, balance: state.balance })
  },
}
