// Where a function stands in its source, for mistakes that no stack leads to: the debugger's own
// knowledge, read through an inspector session of this thread. Only used to tell a mistake.

import { Session } from 'node:inspector'
import { findSourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { SourcePlace } from './place.ts'

const key = '__worldlineFunction'

/** Null where the engine does not say. */
export function placeOfFunction(value: unknown): SourcePlace | null {
  if (typeof value !== 'function') return null
  const session = new Session()
  try {
    session.connect()
    return locate(session, value)
  } catch {
    // No inspector in this process: the sentence then goes without a place.
    return null
  } finally {
    Reflect.deleteProperty(globalThis, key)
    session.disconnect()
  }
}

function locate(session: Session, value: object): SourcePlace | null {
  const urls = new Map<string, string>()
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url))
  session.post('Debugger.enable')
  Object.defineProperty(globalThis, key, { value, configurable: true })
  let objectId: string | undefined
  session.post('Runtime.evaluate', { expression: `globalThis.${key}` }, (_error, answer) => {
    objectId = answer?.result.objectId
  })
  if (objectId === undefined) return null
  let place: SourcePlace | null = null
  session.post('Runtime.getProperties', { objectId }, (_error, answer) => {
    const inner = answer?.internalProperties?.find(({ name }) => name === '[[FunctionLocation]]')
    const at: unknown = inner?.value?.value
    if (!isLocation(at)) return
    place = original(urls.get(at.scriptId) ?? '', at.lineNumber, at.columnNumber)
  })
  return place
}

function original(url: string, line: number, column: number): SourcePlace | null {
  if (!url.startsWith('file://') && !url.startsWith('/')) return null
  const file = (url.startsWith('file://') ? fileURLToPath(url.replace(/\?.*$/, '')) : url).replace(
    /\?.*$/,
    '',
  )
  const entry =
    findSourceMap(url)?.findEntry(line, column) ?? findSourceMap(file)?.findEntry(line, column)
  const found = entry !== undefined && 'originalLine' in entry ? entry.originalLine : line
  return { file, line: Number(found) + 1 }
}

const isLocation = (
  value: unknown,
): value is { scriptId: string; lineNumber: number; columnNumber: number } =>
  typeof value === 'object' && value !== null && 'scriptId' in value && 'lineNumber' in value
