// The schemas that the package ships are those of the sources; what one accepts is what is written
// and read. They are tried with a validator of somebody else's.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { fromJSONSchema, type ZodType } from 'zod'
import { called } from '../../cli/called.suite.ts'
import { Mistake } from '../../sim/problem.ts'
import { misfits } from './json-shape.ts'
import { loadModule } from './load.ts'
import { schemas } from './schemas.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'worldline-'))
afterAll(() => rmSync(folder, { recursive: true }))

const shipped = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, 'schemas', file), 'utf8')) as Record<string, unknown>
const validator = (file: string): ZodType => fromJSONSchema(shipped(file) as never)

describe('the schemas of the package', () => {
  test('are those of the sources (else: npm run schemas)', () => {
    expect(readdirSync(join(root, 'schemas')).sort()).toEqual(Object.keys(schemas).sort())
    for (const [file, schema] of Object.entries(schemas)) {
      expect(shipped(file), file).toEqual(structuredClone(schema))
    }
  })

  test('can be imported by their names', () => {
    const text = "import s from 'worldline/schemas/scenario.json' with { type: 'json' }"
    const words = ['--input-type=module', '-e', `${text}; console.log(s.$id)`]
    const { stdout } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' })
    expect(stdout).toBe('worldline.scenario/1\n')
  })
})

describe('the schema of scenario files', () => {
  const check = validator('scenario.json')
  let files = 0
  async function loads(text: string): Promise<boolean> {
    files += 1
    const path = join(folder, `file-${files}.scenario.yaml`)
    writeFileSync(path, text)
    try {
      return (await loadModule(path)).length === 1
    } catch (error) {
      if (error instanceof Mistake) return false
      throw error
    }
  }

  test.each([
    'use: ack-retry',
    'use: ack-retry\nname: nightly\nabout: At night.\n$schema: x',
    'use: ack-retry\nvariant: original\nuntil: 1.5s\nsettle: 200ms',
    'use: ack-retry\nparams: { receivers: 5, link: [datagram, stream], heartbeat: 300ms }',
    'use: ack-retry\nfaults: [drop 5%, crash receiver1 @ 1s restart +200ms]',
    'use: ack-retry\nfaults: swarm\nexpect: [op.latency p99 < 5s]',
    'use: ack-retry\nfaults: none\nexpect: []',
  ])('accepts what the loader accepts: %j', async (text) => {
    expect(await loads(text)).toBe(true)
    expect(check.safeParse(parse(text)).success).toBe(true)
  })

  test.each([
    'until: 5s',
    'use: ack-retry\nuntill: 5s',
    'use: ack-retry\nuntil: 5',
    'use: ack-retry\nuntil: 5h',
    'use: 5',
    'use: ""',
    'use: ack-retry\nname: a b',
    'use: ack-retry\nfaults: often',
    'use: ack-retry\nfaults: [5]',
    'use: ack-retry\nfaults: { drop: 5% }',
    'use: ack-retry\nparams: [1]',
    'use: ack-retry\nparams: { receivers: [] }',
    'use: ack-retry\nparams: { receivers: { a: 1 } }',
    'use: ack-retry\nexpect: op.latency p99 < 5s',
    'use: ack-retry\nvariant: [original]',
    'use: ack-retry\nnodes: {}',
    '- use',
  ])('refuses with it: %j', async (text) => {
    expect(await loads(text)).toBe(false)
    expect(check.safeParse(parse(text)).success).toBe(false)
  })
})

describe('the schemas of documents', () => {
  /** What takes more than it takes to start is left to what was built. */
  const document = async (...words: string[]): Promise<unknown> => {
    const asked = [...words, '--json']
    if (words[0] === 'list') return JSON.parse((await called(asked, folder)).out)
    const command = [join(root, 'dist', 'cli', 'main.js'), ...asked]
    const { stdout } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' })
    return JSON.parse(stdout)
  }

  test.each([
    ['result.json', ['run', 'ack-retry']],
    ['result.json', ['run', 'ack-retry:original@3']],
    ['result.json', ['explore', 'ack-retry', '--seeds', '5', '--workers', '1']],
    ['result.json', ['explore', 'ack-retry:forget-dedup', '--seeds', '50', '--no-timing']],
    ['list.json', ['list']],
    ['list.json', ['list', 'variants']],
    ['list.json', ['list', 'faults']],
    ['list.json', ['list', 'properties']],
  ] as const)('%s accepts what %j prints', async (file, words) => {
    const told = await document(...words)
    const { error } = validator(file).safeParse(told)
    expect(error).toBeUndefined()
    expect(misfits(told, schemas[file] ?? {})).toEqual([])
  })

  test('and no other document', () => {
    for (const file of ['result.json', 'list.json']) {
      expect(validator(file).safeParse({ schema: 'worldline.other/1' }).success).toBe(false)
      expect(misfits({ schema: 'worldline.other/1' }, schemas[file] ?? {})).not.toEqual([])
    }
  })
})
