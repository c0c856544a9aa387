// Saved cases from their making to their end: found, kept, cloned, changed under, diverged, stale,
// refreshed and pruned.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ended, toyFolder, withCasesOf, worldlineIn } from './case-toys.suite.ts'

const folders: string[] = []
const toy = (...changes: Parameters<typeof toyFolder>): string => {
  const folder = toyFolder(...changes)
  folders.push(folder)
  return folder
}
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

const file = 'wl/__worldline__/counter.forgetful.case.json'
const guard = 'wl/__worldline__/counter.guard-forgetful.case.json'
let home = ''
beforeAll(async () => {
  home = toy()
  const { code, out } = await worldlineIn(home, 'cases', 'add', 'counter:forgetful@1')
  expect(out).toMatch(/Saved .*counter\.forgetful\.case\.json/u)
  expect(code).toBe(0)
})

/** The case in a folder with other sources. */
const changed = (...changes: Parameters<typeof toyFolder>): string =>
  withCasesOf(home, toy(...changes))
const replayed = (folder: string, ...flags: readonly string[]): Promise<Ended> =>
  worldlineIn(folder, 'replay', 'counter.forgetful', ...flags)
/** The text of the case with an edit, in a folder of its own. */
const edited = (from: string | RegExp, to: string): string => {
  const folder = changed()
  const path = join(folder, file)
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))
  return folder
}

