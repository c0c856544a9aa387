// The oracles against each other: the definition in its two forms, and Wing and Gong's search. And the
// histories that they are asked about: legal ones are, and enough of both kinds are drawn.

import { describe, expect, test } from 'vitest'
import { isLinearizable } from './brute.suite.ts'
import { Definition } from './definition.suite.ts'
import { drawn, medium, small } from './drawn.suite.ts'
import { objects } from './objects.suite.ts'
import { registers } from './subjects.suite.ts'
import { isLinearizableByWgl } from './wgl.suite.ts'

describe.each([...registers, ...objects])('$name', (subject) => {
  const definition = new Definition(subject)

  test('three oracles say the same of small histories', () => {
    const said = { legal: 0, illegal: 0 }
    for (let seed = 0; seed < 200; seed++) {
      const { history, isLegal, isIllegal } = drawn(subject, small, seed)
      const found = definition.isLinearizable(history)
      said[found ? 'legal' : 'illegal'] += 1
      if (isLegal || isIllegal) expect(found, `seed ${seed}`).toBe(isLegal)
      expect(isLinearizable(history, subject.model), `seed ${seed}`).toBe(found)
      expect(isLinearizableByWgl(history, subject.model), `seed ${seed}`).toBe(found)
    }
    expect(Math.min(said.legal, said.illegal)).toBeGreaterThan(5)
  })

  test('what an object answered is legal with much under way too', () => {
    let decided = 0
    for (let seed = 0; seed < 8; seed++) {
      const { history } = drawn(subject, medium, seed, 1)
      const found = isLinearizableByWgl(history, subject.model, 5_000)
      if (found !== null) decided += 1
      expect(found, `seed ${seed}`).not.toBe(false)
    }
    expect(decided).toBeGreaterThan(2)
  })
})
