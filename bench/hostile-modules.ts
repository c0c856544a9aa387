// Scenario modules that cannot be run: they throw, export nothing, make no sense, end the process,
// break the rules of actors, or are another thing each time.

import type { Row } from './hostile-siege.ts'
import { scenarioFile, toy } from './hostile-toys.ts'
import { type Trial, tryAll } from './hostile-trials.ts'

export const besiegeModules = (cwd: string): Promise<readonly Row[]> =>
  tryAll('run (a module)', cwd, [...modules, ...actors])

const module = (sent: string, text: string, more: Partial<Trial> = {}): Trial => ({
  ...{ sent, words: ['run', './x.mjs'], files: { 'x.mjs': text }, says: /x\.mjs/u, ...more },
})
const said = (sent: string, fields: string, more: Partial<Trial> = {}): Trial =>
  module(
    sent,
    `import { scenario } from 'worldline'\nexport const x = scenario('x', ${fields})\n`,
    more,
  )

const modules: readonly Trial[] = [
  module('empty', ''),
  module('throws an Error', 'throw new Error("no luck")'),
  module('throws a text', 'throw "no luck"'),
  module('throws null', 'throw null'),
  module('throws what throws when it is told', 'throw { toString() { throw new Error("again") } }'),
  module('throws a message of 1 MB', 'throw new Error("x".repeat(1e6))'),
  module('throws escape sequences', 'throw new Error("\\u001b[2J\\u202e\\nsecond line")'),
  module('does not parse', 'export const = 1'),
  module('binary', '\u0000\u0001\u0002\u0003'),
  module('imports what is not there', 'import "./gone.mjs"'),
  module('imports a package that is not there', 'import "no-such-package-here"'),
  module('exports a function', 'export const x = () => {}'),
  module(
    'exports a promise of a scenario',
    'import { scenario } from "worldline"\nexport const x = Promise.resolve(scenario)',
  ),
  module('exports an imitation', 'export const x = { kind: "scenario", name: "x" }'),
  module(
    'exports a Proxy that throws',
    'export const x = new Proxy({}, { has() { throw new Error("no") }, get() { throw new Error("no") } })',
  ),
  module('ends the process', 'process.exit(0)', { exits: [2, 70] }),
  module('never ends its loading', 'await new Promise(() => {})', { exits: [2, 70] }),
  module(
    'a promise that fails while it is loaded',
    'Promise.reject(new Error("later"))\nawait new Promise((r) => setTimeout(r, 50))',
    { exits: [2] },
  ),
  said('no fields', '{}'),
  said('undefined', 'undefined'),
  said('a field misspelt', "{ about: 'x', nods: () => ({}) }", { says: /nodes/u }),
  said('no node', "{ about: 'x', nodes: () => ({}), always: {} }"),
  said(
    'nodes that throw',
    "{ about: 'x', nodes: () => { throw new Error('no luck') }, always: {} }",
    { says: /no luck/u },
  ),
  said('nodes that are async', "{ about: 'x', nodes: async () => ({}), always: {} }"),
  said('an actor that is none', "{ about: 'x', nodes: () => ({ a: 7 }), always: {} }"),
  said(
    'an actor without receive',
    "{ about: 'x', nodes: () => ({ a: { start: () => ({}) } }), always: {} }",
  ),
  {
    sent: 'tsx: a type error is no matter, a syntax error is',
    words: ['run', './x.ts'],
    files: { 'x.ts': 'const a: = 1' },
    says: /x\.ts/u,
  },
]

/** The counter with one line of its actors or its scenario changed. */
const changed = (
  sent: string,
  part: string,
  by: string,
  exits: readonly number[],
  more: Partial<Trial> = {},
): Trial => ({
  ...{ sent, words: ['run', `./${scenarioFile}`], files: toy({ [part]: by }), exits, ...more },
})

const receive = '  receive(node, state, message, from) {\n'
const property =
  "(w) => (w.server.state.total <= w.server.state.seen.length ? null : 'a number was added again')"
const kept = /^(?:\.worldline|wl\/__worldline__)/u