test('the file is small, names its sources, and holds what a person can read', () => {
  const text = readFileSync(join(home, file), 'utf8')
  expect(text.length).toBeLessThanOrEqual(5_000)
  expect(text).toContain('"scenario": "../counter.scenario.mjs#counter"')
  expect(text).toMatch(/"\.\.\/src\/counter\.mjs": "[0-9a-f]{8}"/u)
  expect(text).toMatch(/"operations": \[\n {4}"client\d @ \S+ add nth=\d+"/u)
})

describe('replay of the same code', () => {
  test('every event is identical, it still fails, exit 1, and there is a next step', async () => {
    const { code, out } = await replayed(home)
    expect(out).toMatch(
      /✓ verified {3}(\d+) of \1 events identical · digest [0-9a-f]{16} · content/u,
    )
    expect(out).toMatch(/✕ FAIL {3}added once at e\d+ · \d+ ms {6}a number was added again\./u)
    expect(out).toMatch(/Step in +worldline replay \S+counter\S+ --until e\d+ --state server/u)
    expect(code).toBe(1)
  })

  test('in another folder, as in a clone, the digests are the same', async () => {
    const [here, there] = [await replayed(home, '--json'), await replayed(changed(), '--json')]
    const of = ({ out }: Ended): unknown => {
      const { digest, content, verdict, exitCode } = JSON.parse(out)
      return { digest, content, verdict, exitCode }
    }
    expect(of(there)).toEqual(of(here))
    expect(of(here)).toMatchObject({ verdict: 'fail', exitCode: 1 })
  })

  test('by coordinate, name and file it is the same case', async () => {
    for (const word of ['counter:forgetful@1/min', 'forgetful', join(home, file)]) {
      const { out, code } = await worldlineIn(home, 'replay', word)
      expect(out, word).toMatch(/Replaying .*counter\.forgetful\.case\.json {3}recorded /u)
      expect(code).toBe(1)
    }
  })

  test('a coordinate without a case is run twice', async () => {
    const { out, code } = await worldlineIn(toy(), 'replay', 'counter:forgetful@1/min')
    expect(out).toMatch(/no case is saved: run twice\n {2}✓ verified/u)
    expect(code).toBe(1)
  })

  test('a case that was edited is not told to diverge: the verdict decides', async () => {
    const { out, code } = await replayed(edited(/ @ 0s add/u, ' @ 3ms add'))
    expect(out).toMatch(/! the case was edited {3}identical up to e\d+, different at e\d+/u)
    expect(out).not.toMatch(/because|DIVERGED/u)
    expect(code).toBeLessThan(2)
  })

  test('another digest is WL4003 and exit 4, with the first event that differs', async () => {
    const folder = edited(
      /"digest": "....([^]*)"0s receive add#1 workload>client1"/u,
      '"digest": "0000$1"1ms receive add#1 workload>client1"',
    )
    const { out, code } = await replayed(folder)
    expect(out).toMatch(
      /✕ DIVERGED {3}WL4003 the same code made another run: identical up to e\d, different at e\d/u,
    )
    expect(out).toMatch(
      /recorded {3}e\d {5}1ms receive add#1 workload>client1\n +now +e\d {5}0s receive add#1/u,
    )
    expect(out).toMatch(/Why +worldline doctor --determinism \S*counter\.scenario\.mjs/u)
    expect(code).toBe(4)
  })
})

describe('replay of changed code: the verdict decides, the first event that differs is a notice', () => {
  test('an unrelated draw shifts nothing', async () => {
    const folder = changed((text) =>
      text.replace('if (!rules', "node.random(6, 'dice')\n    if (!rules"),
    )
    const { out, code } = await replayed(folder)
    expect(out).toMatch(/✓ verified {3}(\d+) of \1 events identical/u)
    expect(out).toMatch(
      /! the code has changed, the run has not\n +because .*src\/counter\.mjs changed \(code \w{8} → \w{8}\)/u,
    )
    expect(code).toBe(1)
  })

  test('a new message kind', async () => {
    const folder = changed((text) =>
      text
        .replace(
          '    if (!rules',
          "    node.send(from, { kind: 'got', nth: message.nth })\n    if (!rules",
        )
        .replace('    state.open = ', "    if (message.kind === 'got') return\n    state.open = "),
    )
    const { out, code } = await replayed(folder)
    expect(out).toMatch(/! the code has changed {3}identical up to e(\d+), different at e\d+/u)
    expect(out).toMatch(
      /recorded {3}e\d+ +\S+ send added#1 server>client1\n +now +e\d+ +\S+ send got#1/u,
    )
    expect(out).toMatch(/✕ FAIL {3}added once/u)
    expect(code).toBe(1)
  })

  test('a renamed field of a message', async () => {
    const { out, code } = await replayed(changed((text) => text.replaceAll(/\bby\b/gu, 'amount')))
    expect(out).toMatch(
      /the same steps, other contents from e\d+ on\n.*recorded.*send add#1.*\n +now .*send add#1 client1>server {3}\{.*amount: 1/u,
    )
    expect(code).toBe(1)
  })

  test('a renamed field of a State', async () => {
    const rename = (text: string): string => text.replaceAll('state.seen', 'state.known')
    const folder = changed((text) => rename(text).replace('seen: []', 'known: []'), rename)
    const { out, code } = await replayed(folder)
    expect(out).toMatch(/other contents from e1 on/u)
    expect(out).toMatch(/known: \[\]/u)
    expect(out).toMatch(/because .*counter\.scenario\.mjs changed,\s+\S*src\/counter\.mjs changed/u)
    expect(code).toBe(1)
  })

  test('the bug is gone: it passes, guards its code, and names what to do next', async () => {
    const { out, code } = await replayed(
      changed(
        (text) => text,
        (text) => text.replace('() => false', '(seen, nth) => seen.includes(nth)'),
      ),
    )
    expect(out).toMatch(
      /PASS {3}nothing is violated\n {2}added once: the recorded failure no longer happens\. The case guards WL2099\./u,
    )
    expect(out).toMatch(/worldline cases refresh/u)
    expect(code).toBe(0)
  })

  test('a module that is new or gone is named', async () => {
    const folder = changed((text) => `import './more.mjs'\n${text}`)
    writeFileSync(join(folder, 'src', 'more.mjs'), 'export const more = 1\n')
    expect((await replayed(folder)).out).toMatch(/src\/more\.mjs is new/u)
  })
})

describe('a stale case: what it names is gone', () => {
  const stale = async (folder: string, told: RegExp): Promise<void> => {
    const { out, code } = await replayed(folder)
    expect(out).toMatch(/! STALE {3}the case cannot be applied to the scenario of today/u)
    expect(out).toMatch(told)
    expect(code).toBe(0)
    expect((await replayed(folder, '--strict')).code).toBe(1)
  }
  test('a node', () =>
    stale(
      changed(
        (text) => text,
        (text) => text.replace('client: {', 'asker: {').replace("from: 'client'", "from: 'asker'"),
      ),
      /there is no node client1/u,
    ))
  test('a parameter', () =>
    stale(
      edited('"nodes": "', '"params": { "size": "3" },\n    "nodes": "'),
      /counter has no parameter "size"/u,
    ))
  test('a message kind', () =>
    stale(
      changed(
        (text) => text,
        (text) =>
          text.replace(
            'actor: client,',
            "actor: client, hears: { ask: { nth: { kind: 'int', min: 0, max: 9 } } },",
          ),
      ),
      /operation 1: client1 hears no "add"/u,
    ))
  test('a field of a message', () =>
    stale(
      changed(
        (text) => text,
        (text) =>
          text.replace(
            'actor: client,',
            "actor: client, hears: { add: { number: { kind: 'int', min: 0, max: 9 } } },",
          ),
      ),
      /operation 1: add.* should be /u,
    ))
})

describe('a case that tests its own guard', () => {
  beforeAll(async () => {
    const { out } = await worldlineIn(home, 'cases', 'add', 'counter:forgetful@1', '--guard')
    expect(out).toMatch(/Saved .*counter\.guard-forgetful\.case\.json/u)
    expect(readFileSync(join(home, guard), 'utf8')).toMatch(
      /"variant": null,\n {2}"violatesWith": "forgetful"/u,
    )
  })
  afterAll(() => rmSync(join(home, guard)))

  test('passes on the scenario and fails on the variant', async () => {
    const { out, code } = await worldlineIn(home, 'replay', 'guard-forgetful')
    expect(out).toMatch(/✓ fails on forgetful, as it must: .*\n {2}PASS {3}on the scenario/u)
    expect(code).toBe(0)
  })

  test('fails when the scenario fails, and when the variant fails no more', async () => {
    const broken = changed((text) =>
      text.replace('(seen, nth) => seen.includes(nth)', '() => false'),
    )
    const { out, code } = await worldlineIn(broken, 'replay', 'guard-forgetful')
    expect(out).toMatch(/fails on forgetful, as it must[^]*✕ FAIL {3}added once/u)
    expect(code).toBe(1)
    const dull = changed(
      (text) => text,
      (text) => text.replace('() => false', '(seen, nth) => seen.includes(nth)'),
    )
    const lost = await worldlineIn(dull, 'replay', 'guard-forgetful')
    expect(lost.out).toMatch(/it no longer fails on forgetful: the case has lost its bite/u)
    expect(lost.code).toBe(1)
  })
})

describe('cases', () => {
  test('list has a row a case, and a damaged one does not cut it short', async () => {
    const folder = changed()
    writeFileSync(
      join(folder, 'wl/__worldline__/cut.case.json'),
      '{ "schema": "worldline.case/1", ',
    )
    const { out, code } = await worldlineIn(folder, 'cases', 'list')
    expect(out).toMatch(/CASE +SCENARIO +FOUND +CODE +STATUS +SIZE\n/u)
    expect(out).toMatch(
      /counter\.forgetful +counter:forgetful +\d{4}-\d\d-\d\d +WL2099 +fails ✕ +\d kB/u,
    )
    expect(out).toMatch(/cut +– +– +– +damaged !/u)
    expect(code).toBe(0)
    const json = JSON.parse((await worldlineIn(folder, 'cases', 'list', '--json')).out)
    expect(json).toMatchObject({
      schema: 'worldline.list/1',
      cases: [{ status: 'fails' }, { status: 'unusable' }],
    })
  })

  test('verify ends with the gravest: 4 over 2 over 1 over 0', async () => {
    expect((await worldlineIn(toy(), 'cases', 'verify')).code).toBe(0)
    const folder = changed()
    expect((await worldlineIn(folder, 'cases', 'verify')).code).toBe(1)
    writeFileSync(join(folder, 'wl/__worldline__/cut.case.json'), '{')
    expect((await worldlineIn(folder, 'cases', 'verify')).code).toBe(2)
    const text = readFileSync(join(folder, file), 'utf8')
    writeFileSync(
      join(folder, 'wl/__worldline__/other.case.json'),
      text.replace(/"digest": "..../u, '"digest": "0000'),
    )
    const { out, code } = await worldlineIn(folder, 'cases', 'verify')
    expect(out).toMatch(/other +diverged ! +WL4003/u)
    expect(out).toMatch(/cut +damaged ![^]*WL1201/u)
    expect(code).toBe(4)
  })

  test('add keeps what is there, and refuses a run that passes', async () => {
    const again = await worldlineIn(home, 'cases', 'add', 'counter:forgetful@1')
    expect(again.out).toMatch(/Was there .*counter\.forgetful\.case\.json/u)
    const { out, code } = await worldlineIn(home, 'cases', 'add', 'counter@1')
    expect(out).toMatch(/WL1203: counter@1 does not fail/u)
    expect(code).toBe(2)
    expect((await worldlineIn(home, 'cases', 'add')).out).toMatch(
      /WL1001: cases add needs a coordinate/u,
    )
  })

  test('refresh writes anew what still fails', async () => {
    const folder = changed((text) => text.replace('ms(40)', 'ms(45)'))
    const { out, code } = await worldlineIn(folder, 'cases', 'refresh', 'forgetful')
    expect(out).toMatch(/still fails, found as it is/u)
    expect(code).toBe(1)
    expect((await replayed(folder)).out).toMatch(
      /✓ verified {3}(\d+) of \1 events identical · digest \w+ · content \w+\n\n {2}✕ FAIL/u,
    )
  })

  test('refresh looks near the plan, then near the seed', async () => {
    const dull = edited(
      /"until": [^]*"faults": \[[^\]]*\]/u,
      '"until": "1s", "settle": "300ms" },\n  "faults": ["drop 60%"]',
    )
    expect((await replayed(dull)).out).toMatch(/PASS/u)
    const near = await worldlineIn(dull, 'cases', 'refresh', 'forgetful', '--dry-run')
    expect(near.out).toMatch(/found near the plan[^]*would be written/u)
    const clean = edited(/"faults": \[[^\]]*\]/u, '"faults": []')
    const seed = await worldlineIn(clean, 'cases', 'refresh', 'forgetful')
    expect(seed.out).toMatch(/found at a seed near it/u)
    expect((await replayed(clean)).code).toBe(1)
  })

  test('refresh leaves the file as it is where the failure is gone', async () => {
    const folder = changed(
      (text) => text,
      (text) => text.replace('() => false', '(seen, nth) => seen.includes(nth)'),
    )
    const before = readFileSync(join(folder, file), 'utf8')
    const { out, code } = await worldlineIn(folder, 'cases', 'refresh', 'forgetful')
    expect(out).toMatch(
      /not found again in \d+ runs near it: the file is as it was\n {4}It guards WL2099/u,
    )
    expect(code).toBe(0)
    expect(readFileSync(join(folder, file), 'utf8')).toBe(before)
  })

  test('prune goes by hand, by name, and takes no failing case unasked', async () => {
    const folder = changed(
      (text) => text,
      (text) => text.replace('() => false', '(seen, nth) => seen.includes(nth)'),
    )
    expect((await worldlineIn(folder, 'cases', 'prune')).out).toMatch(/Nothing was removed/u)
    expect((await worldlineIn(folder, 'cases', 'prune', 'forgetful', '--dry-run')).out).toMatch(
      /Would remove/u,
    )
    expect((await worldlineIn(folder, 'cases', 'prune', 'forgetful')).out).toMatch(
      /Removed {2}wl\/__worldline__/u,
    )
    expect((await worldlineIn(folder, 'cases', 'list')).out).toMatch(/There are no saved cases/u)
    const failing = changed()
    const { out, code } = await worldlineIn(failing, 'cases', 'prune', 'forgetful')
    expect(out).toMatch(/WL1203: .* still fails or cannot be run, and was not removed/u)
    expect(code).toBe(2)
    expect((await worldlineIn(failing, 'cases', 'prune', 'forgetful', '--force')).code).toBe(0)
  })

  test('a verb that is none', async () => {
    const { out, code } = await worldlineIn(home, 'cases', 'verfy')
    expect(out).toMatch(
      /WL1001: cases does not know "verfy"\.\ndid you mean {3}worldline cases verify \?/u,
    )
    expect(code).toBe(2)
  })
})
