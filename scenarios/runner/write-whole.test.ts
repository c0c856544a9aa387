import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { lstatSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeWhole } from './write-whole.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'worldline-whole-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const isRoot = process.getuid?.() === 0

test('folders on the way are made, and nothing else is left', () => {
  const path = join(folder, 'a', 'b', 'c.json')
  writeWhole(path, 'one')
  writeWhole(path, 'two')
  expect(readFileSync(path, 'utf8')).toBe('two')
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['c.json'])
})

test('a path that is a folder, or leads through a file, is named, and nothing is left', () => {
  mkdirSync(join(folder, 'taken', 'inside'), { recursive: true })
  writeFileSync(join(folder, 'file'), '')
  const before = readdirSync(folder)
  expect(() => writeWhole(join(folder, 'taken'), 'x')).toThrow(
    /WL1202: .*taken cannot be written: there is a folder of that name/u,
  )
  expect(() => writeWhole(join(folder, 'file', 'x'), 'x')).toThrow(/a part of its path is a file/u)
  expect(readdirSync(folder)).toEqual(before)
})

test.skipIf(isRoot)('a folder that may not be written is named (root may write everywhere)', () => {
  const closed = join(folder, 'closed')
  mkdirSync(closed)
  chmodSync(closed, 0o500)
  expect(() => writeWhole(join(closed, 'x'), 'x')).toThrow(/it may not be written by you/u)
})

/** A file system of 64 kB; false where this process may not make one. */
function tiny(at: string): boolean {
  mkdirSync(at)
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', at]).status === 0
}

test('a full disk is told, the old text stays, and no half of the new one', (context) => {
  const disk = join(folder, 'disk')
  if (!tiny(disk)) context.skip('a file system of its own cannot be mounted here')
  try {
    writeWhole(join(disk, 'x.json'), 'old')
    expect(() => writeWhole(join(disk, 'x.json'), 'y'.repeat(200_000))).toThrow(
      /WL1202: .*x\.json cannot be written: the disk is full/u,
    )
    expect(readFileSync(join(disk, 'x.json'), 'utf8')).toBe('old')
    expect(readdirSync(disk)).toEqual(['x.json'])
  } finally {
    spawnSync('umount', [disk])
  }
})

test('a link stays a link, one in a circle is told, and a device is written to as it is', () => {
  const file = join(folder, 'behind.txt')
  writeFileSync(file, 'one')
  symlinkSync('behind.txt', join(folder, 'link.txt'))
  writeWhole(join(folder, 'link.txt'), 'two')
  expect(readFileSync(file, 'utf8')).toBe('two')
  expect(lstatSync(join(folder, 'link.txt')).isSymbolicLink()).toBe(true)
  symlinkSync('circle', join(folder, 'circle'))
  expect(() => writeWhole(join(folder, 'circle'), 'x')).toThrow(/WL1202: .* lead in a circle/u)
  writeWhole('/dev/null', 'nothing')
  expect(lstatSync('/dev/null').isFile()).toBe(false)
})
