import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { ClassicLevel } from 'classic-level'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'

import { encode } from '../../sim/plain.ts'
import { Mistake } from '../../sim/problem.ts'
import { asBytes, type DurableStore, openLevelStore } from './leveldb.ts'
import { damageIn } from './log-check.ts'
import { rowKey } from './row-key.ts'

const folders: string[] = []
const mounts: string[] = []
afterEach(() => {
  for (const mount of mounts.splice(0)) execFileSync('umount', [mount])
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'worldline-folder-'))
  folders.push(folder)
  return folder
}

const failures: string[] = []
const open = (folder: string, node = 'n1'): Promise<DurableStore> =>
  openLevelStore(folder, node, {
    synced: () => {},
    failed: (error) => failures.push(error.message),
  })

/** Writes rows a step each and waits until all of them are durable. */
async function write(store: DurableStore, from: number, to: number): Promise<void> {
  for (let row = from; row <= to; row += 1) {
    store.put('t', row, 'x'.repeat(1_000))
    store.endStep()
    await store.flush()
  }
}

/** A folder with 40 rows: 20 in a table of LevelDB, 20 in its log. */
async function filled(folder = join(freshFolder(), 'tables')): Promise<string> {
  for (const from of [1, 21]) {
    const store = await open(folder)
    await write(store, from, from + 19)
    await store.close()
  }
  return folder
}

const rowsOf = async (folder: string): Promise<number> => {
  const store = await open(folder)
  const rows = [...store.scan('t')].length
  await store.close()
  return rows
}

/** What is refused, in one line, and what to do about it. */
async function refusal(folder: string, node?: string): Promise<string> {
  const error: unknown = await open(folder, node).then(
    (store) => store.close().then(() => 'it was opened'),
    (wrong: unknown) => wrong,
  )
  if (!(error instanceof Mistake)) return String(error)
  const [problem] = error.problems
  expect(error.problems).toHaveLength(1)
  expect(problem?.code).toBe('WL5007')
  expect(problem?.lines).toHaveLength(1)
  const said = `${problem?.sentence}  ${problem?.lines[0]}`
  return said.replaceAll(folder, 'FOLDER')
}

const named = (folder: string, pattern: RegExp): string => {
  const name = readdirSync(folder).find((file) => pattern.test(file))
  if (name === undefined) throw new Error(`no ${pattern} in ${folder}`)
  return join(folder, name)
}
const spoil = (path: string, at: number): void => {
  const bytes = readFileSync(path)
  bytes[at] = (bytes[at] ?? 0) ^ 0xff
  writeFileSync(path, bytes)
}
const [manifest, log, table] = [/^MANIFEST/u, /\.log$/u, /\.ldb$/u]

