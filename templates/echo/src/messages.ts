// What is said. A message is plain data with a `kind`.

/** The scenario asks the client to ask; nobody sends this over the network. */
export type Ask = { kind: 'ask'; nth: number }
export type Question = { kind: 'question'; nth: number; text: string }
export type Answer = { kind: 'answer'; nth: number; text: string }
