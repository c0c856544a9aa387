// Actors whose words are hostile: markup, escape sequences, ends of lines, marks of direction, halves
// of characters, a megabyte. Every renderer shows them as text and stays what it is.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from './hostile-siege.ts'
import { scenarioFile, toy } from './hostile-toys.ts'
import { type Trial, tryAll } from './hostile-trials.ts'

const payloads: Readonly<Record<string, string>> = {
  markup: '<img src=x onerror=alert(1)></script><script>alert(1)</script>]]>--><!--',
  'escape sequences': '\u001b[2J\u001b]0;x\u0007\u009b31m\u0008\u0000',
  'ends of lines': 'a\nb\r\nc\u2028d\u2029::error::x\n::error file=x::y%0A',
  'marks of direction': '\u202eabc\u2066def\u200f',
  'quotes of every language': '"\'`\\"\\\\${x}$(x)%s#{x};`|*_[x](javascript:alert(1))~~~',
  'a megabyte': 'x'.repeat(1_000_000),
  nothing: '',
}

const target = `./${scenarioFile}:forgetful@1`
const formats = ['html', 'md', 'junit', 'json', 'perfetto', 'shiviz', 'mermaid', 'edn', 'svg']
const reporters = ['pretty', 'line', 'json', 'junit', 'github', 'md', 'tap', 'quiet']

export function besiegeRenderers(cwd: string): Promise<readonly Row[]> {
  const trials = Object.entries(payloads).flatMap(([name, payload]): readonly Trial[] => {
    const files = withPayload(payload)
    const lines = 1_000
    return [
      ...reporters.map(
        (reporter): Trial => ({
          ...{ sent: `${name}: --reporter ${reporter}`, files, exits: [1], lines },
          words: ['run', target, '--no-save', '--reporter', `${reporter}=out.txt`],
          ...{ leaves: /^(?:\.worldline|out\.txt)/u, after: textIn('out.txt', reporter) },
        }),
      ),
      ...formats.map(
        (format): Trial => ({
          ...{ sent: `${name}: report --format ${format}`, files, exits: [0], lines },
          words: ['report', target, '--format', format, '--out', 'out.txt'],
          ...{ leaves: /^(?:\.worldline|out\.txt)/u, after: textIn('out.txt', format) },
        }),
      ),
      {
        ...{ sent: `${name}: a case, and its replay`, files, exits: [1], lines },
        words: ['run', target, '--save'],
        leaves: /^(?:\.worldline|wl\/__worldline__)/u,
        after: (folder) => kept(join(folder, 'wl', '__worldline__')),
      },
      {
        ...{ sent: `${name}: explain --why`, files, exits: [0], lines },
        ...{ words: ['explain', target, '--why'], leaves: /^\.worldline/u },
      },
      {
        ...{ sent: `${name}: -vv`, files, exits: [1], lines },
        ...{ words: ['run', target, '--no-save', '--no-shrink', '-vv'], leaves: /^\.worldline/u },
      },
    ]
  })
  const half: Trial = {
    ...{ sent: 'half a character in a message', words: ['run', target] },
    ...{
      files: withPayload('\ud800 x'),
      says: /WL1102[^]*half a surrogate/u,
      leaves: /^\.worldline/u,
    },
  }
  return tryAll('renderers', cwd, [...trials, half])
}

/** The counter says it in messages, States, stores, and in the sentence of its property. */
function withPayload(payload: string): ReturnType<typeof toy> {
  const text = `JSON.parse(${JSON.stringify(JSON.stringify(payload))})`
  return toy({
    'export const rules': `export const payload = ${text}\nexport const rules`,
    "node.send(from, { kind: 'added', nth: message.nth })":
      "state.last = message.text ?? payload\n    node.send(from, { kind: 'added', nth: message.nth, text: payload })",
    'import { client, rules, server }': 'import { client, payload, rules, server }',
    "send: (nth) => ({ kind: 'add', nth })": "send: (nth) => ({ kind: 'add', nth, text: payload })",
    "'a number was added again'": '`a number was added again: ${payload}`',
  })
}

/** Bytes that no text holds, and tags that only a payload can have brought. */
function textIn(name: string, form: string): (folder: string) => string | null {
  return (folder) => {
    const path = join(folder, name)
    if (!existsSync(path)) return `no ${name}`
    const text = readFileSync(path, 'utf8')
    if (/(?![\n\t])\p{Cc}/u.test(text)) return `${form} holds control characters`
    if (/\p{Cs}|\uFFFD/u.test(text) && form !== 'html') return `${form} holds half a character`
    const isMarkup = ['html', 'svg', 'md', 'mermaid'].includes(form)
    if (isMarkup && /\p{Bidi_Control}/u.test(text)) return `${form} holds marks of direction`
    if (isMarkup && /<img src=x|<script>alert/u.test(text)) return `${form} holds markup`
    if (form === 'json' || form === 'perfetto') JSON.parse(text)
    if (
      form === 'github' &&
      text.split('\n').some((line) => /^::error(?: file=x)?::[xy]/u.test(line))
    )
      return 'an annotation that a payload wrote'
    if (form === 'junit' && /<img|<script|\]\]>-->/u.test(text)) return 'junit holds markup'
    if (text.length > 30_000_000) return `${form} has ${text.length} characters`
    return null
  }
}

function kept(folder: string): string | null {
  const path = join(folder, 'counter.forgetful.case.json')
  if (!existsSync(path)) return 'no case'
  const text = readFileSync(path, 'utf8')
  JSON.parse(text)
  if (/(?!\n)\p{Cc}|\p{Bidi_Control}|\p{Cs}/u.test(text))
    return 'the case holds what nobody can review'
  return null
}
