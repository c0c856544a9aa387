import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Links } from '../fault.ts'
import { generatorOf } from '../generator.ts'
import { sizeOf } from '../roster.ts'
import { nodeId } from '../units.ts'
import { betweenGroups, bridge, halvesOf, majoritiesRing, ring } from './partitions.ts'
import { swizzle } from './swizzle.ts'

const nodes = (count: number) => Array.from({ length: count }, (_, at) => nodeId(`n${at + 1}`))
const sizes = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(1_000))

/** Whom each node still hears, itself not counted. */
function heard(count: number, cut: readonly Links[]): Map<string, Set<string>> {
  const all = nodes(count)
  const hears = new Map<string, Set<string>>(
    all.map((to) => [to, new Set(all.filter((from) => from !== to))]),
  )
  for (const { from, to } of cut) {
    for (const one of to) for (const other of from) hears.get(one)?.delete(other)
  }
  return hears
}

describe('shapes of a partition', () => {
  test('groups hear nobody of another group, and all of their own', () => {
    const [a, b, c, d, e] = nodes(5).map((id) => [id])
    const cut = betweenGroups([[...(a ?? []), ...(b ?? [])], c ?? [], [...(d ?? []), ...(e ?? [])]])
    expect(heard(5, cut)).toEqual(
      new Map([
        ['n1', new Set(['n2'])],
        ['n2', new Set(['n1'])],
        ['n3', new Set()],
        ['n4', new Set(['n5'])],
        ['n5', new Set(['n4'])],
      ]),
    )
  })

  test('halves are everybody, once, and as even as can be', () => {
    fc.assert(
      fc.property(sizes, ([count, seed]) => {
        const [left, right] = halvesOf(nodes(count), generatorOf(seed, 'halves'))
        expect([...left, ...right].sort()).toEqual(nodes(count).sort())
        expect(right.length - left.length).toBe(count % 2)
      }),
    )
  })

  test('in a ring each hears its two neighbours, who hear it', () => {
    fc.assert(
      fc.property(sizes, ([count, seed]) => {
        const hears = heard(count, ring(nodes(count), generatorOf(seed, 'ring')))
        for (const [node, others] of hears) {
          expect(others.size).toBe(Math.min(2, count - 1))
          for (const other of others) expect(hears.get(other)).toContain(node)
        }
      }),
    )
  })

  test('in a majorities ring each hears a majority, and no two the same', () => {
    fc.assert(
      fc.property(sizes, ([count, seed]) => {
        const hears = heard(count, majoritiesRing(nodes(count), generatorOf(seed, 'majorities')))
        const majorities = new Set<string>()
        for (const [node, others] of hears) {
          expect(others.size + 1).toBe(sizeOf('majority', count))
          majorities.add([node, ...others].sort().join(' '))
        }
        // Two nodes are each other's majority; from three on there is one for each.
        expect(majorities.size).toBe(count < 3 ? 1 : count)
      }),
    )
  })

  test('over a bridge each half hears itself and the bridge, which hears all', () => {
    fc.assert(
      fc.property(sizes, ([count, seed]) => {
        const cut = bridge(nodes(count), nodeId('n1'), generatorOf(seed, 'bridge'))
        const hears = heard(count, cut)
        expect(hears.get('n1')?.size).toBe(count - 1)
        if (count < 3) return
        for (const [node, others] of hears) {
          if (node === 'n1') continue
          expect(others).toContain('n1')
          expect(others.size).toBeLessThan(count - 1)
          for (const other of others) if (other !== 'n1') expect(hears.get(other)).toContain(node)
        }
      }),
    )
  })

  test.each`
    size                | counts
    ${'minority'}       | ${[0, 0, 1, 1, 2, 2, 3]}
    ${'majority'}       | ${[1, 2, 2, 3, 3, 4, 4]}
    ${'minority-third'} | ${[0, 0, 0, 1, 1, 1, 2]}
    ${2}                | ${[1, 2, 2, 2, 2, 2, 2]}
  `('$size of one to seven nodes: $counts', ({ size, counts }) => {
    expect([1, 2, 3, 4, 5, 6, 7].map((count) => sizeOf(size, count))).toEqual(counts)
  })
})

describe('swizzle', () => {
  test('clogs each node once in the first half, unclogs it in the second, in another order', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 100, max: 3_000_000 }), ([count, seed], length) => {
        const clogs = swizzle(nodes(count), length, generatorOf(seed, 'swizzle'))
        expect(clogs.map(({ node }) => node).sort()).toEqual(nodes(count).sort())
        const begins = clogs.map(({ begin }) => begin)
        expect(begins).toEqual([...begins].sort((a, b) => a - b))
        expect(begins[0]).toBe(0)
        for (const { begin, end } of clogs) {
          expect(begin).toBeLessThanOrEqual(length / 2)
          expect(end).toBeGreaterThanOrEqual(length / 2)
        }
        expect(Math.max(...clogs.map(({ end }) => end))).toBe(length)
      }),
    )
  })

  test('the orders differ whenever there are two', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const clogs = swizzle(nodes(2), 2_000_000, generatorOf(seed, 'swizzle'))
      expect(clogs[0]?.end).toBe(2_000_000)
    }
  })
})
