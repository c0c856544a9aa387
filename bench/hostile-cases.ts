// Case files that nothing can be replayed of: cut, edited, of another format, of a scenario that is
// gone (hostile-case-edits.ts), no files at all; by path, by name and on standard input.

import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { parseCase } from '../scenarios/runner/case-parse.ts'
import { Mistake } from '../sim/problem.ts'
import { edits, place, replayed, surroundings } from './hostile-case-edits.ts'
import type { Row } from './hostile-siege.ts'
import { caseFile, toy, toyCase } from './hostile-toys.ts'
import { type Trial, tryAll } from './hostile-trials.ts'

const whom = 'replay (a case)'
type Record_ = Record<string, unknown>

export async function besiegeCases(cwd: string): Promise<readonly Row[]> {
  const text = await toyCase(cwd)
  const rows = await tryAll(whom, cwd, [...files(text), ...edits(text), ...surroundings(text)])
  return [cutAnywhere(text), ...withoutAny(text), ...rows]
}

function files(text: string): readonly Trial[] {
  const cut = (part: number): Trial =>
    replayed(`cut after ${part * 100} %`, text.slice(0, Math.floor(text.length * part)))
  const binary = Uint8Array.from({ length: 4_096 }, (_, at) => (at * 7_919) % 256)
  return [
    ...[0, 0.1, 0.5, 0.9].map(cut),
    replayed('its last brace is missing', text.trimEnd().slice(0, -1)),
    replayed('binary', binary),
    replayed('40 MB', Buffer.alloc(40 << 20, ' ')),
    replayed('900 kB of brackets', '['.repeat(900_000)),
    replayed('not JSON: YAML', 'schema: worldline.case/1\ntitle: x\n'),
    replayed('not JSON: single quotes', text.replaceAll('"', "'")),
    replayed('a comma too many', text.replace('"faults": [', '"faults": [,')),
    replayed('one conflict of a merge', `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> main\n`),
    replayed('JSON of another shape: null', 'null'),
    replayed('JSON of another shape: []', '[]'),
    replayed('JSON of another shape: 7', '7'),
    replayed('{"__proto__": …}', '{"__proto__": {"schema": "worldline.case/1"}}'),
    replayed(
      'escape sequences for a key',
      '{"\\u001b[2J\\u202e": 1, "schema": "worldline.case/1"}',
    ),
    replayed('raw escape sequences', '\u001b[2J\u001b]0;x\u0007{'),
    replayed('two of them, one after the other', text + text),
    replayed('a key twice', text.replace('"code":', '"title": "other", "code":')),
    replayed('with a byte order mark', `\uFEFF${text}`, { exits: [1], says: /FAIL/u }),
    replayed('with CRLF', text.replaceAll('\n', '\r\n'), { exits: [1], says: /FAIL/u }),
    replayed('UTF-16', Buffer.from(`\uFEFF${text}`, 'utf16le')),
    replayed('of a newer format', text.replace('worldline.case/1', 'worldline.case/2'), {
      says: /newer/u,
    }),
    replayed('of no format', text.replace('worldline.case/1', 'wordline.case/1')),
    { sent: 'a folder', words: ['replay', 'wl/x.case.json'], files: { 'wl/x.case.json/a': '' } },
    { sent: 'nothing of that name', words: ['replay', caseFile], files: toy() },
    {
      sent: 'a part of no name',
      words: ['replay', 'cuonter'],
      files: toy({}, { [caseFile]: text }),
    },
    {
      ...{ sent: 'a link to itself', words: ['replay', caseFile] },
      files: toy({}, { 'wl/__worldline__/other.txt': '' }),
      prepare: (folder) => {
        symlinkSync('counter.forgetful.case.json', join(folder, caseFile))
      },
    },
    {
      ...{ sent: 'a folder of cases that links to itself', words: ['replay', 'counter'] },
      files: toy({}, { [caseFile]: text }),
      prepare: (folder) => {
        mkdirSync(join(folder, 'wl', 'more'))
        symlinkSync('..', join(folder, 'wl', 'more', 'again'))
      },
      exits: [1],
    },
    {
      ...{ sent: 'a device', words: ['replay', 'zero.case.json'] },
      files: toy(),
      prepare: (folder) => {
        symlinkSync('/dev/zero', join(folder, 'zero.case.json'))
      },
    },
    {
      ...{ sent: 'a name of two cases', words: ['replay', 'counter'], says: /counter\.other/u },
      files: toy({}, { [caseFile]: text, [caseFile.replace('forgetful', 'other')]: text }),
    },
    { sent: 'standard input: nothing', words: ['replay', '-'], input: '', files: toy() },
    {
      sent: 'standard input: half of it',
      words: ['replay', '-'],
      input: text.slice(0, 700),
      files: toy(),
    },
    { sent: 'standard input: binary', words: ['replay', '-'], input: binary, files: toy() },
    {
      sent: 'standard input: 5 MB',
      words: ['replay', '-'],
      input: ' '.repeat(5 << 20),
      files: toy(),
    },
    {
      sent: 'cases verify: one damaged',
      words: ['cases', 'verify'],
      files: toy({}, { [caseFile]: text.slice(0, 99) }),
      says: place,
    },
    {
      sent: 'cases list: one damaged',
      words: ['cases', 'list'],
      files: toy({}, { [caseFile]: text.slice(0, 99) }),
      exits: [0],
      says: /counter\.forgetful.*damaged/u,
    },
    ...['refresh', 'prune', 'add'].map(
      (verb): Trial => ({
        ...{ sent: `cases ${verb}: damaged`, words: ['cases', verb, 'counter'] },
        files: toy({}, { [caseFile]: text.slice(0, 99) }),
      }),
    ),
    ...[['shrink'], ['explain'], ['report'], ['compare'], ['explain', '--why']].map(
      (words): Trial => ({
        ...{ sent: `${words.join(' ')}: damaged`, words: [...words, caseFile] },
        files: toy({}, { [caseFile]: text.slice(0, 99) }),
        says: place,
      }),
    ),
  ]
}

