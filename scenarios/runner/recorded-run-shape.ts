// What `run.json` may hold, as shapes: every field that is relied on, down to the faults of the plan
// and the nodes that they name. What a later version adds beside them is let through.

import type { Fault } from '../../sim/fault.ts'
import { type Shape, type Wrong, wrongWith } from '../../sim/shape.ts'

const whole: Shape = { kind: 'int', min: 0, max: Number.MAX_SAFE_INTEGER }
const integer: Shape = { kind: 'int', min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }
const ppm: Shape = { kind: 'int', min: 0, max: 1_000_000 }
const words: Shape = { kind: 'string', max: 2 ** 20 }
const flag: Shape = { kind: 'boolean' }
const node: Shape = { kind: 'node' }
const plain: Shape = { kind: 'plain', bytes: 2 ** 28 }
const list = (of: Shape): Shape => ({ kind: 'list', of, max: 2 ** 20 })
const oneOf = (...shapes: Shape[]): Shape => ({ kind: 'one of', shapes })
const word = (...texts: string[]): Shape =>
  oneOf(...texts.map((value): Shape => ({ kind: 'literal', value })))
const orNull = (shape: Shape): Shape => oneOf({ kind: 'literal', value: null }, shape)
const record = (fields: Readonly<Record<string, Shape>>): Shape => ({ kind: 'record', fields })
const one = (kind: string, fields: Readonly<Record<string, Shape>>): Shape =>
  record({ kind: word(kind), ...fields })

const links = list(record({ from: list(node), to: list(node) }))
const filter = record({
  ...{ kinds: orNull(list(words)), first: orNull(whole), last: orNull(whole) },
  where: orNull(
    record({
      ...{ path: words, op: word('=', '!=', '<', '>') },
      value: oneOf(words, { kind: 'plain', bytes: 16 }),
    }),
  ),
})
const span = oneOf(
  one('const', { at: whole }),
  one('uniform', { min: whole, max: whole }),
  one('normal', { mean: whole, sd: whole }),
  one('exp', { mean: whole }),
  one('pareto', { min: whole, shapeMilli: whole }),
  one('bimodal', { usual: whole, rare: whole, rarePpm: ppm }),
  one('trace', { path: words, samples: list(whole) }),
)

/** The fields of each kind of fault. */
const faults: Readonly<Record<Fault['kind'], Readonly<Record<string, Shape>>>> = {
  end: { of: whole },
  heal: { links: orNull(links) },
  drop: { links, ppm, filter },
  burst: { links, intoPpm: ppm, outPpm: ppm, badPpm: ppm, goodPpm: ppm, filter },
  duplicate: { links, ppm, later: orNull(span), filter },
  reorder: { links, ppm, by: span, filter },
  corrupt: { links, ppm, how: word('flip', 'truncate'), unchecked: flag, filter },
  hold: { links, filter },
  release: { links, filter },
  delay: { links, extra: span, filter },
  bandwidth: {
    ...{ links, bytesPerSecond: whole, queue: orNull(whole) },
    policy: word('tail', 'head', 'random'),
  },
  stall: { links },
  cut: { links },
  reset: { links },
  close: { links },
  'half-open': { links },
  refuse: { nodes: list(node) },
  hang: { nodes: list(node) },
  disconnect: { nodes: list(node) },
  crash: { node, lose: word('drawn', 'memory', 'unsynced', 'disk') },
  restart: { node },
  'stay-down': { node },
  pause: { node },
  slow: { node, step: span },
  'clock-step': { node, by: integer },
  'clock-drift': { node, ppm: integer },
  'clock-freeze': { node },
  'clock-strobe': { node, by: integer, every: whole },
  'clock-coarse': { node, tick: whole },
  'clock-reset': { node },
  'disk-full': { node },
  'disk-stall': { node },
  'disk-slow': { node, by: span },
  'disk-torn': { node },
  'disk-rot': { node, ppm },
  'disk-read-error': { node, ppm },
  'disk-lying-sync': { node },
  'disk-misdirect': { node, ppm },
  'disk-phantom': { node, ppm },
}

const nth = whole
const when = oneOf(
  one('time', { time: whole }),
  one('place', {
    place: record({
      ...{ step: words, nth },
      at: word('before', 'early', 'written', 'durable', 'sent'),
    }),
  }),
  one('on', { message: words, nth }),
  one('before', { message: words, nth }),
  one('after-persist', { nth }),
  one('after-send', { message: words, nth }),
  one('goal', { goal: words }),
)
const fault = oneOf(...Object.entries(faults).map(([kind, fields]) => one(kind, fields)))

const settings = record({
  ...{ set: plain, faults: oneOf(words, list(words)), extraFaults: list(words) },
  ...{ extraExpect: list(words), until: orNull(words), settle: orNull(words) },
})
const source = oneOf(one('built-in', {}), one('file', { path: words }))
const fields: Readonly<Record<string, Shape>> = {
  ...{
    worldline: words,
    scenario: words,
    code: words,
    seed: whole,
    via: words,
    rate: orNull(whole),
  },
  ...{ storm: whole, began: whole, faults: list(words), variant: orNull(words) },
  plan: list(record({ id: whole, when, since: orNull(whole), fault })),
  order: record({ source, scenario: words, variant: orNull(words), settings }),
  ended: orNull(
    record({
      ...{ verdict: words, findings: list(plain), operations: plain, latency: plain },
      ...{ calmAt: whole, end: whole, interrupted: flag },
    }),
  ),
  roster: list(record({ id: node, role: words })),
}

/** The first thing that is wrong with what was read, or null. */
export function wrongInRun(value: object): Wrong | null {
  const relied = Object.entries(value).filter(([field]) => Object.hasOwn(fields, field))
  const wrong = wrongWith(record(fields), Object.fromEntries(relied))
  if (wrong !== null) return wrong
  const { roster, plan, order } = value as {
    readonly roster: readonly { readonly id: string }[]
    readonly plan: readonly { readonly fault: object }[]
    readonly order: { readonly settings: { readonly set: unknown } }
  } // its fields have these shapes
  return strangerIn(plan, new Set(roster.map(({ id }) => id))) ?? unset(order.settings.set)
}

/** A fault that names nobody of the roster. */
function strangerIn(
  plan: readonly { readonly fault: object }[],
  known: ReadonlySet<string>,
): Wrong | null {
  for (const [at, { fault: own }] of plan.entries()) {
    const stranger = namesIn(own).find((name) => !known.has(name))
    if (stranger !== undefined) {
      return { path: `/plan/${at}/fault`, expected: 'nodes of its roster', got: stranger }
    }
  }
  return null
}

function namesIn(own: object): string[] {
  const names: string[] = []
  if ('node' in own) names.push(String(own.node))
  if ('nodes' in own && Array.isArray(own.nodes)) names.push(...own.nodes.map(String))
  if ('links' in own && Array.isArray(own.links)) {
    const ends: readonly { from: readonly string[]; to: readonly string[] }[] = own.links
    for (const { from, to } of ends) names.push(...from, ...to)
  }
  return names
}

const unset = (set: unknown): Wrong | null =>
  typeof set === 'object' &&
  set !== null &&
  Object.values(set).every((one) => typeof one === 'string')
    ? null
    : { path: '/order/settings/set', expected: 'texts by parameter', got: 'something else' }
