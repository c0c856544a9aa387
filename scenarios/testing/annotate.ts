// Notices beside a test. vitest looks for their place on the stack, where the user's file no longer
// is when they are made; it is shown the stack of where the test was written.

import type { TestContext } from 'vitest'
import type { Frames } from './frames.ts'

/** Where notices are not known, the text of the test's message has to do. */
export async function annotateAt(
  { annotate }: TestContext,
  written: Frames,
  message: string,
  type: string,
): Promise<void> {
  if (typeof annotate !== 'function') return
  const prepare = Error.prepareStackTrace
  Error.prepareStackTrace = (): string => ['Error', ...written].join('\n')
  let made: Promise<unknown>
  try {
    made = annotate(message, type)
  } finally {
    if (prepare === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace')
    else Error.prepareStackTrace = prepare
  }
  await made
}

/** Without a place: a property of the test for whoever reads reports by machine. */
export async function annotateProperty(
  { annotate }: TestContext,
  name: string,
  value: string,
): Promise<void> {
  if (typeof annotate === 'function') await annotate(value, name)
}
