// Case files: what is written is read back, as people edit and merge them, and whatever is wrong in
// one is told with its place.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Case } from '../../sim/case.ts'
import { purposes } from '../../sim/chooser.ts'
import type { Call } from '../../sim/fault.ts'
import { anyFaultLines } from '../../sim/notation.arbitrary.ts'
import { plain, texts } from '../../sim/plain.arbitrary.ts'
import { equal } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import { nodeId } from '../../sim/units.ts'
import { caseBytes, caseOf, caseText, loadCase, readCase, writeCase } from './case-file.ts'
import { loadScenarioOf } from './case-load.ts'
import { verifyCase } from './case-verify.ts'
import { decisionValue, operationLine, readDecision, readOperation } from './case-lines.ts'
import { parseCase } from './case-parse.ts'
import { Experiment } from './experiment.ts'
import { Stagings } from './explicit.ts'
import { findBuiltIn } from './load.ts'
import { settingsDefault } from './order.ts'
import { shrinkSeed } from './shrink.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'worldline-case-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The first failing seed of a planted bug, shrunk a little. */
function usual(variant: string): Case {
  const found = findBuiltIn('ack-retry')
  const { scenario } = found
  const experiment = new Experiment(scenario, { variant, settings: settingsDefault })
  const stagings = new Stagings(scenario, variant)
  let seed = 1
  while (experiment.run(seed).verdict !== 'fail') seed += 1
  const shrunk = shrinkSeed(experiment, stagings, seed, { runs: 300, time: null })
  return caseOf({ found, variant, seed, ...shrunk, date: '2026-11-21' })
}
const forgetful = usual('forget-dedup')

function problemsOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    return error.problems
      .flatMap(({ code, sentence, lines }) => [`${code} ${sentence}`, ...lines])
      .join('\n')
  }
  return 'nothing was told'
}

