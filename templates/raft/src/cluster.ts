// Servers and clients of the bank: Raft with a service of your own.

import { type Actor, ms, type NodeId, raft, seconds, shape } from 'worldline'
import { type BankCommand, type BankResult, bank, isLook } from './bank.ts'

type Rules = typeof raft.rules

/** Every server is the same actor. @param members of the cluster */
export function bankServer(members: readonly NodeId[], rules: Rules): Actor<raft.Raft> {
  // What could not work is refused here: no member, one named twice, timeouts that cannot be kept.
  const { parameters } = raft.setUp(
    { voters: members },
    { electionMin: ms(150), heartbeat: ms(50) },
  )
  return raft.server({ members, service: bank, parameters, rules })
}

/** Asks whoever leads, follows redirects, and asks again under the same number. */
export const bankClient = (
  servers: readonly NodeId[],
  rules: Rules,
): Actor<raft.Asking<BankCommand, BankResult>> =>
  raft.client<BankCommand, BankResult>({
    servers,
    reads: isLook,
    copies: false,
    patience: { attempt: ms(100), attemptMax: ms(400), pause: ms(30), giveUp: seconds(2) },
    rules,
  })

// What strangers may send, in bounds: real nodes drop everything else.
const account = shape.string(20)
const amount = shape.int(1, 1_000_000)
const commands = {
  deposit: { account, amount },
  transfer: { account, to: account, amount },
  balance: { account },
}
const command = shape.oneOf(
  shape.record({ kind: shape.literal('deposit'), ...commands.deposit }),
  shape.record({ kind: shape.literal('transfer'), ...commands.transfer }),
  shape.record({ kind: shape.literal('balance'), ...commands.balance }),
)
export const serverHears = raft.serverHears(command)
export const clientHears = {
  ...commands,
  ...raft.clientHears(shape.oneOf(shape.int(), shape.bool)),
}
