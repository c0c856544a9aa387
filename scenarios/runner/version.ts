// The version of this package, read where it is written: in its package.json.

import { readFileSync } from 'node:fs'

/** `0.1.0`; the file stands two folders above the sources and three above what is built. */
export function version(): string {
  for (const place of ['../../package.json', '../../../package.json']) {
    try {
      const found: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'))
      if (isNamed(found) && found.name === 'worldline') return found.version
    } catch {
      // Not there: it is the other place.
    }
  }
  return 'unknown'
}

const isNamed = (value: unknown): value is { name: string; version: string } =>
  typeof value === 'object' && value !== null && 'name' in value && 'version' in value
