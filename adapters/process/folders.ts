// What is where in the folder of a node, as far as its process and its supervisor both touch it.

import { join } from 'node:path'

/** Its durable tables: all that a new life finds of the old one. */
export const tablesIn = (folder: string): string => join(folder, 'tables')
