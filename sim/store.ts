// The durable tables of a node, as an actor sees them. What a crash keeps of them is the world's
// business: see the crash model in sim/kernel.

/** Numbers (integers >= 0, ascending) order before strings (by UTF-8 bytes). */
export type Key = string | number

/** An actor's durable tables by name; values are plain. */
export type Tables = { [table: string]: { key: Key; value: unknown } }

export interface Store<D extends Tables> {
  /** What this node wrote last, durable or not. */
  get<T extends keyof D & string>(table: T, key: D[T]['key']): D[T]['value'] | undefined
  /** Joins the step's batch. A `relaxed` write holds no output back. */
  put<T extends keyof D & string>(
    table: T,
    key: D[T]['key'],
    value: D[T]['value'],
    how?: 'relaxed',
  ): void
  delete<T extends keyof D & string>(table: T, key: D[T]['key'], how?: 'relaxed'): void
  /** Deletes from `from` up to but without `to`; without `to`, to the end of the table. */
  deleteRange<T extends keyof D & string>(table: T, from: D[T]['key'], to?: D[T]['key']): void
  /** The table as it was when called, in key order, `to` excluded. */
  scan<T extends keyof D & string>(
    table: T,
    from?: D[T]['key'],
    to?: D[T]['key'],
  ): Iterable<[D[T]['key'], D[T]['value']]>
}
