// Where a line of a built file was written: its TypeScript source, when its map and that source are
// there. Node maps stacks only when it is told to before it reads a module; this asks the map itself.

import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { resolve } from 'node:path'
import { type Frame, frameOf, type SourcePlace, tellPlace } from './place.ts'

/** By built file; null: it has no map that can be read. */
const maps = new Map<string, SourceMap | null>()

/** The place itself where nothing better is known. */
export function written(frame: Frame): SourcePlace {
  const { file, line, column } = frame
  const entry = mapOf(file)?.findEntry(line - 1, column - 1)
  if (entry === undefined || !('originalSource' in entry)) return { file, line }
  const source = resolve(file, '..', entry.originalSource)
  return existsSync(source) ? { file: source, line: entry.originalLine + 1 } : { file, line }
}

function mapOf(file: string): SourceMap | null {
  if (!/\.[cm]?js$/u.test(file)) return null
  let map = maps.get(file)
  if (map === undefined) {
    map = read(`${file}.map`)
    maps.set(file, map)
  }
  return map
}

function read(path: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // No map, or none that Node can read: the built line is then all there is to tell.
    return null
  }
}

/** Where an actor stands just now; its stack is read when the run is over. */
export function standsHere(): () => string | null {
  const here = new Error('here')
  return () => {
    const frame = frameOf(here.stack)
    return frame === null ? null : tellPlace(written(frame))
  }
}
