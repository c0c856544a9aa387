// Modes of a test, by their names in vitest.

export const modes = ['only', 'skip', 'concurrent', 'sequential', 'fails'] as const

/** `fails`: the test must fail, and nothing is saved. */
export type Modes = { readonly [mode in (typeof modes)[number]]?: true }
