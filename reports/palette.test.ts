import { describe, expect, test } from 'vitest'
import { dark, light, type Palette } from './palette.ts'

type Colour = readonly [number, number, number]

const parsed = (hex: string): Colour =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as unknown as Colour

const linear = (one: number): number =>
  one <= 0.04045 ? one / 12.92 : Math.pow((one + 0.055) / 1.055, 2.4)

const luminance = (hex: string): number => {
  const [r, g, b] = parsed(hex).map(linear) as unknown as Colour
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG 2.2, relative luminance. */
const contrast = (one: string, other: string): number => {
  const [some, more] = [luminance(one), luminance(other)]
  return (Math.max(some, more) + 0.05) / (Math.min(some, more) + 0.05)
}

type Matrix = readonly [Colour, Colour, Colour]

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear light. */
const deficiencies: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

const seen = (hex: string, matrix: Matrix): Colour => {
  const light = parsed(hex).map(linear)
  return matrix.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, one, at) => sum + one * (light[at] ?? 0), 0),
      ),
    ),
  ) as unknown as Colour
}

/** CIE 1976 L*a*b* under D65, from linear light. */
function lab([r, g, b]: Colour): Colour {
  const x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b
  const z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  return [116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))]
}

const deltaE = (one: Colour, other: Colour): number => {
  const [a, b] = [lab(one), lab(other)]
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}

describe.each([
  ['light', light],
  ['dark', dark],
])('%s', (_name, of: Palette) => {
  test.each([
    ['ink', of.ink, of.ground],
    ['ink on a panel', of.ink, of.panel],
    ['faint', of.faint, of.ground],
    ['faint on a panel', of.faint, of.panel],
    ['ok', of.onOk, of.ok],
    ['unknown', of.onUnknown, of.unknown],
    ['failed', of.onFailed, of.failed],
    ['failed as text', of.failed, of.ground],
    ['failed as text on a panel', of.failed, of.panel],
    ['added on a panel', of.added, of.panel],
  ])('%s is read: 4.5 to 1 at least', (_what, text, ground) => {
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5)
  })

  test.each([
    ['ok', of.ok],
    ['the edge of unknown', of.unknownEdge],
    ['failed', of.failed],
    ['messages and worldlines', of.neutral],
    ['a focus ring', of.ok],
  ])('%s is seen on the ground: 3 to 1 at least', (_what, mark) => {
    expect(contrast(mark, of.ground)).toBeGreaterThanOrEqual(3)
    expect(contrast(mark, of.panel)).toBeGreaterThanOrEqual(3)
  })

  test.each(Object.entries(deficiencies))('statuses are told apart by %s eyes', (_eyes, matrix) => {
    const statuses = [of.ok, of.unknown, of.failed].map((hex) => seen(hex, matrix))
    for (const [nth, one] of statuses.entries()) {
      for (const other of statuses.slice(nth + 1))
        expect(deltaE(one, other)).toBeGreaterThanOrEqual(20)
    }
  })

  test('a term is seen on the ground: 3 to 1 at least', () => {
    for (const term of of.terms) expect(contrast(term, of.ground)).toBeGreaterThanOrEqual(3)
  })

  test.each(Object.entries(deficiencies))(
    'a term is told from the next by %s eyes',
    (_eyes, matrix) => {
      for (const [nth, term] of of.terms.entries()) {
        const next = of.terms[(nth + 1) % of.terms.length] ?? term
        const apart = deltaE(seen(term, matrix), seen(next, matrix))
        expect(apart).toBeGreaterThanOrEqual(30)
      }
    },
  )
})

test('the tokens are those that were computed', () => {
  expect([
    light.ok,
    light.unknown,
    light.unknownEdge,
    light.failed,
    light.neutral,
    light.ground,
  ]).toEqual([...['#1D5BF4', '#F2B233', '#6B4A00', '#C8230B', '#5B6470', '#FFFFFF']])
  expect([dark.ok, dark.unknown, dark.failed, dark.neutral, dark.ground]).toEqual([
    ...['#0EA3FF', '#F0AF2D', '#FF5A4D', '#9AA4B2', '#0F1419'],
  ])
})