describe('a case', () => {
  test('is read back as it was written, byte by byte', () => {
    const path = join(folder, '__worldline__', 'ack-retry.forget-dedup.case.json')
    writeCase(path, forgetful)
    const again = readCase(path)
    const words = forgetful.trace.words.slice(0, again.trace.words.length)
    expect(again).toEqual({ ...forgetful, trace: { ...forgetful.trace, words } })
    expect(caseText(again, join(folder, '__worldline__'))).toBe(readFileSync(path, 'utf8'))
    expect(readdirSync(join(folder, '__worldline__'))).toEqual(['ack-retry.forget-dedup.case.json'])
  })

  test('of a usual size has at most 5 kB, one item a line, and no key of a seed’s draws', () => {
    const text = caseText(forgetful, folder)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(caseBytes)
    expect(text.split('\n').every((line) => line.length <= 140)).toBe(true)
    expect(text).toContain('"scenario": "ack-retry"')
    expect(text).toMatch(/"words": \[\n {6}"0s start#1 at /u)
  })

  test('keeps as many words of events as there is room for, and twelve however long it is', () => {
    const long = {
      ...forgetful.trace,
      words: Array.from({ length: 80 }, (_, at) => `${at}ms ${'x'.repeat(60)}`),
    }
    expect(Buffer.byteLength(caseText({ ...forgetful, trace: long }, folder))).toBeLessThanOrEqual(
      caseBytes,
    )
    const title = 'y'.repeat(2 * caseBytes)
    const whole = parseCase(caseText({ ...forgetful, title, trace: long }, folder), 'x', folder)
    expect(whole.trace.words).toHaveLength(12)
  })

  test('runs again to the digests that it states', async () => {
    const path = join(folder, 'again.case.json')
    writeCase(path, forgetful)
    const { stagings, case: one, codeHash } = await loadCase(path)
    const { run } = stagings.run(one.run, { trace: true, content: true })
    expect({ digest: run.digest, content: run.content, property: run.failure?.property }).toEqual({
      digest: one.trace.digest,
      content: one.trace.content,
      property: one.expect.violates,
    })
    expect(codeHash.startsWith(one.codeHash)).toBe(true)
  })

  test('holds any faults, operations and decisions as they are', () => {
    const calls: fc.Arbitrary<Call> = fc.record({
      client: fc.constantFrom('client1', 'client2').map(nodeId),
      at: fc.nat(10_000_000),
      message: fc
        .tuple(fc.oneof(fc.constant('send'), texts), fc.dictionary(texts, plain, { maxKeys: 4 }))
        .filter(([, fields]) => !('kind' in fields) && !Object.hasOwn(fields, '__proto__'))
        .map(([kind, fields]) => ({ kind, ...fields })),
    })
    fc.assert(
      fc.property(
        fc.array(anyFaultLines, { maxLength: 3 }),
        fc.array(calls, { maxLength: 3 }),
        fc.dictionary(
          fc
            .tuple(fc.constantFrom(...purposes), texts)
            .map(([what, name]) => `${what} of ${name}#1 at n1`),
          fc.integer({ min: 1, max: 5_000_000 }),
        ),
        (faults, operations, decisions) => {
          const nodes = [nodeId('client1'), nodeId('client2')]
          const run = {
            ...{ ...forgetful.run, nodes, faults },
            operations: operations.toSorted((one, other) => one.at - other.at),
            decisions: new Map(Object.entries(decisions)),
          }
          const again = parseCase(caseText({ ...forgetful, run }, folder), 'x', folder).run
          expect(again.faults).toEqual(run.faults)
          expect(again.decisions).toEqual(run.decisions)
          expect(again.operations).toHaveLength(operations.length)
          for (const [at, { client, at: time, message }] of run.operations.entries()) {
            const read = again.operations[at]
            expect({ client: read?.client, at: read?.at }).toEqual({ client, at: time })
            expect(equal(read?.message, message)).toBe(true)
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('lines that people read', () => {
  test.each`
    because                           | line
    ${'a letter'}                     | ${'client1 @ 201ms send to="receiver1" text="letter 3"'}
    ${'what JSON has no word for'}    | ${'c @ 0s put key={"$bytes":"00ff"} many={"$map":[["a b",1]]} none={"$undefined":true}'}
    ${'a kind that is more than one'} | ${'c @ 7us "two words" "a field"=[1,{"b":" ] "}]'}
    ${'no fields'}                    | ${'c @ 1500ms go'}
  `('an operation: $because', ({ line }) => {
    const call = readOperation(line)
    expect('client' in call && operationLine(call)).toBe(line)
  })

  test.each`
    line                           | part              | expected
    ${'send to=1'}                 | ${'send to=1'}    | ${/client @ instant kind/u}
    ${'c @ soon send'}             | ${'soon'}         | ${/an instant such as/u}
    ${'c @ 1s send to=receiver1'}  | ${'receiver1'}    | ${/a JSON value for to/u}
    ${'c @ 1s send to'}            | ${'to'}           | ${/field=value/u}
    ${'c @ 1s send a=1 a=2'}       | ${'a'}            | ${/each field once/u}
    ${'c @ 1s send kind="x"'}      | ${'kind'}         | ${/each field once/u}
    ${'c @ 1s send a={"$what":1}'} | ${'{"$what":1}'}  | ${/there is no tag/u}
    ${'c @ 1s send __proto__={}'}  | ${'__proto__={}'} | ${/field=value/u}
    ${'c @ 1s send a="x'}          | ${'"x'}           | ${/a JSON value/u}
  `('no operation: $line', ({ line, part, expected }) => {
    expect(readOperation(line)).toEqual({ part, expected: expect.stringMatching(expected) })
  })

  test.each`
    name                                   | outcome  | text
    ${'fate of letter#1 a>b'}              | ${1}     | ${'lost'}
    ${'fate of letter#1 a>b'}              | ${2}     | ${'twice'}
    ${'delay of letter#1 a>b'}             | ${72000} | ${'72ms'}
    ${'delay of the copy of letter#1 a>b'} | ${1234}  | ${'1234us'}
    ${'jitter of resend#2 at a'}           | ${1}     | ${'1us'}
    ${'sync of 3#1 at a'}                  | ${1000}  | ${'1ms'}
    ${'random of coin#1 at a'}             | ${3}     | ${3}
    ${'kept of crash#1 at a'}              | ${2}     | ${2}
  `('a decision: $name is $text', ({ name, outcome, text }) => {
    expect(decisionValue(name, outcome)).toBe(text)
    expect(readDecision(name, text)).toBe(outcome)
  })
})

describe('what is wrong with a case', () => {
  const whole = caseText(forgetful, '/x')
  const read = (text: string): string => problemsOf(() => parseCase(text, 'a.case.json', '/x'))
  const edited = (from: string | RegExp, to: string): string => read(whole.replace(from, to))

  test('nothing, as it was written', () => expect(read(whole)).toBe('nothing was told'))

  test('every truncation is told by its place', () => {
    for (let length = 0; length < whole.trimEnd().length; length += 97) {
      expect(read(whole.slice(0, length))).toMatch(
        /^WL1201 a\.case\.json:\d+:\d+: this is no JSON/u,
      )
    }
  })

  test.each`
    because                       | from                                | to                                              | told
    ${'a merge was left in it'}   | ${'"faults": ['}                    | ${'<<<<<<< ours\n  "faults": ['}                | ${/a\.case\.json:\d+:3: this is no JSON: expected a key in quotes, found <<<<<<<, left by a merge/u}
    ${'a comma is missing'}       | ${/(?<="title": .*),/u}             | ${''}                                           | ${/:4:3: this is no JSON: expected a comma or "\}", found "\\""/u}
    ${'a key stands there twice'} | ${'"title"'}                        | ${'"schema": 1, "title"'}                       | ${/the key "schema" stands there twice/u}
    ${'a newer format'}           | ${'worldline.case/1'}               | ${'worldline.case/2'}                           | ${/^WL1201 a\.case\.json was written by a newer worldline\.\nits format {5}worldline\.case\/2/u}
    ${'no case at all'}           | ${'worldline.case/1'}               | ${'worldline.result/1'}                         | ${/is no saved case: its schema is "worldline\.result\/1"/u}
    ${'a key is misspelt'}        | ${'"codeHash"'}                     | ${'"codehash"'}                                 | ${/:\d+:\d+: codehash is wrong\.\nexpected {7}one of .*\nfound .*unknown key.*\ndid you mean {3}codeHash \?$/u}
    ${'a key is missing'}         | ${/ {2}"codeHash".*\n/u}            | ${''}                                           | ${/codeHash is wrong\.\nexpected {7}at least 8 hex digits\nfound {10}nothing/u}
    ${'another type'}             | ${/"until": "\d+m?s"/u}             | ${'"until": 5'}                                 | ${/:\d+:14: world\.until is wrong\.\nexpected {7}a duration such as 200ms or 1\.5s\nfound {10}5/u}
    ${'no seed'}                  | ${/"seed": \d+/u}                   | ${'"seed": 4294967296'}                         | ${/found\.seed is wrong\.\nexpected {7}a seed/u}
    ${'a fault is misspelt'}      | ${/"faults": \[[^\]]*\]/u}          | ${'"faults": ["drop 1%", "crsh n1 @ 1s"]'}      | ${/: faults\[1\]: I do not know the fault "crsh"\. \(WL3001\)/u}
    ${'an operation is no line'}  | ${/"operations": [[][^\]]*\]/u}     | ${'"operations": ["x @ soon go"]'}              | ${/operations\[0\]: "soon" cannot be read\.\nexpected {7}an instant such as 201ms/u}
    ${'a client that is none'}    | ${/"operations": \[\n *"client\d/u} | ${'"operations": [\n "cleint1'}                 | ${/operations\[0\]: "cleint1" is none of the nodes of this case\.\ndid you mean/u}
    ${'a node twice'}             | ${/"nodes": "/u}                    | ${'"nodes": "a a '}                             | ${/world\.nodes: "a" stands there twice/u}
    ${'a decision of no purpose'} | ${/"decisions": (\{[^}]*\})/u}      | ${'"decisions": { "fat of x#1 a>b": 1 }'}       | ${/decisions\["fat of x#1 a>b"\]: "fat of x#1 a>b" cannot be read/u}
    ${'a fate that is none'}      | ${/"decisions": (\{[^}]*\})/u}      | ${'"decisions": { "fate of x#1 a>b": "gone" }'} | ${/"gone" cannot be read\.\nexpected {7}delivered {2}lost {2}twice/u}
  `('$because', ({ from, to, told }) => {
    expect(edited(from, to)).toMatch(told)
  })

  test('however it was edited, it is told by its place or runs', async () => {
    const { scenario, source } = findBuiltIn('ack-retry')
    const edits = fc.record({
      at: fc.nat(whole.length),
      length: fc.constantFrom(0, 1, 1, 3, 40, 400),
      text: fc.oneof(fc.constantFrom('', '0', '9', '"', ',', '{', 'null', '-1', 'é'), fc.string()),
    })
    const read = fc.sample(fc.array(edits, { minLength: 1, maxLength: 3 }), 120)
    let [ran, told] = [0, 0]
    for (const list of read) {
      const text = list.reduce(
        (before, { at, length, text: put }) =>
          before.slice(0, at) + put + before.slice(at + length),
        whole,
      )
      try {
        const one = parseCase(text, 'a.case.json', '/x')
        if (one.run.until + one.run.settle > 60_000_000) continue
        const loaded = await loadScenarioOf(one, 'a.case.json')
        verifyCase({ ...loaded, scenario, source })
        ran += 1
      } catch (error) {
        expect(error, text).toBeInstanceOf(Mistake)
        told += 1
      }
    }
    expect(ran).toBeGreaterThan(5)
    expect(told).toBeGreaterThan(30)
  })

  test('a text of a million characters is read', () => {
    const title = 'x'.repeat(900_000)
    expect(parseCase(caseText({ ...forgetful, title }, '/x'), 'x', '/x').title).toBe(title)
    expect(read('['.repeat(100_000))).toMatch(/nested more than 100 deep/u)
  })

  test('a file that is not there, is a folder, or is too large', () => {
    expect(problemsOf(() => readCase(join(folder, 'none.case.json')))).toMatch(
      /WL1201 there is no case file/u,
    )
    mkdirSync(join(folder, 'dir.case.json'))
    expect(problemsOf(() => readCase(join(folder, 'dir.case.json')))).toMatch(/is no file/u)
    const large = join(folder, 'large.case.json')
    writeFileSync(large, ' '.repeat(1_000_001))
    expect(problemsOf(() => readCase(large))).toMatch(/too large for a case/u)
  })

  test('a scenario, module, export or variant that is gone', async () => {
    const loaded = async (change: Partial<Case>): Promise<string> => {
      const path = join(folder, 'gone.case.json')
      writeCase(path, { ...forgetful, ...change })
      return loadCase(path).then(
        () => 'nothing was told',
        (error: unknown) => (error instanceof Mistake ? error.message : String(error)),
      )
    }
    expect(await loaded({})).toBe('nothing was told')
    expect(await loaded({ scenario: 'ack-rety' })).toMatch(
      /WL1201: the scenario of .*gone\.case\.json is gone: there is no built-in scenario "ack-rety"/u,
    )
    expect(await loaded({ variant: 'forget-all' })).toMatch(/the variant of .* is gone/u)
    const module = join(folder, 'x.scenario.ts')
    expect(await loaded({ module })).toMatch(/is gone: there is no file .*x\.scenario\.ts/u)
    writeFileSync(
      module,
      "export const other = { kind: 'scenario', name: 'another', nodes: () => ({}), params: {}, rules: {}, variants: {}, claims: {} }",
    )
    expect(await loaded({ module })).toMatch(/exports no scenario "ack-retry"/u)
  })
})