describe('a folder that is spoilt is refused in words, and what is in it stays', () => {
  test.each<[string, (folder: string) => void, string]>([
    ['CURRENT is gone', (f) => rmSync(join(f, 'CURRENT')), 'its file CURRENT is missing'],
    [
      'CURRENT is garbage',
      (f) => writeFileSync(join(f, 'CURRENT'), 'garbage'),
      'its file CURRENT names no manifest',
    ],
    [
      'CURRENT is empty',
      (f) => writeFileSync(join(f, 'CURRENT'), ''),
      'its file CURRENT names no manifest',
    ],
    [
      'CURRENT names what is not there',
      (f) => writeFileSync(join(f, 'CURRENT'), 'MANIFEST-999999\n'),
      'its file MANIFEST-999999 is missing',
    ],
    ['the manifest is gone', (f) => rmSync(named(f, manifest)), 'is missing'],
    [
      'the manifest is garbage',
      (f) => writeFileSync(named(f, manifest), 'x'.repeat(500)),
      'no meta-nextfile entry in descriptor',
    ],
    [
      'the manifest is empty',
      (f) => writeFileSync(named(f, manifest), ''),
      'no meta-nextfile entry in descriptor',
    ],
    ['the log is gone', (f) => rmSync(named(f, log)), 'its log is missing'],
    ['a bit of the log is another', (f) => spoil(named(f, log), 5_000), 'is spoilt at byte 4'],
    ['a length in the log is another', (f) => spoil(named(f, log), 5), 'is spoilt at byte 0'],
    ['a table is gone', (f) => rmSync(named(f, table)), '1 missing files'],
    ['a table is garbage', (f) => writeFileSync(named(f, table), 'x'.repeat(5_000)), 'sstable'],
  ])('%s', async (_, harm, words) => {
    const folder = await filled()
    const copy = join(freshFolder(), 'copy')
    cpSync(folder, copy, { recursive: true })
    harm(folder)
    for (const _again of [1, 2]) {
      const said = await refusal(folder)
      expect(said).toContain('n1 cannot use its tables in FOLDER: the tables are damaged: ')
      expect(said).toContain(words)
      expect(said).toContain('put back a copy of it or start with a fresh folder')
    }
    // What was lost comes back from the copy, what was there is still there.
    for (const name of readdirSync(copy)) cpSync(join(copy, name), join(folder, name))
    for (const name of readdirSync(folder)) {
      if (!readdirSync(copy).includes(name)) rmSync(join(folder, name))
    }
    expect(await rowsOf(folder)).toBe(40)
  })

  test('a batch that was cut short at the end of the log is no damage: a crash leaves that', async () => {
    const folder = await filled()
    const path = named(folder, log)
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.subarray(0, bytes.length - 300))
    expect(await rowsOf(folder)).toBe(39)
  })

  test('rows that are no values, and keys that are no rows', async () => {
    for (const [key, words] of [
      [rowKey('t', 99), 'it holds a row of table "t" that is no value'],
      [new Uint8Array([7, 7]), 'it holds a key that is no row of a table'],
      [rowKey('\u0001worldline', 'folder'), 'the row that says whose they are is no value'],
    ] as const) {
      const folder = await filled()
      const level = new ClassicLevel<Uint8Array, Uint8Array>(folder, asBytes)
      await level.put(key, new Uint8Array([255, 255, 255]))
      await level.close()
      expect(await refusal(folder)).toContain(words)
      expect(await refusal(folder)).toContain(words) // and it was given back
    }
  })

  test('rows of nobody', async () => {
    const folder = await filled()
    const level = new ClassicLevel<Uint8Array, Uint8Array>(folder, asBytes)
    await level.del(rowKey('\u0001worldline', 'folder'))
    await level.close()
    expect(await refusal(folder)).toContain('it holds rows, and does not say whose they are')
  })
})

describe('a folder that is somebody else’s is refused and stays as it is', () => {
  test('of another node', async () => {
    const folder = await filled()
    expect(await refusal(folder, 'n2')).toBe(
      'n2 cannot use its tables in FOLDER: it holds the tables of n1.  keep it for a look and start with a fresh folder',
    )
    expect(await rowsOf(folder)).toBe(40)
  })

  test('of a newer format', async () => {
    const folder = await filled()
    const level = new ClassicLevel<Uint8Array, Uint8Array>(folder, asBytes)
    await level.put(rowKey('\u0001worldline', 'folder'), encode({ format: 2, node: 'n1' }))
    await level.close()
    expect(await refusal(folder)).toBe(
      'n1 cannot use its tables in FOLDER: its tables have format 2, and this program knows format 1.  use the worldline that wrote them, or start with a fresh folder',
    )
  })

  test('that another process has open, which goes on', async () => {
    const folder = await filled()
    const store = await open(folder)
    expect(await refusal(folder)).toBe(
      'n1 cannot use its tables in FOLDER: another process has it open.  stop the other one, or give this one a folder of its own',
    )
    await write(store, 41, 41)
    await store.close()
    expect(await rowsOf(folder)).toBe(41)
  })

  test('that holds other files', async () => {
    const folder = freshFolder()
    for (const name of ['notes.txt', 'photo.jpg']) writeFileSync(join(folder, name), 'mine')
    expect(await refusal(folder)).toBe(
      'n1 cannot use its tables in FOLDER: it holds files that are no tables (notes.txt, photo.jpg).  name another folder, which is empty or not there yet',
    )
    expect(readdirSync(folder)).toEqual(['notes.txt', 'photo.jpg'])
  })

  test('that is a file, or would be in one', async () => {
    const file = join(freshFolder(), 'file')
    writeFileSync(file, 'mine')
    expect(await refusal(file)).toContain('cannot use its tables in FOLDER: FOLDER is no folder.')
    expect(await refusal(join(file, 'deep', 'tables'))).toContain(`: ${file} is no folder.`)
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })
})

