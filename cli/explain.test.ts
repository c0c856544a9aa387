// explain answers whatever has a name here, on one screen, and says what was probably meant otherwise.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { codes } from '../reports/codes.ts'
import { columns, plainPage } from '../reports/page.ts'
import { ackRetry } from '../scenarios/ack-retry.ts'
import { builtIn } from '../scenarios/runner/catalogue.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { judgeWords } from '../reports/explain-judge.ts'
import { metrics } from '../sim/check/threshold.ts'
import { faultCatalogue } from '../sim/fault-catalogue.ts'
import { parseFault } from '../sim/notation-parse.ts'
import { Mistake } from '../sim/problem.ts'
import type { Given } from './arguments.ts'
import type { Context } from './context.ts'
import { explain } from './explain.ts'
import { commandOf } from './explain-fault.ts'
import { goalsOf, propertiesOf } from './properties.ts'

const folder = mkdtempSync(join(tmpdir(), 'worldline-explain-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function told(words: readonly string[], given: Given = {}): Promise<string> {
  let out = ''
  const take = (text: string): void => void (out += text)
  const context: Context = {
    ...{ out: take, note: take, document: take },
    ...{ page: plainPage, notePage: plainPage, live: false, env: {}, cwd: folder },
    name: 'worldline',
  }
  const code = await explain({ command: 'explain', words, given, rest: [] }, context)
  expect(code).toBe(0)
  return out
}

/** One screen: at most sixty lines of at most a hundred columns, commands apart. */
function expectScreen(text: string): void {
  const lines = text.split('\n')
  expect(lines.length).toBeLessThanOrEqual(60)
  for (const line of lines) {
    if (!/worldline (?:run|explore) /u.test(line)) expect(columns(line)).toBeLessThanOrEqual(100)
  }
  expect(text).not.toMatch(/undefined|\[object/u)
}

async function refused(words: readonly string[], given: Given = {}): Promise<string> {
  const error: unknown = await told(words, given).catch((caught: unknown) => caught)
  if (!(error instanceof Mistake)) throw new Error('nothing was refused')
  expect(error.exitCode).toBe(2)
  const [problem] = error.problems
  expect(problem?.lines.length).toBeLessThanOrEqual(11)
  return [`${problem?.code ?? ''} ${problem?.sentence ?? ''}`, ...(problem?.lines ?? [])].join('\n')
}

describe('everything that has a name is explained on one screen', () => {
  test.each(codes.map(({ code, name }) => [code, name] as const))('%s', async (code, name) => {
    const text = await told([code])
    expectScreen(text)
    expect(text).toContain(name)
  })

  test.each(Object.values(faultCatalogue).map((entry) => [entry.name, entry] as const))(
    'the fault %s',
    async (name, entry) => {
      const text = await told(name.split(' '))
      expectScreen(text)
      expect(text).toContain(entry.examples[0])
    },
  )

  test('every property, goal and metric', async () => {
    for (const scenario of builtIn) {
      for (const { name } of propertiesOf(scenario, null)) expectScreen(await told([name]))
      for (const goal of goalsOf(scenario)) expectScreen(await told(['goal', goal]))
    }
    for (const metric of Object.keys(metrics)) expectScreen(await told([metric]))
  })

  const claimed = new Set(
    builtIn.flatMap((scenario) => propertiesOf(scenario, null).map(({ name }) => name)),
  )
  test.each(judgeWords.filter((word) => !claimed.has(word)))(
    'the check %s, where no scenario has a property of that name',
    async (word) => {
      const text = await told([word])
      expectScreen(text)
      expect(text).toMatch(/rules out {5}· .*WL2\d{3}/u)
    },
  )

  test('every scenario and variant', async () => {
    for (const scenario of builtIn) {
      expectScreen(await told([scenario.name]))
      for (const variant of Object.keys(scenario.variants)) {
        expectScreen(await told([`${scenario.name}:${variant}`]))
      }
    }
  })

  test('exit codes, a plan, and what there is', async () => {
    for (const text of [await told(['exit-codes']), await told([])]) expectScreen(text)
    const plan = await told([], { plan: 'ack-retry@7' })
    expectScreen(plan)
    expect(plan).toMatch(/drawn by +seed 7/u)
  })
})

describe('what is said there', () => {
  test('a property names who breaks it, and its code', async () => {
    const text = await told(['ack-retry:no duplicate effect'])
    expect(text).toContain('worldline explore ack-retry:forget-dedup')
    expect(text).toContain('a duplicate effect (WL2006)')
  })

  test('the command of a fault runs on ack-retry', () => {
    const { roster } = new Experiment(ackRetry, {
      variant: null,
      settings: settingsDefault,
    }).siteFor(1)
    let some = 0
    for (const entry of Object.values(faultCatalogue)) {
      const line = /"(.+)"$/u.exec(commandOf(entry) ?? '')?.[1]
      if (line === undefined) continue
      some += 1
      expect(parseFault(line, roster).kind, line).toBe('fault')
    }
    expect(some).toBeGreaterThan(20)
  })

  test("a name of Jepsen's leads to the fault", async () => {
    expect(await told(['kill'])).toMatch(/^ {2}crash {3}kill: a fault of processes/mu)
    expect(await told(['partition', 'majority'])).toMatch(/^ {2}partition {3}/mu)
  })

  test('a document says the same', async () => {
    const document: unknown = JSON.parse(await told(['WL2006'], { json: 'document' }))
    expect(document).toMatchObject({ schema: 'worldline.explain/1', word: 'WL2006' })
  })
})

describe('a run', () => {
  const failing = 'ack-retry:forget-dedup@1'

  test('its events and its faults', async () => {
    const event = await told([`${failing}#fail`])
    expectScreen(event)
    expect(event).toMatch(/because of/u)
    expect(await told([failing, 'e40'])).toContain(`${failing}#e40`)
    const fault = await told([`${failing}#f1`])
    expectScreen(fault)
    expect(fault).toMatch(/a fault of this run/u)
  })

  test('its failure, told', async () => {
    expectScreen(await told([failing]))
  })

  test('why, in any order of the words', async () => {
    const why = await told([failing], { why: '' })
    expectScreen(why)
    expect(why).toMatch(/^ {3}1 {2}receiver2 received letter#6/mu)
    expect(why).toMatch(/Common cure/u)
    const event = await told([failing, 'e40'], { why: '' })
    expect(await told([failing], { why: 'e40' })).toBe(event)
    expect(await told([`${failing}#e40`], { why: '' })).toBe(event)
  })

  test('why not', async () => {
    const text = await told([failing], { 'why-not': 'ack#1 arrives' })
    expectScreen(text)
    expect(text).toMatch(/ack#1 from receiver2 to sender1 came damaged/u)
  })

  test('what names nothing is refused with the nearest', async () => {
    expect(await refused([`${failing}#e99999`])).toMatch(/has no event e99999.*e1 to e/su)
    expect(await refused([`${failing}#f999`])).toMatch(/has no fault f999/u)
    expect(await refused(['ack-retry@1'])).toMatch(/does not fail/u)
    expect(await refused([], { why: '' })).toMatch(/WL1001 --why asks about a run/u)
    expect(await refused([failing], { why: 'reciever1.seen' })).toMatch(
      /did you mean {3}receiver1/u,
    )
  })
})

describe('a word that nothing is called', () => {
  test.each([
    [['partiton'], 'did you mean   worldline explain partition ?'],
    [['WL206'], 'did you mean   worldline explain WL2006 ?'],
    [['no duplicat effect'], 'did you mean   worldline explain "no duplicate effect" ?'],
    [['op.latncy'], 'did you mean   worldline explain op.latency ?'],
    [['ack-rerty'], 'did you mean   worldline explain ack-retry ?'],
    [['goal', 'a letter was tried agan'], 'explain goal "a letter was tried again" ?'],
    [['exit-code'], 'did you mean   worldline explain exit-codes ?'],
  ])('%j', async (words, hint) => {
    expect(await refused(words)).toContain(hint)
  })

  test('a scenario of this folder is known by its name', async () => {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    expect(await refused(['nobody-knows-this'])).toMatch(/there is nothing called/u)
  })
})
