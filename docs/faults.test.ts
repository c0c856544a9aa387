// docs/faults.md is written from the catalogue of faults. This test fails when the page is stale;
// `npx vitest run docs -u` writes it anew.

import { expect, test } from 'vitest'
import { type Entry, faultCatalogue } from '../sim/fault-catalogue.ts'
import { parseFault } from '../sim/notation-parse.ts'

const groups: readonly { about: Entry['about']; title: string; intro: string }[] = [
  {
    about: 'messages',
    title: 'Messages',
    intro:
      'A selection says which: a link, `kind letter` or `kind letter,ack`, `kind letter#3` or ' +
      '`kind letter#3..9` (counted by the fault), `where life > 1`. Without one, every message.',
  },
  {
    about: 'links',
    title: 'Links',
    intro:
      '`n1->n2` is one way, `n1-n2` both ways, `n1` every link of that node. Groups are separated ' +
      'by `|`; nodes that no group names keep all their links.',
  },
  {
    about: 'connections',
    title: 'Connections',
    intro: 'Connections belong to streams. On datagram links they are refused.',
  },
  {
    about: 'processes',
    title: 'Processes',
    intro:
      'A crashed node starts again after `restart`, or when the calm begins. It loses its memory and ' +
      'a drawn part of what was not synced; `lose memory` keeps all writes, `lose unsynced` loses ' +
      'every write not synced, `lose disk` loses everything.',
  },
  { about: 'clocks', title: 'Clocks', intro: 'Each node has a monotonic and a wall clock.' },
  {
    about: 'disks',
    title: 'Disks',
    intro:
      'What a step sends leaves when its writes have survived a sync. A sync that fails stops the ' +
      'node: it does not run on an unknown disk. While there is no room, a start that writes fails ' +
      'again; without `restart` the node starts when the calm begins. A row that cannot be read stops ' +
      'the node too, and each read is drawn anew. What a disk tears, rots, misdirects or forgets is ' +
      'detected by nobody: an actor reads what the disk has, so a protocol that survives it seals its ' +
      'rows with a checksum, and its budget says so (`diskDamage`, `damagedDisks`). What waits for a ' +
      'sync, a lying one too, is in memory: `lose memory` keeps it, `lose unsynced` does not.',
  },
]

const cell = (text: string): string => text.replaceAll('|', '\\|')
const quoted = (text: string): string => `\`${cell(text)}\``

function page(): string {
  const entries = Object.values(faultCatalogue)
  const lines = [
    '# Faults',
    '',
    '<!-- Written from sim/fault-catalogue.ts by docs/faults.test.ts: do not edit. -->',
    '',
    'One notation serves command line and scenarios. A fault is a damage and its clauses, in any order:',
    '',
    '```text',
    "worldline run ack-retry -f 'drop 10% kind letter' -f 'crash receiver1 @ 1s restart +500ms'",
    '```',
    '',
    '| clause | meaning | without it |',
    '|---|---|---|',
    '| `@ 1s` · `@ 1s..2s` | when; an instant that the seed draws | a lasting fault holds for the whole storm, an instant one strikes when the seed says |',
    '| `@ on letter#3` · `@ before letter#3` | when the third such message is delivered: after, before its step | |',
    '| `@ after persist#2` · `@ after send letter#3` | when the second step has written; when the third such message has left | |',
    '| `@ at letter#3 n1>n2 written` | at a named place of a step: `before`, `early 1`, `written`, `durable`, `sent 1` | |',
    '| `@ after goal` · `@ when leader` | when a goal is first reached; when the target takes that role | |',
    '| `for 500ms` | how long a lasting fault holds | until the storm ends |',
    '| `every 2s` · `every 2s times 3` | again and again | once |',
    '| `restart +400ms` · `restart never` | when a crashed node starts again, or one whose disk was full or unreadable: counted from when it is so no more | when the calm begins |',
    '| `lose memory` · `unsynced` · `disk` | what a crash takes | memory, and a drawn part of what was not synced |',
    '',
    'Nodes are named, by their own name (`receiver1`), role (`receiver`) or domain (`rack1`); or `random one`,',
    '`random 2`, `random minority`, `random majority`; or `all`; or `each`, one after the other with `every`. A span is',
    '`5ms`, `5ms..15ms`, `10ms±5ms`, `normal 20ms±5ms`, `exp 10ms`, `pareto 2ms 1.5` or `bimodal 1ms 80ms 10%`.',
    '',
    'Where the scenario has [views](views.md), a node is also named by what it is: `isolate leader @ 2s for 500ms` strikes',
    'whoever leads at 2 s, of several the one of the highest term. While nobody does, it waits; of a line that repeats only',
    'the last time waits. The report and saved cases name the node that was struck. Real runs refuse it.',
  ]
  for (const { about, title, intro } of groups) {
    lines.push('', `## ${title}`, '', intro, '', '| fault | what it does | links | lasts |')
    lines.push('|---|---|---|---|')
    for (const { examples, does, links, lasting } of entries.filter((one) => one.about === about)) {
      const where = links ?? '–'
      const said = examples.map(quoted).join(' · ')
      lines.push(`| ${said} | ${cell(does)} | ${where} | ${lasting ? 'yes' : 'strikes once'} |`)
    }
  }
  return `${lines.join('\n')}\n`
}

test('docs/faults.md says what the catalogue says', async () => {
  await expect(page()).toMatchFileSnapshot('./faults.md')
})

test('every example of the catalogue is a fault that can be read', () => {
  const examples = Object.values(faultCatalogue).flatMap((one) => one.examples)
  expect(examples.length).toBeGreaterThan(30)
  for (const example of examples) expect(parseFault(example).kind, example).toBe('fault')
  expect(parseFault('drip 5%').kind).toBe('mistaken')
})

test('every kind of fault has its place on the page', () => {
  const shown = new Set(groups.map((group) => group.about))
  for (const entry of Object.values(faultCatalogue)) expect(shown).toContain(entry.about)
})
