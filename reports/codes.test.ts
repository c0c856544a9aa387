// The registry of codes and the sources say the same: whatever is printed is told, and nothing is told
// that nobody prints.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { anomaly, codes, codeTold, cureOf, nameOfCode, nearestCode } from './codes.ts'

const root = join(import.meta.dirname, '..')
const folders = ['sim', 'scenarios', 'cli', 'adapters', 'reports', 'protocols', 'services']

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|mjs)$/u.test(entry.name))
    .filter(({ name }) => !/\.(?:test|suite|arbitrary)\.|\.toy\./u.test(name))
    .filter(({ name }) => !/^code(?:s|-told)\b/u.test(name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

/** As they stand in strings: comments speak of codes that others print. */
function codesIn(text: string): readonly string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//gu, '').replace(/(^|\s)\/\/.*$/gmu, '')
  return code.match(/\bWL\d{4}\b/gu) ?? []
}

const existing = folders.filter((folder) => readdirSync(root).includes(folder))
const printed = new Set(existing.flatMap(sourcesIn).flatMap(codesIn))
const told = new Set(codes.map(({ code }) => code))

describe('the registry and the sources', () => {
  test('a code that is printed is told', () => {
    expect(codesIn("throw problem('WL9999') // WL8888")).toEqual(['WL9999'])
    expect(printed.size).toBeGreaterThan(20)
    expect([...printed].filter((code) => !told.has(code))).toEqual([])
  })

  test('a code that is told is printed; every anomaly can be, since a property may name it', () => {
    expect([...told].filter((code) => !code.startsWith('WL2') && !printed.has(code))).toEqual([])
  })

  test('each stands once, in order', () => {
    const all = codes.map(({ code }) => code)
    expect(all).toEqual([...new Set(all)].toSorted())
  })
})

describe('what is told of a code', () => {
  test.each(codes.map((one) => [one.code, one] as const))('%s fits a screen', (_code, one) => {
    expect(one.example.length).toBeGreaterThan(0)
    expect(one.example.length).toBeLessThanOrEqual(6)
    for (const line of one.example) expect([...line].length).toBeLessThanOrEqual(96)
    expect(one.causes.length).toBeGreaterThan(0)
    expect(one.what).toMatch(/^[A-Z].*\.$/u)
    expect(one.mend).toMatch(/^[A-Zw].*[.)]$/u)
    expect(one.name).not.toMatch(/^[A-Z]|\.$/u)
    expect(one.rulesOut === null).toBe(!one.code.startsWith('WL2'))
    for (const other of one.what.match(/WL\d{4}/gu) ?? []) expect(told).toContain(other)
  })

  test('a screen names a code by what it is', () => {
    expect(anomaly('WL2006')).toBe('a duplicate effect (WL2006)')
    expect(anomaly('WL2055')).toBe('WL2055')
    expect(nameOfCode('WL2003')).toBe('a stale read')
    expect(cureOf('WL2006')).toMatch(/durably/u)
    expect(cureOf('WL2013')).toBeNull()
    expect(codeTold('wl4002')?.code).toBe('WL4002')
    expect(nearestCode('WL206')).toMatch(/^WL2/u)
  })
})
