// What is said. A message is plain data with a `kind`; news are numbered by the broker, from 1.

/** The scenario asks the publisher to publish; nobody sends this over the network. */
export type Write = { kind: 'write'; nth: number }
export type Publish = { kind: 'publish'; text: string }
/** `after`: the number of the last news that the subscriber has; 0: none */
export type Subscribe = { kind: 'subscribe'; after: number }
export type News = { kind: 'news'; nth: number; text: string }
