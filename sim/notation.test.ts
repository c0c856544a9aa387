import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { faultCatalogue } from './fault-catalogue.ts'
import { damageKinds } from './notation.ts'
import { anyFaultLines, faultLinesOf } from './notation.arbitrary.ts'
import { jepsenNames } from './notation-jepsen.ts'
import { parseFault, parseSpan, parseTime } from './notation-parse.ts'
import { printFault } from './notation-print.ts'
import { printSpan } from './notation-values.ts'

const normal = (text: string): string => {
  const parsed = parseFault(text)
  return parsed.kind === 'fault'
    ? printFault(parsed.line)
    : JSON.stringify(parsed.problems, null, 1)
}

describe('the fault notation', () => {
  test.each(damageKinds)('%s: what is printed is read back as the same line', (kind) => {
    fc.assert(
      fc.property(faultLinesOf(kind), (line) => {
        expect(parseFault(printFault(line))).toEqual({ kind: 'fault', line })
      }),
      { numRuns: 60 },
    )
  })

  test('every fault is a plain YAML scalar on one line', () => {
    fc.assert(
      fc.property(anyFaultLines, (line) => {
        expect(printFault(line)).not.toMatch(/ #|: |[\n\r]|^["'@|]/)
      }),
      { numRuns: 300 },
    )
  })

  test('printing what was read is a fixpoint, whatever was written', () => {
    const words = [
      ...['drop', 'delay', 'crash', 'partition', 'clock', 'step', 'heal', 'n1', 'n2', '5%', '10ms'],
      ...['|', '->', '-', ',', '@', 'for', 'every', 'restart', '+', 'random', 'one', '..', 'kind'],
    ]
    const texts = fc
      .array(fc.constantFrom(...words), { maxLength: 8 })
      .map((some) => some.join(' '))
    let read = 0
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseFault(text)
        if (parsed.kind === 'mistaken') {
          expect(parsed.problems).toHaveLength(1)
          return
        }
        read += 1
        const printed = printFault(parsed.line)
        expect(normal(printed)).toBe(printed)
      }),
      { numRuns: 3_000 },
    )
    expect(read).toBeGreaterThan(30)
  })

  test('no text makes the reader throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        for (const start of ['', 'drop ', 'crash n1 @ ', 'delay ', 'drop where ']) {
          const parsed = parseFault(start + text)
          if (parsed.kind === 'mistaken') expect(parsed.problems[0]?.lines[0]).toBe(start + text)
        }
      }),
      { numRuns: 500 },
    )
  })

  test.each`
    because                                         | said                                          | printed
    ${'a value may stand after the nodes'}          | ${'clock step n2 +250ms @ 1s'}                | ${'clock step +250ms n2 @ 1s'}
    ${'a sign may be left out'}                     | ${'clock step n2 250ms'}                      | ${'clock step +250ms n2'}
    ${'a range may be said around its middle'}      | ${'delay 10ms±5ms'}                           | ${'delay 5ms..15ms'}
    ${'± may be said in ASCII'}                     | ${'delay 10ms+-5ms'}                          | ${'delay 5ms..15ms'}
    ${'uniform is what a range is'}                 | ${'delay uniform 5ms 30ms'}                   | ${'delay 5ms..30ms'}
    ${'const is what one duration is'}              | ${'delay const 50ms n1-n2'}                   | ${'delay 50ms n1-n2'}
    ${'a missing percentage is 100 %'}              | ${'drop 100% n1->n2'}                         | ${'drop n1->n2'}
    ${'spaces do not matter'}                       | ${'partition  n1|n2 ,n3   @1s for   500ms'}   | ${'partition n1 | n2,n3 @ 1s for 500ms'}
    ${'clauses stand in any order'}                 | ${'crash n1 lose disk restart +1s @ 1s'}      | ${'crash n1 @ 1s restart +1s lose disk'}
    ${'units are the largest that are short'}       | ${'pause n1 for 1500ms @ 90s'}                | ${'pause n1 @ 90s for 1.5s'}
    ${'the first is no number'}                     | ${'crash n1 @ on append#1'}                   | ${'crash n1 @ on append'}
    ${'bits and bytes are one rate'}                | ${'bandwidth 125kB/s'}                        | ${'bandwidth 1mbit'}
    ${'a place may have its comma'}                 | ${'crash n1 @ at append#3 n2>n1, sent 2'}     | ${'crash n1 @ at append#3 n2>n1 sent 2'}
    ${'random is one'}                              | ${'crash random'}                             | ${'crash random one'}
    ${'a bridge is drawn unless it is named'}       | ${'bridge random one'}                        | ${'bridge'}
    ${'messages by number'}                         | ${'drop n1->n2 kind append,vote#2..5'}        | ${'drop n1->n2 kind append,vote#2..5'}
    ${'messages by content'}                        | ${'hold where entries.0.term!=-3'}            | ${'hold where entries.0.term != -3'}
    ${'text that is a number stands in quotes'}     | ${'drop where id = "3"'}                      | ${'drop where id = "3"'}
    ${'values by size'}                             | ${'bandwidth n1-n2 1mbit queue 64000B head'}  | ${'bandwidth 1mbit queue 64kB head n1-n2'}
    ${'a queue drops the newest unless it is said'} | ${'bandwidth 1mbit queue 64kB random one-n1'} | ${'a problem'}
  `('$because: $said', ({ said, printed }) => {
    if (printed === 'a problem') expect(parseFault(said).kind).toBe('mistaken')
    else expect(normal(said)).toBe(printed)
  })

  test.each(jepsenNames)('Jepsen says "%s", here it is "%s"', (jepsen, here) => {
    const takes: Record<string, string> = {
      ...{ crash: ' n1', bandwidth: ' 1mbit', delay: ' 20ms' },
      ...{ 'disk rot': ' 1% n1', 'disk torn': ' n1' },
    }
    const [front = '', back = ''] = here.split(' … ')
    const rest = here.startsWith('clock') ? ' +250ms n1' : (takes[front] ?? '')
    const printed = normal(`${front}${rest} ${back}`)
    expect(printed).not.toContain('WL3')
    expect(normal(`${jepsen}${rest}`)).toBe(printed)
    expect(normal(`${jepsen}${rest} @ 1s`)).toBe(normal(`${front}${rest} @ 1s ${back}`))
  })

  test('a node may bear a name that Jepsen uses, where a list shows what is meant', () => {
    expect(normal('partition bridge,n1')).toBe('partition bridge,n1')
  })

  test('spans and durations are read alone too', () => {
    expect(parseSpan('5ms..30ms')).toEqual({ kind: 'uniform', min: 5_000, max: 30_000 })
    expect(parseTime('1.5s')).toBe(1_500_000)
    expect(parseSpan('5 parsecs')).toMatchObject({ code: 'WL3006', lines: ['5 parsecs', '^'] })
    expect(parseTime('1s 2s')).toMatchObject({ sentence: 'I do not expect "2s" here.' })
    expect(printSpan({ kind: 'const', at: 16 })).toBe('16us')
  })
})

describe('the catalogue of faults', () => {
  test('has an entry for each damage of the grammar, and no other', () => {
    expect([...Object.keys(faultCatalogue)].sort()).toEqual([...damageKinds].sort())
  })

  const examples = damageKinds.flatMap((kind) =>
    faultCatalogue[kind].examples.map((example) => ({ kind, example })),
  )
  test.each(examples)('$example', ({ kind, example }) => {
    const parsed = parseFault(example)
    expect(parsed).toMatchObject({ kind: 'fault', line: { damage: { kind } } })
    if (parsed.kind !== 'fault') return
    const printed = printFault(parsed.line)
    expect(parseFault(printed)).toEqual(parsed)
    expect(printed.startsWith(faultCatalogue[kind].name)).toBe(true)
  })

  test('a damage that lasts takes "for", and one that does not, does not', () => {
    for (const kind of damageKinds) {
      const { lasting, clauses } = faultCatalogue[kind]
      expect(clauses.includes('for')).toBe(lasting)
    }
  })
})
