import { cpSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Run } from '../../sim/run.ts'
import { Mistake } from '../../sim/problem.ts'
import { ms, nodeId, seconds } from '../../sim/units.ts'
import { ackRetry } from '../ack-retry.ts'
import { compared, driftIn, historyOf } from './compared.ts'
import { type Continuation, continued } from './continued.ts'
import { instantsOf, resumeAt } from './instant.ts'
import { settingsDefault } from './order.ts'
import { type RealRun, runReal } from './real.ts'
import { readRecording, type Recording } from './recorded-read.ts'
import { originOf, replay } from './replay.ts'
import { flightsOf, quantile, trafficOf } from './traffic.ts'

/** Two real runs serve all of these: a correct one with a kill, and a bug that no kill meets. */
const folders: string[] = []
let run: RealRun
let recording: Recording
let bug: Recording

const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'worldline-recorded-'))
  folders.push(folder)
  return folder
}

const record = (variant: string | null, faults: string[], settle: string): Promise<RealRun> =>
  runReal({
    scenario: ackRetry,
    order: {
      ...{ source: { kind: 'built-in' }, scenario: 'ack-retry', variant },
      settings: { ...settingsDefault, set: { receivers: '2' }, faults, settle },
    },
    ...{ seed: 1, via: 'tcp', time: seconds(1.2), rate: 150, port: null, signal: null },
    folder: freshFolder(),
    onEvent: () => {},
  })

beforeAll(async () => {
  const [first, second] = await Promise.all([
    record(null, ['crash receiver1 @ 500ms restart +150ms'], '1500ms'),
    record('ack-before-durable', [], '300ms'),
  ])
  run = first
  recording = readRecording(first.folder)
  bug = readRecording(second.folder)
}, 60_000)

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** The recording with a file of it changed. */
function tampered(file: string, change: (text: string) => string): string {
  const folder = freshFolder()
  cpSync(run.folder, folder, { recursive: true })
  const path = join(folder, file)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
  return folder
}

const under = (more: Partial<Continuation['settings']> = {}): Continuation['settings'] => ({
  ...{ faults: 'default', extraFaults: [], extraExpect: [], until: '1s', settle: '4s' },
  ...more,
})

describe('a recording', () => {
  test('holds every life, says what it is of, and how it ended', () => {
    const { file, lives } = recording
    expect(file).toMatchObject({ scenario: 'ack-retry', variant: null, seed: 1, via: 'tcp' })
    expect(file.faults).toEqual(['crash receiver1 @ 500ms restart +150ms'])
    expect(file.ended).toMatchObject({ verdict: run.verdict, interrupted: false })
    expect(lives.map(({ node, life }) => `${node} ${life}`)).toEqual([
      ...['client1 1', 'client2 1', 'sender1 1', 'sender2 1'],
      ...['receiver1 1', 'receiver1 2', 'receiver2 1', 'discovery 1'],
    ])
    const put = lives[4]?.steps.flatMap(({ acts }) =>
      acts.flatMap((act) => (act.kind === 'put' ? `${act.table} ${act.key}` : [])),
    )
    for (const [table, key] of lives[5]?.begins.rows ?? []) expect(put).toContain(`${table} ${key}`)
    expect(lives[4]?.begins.rows).toEqual([])
  })

  test('has each message that was heard as one that had left, and none twice', () => {
    const flights = flightsOf(recording)
    const heard = recording.lives.flatMap(({ steps }) =>
      steps.filter(({ cause }) => cause.kind === 'receive' && cause.nth !== null),
    )
    expect(flights.reduce((sum, { arrivals }) => sum + arrivals.length, 0)).toBe(heard.length)
    expect(flights.every(({ left, arrivals }) => arrivals.every((at) => at >= left))).toBe(true)
    const traffic = trafficOf(flights, Number.MAX_SAFE_INTEGER)
    expect(traffic).toMatchObject({ doubled: 0, overtaken: 0 }) // TCP does neither
    expect(traffic.sent).toBeGreaterThan(500)
    expect(quantile(traffic.latencies, 0.5)).toBeLessThan(ms(100))
  })

  test('has the operations that the run was judged by', () => {
    const history = historyOf(recording)
    expect(history).toHaveLength(run.operations.total)
    expect(history.filter(({ end }) => end !== null)).toHaveLength(
      run.history.filter(({ end }) => end !== null).length,
    )
  })
})