const actors: readonly Trial[] = [
  changed('Date.now in an actor', receive, `${receive}    state.at = Date.now()\n`, [2, 4], {
    says: /WL4002[^]*counter\.mjs:\d+/u,
  }),
  changed('Math.random in an actor', receive, `${receive}    state.at = Math.random()\n`, [2, 4], {
    says: /WL4002/u,
  }),
  changed('setTimeout in an actor', receive, `${receive}    setTimeout(() => {}, 1)\n`, [2, 4], {
    says: /WL4002/u,
  }),
  changed(
    'state of a module',
    receive,
    `${receive}    state.at = globalThis.n = (globalThis.n ?? 0) + 1\n`,
    [4],
    { says: /WL400\d/u, words: ['explore', `./${scenarioFile}`, '--seeds', '200'] },
  ),
  changed(
    'an async handler',
    '  receive(node, state, message, from) {',
    '  async receive(node, state, message, from) {',
    [1, 2, 4],
    { leaves: kept },
  ),
  changed('a State that cannot be copied', 'seen: [] })', 'seen: [], f: () => 1 })', [1, 2, 4], {
    leaves: kept,
  }),
  changed(
    'a State with a cycle',
    'start: () => ({ total: 0, seen: [] })',
    'start: () => { const s = { total: 0, seen: [] }; s.s = s; return s }',
    [1, 2, 4],
    { leaves: kept },
  ),
  changed(
    'a State that is a Map by identity',
    'seen: [] })',
    'seen: [], m: new WeakMap() })',
    [1, 2, 4],
    { leaves: kept },
  ),
  changed(
    'a start that throws',
    'start: () => ({ total: 0, seen: [] })',
    'start: () => { throw new Error("no luck") }',
    [1],
    { says: /no luck/u, leaves: kept },
  ),
  changed('a handler that throws null', receive, `${receive}    throw null\n`, [1], {
    leaves: kept,
  }),
  changed(
    'a handler that throws escape sequences',
    receive,
    `${receive}    throw new Error("\\u001b[2J\\u202e")\n`,
    [1],
    { leaves: kept },
  ),
  changed(
    'a handler that calls itself',
    receive,
    `${receive}    return this.receive(node, state, message, from)\n`,
    [1],
    { leaves: kept },
  ),
  changed(
    'a message to itself at once, for ever',
    receive,
    `${receive}    node.setTimer({ kind: 'again' }, 0)\n`,
    [1, 2, 3],
    { leaves: kept },
  ),
  changed(
    'a timer of zero, set again for ever',
    'expire: (node, _state, { nth }) => ask(node, nth)',
    "expire: (node, _state, { nth }) => node.setTimer({ kind: 'again', nth }, 0)",
    [1, 2, 3],
    { leaves: kept, words: ['run', `./${scenarioFile}`, '-f', 'drop 100%'] },
  ),
  changed('a timer of NaN', 'ms(40))', 'NaN)', [1, 2], { leaves: kept }),
  changed('a message to nobody', "nodeId('server')", "nodeId('sever')", [0], { leaves: kept }),
  changed('a property that throws', property, "() => { throw new Error('no luck') }", [1, 2], {
    says: /no luck/u,
    leaves: kept,
  }),
  changed('a property that answers 7', property, '() => 7', [1, 2], { leaves: kept }),
  changed('a property that is a promise', property, 'async () => null', [1, 2, 4], {
    leaves: kept,
  }),
  changed(
    'a property that asks the time',
    property,
    '() => (Date.now() % 2 ? null : "odd")',
    [2, 4],
    { says: /WL400\d/u },
  ),
  changed(
    'a property that is flaky',
    property,
    '(w) => ((globalThis.k = (globalThis.k ?? 0) + 1) % 3 ? null : "third")',
    [1, 4],
    { says: /WL/u, leaves: kept },
  ),
  changed(
    'a property that throws in small runs only',
    property,
    "(w) => { if (w.server.state.total < 5) throw new Error('small'); return w.server.state.total > 7 ? 'more than seven' : null }",
    [1, 2, 4],
    { leaves: kept },
  ),
  changed(
    'a workload that throws',
    '(nth) => ({ kind',
    '(nth) => { if (nth > 3) throw new Error("no luck"); return null }, other: (nth) => ({ kind',
    [1, 2],
    { leaves: kept },
  ),
  changed('a workload of numbers', "(nth) => ({ kind: 'add', nth })", '(nth) => nth', [1, 2], {
    leaves: kept,
  }),
  changed('a latency backwards', "latency: '1ms..10ms'", "latency: '10ms..1ms'", [2], {
    says: /latency/u,
  }),
  changed('a fault that cannot be read', "['drop 20%']", "['dorp 20%']", [2], { says: /drop/u }),
]
