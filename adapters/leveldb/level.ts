// What a store asks of whatever keeps bytes under bytes, in their order: classic-level on a disk,
// memory-level in tests. Loading it is here; what the bytes mean is store.ts.

import { missing } from '../optional.ts'

export interface Level {
  open(): Promise<void>
  close(): Promise<void>
  get(key: Uint8Array): Promise<Uint8Array | undefined>
  /** All of it or nothing; `sync`: has survived a power loss when the promise settles. */
  batch(operations: Operation[], options: { readonly sync: boolean }): Promise<void>
  iterator(): AsyncIterable<[Uint8Array, Uint8Array]>
}

export type Operation =
  | { readonly type: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly type: 'del'; readonly key: Uint8Array }

/** How a level of any make is to be opened: bytes under bytes. */
export const asBytes = { keyEncoding: 'view', valueEncoding: 'view' } as const

export const durably = { sync: true }

/**
 * Makes levels. One that is made opens by itself in a moment: look at its folder before.
 * @throws Mistake WL5008 when classic-level is not installed
 */
export async function levels(): Promise<(folder: string) => Level> {
  try {
    const { ClassicLevel } = await import('classic-level')
    return (folder) => new ClassicLevel<Uint8Array, Uint8Array>(folder, asBytes)
  } catch (error) {
    throw missing('classic-level', '3.0.0', 'keeps the tables of a real run', error)
  }
}
