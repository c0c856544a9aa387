// Suspects: lines that may make two runs differ, each with where what it names is used; and none in a
// module that keeps its word.

import { expect, test } from 'vitest'
import { suspectsIn } from './suspects.ts'

const told = (text: string): string[] =>
  suspectsIn([{ file: '/somewhere/cache.ts', text }]).map(
    ({ line, why, used }) => `${line} ${why} @${used.join(',')}`,
  )

test.each`
  because                          | text                                                   | said
  ${'a variable of the module'}    | ${'let total = 0\nf(() => { total += 1 })'}            | ${'1 module-level "let total": it keeps its value from one run to the next @2'}
  ${'a constant that is changed'}  | ${'const seen = new Map()\nseen.set(1, 2)'}            | ${'1 module-level "const seen" is changed: it lives on from run to run @2'}
  ${'the number of the process'}   | ${'const mine = process.pid\n\nf(mine)'}               | ${'1 process.pid: another process or machine has another one @3'}
  ${'the release of Node'}         | ${'const release = process.version'}                   | ${'1 process.version: another process or machine has another one @'}
  ${'the environment'}             | ${'f(process.env.HOME)'}                               | ${'1 process.env: another process or machine has another one @'}
  ${'chance while it is loaded'}   | ${'const dice = Math.random()\nf(dice)'}               | ${'1 Math.random() while the module is loaded: each process has its own @2'}
  ${'the time while it is loaded'} | ${'const begun = Date.now()'}                          | ${'1 Date.now() while the module is loaded: each process has its own @'}
  ${'keys by identity'}            | ${'type Node = {\n a: 1 }\nconst m: Map<Node, 1> = x'} | ${'3 a Map whose keys are objects @'}
`('$because', ({ text, said }: { text: string; said: string }) => {
  expect(told(text)).toContain(said)
})

test('a module that keeps its word has none', () => {
  const text = [
    'const resendAfter = 200_000',
    '// let total = 0, process.pid and Math.random() are only spoken of',
    'export const actor = {',
    '  start: () => ({ seen: new Map<string, number>() }),',
    '  receive(node, state) { const now = node.clock(); state.seen.set("a", now) },',
    '}',
  ].join('\n')
  expect(told(text)).toEqual([])
})
