// What is simpler than a line of a plan, as people write it.

import { expect, test } from 'vitest'
import { faultLines } from '../notation-parse.ts'
import { printFault } from '../notation-print.ts'
import type { Roster } from '../roster.ts'
import { nodeId } from '../units.ts'
import { plainerLines, simplerDamages } from './shrink-lines.ts'
import { names, withoutNode } from './shrink-names.ts'

const ids = ['n1', 'n2', 'n3'].map(nodeId)
const roster: Roster = {
  scenario: 'toy',
  members: ids.map((id) => ({ id, role: 'n', domain: null, client: false })),
  network: { link: 'datagram', links: {} },
  messages: null,
  goals: null,
}

function simpler(text: string): string[] {
  const [line] = faultLines([text], roster)
  if (line === undefined) return []
  const damages = simplerDamages(line.damage, ids).map((damage) => ({ ...line, damage }))
  return [...plainerLines(line), ...damages].map(printFault)
}

test.each`
  line                                      | lines
  ${'pause n1'}                             | ${[]}
  ${'pause n1 @ 1s for 300ms'}              | ${['pause n1', 'pause n1 @ 1s']}
  ${'pause n1,n2 @ 1s'}                     | ${['pause n1,n2', 'pause n1 @ 1s', 'pause n2 @ 1s']}
  ${'crash n1 @ 1s'}                        | ${[]}
  ${'crash n1 @ 1s restart +5ms'}           | ${['crash n1 @ 1s']}
  ${'wipe n1 @ 1s'}                         | ${['crash n1 @ 1s lose unsynced', 'crash n1 @ 1s']}
  ${'isolate n1'}                           | ${['partition n1 | n2', 'partition n1 | n3']}
  ${'partition n1 | n2 | n3'}               | ${['partition n2 | n3', 'partition n1 | n3', 'partition n1 | n2']}
  ${'partition n1 | n2,n3'}                 | ${['partition n1 | n2', 'partition n1 | n3']}
  ${'drop 5% n1->n2'}                       | ${['drop n1->n2']}
  ${'drop burst 1% 20% kind a'}             | ${['drop kind a']}
  ${'drop n1->n2,n3 kind a#3'}              | ${['drop n1->n2 kind a#3', 'drop n1->n3 kind a#3']}
  ${'delay 10ms..30ms n1'}                  | ${['delay 30ms n1', 'delay 10ms n1']}
  ${'duplicate later exp 1s'}               | ${['duplicate', 'duplicate later 3s', 'duplicate later 1s']}
  ${'disk slow bimodal 1ms 80ms 10% n1'}    | ${['disk slow 80ms n1', 'disk slow 1ms n1']}
  ${'clock strobe n1 ±20ms every 5ms @ 1s'} | ${['clock strobe ±20ms n1 every 5ms']}
`('simpler than $line', ({ line, lines }: { line: string; lines: string[] }) => {
  expect(simpler(line)).toEqual(lines)
})

test('what is simpler is a line of the notation, and not the line itself', () => {
  for (const text of [
    'isolate n1 @ 1s for 1s',
    'partition n1 | n2,n3 @ 3ms',
    'reorder 5% by 1s n1',
  ]) {
    for (const one of simpler(text)) {
      expect(faultLines([one], roster).map(printFault)).toEqual([one])
      expect(one).not.toBe(text)
    }
  }
})

test.each`
  line                      | left
  ${'crash n1 @ 1s'}        | ${null}
  ${'crash n1,n2 @ 1s'}     | ${'crash n2 @ 1s'}
  ${'partition n1 | n2,n3'} | ${null}
  ${'partition n2 | n1,n3'} | ${'partition n2 | n3'}
  ${'drop n1->n2'}          | ${null}
  ${'drop 5%'}              | ${'drop 5%'}
  ${'stall n1,n3'}          | ${'stall n3'}
  ${'bridge n1'}            | ${null}
  ${'pause n2'}             | ${'pause n2'}
`('without n1, $line is $left', ({ line, left }: { line: string; left: string | null }) => {
  const [one] = faultLines([line], roster)
  expect(one).toBeDefined()
  if (one === undefined) return
  const less = withoutNode(one, 'n1')
  expect(less === null ? null : printFault(less)).toBe(left)
  expect(names(one, 'n1')).toBe(left !== line)
})
