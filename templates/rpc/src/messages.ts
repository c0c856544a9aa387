// What is said. A message is plain data with a `kind`; `id` names a request, however often it is sent.

/** The scenario asks the client to call; nobody sends this over the network. */
export type Call = { kind: 'call'; nth: number }
export type Deposit = { kind: 'deposit'; id: string; amount: number }
export type Done = { kind: 'done'; id: string; balance: number }
