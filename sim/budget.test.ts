import { describe, expect, test } from 'vitest'
import { beyond } from './beyond.ts'
import { type Budget, noFaults } from './budget.ts'
import { promisesOf } from './budget-words.ts'
import { generatorOf } from './generator.ts'
import { drawPlan } from './nemesis/plan.ts'
import { faultLines } from './notation-parse.ts'
import type { Roster } from './roster.ts'
import { nodeId } from './units.ts'

const roster: Roster = {
  scenario: 'test',
  members: ['n1', 'n2', 'n3', 'c1'].map((id) => ({
    id: nodeId(id),
    role: id.slice(0, 1),
    domain: id === 'c1' ? null : id === 'n3' ? 'rack2' : 'rack1',
    client: id === 'c1',
  })),
  network: { link: 'datagram', links: { 'c-n': 'stream' } },
  messages: null,
  goals: null,
}
const stage = { roster, until: 5_000_000 }

function excess(said: string, budget: Partial<Budget>): string | null {
  const lines = faultLines(said.split('; '), roster)
  const plan = drawPlan(lines, stage, (stream) => generatorOf(1, stream))
  return beyond(plan, { ...noFaults, ...budget }, stage)
}

describe('the fault budget', () => {
  test('says what was asked too much', () => {
    expect(excess('wipe n1,n2 @ 1s restart +1s', { down: { n: 2 }, disks: { n: 1 } })).toBe(
      'outside the fault budget (2 of 3 disks lost; budget: 1)',
    )
    expect(excess('drop 30%', { loss: 200_000 })).toBe(
      'outside the fault budget (30 % of the messages lost; budget: 20 %)',
    )
    expect(excess('partition n1 | n2 @ 1s for 2s', { cut: 1_000_000 })).toBe(
      'outside the fault budget (nodes that do not hear each other for 2s; budget: 1s)',
    )
    expect(excess('crash n1 @ 1s', {})).toBe(
      'outside the fault budget (1 of 3 nodes down at once; budget: 0)',
    )
  })

  // Each line: what is done, the budget that allows it just so, and one that does not.
  test.each`
    because                                         | said                                                                                  | enough                                                                                         | less
    ${'loss'}                                       | ${'drop 20%'}                                                                         | ${{ loss: 200_000 }}                                                                           | ${{ loss: 190_000 }}
    ${'losses add up'}                              | ${'drop 10%; drop 10% n1->n2'}                                                        | ${{ loss: 190_000 }}                                                                           | ${{ loss: 180_000 }}
    ${'losses elsewhere do not'}                    | ${'drop 10% n1->n3; drop 10% n1->n2'}                                                 | ${{ loss: 100_000 }}                                                                           | ${{ loss: 90_000 }}
    ${'losses at other times do not'}               | ${'drop 10% @ 1s for 1s; drop 10% @ 2s for 1s'}                                       | ${{ loss: 100_000 }}                                                                           | ${{ loss: 90_000 }}
    ${'bursts lose what they lose in the long run'} | ${'drop burst 10% 40% 50%'}                                                           | ${{ loss: 100_000 }}                                                                           | ${{ loss: 99_000 }}
    ${'a single message is no share'}               | ${'drop kind append#3'}                                                               | ${{ loss: 1 }}                                                                                 | ${{ loss: 0 }}
    ${'losing everything is a cut'}                 | ${'drop n1->n2 @ 1s for 1s'}                                                          | ${{ cut: 1_000_000 }}                                                                          | ${{ cut: 900_000 }}
    ${'copies'}                                     | ${'duplicate 1%'}                                                                     | ${{ copies: 10_000 }}                                                                          | ${{ copies: 9_000 }}
    ${'late copies'}                                | ${'duplicate 1% later 3s'}                                                            | ${{ copies: 10_000, lateCopies: 3_000_000 }}                                                   | ${{ copies: 10_000 }}
    ${'reordering'}                                 | ${'reorder 5% by 20ms'}                                                               | ${{ lateness: 20_000 }}                                                                        | ${{ lateness: 19_000 }}
    ${'delays add up'}                              | ${'delay 1ms..10ms; delay 10ms'}                                                      | ${{ lateness: 20_000 }}                                                                        | ${{ lateness: 19_000 }}
    ${'damage'}                                     | ${'corrupt 1%'}                                                                       | ${{ damaged: 10_000 }}                                                                         | ${{ damaged: 9_000 }}
    ${'damage that arrives'}                        | ${'corrupt 1% unchecked'}                                                             | ${{ damaged: 10_000, unchecked: true }}                                                        | ${{ damaged: 10_000 }}
    ${'bandwidth'}                                  | ${'bandwidth 1mbit'}                                                                  | ${{ bandwidth: 125_000 }}                                                                      | ${{ bandwidth: 126_000 }}
    ${'slow links at all'}                          | ${'bandwidth 1gbit'}                                                                  | ${{ bandwidth: 1 }}                                                                            | ${{}}
    ${'a partition'}                                | ${'partition n1 | n2 @ 1s for 2s'}                                                    | ${{ cut: 2_000_000 }}                                                                          | ${{ cut: 1_900_000 }}
    ${'a partition to the end'}                     | ${'partition n1 @ 1s'}                                                                | ${{ cut: 4_000_000 }}                                                                          | ${{ cut: 3_900_000 }}
    ${'any length'}                                 | ${'isolate n1'}                                                                       | ${{ cut: 'any' }}                                                                              | ${{ cut: 4_000_000 }}
    ${'cuts that join are one'}                     | ${'partition n1 | n2 @ 1s for 1s; stall n1-n2 @ 2s for 1s'}                           | ${{ cut: 2_000_000 }}                                                                          | ${{ cut: 1_900_000 }}
    ${'cuts elsewhere do not join'}                 | ${'partition n1 | n2 @ 1s for 1s; stall n1-n3 @ 2s for 1s'}                           | ${{ cut: 1_000_000 }}                                                                          | ${{ cut: 900_000 }}
    ${'healing ends a cut'}                         | ${'partition halves @ 1s; heal @ 2s'}                                                 | ${{ cut: 1_000_000 }}                                                                          | ${{ cut: 900_000 }}
    ${'held messages'}                              | ${'hold n1->n2 @ 1s for 1s'}                                                          | ${{ cut: 1_000_000 }}                                                                          | ${{ cut: 900_000 }}
    ${'a cut whose time an event decides'}          | ${'isolate n1 @ on append for 1s'}                                                    | ${{ cut: 1_000_000 }}                                                                          | ${{ cut: 900_000 }}
    ${'resets'}                                     | ${'reset c1-n1 @ 1s'}                                                                 | ${{ connections: true }}                                                                       | ${{}}
    ${'nodes that are cut off'}                     | ${'disconnect n1 @ 1s for 1s'}                                                        | ${{ connections: true, cut: 1_000_000 }}                                                       | ${{ connections: true, cut: 900_000 }}
    ${'a crash'}                                    | ${'crash n1 @ 1s lose memory'}                                                        | ${{ down: { n: 1 } }}                                                                          | ${{ down: { c: 1 } }}
    ${'what is not synced'}                         | ${'crash n1 @ 1s'}                                                                    | ${{ down: { n: 1 }, unsynced: true }}                                                          | ${{ down: { n: 1 } }}
    ${'two at once'}                                | ${'crash n1 @ 1s lose memory; crash n2 @ 2s lose memory'}                             | ${{ down: { n: 2 } }}                                                                          | ${{ down: { n: 1 } }}
    ${'one after the other'}                        | ${'crash n1 @ 1s lose memory restart +1s; crash n2 @ 2s lose memory'}                 | ${{ down: { n: 1 } }}                                                                          | ${{ down: { n: 0 } }}
    ${'events may fall together'}                   | ${'crash n1 @ on a lose memory restart +1ms; crash n2 @ 1s lose memory restart +1ms'} | ${{ down: { n: 2 } }}                                                                          | ${{ down: { n: 1 } }}
    ${'a whole rack'}                               | ${'crash rack1 @ 1s lose memory'}                                                     | ${{ domains: 1 }}                                                                              | ${{ down: { n: 1 } }}
    ${'two racks'}                                  | ${'crash n @ 1s lose memory'}                                                         | ${{ domains: 2 }}                                                                              | ${{ domains: 1 }}
    ${'disks do not come back'}                     | ${'wipe n1 @ 1s restart +1ms; wipe n2 @ 2s restart +1ms'}                             | ${{ down: { n: 1 }, disks: { n: 2 } }}                                                         | ${{ down: { n: 1 }, disks: { n: 1 } }}
    ${'pauses'}                                     | ${'pause n1 @ 1s for 1s'}                                                             | ${{ pause: 1_000_000 }}                                                                        | ${{ pause: 900_000 }}
    ${'pauses that join'}                           | ${'pause n1 @ 1s for 1s; pause n1 @ 2s for 1s'}                                       | ${{ pause: 2_000_000 }}                                                                        | ${{ pause: 1_000_000 }}
    ${'pauses of two nodes'}                        | ${'pause n1 @ 1s for 1s; pause n2 @ 2s for 1s'}                                       | ${{ pause: 1_000_000 }}                                                                        | ${{ pause: 900_000 }}
    ${'slow steps'}                                 | ${'slow 1ms..2ms n1'}                                                                 | ${{ slow: 2_000 }}                                                                             | ${{ slow: 1_900 }}
    ${'a full disk'}                                | ${'disk full n1 @ 1s for 1s restart +1ms'}                                            | ${{ down: { n: 1 }, unsynced: true }}                                                          | ${{ down: { n: 1 } }}
    ${'it stops its node'}                          | ${'disk full n1 @ 1s for 1s'}                                                         | ${{ down: { n: 1 }, unsynced: true }}                                                          | ${{ unsynced: true }}
    ${'till it is started again'}                   | ${'disk full n1 @ 1s for 1s restart +1s; crash n2 @ 3s'}                              | ${{ down: { n: 1 }, unsynced: true }}                                                          | ${{ unsynced: true }}
    ${'not only while it is full'}                  | ${'disk full n1 @ 1s for 1s restart +1s; crash n2 @ 2s'}                              | ${{ down: { n: 2 }, unsynced: true }}                                                          | ${{ down: { n: 1 }, unsynced: true }}
    ${'rot'}                                        | ${'disk rot n1'}                                                                      | ${{ damagedDisks: { n: 1 }, diskDamage: ['rot'] }}                                             | ${{ damagedDisks: { n: 1 } }}
    ${'a lost disk is damaged'}                     | ${'wipe n1 @ 1s restart +1s; disk rot n2'}                                            | ${{ disks: { n: 1 }, damagedDisks: { n: 2 }, diskDamage: ['rot'], down: { n: 1 } }}            | ${{ disks: { n: 1 }, damagedDisks: { n: 1 }, diskDamage: ['rot'], down: { n: 1 } }}
    ${'of the same disk once'}                      | ${'disk rot n1; disk phantom n1; wipe n1 @ 1s restart +1s'}                           | ${{ disks: { n: 1 }, damagedDisks: { n: 1 }, diskDamage: ['rot', 'phantom'], down: { n: 1 } }} | ${{ disks: { n: 1 }, damagedDisks: { n: 1 }, diskDamage: ['rot'], down: { n: 1 } }}
    ${'disks that lie'}                             | ${'disk lying-sync n1 @ 1s for 1s'}                                                   | ${{ damagedDisks: { n: 1 }, diskDamage: ['lying-sync'] }}                                      | ${{ diskDamage: ['lying-sync'] }}
    ${'writes that go astray'}                      | ${'disk misdirect 1% n1'}                                                             | ${{ damagedDisks: { n: 1 }, diskDamage: ['misdirect'] }}                                       | ${{ damagedDisks: { n: 1 }, diskDamage: ['phantom'] }}
    ${'torn writes, of any node'}                   | ${'disk torn n1,n2,n3'}                                                               | ${{ diskDamage: ['torn'] }}                                                                    | ${{ disks: { n: 3 } }}
    ${'read errors'}                                | ${'disk read-error 1% n1 @ 1s for 1s restart +1ms'}                                   | ${{ down: { n: 1 }, unsynced: true, diskDamage: ['read-error'] }}                              | ${{ down: { n: 1 }, unsynced: true }}
    ${'they stop their node'}                       | ${'disk read-error 1% n1 @ 1s for 1s restart +1ms'}                                   | ${{ down: { n: 1 }, unsynced: true, diskDamage: ['read-error'] }}                              | ${{ unsynced: true, diskDamage: ['read-error'] }}
    ${'slow disks'}                                 | ${'disk slow 1ms..2ms n1'}                                                            | ${{ diskSlow: 2_000 }}                                                                         | ${{ diskSlow: 1_900 }}
    ${'disks that stall'}                           | ${'disk stall n1 @ 1s for 1s'}                                                        | ${{ diskStall: 1_000_000 }}                                                                    | ${{ diskStall: 900_000 }}
    ${'stalls that join'}                           | ${'disk stall n1 @ 1s for 1s; disk stall n1 @ 2s for 1s'}                             | ${{ diskStall: 2_000_000 }}                                                                    | ${{ diskStall: 1_000_000 }}
    ${'healing ends a stall'}                       | ${'disk stall n1 @ 1s; heal @ 2s'}                                                    | ${{ diskStall: 1_000_000 }}                                                                    | ${{ diskStall: 900_000 }}
    ${'clocks that jump'}                           | ${'clock step -250ms n1 @ 1s'}                                                        | ${{ clockStep: 250_000 }}                                                                      | ${{ clockStep: 249_000 }}
    ${'jumps add up'}                               | ${'clock step +1s n1 @ 1s; clock step +1s n1 @ 2s'}                                   | ${{ clockStep: 2_000_000 }}                                                                    | ${{ clockStep: 1_000_000 }}
    ${'jumps cancel out'}                           | ${'clock step +1s n1 @ 1s; clock step -1s n1 @ 2s'}                                   | ${{ clockStep: 1_000_000 }}                                                                    | ${{ clockStep: 900_000 }}
    ${'clocks that swing'}                          | ${'clock strobe ±200ms n2 every 5ms for 1s'}                                          | ${{ clockStep: 200_000 }}                                                                      | ${{ clockStep: 199_000 }}
    ${'clocks that drift'}                          | ${'clock drift -200ppm n2'}                                                           | ${{ clockDrift: 200 }}                                                                         | ${{ clockDrift: 199 }}
    ${'clocks that stand still'}                    | ${'clock freeze n2 @ 1s for 1s'}                                                      | ${{ clockFreeze: 1_000_000 }}                                                                  | ${{ clockFreeze: 900_000 }}
    ${'clocks that are coarse'}                     | ${'clock coarse 16ms n2'}                                                             | ${{ clockTick: 16_000 }}                                                                       | ${{ clockTick: 15_000 }}
  `('$because: $said', ({ said, enough, less }) => {
    expect(excess(said, enough)).toBe(null)
    expect(excess(said, less)).toMatch(/^outside the fault budget \(.+; budget: .+\)$/)
  })

  test('what heals, lets go or makes true asks nothing', () => {
    expect(excess('heal @ 1s; release @ 2s; clock reset n1 @ 3s', {})).toBe(null)
  })
})

