// What is said. A message is plain data with a `kind`.

/** The scenario asks a client to write; nobody sends this over the network. */
export type Write = { kind: 'write'; nth: number }
/** `id` names what is written: who asks again asks with the same. */
export type Append = { kind: 'append'; id: string }
export type Done = { kind: 'done'; id: string }
export type Entry = { kind: 'entry'; index: number; id: string }
/** The sender's disk has every entry up to there. */
export type Have = { kind: 'have'; upTo: number }
