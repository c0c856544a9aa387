import { describe, expect, test } from 'vitest'
import type { LinkKind } from './link.ts'
import { faultLines, parseFault, parsePlan } from './notation-parse.ts'
import { Mistake } from './problem.ts'
import type { Roster } from './roster.ts'
import { nodeId } from './units.ts'

const ids = ['n1', 'n2', 'n3', 'c1', 'c2']
const roster = (link: LinkKind, links: Record<string, LinkKind> = {}): Roster => ({
  scenario: 'raft-kv',
  members: ids.map((id) => ({
    id: nodeId(id),
    role: id.slice(0, 1),
    domain: id === 'n3' ? 'rack2' : id.startsWith('n') ? 'rack1' : null,
    client: id.startsWith('c'),
  })),
  network: { link, links },
  messages: ['append', 'vote'],
  goals: ['leader-change'],
})

/** The problem as it is shown, without its margin. */
function told(text: string, who: Roster = roster('datagram')): string {
  const parsed = parseFault(text, who)
  if (parsed.kind === 'fault') return 'no problem'
  const [problem] = parsed.problems
  return [`${problem?.code}: ${problem?.sentence}`, ...(problem?.lines ?? [])].join('\n')
}

describe('what is wrong with a fault', () => {
  test('is told all at once, with a pointer under each part and a line that is right', () => {
    expect(told('partiton n1 | n2,n9 @ 1s')).toBe(
      [
        'WL3001: I do not know the fault "partiton".',
        'partiton n1 | n2,n9 @ 1s',
        '^^^^^^^^         ^^  and there is no node n9 (nodes: n1 n2 n3 c1 c2; domains: rack1 rack2)',
        'did you mean   partition n1 | n2 @ 1s',
        'see            worldline list faults      worldline explain partition',
      ].join('\n'),
    )
  })

  test('a message fault on a stream shows what else there is', () => {
    expect(told('drop 2% n1->n2', roster('stream'))).toBe(
      [
        'WL3003: "drop" acts on whole messages, and the links of raft-kv are streams.',
        'drop 2% n1->n2',
        '^^^^',
        'A stream keeps order and loses nothing until it breaks. Break it, or slow it:',
        '  reset n1-n2 every 2s              the connection is cut; what was in flight is lost',
        '  stall n1-n2 for 500ms             nothing moves, then it goes on',
        '  delay 20ms..80ms n1-n2            later, in order',
      ].join('\n'),
    )
  })

  test('a connection fault on a datagram does so too', () => {
    const said = told('reset n1-n2 @ 1s')
    expect(said).toContain('WL3003: "reset" acts on connections, and the links of raft-kv are')
    expect(said).toContain('drop 20% n1-n2')
  })

  test('where links differ, one of the right kind is enough', () => {
    const mixed = roster('stream', { 'n-n': 'datagram' })
    expect(told('drop 2%', mixed)).toBe('no problem')
    expect(told('drop 2% n1->n2', mixed)).toBe('no problem')
    expect(told('drop 2% c1->n2', mixed)).toContain('WL3003')
    expect(told('reset c1-n2 @ 1s', mixed)).toBe('no problem')
    expect(told('reset n1-n2 @ 1s', mixed)).toContain('WL3003')
    expect(told('disconnect n1 for 1s', mixed)).toBe('no problem')
  })

  test.each`
    because                                  | said                                   | code        | words                                            | better
    ${'a percentage has a bound'}            | ${'drop 120%'}                         | ${'WL3006'} | ${'120% is more than 100%.'}                     | ${'drop 100%'}
    ${'a percentage has no sign'}            | ${'drop -5%'}                          | ${'WL3006'} | ${'a percentage has no sign.'}                   | ${'drop 5%'}
    ${'a duration has a unit'}               | ${'delay 5 n1-n2'}                     | ${'WL3006'} | ${'5 needs a unit (us ms s min).'}               | ${'delay 5ms n1-n2'}
    ${'a duration is not negative'}          | ${'delay -5ms n1'}                     | ${'WL3006'} | ${'a duration cannot be negative: -5ms.'}        | ${'delay 5ms n1'}
    ${'an instant is not negative'}          | ${'crash n1 @ -1s'}                    | ${'WL3006'} | ${'a duration cannot be negative: -1s.'}         | ${'crash n1 @ 1s'}
    ${'the length is not negative'}          | ${'pause n1 for -2s'}                  | ${'WL3006'} | ${'a duration cannot be negative: -2s.'}         | ${'pause n1 for 2s'}
    ${'units are known'}                     | ${'slow 5sec n1'}                      | ${'WL3006'} | ${'"sec" is no unit of a duration'}              | ${'slow 5s n1'}
    ${'nothing is finer than a microsecond'} | ${'delay 0.5us'}                       | ${'WL3006'} | ${'0.5us is finer or larger'}                    | ${null}
    ${'a span does not run backwards'}       | ${'delay 10ms..5ms'}                   | ${'WL3006'} | ${'10ms..5ms runs backwards.'}                   | ${'delay 5ms..10ms'}
    ${'a span does not begin below zero'}    | ${'delay 10ms±20ms'}                   | ${'WL3006'} | ${'10ms±20ms would reach below zero.'}           | ${null}
    ${'nothing takes an hour'}               | ${'delay 60min'}                       | ${'WL3006'} | ${'nothing may take longer than 30min.'}         | ${null}
    ${'a range has dots'}                    | ${'delay 5ms-10ms'}                    | ${'WL3006'} | ${'a range is written with two dots.'}           | ${'delay 5ms..10ms'}
    ${'a range may lack a unit'}             | ${'delay 10..30ms'}                    | ${'WL3006'} | ${'10 needs a unit.'}                            | ${'delay 10ms..30ms'}
    ${'no time is no time'}                  | ${'crash n1 every 0ms'}                | ${'WL3006'} | ${'"every" takes more than no time.'}            | ${null}
    ${'a clock cannot stand still'}          | ${'clock drift n1 -1000000ppm'}        | ${'WL3006'} | ${'a drift is below 1000000ppm'}                 | ${null}
    ${'counts begin at one'}                 | ${'drop kind append#0'}                | ${'WL3006'} | ${'which one is a whole number from 1.'}         | ${null}
    ${'bursts have two chances'}             | ${'drop burst 1%'}                     | ${'WL3006'} | ${'a burst has two to four percentages'}         | ${null}
    ${'a node is near'}                      | ${'pause rak1 for 1s'}                 | ${'WL3002'} | ${'there is no node rak1 (nodes: n1 n2'}         | ${'pause rack1 for 1s'}
    ${'another number is no better guess'}   | ${'crash n9'}                          | ${'WL3002'} | ${'there is no node n9 (nodes: n1 n2 n3'}        | ${null}
    ${'a size is no node'}                   | ${'partition minority'}                | ${'WL3002'} | ${'"minority" is a size, not a node.'}           | ${'partition random minority'}
    ${'three have no third'}                 | ${'crash random minority-third'}       | ${'WL3002'} | ${'there is no minority-third among 3'}          | ${null}
    ${'there are not so many'}               | ${'crash random 4'}                    | ${'WL3002'} | ${'random 4 is more than the 3 there are.'}      | ${null}
    ${'a bridge is one'}                     | ${'bridge n'}                          | ${'WL3002'} | ${'a bridge is one node, n is 3.'}               | ${null}
    ${'a place names nodes'}                 | ${'crash n1 @ at vote#1 n8>n1 sent 1'} | ${'WL3002'} | ${'there is no node n8'}                         | ${null}
    ${'a message kind is known'}             | ${'drop kind apend#3'}                 | ${'WL3004'} | ${'nobody sends a message of kind apend'}        | ${'drop kind append#3'}
    ${'a goal is known'}                     | ${'isolate n1 @ after leader-chnge'}   | ${'WL3004'} | ${'there is no goal leader-chnge'}               | ${'isolate n1 @ after leader-change'}
    ${'nodes are missing'}                   | ${'crash @ 1s'}                        | ${'WL3008'} | ${'"crash" does not say which nodes'}            | ${null}
    ${'a cut is missing'}                    | ${'partition @ 1s'}                    | ${'WL3008'} | ${'"partition" does not say who is cut off'}     | ${null}
    ${'both are missing'}                    | ${'slow'}                              | ${'WL3008'} | ${'"slow" does not say how long a step'}         | ${null}
    ${'a strobe has a rhythm'}               | ${'clock strobe n1 ±200ms'}            | ${'WL3008'} | ${'"clock strobe" does not say how often'}       | ${null}
    ${'a condition is whole'}                | ${'drop where term'}                   | ${'WL3008'} | ${'where needs a field, a comparison and'}       | ${null}
    ${'there is nothing'}                    | ${'  '}                                | ${'WL3008'} | ${'a fault is missing here.'}                    | ${null}
    ${'a crash does not last'}               | ${'crash n1 for 2s'}                   | ${'WL3007'} | ${'a crash does not last: say when it'}          | ${'crash n1 restart +2s'}
    ${'a reset does not last'}               | ${'heal n1 for 2s @ 1s'}               | ${'WL3007'} | ${'"heal" strikes once and does not last.'}      | ${'heal n1 @ 1s'}
    ${'only a crash restarts'}               | ${'pause n1 restart +1s'}              | ${'WL3007'} | ${'"restart" belongs to a crash'}                | ${'pause n1'}
    ${'a clause is near'}                    | ${'crash n1 evry 2s'}                  | ${'WL3007'} | ${'"crash" has no place for "evry".'}            | ${'crash n1 every 2s'}
    ${'a loss is near'}                      | ${'crash n1 lose unsyncd'}             | ${'WL3007'} | ${'a crash can lose memory, unsynced or disk.'}  | ${'crash n1 lose unsynced'}
    ${'each needs every'}                    | ${'pause each'}                        | ${'WL3007'} | ${'"each" takes one node after the other'}       | ${'pause all'}
    ${'nobody is on two sides'}              | ${'partition n1 | rack1'}              | ${'WL3007'} | ${'n1 cannot be on two sides of a'}              | ${null}
    ${'once is enough'}                      | ${'crash n1 @ 1s @ 2s'}                | ${'WL3007'} | ${'"@" is said twice.'}                          | ${null}
    ${'an instant is known'}                 | ${'crash n1 @ while leader'}           | ${'WL3007'} | ${'an instant belongs here: 1s, 1s..2s'}         | ${null}
    ${'a role is known'}                     | ${'crash n1 @ when leader'}            | ${'WL3002'} | ${'no node takes the role leader'}               | ${null}
    ${'a role is named'}                     | ${'crash n1 @ when 3'}                 | ${'WL3008'} | ${'a role belongs here, such as leader'}         | ${null}
    ${'nothing is left over'}                | ${'crash n1 @ 1s 2s'}                  | ${'WL3007'} | ${'I do not expect 2s here: clauses come'}       | ${null}
    ${'characters are known'}                | ${'crash n1 §'}                        | ${'WL3007'} | ${'I do not expect "§" here.'}                   | ${null}
    ${'nodes are not links'}                 | ${'crash n1-n2'}                       | ${'WL3007'} | ${'"crash" takes nodes, such as n1,n2'}          | ${null}
    ${'a crash takes no share'}              | ${'crash 5% n1'}                       | ${'WL3007'} | ${'"crash" takes no percentage.'}                | ${null}
    ${'later issues are not known'}          | ${'upgrade n1 to v2'}                  | ${'WL3001'} | ${'I do not know the fault "upgrade".'}          | ${null}
    ${'a clock does something'}              | ${'clock n1'}                          | ${'WL3001'} | ${'I do not know the fault "clock n1".'}         | ${null}
    ${'a disk has something'}                | ${'disk n1'}                           | ${'WL3001'} | ${'I do not know the fault "disk n1".'}          | ${null}
    ${'a disk that is nearly full'}          | ${'disk ful n1'}                       | ${'WL3001'} | ${'I do not know the fault "disk ful".'}         | ${'disk full n1'}
    ${'a slow disk says how slow'}           | ${'disk slow n1'}                      | ${'WL3008'} | ${'"disk slow" does not say how much longer'}    | ${null}
    ${'a full disk belongs to nodes'}        | ${'disk full'}                         | ${'WL3008'} | ${'"disk full" does not say which nodes'}        | ${null}
    ${'a disk that stalls starts nobody'}    | ${'disk stall n1 restart +1s'}         | ${'WL3007'} | ${'"restart" belongs to a crash or a disk that'} | ${'disk stall n1'}
    ${'a disk that nearly fails to read'}    | ${'disk read-eror 1% n1'}              | ${'WL3001'} | ${'I do not know the fault "disk read-eror".'}   | ${'disk read-error 1% n1'}
    ${'a disk that nearly rots'}             | ${'disk rots 1% n1'}                   | ${'WL3001'} | ${'I do not know the fault "disk rots".'}        | ${'disk rot 1% n1'}
    ${'a disk that lies'}                    | ${'disk lying n1'}                     | ${'WL3001'} | ${'I do not know the fault "disk lying".'}       | ${'disk lying-sync n1'}
    ${'rot belongs to nodes'}                | ${'disk rot 1%'}                       | ${'WL3008'} | ${'"disk rot" does not say which nodes'}         | ${null}
    ${'no more than everything rots'}        | ${'disk rot 101% n1'}                  | ${'WL3006'} | ${'101% is more than 100%'}                      | ${'disk rot 100% n1'}
    ${'one share is enough'}                 | ${'disk phantom 1% 2% n1'}             | ${'WL3007'} | ${'one percentage is enough'}                    | ${null}
    ${'a disk tears or does not'}            | ${'disk torn 5% n1'}                   | ${'WL3007'} | ${'"disk torn" takes no percentage'}             | ${null}
    ${'a disk that rots starts nobody'}      | ${'disk rot 1% n1 restart +1s'}        | ${'WL3007'} | ${'"restart" belongs to a crash or a disk that'} | ${'disk rot 1% n1'}
    ${'what lies loses nothing itself'}      | ${'disk lying-sync n1 lose memory'}    | ${'WL3007'} | ${'"lose" belongs to a crash,'}                  | ${'disk lying-sync n1'}
  `('$because: $said', ({ said, code, words, better }) => {
    const text = told(said)
    expect(text).toContain(`${code}: ${words}`)
    if (better === null) expect(text).not.toContain('did you mean')
    else expect(text).toContain(`did you mean   ${better}`)
    if (better !== null) expect(told(better)).toBe('no problem')
    expect(text.split('\n')[2]).toMatch(/^ *\^/)
  })

  test('without a roster any name will do', () => {
    expect(parseFault('crash n9 @ on nothing').kind).toBe('fault')
  })

  test('a plan tells the problems of all its lines', () => {
    const parsed = parsePlan(['drop 5%', 'explode', 'crash n9'], roster('datagram'))
    expect(parsed).toMatchObject({ problems: [{ code: 'WL3001' }, { code: 'WL3002' }] })
    expect(() => faultLines(['explode'])).toThrow(Mistake)
    expect(faultLines(['drop 5%', 'heal @ 1s'])).toHaveLength(2)
  })

  test('long rosters are told in short', () => {
    const many = Array.from({ length: 40 }, (_, at) => ({
      ...{ id: nodeId(`sub${at + 1}`), role: 'sub', domain: null, client: false },
    }))
    const who = { ...roster('datagram'), members: many }
    expect(told('crash pub', who)).toContain('(nodes: sub1…sub40)')
  })
})
