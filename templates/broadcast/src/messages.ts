// What is said. A message is plain data with a `kind`.

/** The scenario asks a member to tell; nobody sends this over the network. */
export type Tell = { kind: 'tell'; nth: number }
export type News = { kind: 'news'; nth: number }
