// Bugs that are planted in the searches and in the judges of other models: reads-from, the general
// search, queues, explanations, sequential consistency, transactions.

import { type Mutant, within } from './judge-mutant.ts'

const readsFrom = [
  ...within(
    'linearizability/clusters',
    { name: 'a chain may run backwards', old: 'if (f[b] < s[a])', new: 'if (false)' },
    { name: 'a version has two updates', old: 'if (after[version] !== -1)', new: 'if (false)' },
    {
      name: 'readers anywhere in a chain',
      old: 'this.length[a] > 1 && !this.#fitsChain(call, ret, version)',
      new: 'false',
    },
    {
      name: 'an undone decision leaves its zone',
      old: 'this.f[kept] = fOld;',
      new: ';',
    },
  ),
  ...within(
    'linearizability/descent',
    {
      name: 'jumps back too far',
      old: 'last = Math.max(last, depth[one]);',
      new: 'last = last === -1 ? depth[one] : Math.min(last, depth[one]);',
    },
    {
      name: 'forgets who else was to blame',
      old: 'before.add(one);',
      new: ';',
    },
    {
      name: 'a choice is taken without looking',
      old: '!clusters.fits(reader, version))\n            continue',
      new: 'false)\n            continue',
    },
  ),
  ...within('linearizability/origins', {
    name: 'the initial value is never tried',
    old: 'if (value === 0 && from === -1)',
    new: 'if (false)',
  }),
]

const frontier = [
  ...within(
    'linearizability/standing',
    { name: 'the memo knows no state', old: 'entry[1] = this.state;', new: 'entry[1] = 0;' },
    { name: 'the memo knows no place', old: 'entry[0] = this.at;', new: 'entry[0] = 0;' },
    {
      name: 'the memo knows no slots',
      old: 'entry[2 + word] = mask[word];',
      new: 'entry[2 + word] = 0;',
    },
    {
      name: 'the memo knows no counts',
      old: 'entry[counts + count] = used[count];',
      new: 'entry[counts + count] = 0;',
    },
    {
      name: 'going back leaves the state',
      old: 'this.state = frames[at + 1];',
      new: ';',
    },
  ),
  ...within('linearizability/configuration-table', {
    name: 'whoever used less can do no more',
    old: '> this.entry[at])',
    new: '< this.entry[at])',
  }),
  ...within(
    'linearizability/standing',
    {
      name: 'what changes nothing now is put in at once',
      old: 'observes[kind] === 1 && machine.next(this.state, kind) !== -1',
      new: 'machine.next(this.state, kind) === this.state',
    },
    {
      name: 'observers are put in whatever they saw',
      old: 'observes[kind] === 0 || this.isIn(slot)',
      new: 'this.isIn(slot)',
    },
    {
      name: 'a slot is never given back',
      old: '& ~(1 << (slot & 31));',
      new: ';',
    },
  ),
  ...within(
    'linearizability/under-way',
    {
      name: 'of equal operations the one that returns last',
      old: 'part.ret[one] >= part.ret[other]',
      new: 'part.ret[one] <= part.ret[other]',
      only: 'queue with equal values',
    },
    {
      name: 'open operations only for the target itself',
      old: 'else if (next === stage.openForOthers)',
      new: 'else if (false)',
    },
    {
      name: 'open operations never for the target',
      old: 'next === stage.openForTarget && !isReady',
      new: 'false',
    },
    {
      name: 'only the target itself is put in',
      old: 'else if (next === stage.others)',
      new: 'else if (false)',
    },
    {
      name: 'a state stays whoever leaves it',
      old: 'left.mustStay(state, one)',
      new: 'left.mustStay(state, -1)',
    },
  ),
  ...within(
    'linearizability/counted',
    {
      name: 'open operations are used more often than they were called',
      old: "said === 'found' && over.length === 0",
      new: "said === 'found'",
    },
    {
      name: 'does not begin again once a kind is counted',
      old: 'tracked.push(...over);',
      new: "return { kind: 'illegal', walk, spent };",
    },
  ),
  ...within('linearizability/open-kinds', {
    name: 'an open operation takes effect before it was called',
    old: 'next === undefined || part.call[next] >= at[step]',
    new: 'next === undefined',
  }),
  ...within('linearizability/access-machine', {
    name: 'the general search ignores negative observations',
    old: 'return froms[kind] === state ? -1 : state;',
    new: 'return state;',
  }),
  ...within('linearizability/machine', {
    name: 'answers do not tell operations apart',
    old: '[call, result]);',
    new: '[call]);',
  }),
]

const queues = [
  ...within(
    'linearizability/queue-elements',
    { name: 'an element is taken twice', old: 'repeated ??= twice(other, one);', new: ';' },
    {
      name: 'an element is taken before it is put in',
      old: 'ret[took] < part.call[put]',
      new: 'false',
    },
    {
      name: 'an open enqueue that nobody took is in',
      old: 'took === -1 && ret[put] === never',
      new: 'false',
    },
  ),
  ...within(
    'linearizability/queue-gaps',
    { name: 'a queue is empty at any time', old: 'count === 0 && gap', new: 'gap' },
    {
      name: 'lost elements have gone by themselves',
      old: 'count === 0 && gap <= latest[gap]',
      new: 'count === 0',
    },
  ),
  ...within('linearizability/queue-order', {
    name: 'elements leave in any order',
    old: 'leaveFrom[one] > leaveBy[firstOut]',
    new: 'false',
  }),
]

const explanations = within('linearizability/minimal', {
  name: 'leaves out more than may be left out',
  old: 'if (illegal(smaller))\n                now = smaller;',
  new: 'if (smaller.length > 0)\n                now = smaller;',
})

const others = [
  ...within('sequential/clients', {
    name: 'no client has an order of its own',
    old: 'clients.get(operation.client)',
    new: "clients.get('')",
    only: 'sequential',
  }),
  ...within('sequential/positions', {
    name: 'an open operation may come before what its client had asked',
    old: 'this.of[lanes[at]] < counts[at]',
    new: 'false',
    only: 'sequential',
  }),
  ...within(
    'transactions/list-append',
    {
      name: 'circles of transactions are not looked for',
      old: 'of circlesOf(dependencies, lost)',
      new: 'of []',
      only: 'list',
    },
    {
      name: 'a transaction may contradict itself',
      old: 'selfContradictory(all, findings);',
      new: ';',
      only: 'list',
    },
  ),
  ...within(
    'transactions/dependencies',
    {
      name: 'who reads comes after who appends next',
      old: 'edges.add(by, then, rw);\n            continue;',
      new: 'edges.add(then, by, rw);\n            continue;',
      only: 'list',
    },
    {
      name: 'who appended what was read need not come before',
      old: 'edges.add(writer, by, wr);',
      new: ';',
      only: 'list',
    },
    {
      name: 'appends have no order',
      old: 'edges.add(last, by, ww);',
      new: ';',
      only: 'list',
    },
    {
      name: 'time has no order',
      old: 'nodes = clocks(all, versions, edges, nodes);',
      new: ';',
      only: 'list',
    },
  ),
]

export const searchMutants: readonly Mutant[] = [
  ...readsFrom,
  ...frontier,
  ...queues,
  ...explanations,
  ...others,
]