/** A small disk of its own, or null where this user may not mount one. */
function smallDisk(kilobytes: number): string | null {
  const mount = join(freshFolder(), 'disk')
  mkdirSync(mount)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', mount], {
      stdio: 'ignore',
    })
  } catch {
    return null
  }
  mounts.push(mount)
  return mount
}
const probe = smallDisk(64)
const mountable = probe !== null
if (probe !== null) execFileSync('umount', [mounts.pop() ?? ''])

describe(`a disk of its own${mountable ? '' : ' (skipped: it takes the right to mount one)'}`, () => {
  test.runIf(mountable)('that is read-only', async () => {
    const mount = smallDisk(4_096) ?? ''
    const folder = await filled(join(mount, 'tables'))
    execFileSync('mount', ['-o', 'remount,ro', mount])
    for (const path of [folder, join(mount, 'new')]) {
      expect(await refusal(path)).toBe(
        'n1 cannot use its tables in FOLDER: it cannot be written (the file system is read-only).  give this user the right to write there, or name another folder, which is empty or not there yet',
      )
    }
    execFileSync('mount', ['-o', 'remount,rw', mount])
    expect(await rowsOf(folder)).toBe(40)
  })

  const noRoom =
    'n1 cannot use its tables in FOLDER: there is no room left on its disk.  make room and start again: what was acknowledged is there'

  test.runIf(mountable)('that is full when it is opened', async () => {
    const mount = smallDisk(512) ?? ''
    const folder = await filled(join(mount, 'tables'))
    fillUp(mount)
    expect(await refusal(folder)).toBe(noRoom)
    expect(await refusal(join(mount, 'new'))).toBe(noRoom)
    rmSync(join(mount, 'filler'))
    expect(await rowsOf(folder)).toBe(40)
    expect(await rowsOf(join(mount, 'new'))).toBe(0)
  })

  test.runIf(mountable)(
    'that fills up while it is used: nothing acknowledged is lost',
    async () => {
      const mount = smallDisk(512) ?? ''
      const folder = join(mount, 'tables')
      const store = await open(folder)
      await write(store, 1, 20)
      fillUp(mount)
      failures.length = 0
      for (let row = 21; failures.length === 0; row += 1) await write(store, row, row)
      const acknowledged = store.durable
      expect(failures).toEqual([
        'its tables: there is no room left on its disk; make room and start again: what was acknowledged is there',
      ])
      await store.close()
      expect(await refusal(folder)).toBe(noRoom)
      rmSync(join(mount, 'filler'))
      const again = await open(folder)
      const rows = Array.from(again.scan('t'), ([key]) => key)
      expect(rows.slice(0, acknowledged)).toEqual(
        Array.from({ length: acknowledged }, (_, at) => at + 1),
      )
      expect(rows.length - acknowledged).toBeLessThanOrEqual(1) // of the batch that failed: all or none
      await write(again, rows.length + 1, rows.length + 5)
      await again.close()
      expect(await rowsOf(folder)).toBe(rows.length + 5)
    },
  )
})

/** Leaves a few kilobytes. */
function fillUp(mount: string): void {
  for (let size = 1_048_576; size >= 4_096; size /= 2) {
    try {
      writeFileSync(join(mount, 'filler'), Buffer.alloc(size), { flag: 'a' })
    } catch {
      // no room for so much; half of it may fit
    }
  }
}

test('no crash leaves what is taken for damage, and no other bit that changes is missed', async () => {
  const folder = await filled()
  const bytes = readFileSync(named(folder, log))
  expect(damageIn(bytes)).toBe(null)
  fc.assert(
    fc.property(fc.nat(bytes.length), (length) => {
      expect(damageIn(bytes.subarray(0, length))).toBe(null)
    }),
  )
  const lastBatch = bytes.length - 1_100
  fc.assert(
    fc.property(fc.nat(lastBatch), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const spoilt = Uint8Array.from(bytes)
      spoilt[at] = (spoilt[at] ?? 0) ^ change
      expect(damageIn(spoilt)).not.toBe(null)
    }),
    { numRuns: 300 },
  )
})