describe('a replay', () => {
  test('does in every step what was recorded', async () => {
    const { site, changed } = await originOf(recording)
    const told = replay(recording, site)
    expect(told.difference).toBeNull()
    expect(changed).toBe(false)
    expect(told).toMatchObject({ nodes: 7, lives: 8 })
    expect(told.steps).toBe(recording.lives.reduce((sum, { steps }) => sum + steps.length, 0))
    expect(told.states).toBeGreaterThan(told.steps / 10)
  })

  test('by other rules tells the first step that differs', async () => {
    const order = { ...recording.file.order, variant: 'ack-before-durable' }
    const other = { ...recording, file: { ...recording.file, order } }
    const { site } = await originOf(other)
    const { difference } = replay(other, site)
    expect(difference?.node).toMatch(/^receiver/u)
    expect(difference?.cause).toMatch(/^letter from sender/u)
    const life = recording.lives.find(
      ({ node, life }) => node === difference?.node && life === difference.life,
    )
    const letters = life?.steps.filter(
      ({ cause }) => cause.kind === 'receive' && cause.message.kind === 'letter',
    )
    expect(difference?.step).toBe(letters?.[0]?.nth)
    expect(difference?.expected).toMatch(/send to sender\d: \{/u)
    expect(difference?.got).toMatch(/send to sender\d early: \{/u)
  })

  test.each`
    what             | from                                        | to                                          | expected    | got
    ${'an act'}      | ${'("nth":NTH,.*"acts":\\[).*(\\],"mark")'} | ${'$1{"kind":"wall","is":5}$2'}             | ${/^wall/u} | ${/./u}
    ${'an act more'} | ${'("nth":NTH,.*)\\],"mark":'}              | ${'$1,{"kind":"note","text":"x"}],"mark":'} | ${/note/u}  | ${/nothing more/u}
  `('notices $what that was changed', async ({ from, to, expected, got }) => {
    const life = recording.lives.find(({ node }) => node === 'receiver2')
    const step = life?.steps.find(({ nth, acts }) => nth > 5 && acts.length > 0)?.nth
    const pattern = new RegExp(String(from).replace('NTH', String(step)), 'u')
    const folder = tampered('receiver2/recording-1.jsonl', (text) => text.replace(pattern, to))
    const other = readRecording(folder)
    const { difference } = replay(other, (await originOf(other)).site)
    expect(difference).toMatchObject({ node: 'receiver2', life: 1, step })
    expect(difference?.expected).toMatch(expected)
    expect(difference?.got).toMatch(got)
  })

  test('notices a State that was changed', async () => {
    const life = recording.lives.find(({ node }) => node === 'receiver2')
    const step = life?.steps.find(({ nth, state }) => nth > 5 && state !== null)
    const folder = tampered('receiver2/recording-1.jsonl', (text) =>
      text.replaceAll(step?.state ?? 'none', '0123456789abcdef'),
    )
    const other = readRecording(folder)
    const { difference } = replay(other, (await originOf(other)).site)
    expect(difference).toMatchObject({ node: 'receiver2', life: 1 })
    expect(difference?.expected).toBe('a State of hash 0123456789abcdef')
    expect(difference?.got).toMatch(/^[0-9a-f]{16}: \{/u)
  })

  test.each`
    because           | from                                                           | to               | expected
    ${'nobody said'}  | ${/\{"kind":"left","to":"receiver2","said":\d+,"nth":1,.*\n/u} | ${''}            | ${/nothing: sender\d has not said it/u}
    ${'had not left'} | ${/("to":"receiver2",.*"nth":1,"time":)\d+/u}                  | ${'$1999999999'} | ${/nothing: it had not left yet/u}
  `('notices a message that $because', async ({ from, to, expected }) => {
    const change = (text: string): string => text.replace(from, to)
    const { site } = await originOf(recording)
    const sender = ['sender1', 'sender2'].find((one) =>
      from.test(readFileSync(join(run.folder, one, 'recording-1.jsonl'), 'utf8')),
    )
    const other = readRecording(tampered(`${sender}/recording-1.jsonl`, change))
    const { difference } = replay(other, site)
    expect(difference).toMatchObject({ node: 'receiver2', life: 1 })
    expect(difference?.expected).toMatch(expected)
    expect(difference?.got).toMatch(/^heard: \{/u)
  })

  test('of a recording whose secrets were taken out is refused', async () => {
    const { site } = await originOf(recording)
    expect(() => replay({ ...recording, redacted: true }, site)).toThrow('redacts its recordings')
  })
})

describe('a recording that cannot be read', () => {
  const swap =
    (from: string | RegExp, to: string) =>
    (text: string): string =>
      text.replace(from, to)
  const life = 'sender1/recording-1.jsonl'
  test.each`
    because                     | file          | change                                                                                                                    | says
    ${'a newer format'}         | ${'run.json'} | ${swap('"format": 1', '"format": 9')}                                                                                     | ${/has the format 9, and this worldline reads 1/u}
    ${'no JSON'}                | ${'run.json'} | ${() => '{'}                                                                                                              | ${/it is no JSON of a run/u}
    ${'a field of no type'}     | ${'run.json'} | ${swap(/"seed": \d+/u, '"seed": "x"')}                                                                                    | ${/damaged at \/seed/u}
    ${'a fault of no kind'}     | ${'run.json'} | ${swap('"kind": "crash"', '"kind": "crush"')}                                                                             | ${/damaged at \/plan\/0\/fault/u}
    ${'a fault of a stranger'}  | ${'run.json'} | ${swap(/"node": "receiver1"/u, '"node": "receiver9"')}                                                                    | ${/damaged at \/plan\/0\/fault[^]*receiver9/u}
    ${'a parameter of no text'} | ${'run.json'} | ${swap('"receivers": "2"', '"receivers": 2')}                                                                             | ${/damaged at \/order\/settings\/set/u}
    ${'other nodes'}            | ${'run.json'} | ${swap(/"receivers": "2"/u, '"receivers": "3"')}                                                                          | ${/is of another ack-retry/u}
    ${'an unknown scenario'}    | ${'run.json'} | ${swap(/"scenario": "ack-retry",\n *"variant": null,\n *"settings"/u, '"scenario": "gone", "variant": null, "settings"')} | ${/no scenario called "gone"/u}
    ${'a line of no kind'}      | ${life}       | ${swap('"kind":"step","nth":4', '"kind":"leap"')}                                                                         | ${/recording-1\.jsonl:\d+ is no line of a recording/u}
    ${'a newer life'}           | ${life}       | ${swap('"format":1', '"format":2')}                                                                                       | ${/has the format 2/u}
    ${'a step of no shape'}     | ${life}       | ${swap(/"mark":\d+/u, '"mark":"x"')}                                                                                      | ${/is no line of a recording at \/mark/u}
    ${'a step taken out'}       | ${life}       | ${swap(/\{"kind":"step","nth":3,.*\n/u, '')}                                                                              | ${/step 4 stands where step 3 belongs/u}
    ${'a life of another'}      | ${life}       | ${swap('"node":"sender1"', '"node":"sender2"')}                                                                           | ${/it is of sender2/u}
    ${'half a line within'}     | ${life}       | ${swap(/,"acts":.*\n/u, '\n')}                                                                                            | ${/is no line of a recording/u}
  `('because of $because is told in words', async ({ file, change, says }) => {
    const folder = tampered(file, change)
    const problems = await problemsOf(async () => originOf(readRecording(folder)))
    expect(problems.join('\n')).toMatch(says)
  })

  test('because a life is missing, or all of it, names the file', async () => {
    const folder = tampered('run.json', (text) => text)
    unlinkSync(join(folder, 'receiver1', 'recording-1.jsonl'))
    unlinkSync(join(folder, 'discovery', 'recording-1.jsonl'))
    const problems = await problemsOf(async () => readRecording(folder))
    expect(problems).toHaveLength(2)
    expect(problems[0]).toContain('receiver1 is not whole: its life 1 is missing')
    expect(await problemsOf(async () => readRecording(freshFolder()))).toEqual([
      expect.stringMatching(/no recording of a real run: .* holds no run\.json/u),
    ])
  })

  test('is read up to a last line that was cut short', () => {
    const folder = tampered(life, (text) => text.slice(0, -20))
    const cut = readRecording(folder)
    const lines = ({ lives }: Recording): number =>
      lives.reduce(
        (sum, one) =>
          sum + one.steps.length + one.left.length + one.durable.length + one.stills.length,
        0,
      )
    expect(lines(cut)).toBe(lines(recording) - 1)
  })
})

async function problemsOf(act: () => Promise<unknown>): Promise<string[]> {
  try {
    await act()
  } catch (error) {
    if (error instanceof Mistake)
      return error.problems.map(
        ({ code, sentence, lines }) => `${code}: ${[sentence, ...lines].join('\n')}`,
      )
    throw error
  }
  return []
}

describe('real beside simulated', () => {
  test('has as many kinds of messages, and fitted the latency of the wire', async () => {
    const { drift, fit } = compared(recording, await originOf(recording), 1)
    const byName = new Map(drift.rows.map((row) => [row.what, row]))
    expect(byName.get('message kinds')?.real).toBeGreaterThan(8)
    expect(byName.get('message kinds')?.simulated).toBeGreaterThan(8)
    expect(fit.messages).toBeGreaterThan(300)
    expect(fit.syncs).toBeGreaterThan(50)
    expect(fit).toMatchObject({ lossPpm: 0, copyPpm: 0 })
    const p50 = byName.get('message latency p50')
    const far = (value: number | null | undefined): number =>
      Math.abs(Math.log((value ?? 1) / (p50?.real ?? 1)))
    expect(far(p50?.fitted)).toBeLessThan(Math.log(8)) // machines are busy
    expect(byName.get('op latency p99')?.fitted).not.toBeNull()
  })

  test('says where the simulation is kinder than the network', async () => {
    // A wire that took a second more for everything.
    const late = recording.lives.map((one) => ({
      ...one,
      steps: one.steps.map((step) => ({ ...step, time: step.time + seconds(1) })),
    }))
    const { drift } = compared({ ...recording, lives: late }, await originOf(recording), 1)
    expect(drift.kinder[0]).toMatch(/^delay: p99 \d{4} ms on the wire, at most \d+ ms/u)
    const row = drift.rows.find(({ what }) => what === 'message latency p99')
    expect(row).toMatchObject({ holds: false, why: expect.stringContaining('at most') })
  })

  test('is measured from the folder of a run', async () => {
    const { rows, seeds } = await driftIn(run.folder)
    expect(seeds).toBe(3)
    expect(rows.every(({ real, fitted }) => real !== null && fitted === null)).toBe(true)
  })
})

describe('a run that goes on in simulation', () => {
  test('begins at an instant at which all nodes stood still', async () => {
    const instants = instantsOf(recording)
    expect(instants.length).toBeGreaterThan(3)
    const { site } = await originOf(recording)
    const last = instants.at(-1)
    if (last === undefined) throw new Error('there is a last instant')
    const from = resumeAt(recording, site, last)
    expect(from.nodes.map(({ id, life }) => `${id} ${life}`)).toContain('receiver1 2')
    expect(from.history).toHaveLength(run.operations.total)
    expect(from.streams).toContainEqual({
      between: [nodeId('client1'), nodeId('sender1')],
      closedBy: null,
    })
    expect(from.sent.get('letter')).toBe(run.sent['letter'])
  })

  test('passes under the faults of its scenario, from any instant, whatever the seed', async () => {
    const origin = await originOf(recording)
    const failed: Run[] = []
    const digests = new Set<string>()
    for (const at of [null, seconds(1)]) {
      for (const seed of [1, 2, 3]) {
        const goes = continued(recording, origin, { at, seed, settings: under() })
        digests.add(goes.run.digest)
        if (goes.run.verdict !== 'pass') failed.push(goes.run)
        expect(goes.run.history.length).toBeGreaterThan(run.operations.total / 4)
        expect(goes.run.history.every(({ end, start }) => end === null || end >= start)).toBe(true)
      }
    }
    expect(failed.map(({ failure, findings }) => [failure, findings])).toEqual([])
    expect(digests.size).toBe(6)
  })

  test('is the same again for the same seed', async () => {
    const origin = await originOf(recording)
    const how: Continuation = { at: null, seed: 9, settings: under() }
    const [one, other] = [continued(recording, origin, how), continued(recording, origin, how)]
    expect(other.run).toMatchObject({ digest: one.run.digest, content: one.run.content })
  })

  test('fails where a bug meets the fault that its recording did not have', async () => {
    const origin = await originOf(bug)
    expect(replay(bug, origin.site).difference).toBeNull()
    const faults = ['receiver1', 'receiver2'].map(
      (one) => `crash ${one} every 100ms restart +50ms lose unsynced`,
    )
    const none = continued(bug, origin, { at: null, seed: 1, settings: under({ faults: 'none' }) })
    expect(none.run.failure).toBeNull()
    const verdicts = [1, 2, 3, 4].map(
      (seed) => continued(bug, origin, { at: null, seed, settings: under({ faults }) }).run,
    )
    expect(verdicts.map(({ failure }) => failure?.code)).toContain('WL2002')
  })

  test('refuses a fault that it does not know', async () => {
    const origin = await originOf(recording)
    const settings = under({ extraFaults: ['crash nobody'] })
    expect(() => continued(recording, origin, { at: null, seed: 1, settings })).toThrow(Mistake)
  })
})
