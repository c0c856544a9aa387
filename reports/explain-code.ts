// `explain WL2006`: a code of the registry on one screen.

import type { CodeTold } from './code-told.ts'
import { listing, prose, type Told, verbatim } from './told.ts'

/** @param properties names of properties that have this code, as commands take them */
export function codeScreen(code: CodeTold, properties: readonly string[]): Told {
  return {
    word: code.code,
    name: code.name,
    kind: code.subject,
    about: [code.what],
    rows: [
      prose('detected', code.detected),
      verbatim('example', code.example),
      listing('usual causes', code.causes),
      ...(code.rulesOut === null ? [] : [prose('rules out', code.rulesOut)]),
      prose('what to do', code.mend),
      ...(code.cure === null ? [] : [prose('common cure', code.cure)]),
      ...(properties.length === 0 ? [] : [verbatim('properties', properties.slice(0, 8))]),
    ],
  }
}
