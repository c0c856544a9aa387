// Which module is being loaded at this moment, so that one that ends the process, or waits for what
// never comes, is told for what it is.

/** absolute; null: none */
export const loading: { module: string | null } = { module: null }