/** Read here: a process for each of thousands would take an hour. */
function cutAnywhere(text: string): Row {
  const wrong: string[] = []
  let count = 0
  for (let length = 0; length < text.trimEnd().length; length += 1) {
    count += 1
    const said = refusalOf(text.slice(0, length))
    if (said !== null) wrong.push(`${length}: ${said}`)
  }
  return row(`cut at each of its ${count} lengths`, count, wrong)
}

/** Each key of it removed, renamed, of each wrong type. */
function withoutAny(text: string): readonly Row[] {
  const paths = pathsOf(JSON.parse(text) as unknown).filter((path) => path[0] !== 'decisions')
  const ways: Readonly<Record<string, (of: Record_, key: string) => void>> = {
    removed: (of, key) => delete of[key],
    renamed: (of, key) => {
      of[`${key}s`] = of[key]
      delete of[key]
    },
    ...Object.fromEntries(
      [null, true, -1, 1.5, '', 'x', [], {}, [[]], 1e300].map((value) => [
        `= ${JSON.stringify(value)}`,
        (of: Record_, key: string) => void (of[key] = value),
      ]),
    ),
  }
  return Object.entries(ways).map(([how, change]) => {
    const wrong = paths.flatMap((path) => {
      const value = JSON.parse(text) as Record_
      let at = value
      for (const key of path.slice(0, -1)) at = at[key] as Record_
      change(at, path.at(-1) ?? '')
      const said = refusalOf(JSON.stringify(value), true)
      return said === null ? [] : [`${path.join('.')}: ${said}`]
    })
    return row(`each of its ${paths.length} keys ${how}`, paths.length, wrong)
  })
}

function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    [...path, key],
    ...pathsOf(inner, [...path, key]),
  ])
}

/** What is wrong with how it is refused; null: nothing. @param mayFit some changes leave a case */
function refusalOf(text: string, mayFit = false): string | null {
  try {
    parseCase(text, 'x.case.json', '/')
    return mayFit ? null : 'was taken'
  } catch (error) {
    if (!(error instanceof Mistake)) return String(error)
    const lines = error.problems.flatMap(({ sentence, lines: more }) => [sentence, ...more])
    if (lines.length > 12) return `${lines.length} lines`
    return lines[0]?.startsWith('x.case.json') === true ? null : `no place: ${lines[0]}`
  }
}

const row = (sent: string, count: number, wrong: readonly string[]): Row => ({
  ...{ whom, sent, memory: null, ok: wrong.length === 0 },
  seen: wrong.length === 0 ? `each refused at its place, or taken as it fits` : (wrong[0] ?? ''),
  others: `${count - wrong.length} of ${count}`,
})
