// Plain values: what State, messages, timers and tables are made of.

export type Scalar = string | number | boolean | null
export type Plain =
  | Scalar
  | undefined
  | Uint8Array
  | readonly Plain[]
  | { readonly [field: string]: Plain }
  | ReadonlyMap<Scalar, Plain>
  | ReadonlySet<Scalar>