describe('a budget in words', () => {
  test('has one sentence for each promise', () => {
    expect(promisesOf(noFaults)).toEqual([])
    expect(
      promisesOf({
        ...{ loss: 200_000, copies: 12_500, lateCopies: 3_000_000, lateness: 80_000 },
        ...{ damaged: 100, unchecked: false, bandwidth: 125_000, cut: 'any', connections: true },
        ...{ down: { n: 1, broker: 0 }, domains: 1, unsynced: true, disks: { n: 2 } },
        ...{ diskDamage: ['torn', 'rot'], damagedDisks: { n: 1 } },
        ...{ pause: 400_000, slow: 5_000, diskSlow: 7_000, diskStall: 2_000_000 },
        ...{ clockStep: 250_000, clockDrift: 200 },
        ...{ clockFreeze: 1_000_000, clockTick: 16_000 },
      }),
    ).toEqual([
      'up to 20 % of the messages on a link are lost',
      'up to 1.25 % of them arrive twice, the copy up to 3s later',
      'messages come up to 80ms later than usual',
      'up to 0.01 % of them are damaged and are rejected',
      'links are as slow as 1mbit',
      'two nodes do not hear each other, for any time',
      'connections break, or cannot be made',
      'up to 1 of role n is down at once',
      'one domain is down as a whole',
      'a crash or a full disk loses what was not synced',
      'up to 2 of role n are without a disk',
      'up to 1 of role n is on a damaged disk',
      'disks may have torn writes, rot',
      'a node stands still for up to 400ms',
      'a step takes up to 5ms',
      'a sync takes up to 7ms longer',
      'a disk stalls for up to 2s',
      'a wall clock is off by up to 250ms',
      'a clock is up to 0.02 % too fast or too slow',
      'a clock stands still for up to 1s',
      'a clock ticks every 16ms',
    ])
  })
})
