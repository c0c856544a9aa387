// Why, for somebody's own scenario without a disk: what was done twice is seen in the State, and the
// answer that was lost is named. Made here, so that it rests on nothing of a built-in protocol.

import { expect, test } from 'vitest'
import type { Actor } from '../sim/actor.ts'
import type { NodeId } from '../sim/units.ts'
import { Experiment } from '../scenarios/runner/experiment.ts'
import { settingsDefault } from '../scenarios/runner/order.ts'
import { ranOf, reportOf } from '../scenarios/runner/report.ts'
import { type Scenario, scenario } from '../scenarios/scenario.ts'
import type { Report } from '../sim/report.ts'
import { stepsOf } from './told-run.suite.ts'
import { isAnswer, why } from './why.ts'
import { whyNot } from './why-not.ts'

type Order = { kind: 'order'; item: string; nth: number }
type Done = { kind: 'done'; nth: number }
type Buying = {
  state: { waits: boolean; nth: number }
  hears: Done
  says: Order
  timers: { kind: 'again' }
}
type Selling = { state: { sold: string[] }; hears: Order; says: Done }
const shop = 'shop' as NodeId

const buyer: Actor<Buying> = {
  start(node) {
    node.send(shop, { kind: 'order', item: 'a blue lamp', nth: 1 })
    node.setTimer({ kind: 'again' }, 50_000)
    return { waits: true, nth: 1 }
  },
  receive: (_node, state) => {
    state.waits = false
  },
  expire(node, state) {
    if (!state.waits) return
    state.nth += 1
    node.send(shop, { kind: 'order', item: 'a blue lamp', nth: state.nth })
    node.setTimer({ kind: 'again' }, 50_000)
  },
}
const seller: Actor<Selling> = {
  start: () => ({ sold: [] }),
  receive(node, state, { item, nth }, from) {
    state.sold.push(item)
    node.send(from, { kind: 'done', nth })
  },
}

const orders: Scenario = scenario('orders', {
  about: 'Somebody buys a lamp, and asks again when nobody answers.',
  nodes: () => ({ buyer, shop: seller }),
  network: { link: 'datagram', latency: '5ms..6ms' },
  faults: ['drop kind done#1 shop->buyer'],
  always: {
    'sold once': {
      holds: (w) =>
        w.shop.state.sold.length > 1 ? `${w.shop.state.sold[0]} was sold twice` : null,
      code: 'WL2006',
    },
  },
  until: '500ms',
  settle: '10ms',
})

const experiment = new Experiment(orders, { variant: null, settings: settingsDefault })
const report: Report = reportOf({
  ...{ coordinate: 'orders@1', variant: null, seed: 1, codeHash: '', shrunk: null },
  found: { scenario: orders, source: { kind: 'built-in' }, exported: 'orders' },
  replayed: ranOf(experiment, 1),
  ...{ irrelevant: [], matters: [], next: [] },
})

test('the lamp was sold before, and the answer to the first order was lost', () => {
  const told = why(report, '')
  expect(isAnswer(told) ? stepsOf(told) : told).toMatchInlineSnapshot(`
    [
      "1  shop received order#2 from buyer and set sold.1 = "a blue lamp"   e10",
      "2  "a blue lamp" had come into sold before, when shop received order#1 from buyer   e5",
      "3  buyer sent order#2 again, because its timer again expired   e8",
      "4  done#1 from shop to buyer was lost (f1)   e7",
    ]
  `)
})

test('who wrote a part of the State last', () => {
  const told = why(report, 'shop.sold.1')
  expect(isAnswer(told) && told.about).toBe('shop.sold.1 is "a blue lamp"')
})

test('why the buyer does not know that it is done', () => {
  const told = whyNot(report, 'buyer knows nth=1')
  expect(isAnswer(told) ? stepsOf(told) : told).toMatchInlineSnapshot(`
    [
      "1  it did know it, since buyer started   e1",
      "2  and no longer since the timer again of buyer expired   e8",
      "3  done#1 from shop to buyer was lost (f1): drop shop->buyer kind done#1   e7",
    ]
  `)
})

test('why the first answer did not arrive', () => {
  const told = whyNot(report, 'done#1 arrives')
  expect(isAnswer(told) ? stepsOf(told) : told).toMatchInlineSnapshot(`
    [
      "1  done#1 from shop to buyer was lost (f1): drop shop->buyer kind done#1   e7",
    ]
  `)
})
