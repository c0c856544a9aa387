// What a client may ask of the map, and what it is answered: the commands that are replicated, and the
// mail by which the workload tells a client to ask them.

/** A key and a value are texts; a key that is absent has the value null. */
export type Get = { readonly kind: 'get'; readonly key: string }
export type Put = { readonly kind: 'put'; readonly key: string; readonly value: string }
export type Delete = { readonly kind: 'delete'; readonly key: string }
/** Compare and set: `to` takes the place of `from`, if that is what is there. */
export type Cas = {
  readonly kind: 'cas'
  readonly key: string
  readonly from: string | null
  readonly to: string | null
}
/** Everything from `from` up to but without `to`, in order of keys, by UTF-8 bytes. */
export type Range = { readonly kind: 'range'; readonly from: string; readonly to: string }

export type KvCommand = Get | Put | Delete | Cas | Range

/** Of a get the value or null; of put and delete true; of cas true or what was found; of a range its rows. */
export type KvResult =
  | string
  | null
  | true
  | { readonly found: string | null }
  | readonly (readonly [string, string])[]
