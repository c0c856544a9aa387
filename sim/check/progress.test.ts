// Progress within a bound: it holds where clients are answered once all is healed, and where they are
// not it says who holds what they asked, what was lost for good, or what goes round.

import { describe, expect, test } from 'vitest'
import { Experiment } from '../../scenarios/runner/experiment.ts'
import { Stagings } from '../../scenarios/runner/explicit.ts'
import { settingsDefault } from '../../scenarios/runner/order.ts'
import { shrinkSeed } from '../../scenarios/runner/shrink.ts'
import { store } from '../../scenarios/runner/store.test.toy.ts'
import { type Scenario, scenario } from '../../scenarios/scenario.ts'
import type { Actor } from '../actor.ts'
import type { Plain } from '../plain.ts'
import { type Micros, ms, nodeId, type OpId, seconds } from '../units.ts'
import { progress } from './progress.ts'

type Serving = {
  state: { waiting: number }
  hears: { kind: 'ask' }
  says: { kind: 'answer' }
  timers: { kind: 'soon' }
}
type Asking = {
  state: { open: OpId | null }
  hears: { kind: 'go' } | { kind: 'answer' }
  says: { kind: 'ask' }
  timers: { kind: 'again' }
  op: { call: Plain; result: Plain }
}

/** What the server does with what it is asked. */
type Manner = 'answers' | 'ignores' | 'keeps' | 'dawdles' | 'starts anew'

const server = (manner: Manner): Actor<Serving> => ({
  start: () => ({ waiting: 0 }),
  receive(node, state, _message, from) {
    if (manner === 'ignores') return
    state.waiting += 1
    if (manner === 'answers') node.send(from, { kind: 'answer' })
    if (manner === 'dawdles') node.setTimer({ kind: 'soon' }, ms(700))
  },
  expire: (node) => node.send(nodeId('client'), { kind: 'answer' }),
})

/** @param again how long it waits before it asks again; null: it never does */
const client = (again: Micros | null): Actor<Asking> => ({
  start: () => ({ open: null }),
  receive(node, state, message) {
    if (message.kind === 'go') {
      state.open = node.invoke({ ask: 'something' })
      node.send(nodeId('server'), { kind: 'ask' })
      if (again !== null) node.setTimer({ kind: 'again' }, again)
    } else if (state.open !== null) {
      node.complete(state.open, 'done')
      node.cancelTimer({ kind: 'again' })
      state.open = null
    }
  },
  expire(node) {
    node.send(nodeId('server'), { kind: 'ask' })
    if (again !== null) node.setTimer({ kind: 'again' }, again)
  },
})

const world = (manner: Manner, again: Micros | null, faults: readonly string[] = []): Scenario =>
  scenario('waiting', {
    about: 'A client asks a server that may not answer.',
    nodes: () => ({ server: server(manner), client: { actor: client(again), client: true } }),
    workload: () => [
      ...[ms(100), ms(950)].map((at) => ({ client: 'client', at, message: { kind: 'go' } })),
    ],
    network: { latency: '2ms' },
    faults,
    until: '1s',
    settle: '1s',
    check: progress({ within: '300ms' }),
  })

const found = (...of: Parameters<typeof world>) => {
  const { findings, failure } = new Experiment(world(...of), {
    variant: null,
    settings: settingsDefault,
  }).run(1)
  return { failure, first: findings[0] }
}

describe('clients are answered', () => {
  test('in time, with the slowest told', () => {
    const { first } = found('answers', ms(50), ['partition server | client @ 900ms'])
    expect(first).toMatchObject({ verdict: 'pass' })
    expect(first?.detail).toMatch(/^1 operation answered after the healing, the slowest in \d/u)
  })

  test('before the healing, so that nobody waits', () => {
    expect(found('answers', null).first?.detail).toBe(
      'nobody waited for an answer after the healing',
    )
  })

  test('a client that forgot what it asked waits for nothing', () => {
    const { failure } = found('keeps', null, ['crash client @ 970ms restart +10ms'])
    expect(failure).toBeNull()
  })
})

describe('a client is not answered, and the reason is told', () => {
  const because = (...of: Parameters<typeof world>): string => {
    const { failure } = found(...of)
    expect(failure?.code).toBe('WL2012')
    return failure?.sentence ?? ''
  }

  test('its request was lost and nobody sends it again', () => {
    expect(because('answers', null, ['drop 100% server-client @ 940ms'])).toMatch(
      /^client asked "\{ask: something\}" at 950 ms and has no answer 1 s after the healing \(limit 300 ms\): ask from client was lost at 95\d(\.\d)? ms and never sent again: client has no timer set\.$/u,
    )
  })

  test('somebody holds it', () => {
    expect(because('keeps', null)).toMatch(
      /: server has held it since it received ask from client at 952 ms: it set no timer for it and sent nothing on; server has no timer set\.$/u,
    )
  })

  test('a crash took it', () => {
    expect(because('keeps', null, ['crash server @ 980ms restart +10ms'])).toMatch(
      /: server had it last, received ask from client at 952 ms, and came back without it from the crash at 980 ms\.$/u,
    )
  })

  test('it is asked again and again, and nothing changes', () => {
    expect(because('ignores', ms(50))).toMatch(
      /: it goes round in the same states: (client woke by the timer again \d+ times|server received ask from client \d+ times and did nothing), /u,
    )
  })

  test('what would go on is far off', () => {
    const sentence = because('ignores', seconds(60))
    expect(sentence).toMatch(
      /: nothing of it has happened since the healing; the timer again of client is due at 61 s\.$/u,
    )
  })

  test('too late is not in time', () => {
    expect(because('dawdles', null)).toMatch(
      /had its answer after 65\d ms from the healing on \(limit 300 ms\)/u,
    )
  })
})

describe('what it needs to know', () => {
  test('a history without a healing cannot be judged', () => {
    expect(progress({ within: '1s' }).judge([]).verdict).toBe('inconclusive')
    expect(progress({ within: 5 }).judge([], { healed: null, end: 9 }).verdict).toBe('inconclusive')
  })

  test('a bound that is no duration is refused', () => {
    expect(() => progress({ within: 'soon' })).toThrow(
      /progress within "soon": that is no duration/u,
    )
  })
})

test('shrunk, it stays the same failure for the same reason', () => {
  const claims = { ...store.claims, eventually: {}, check: progress({ within: '500ms' }) }
  const waiting = { ...store, claims }
  const experiment = new Experiment(waiting, { variant: 'ask-once', settings: settingsDefault })
  expect(
    new Experiment(waiting, { variant: null, settings: settingsDefault }).run(1).failure,
  ).toBeNull()
  const { run, shrunk } = shrinkSeed(experiment, new Stagings(waiting, 'ask-once'), 1, {
    ...{ runs: 400, time: null },
  })
  expect(run.failure).toMatchObject({ property: 'progress', code: 'WL2012' })
  expect(run.failure?.sentence).toMatch(
    /was (lost|sent to a node that was down) at .* and never sent again/u,
  )
  expect(shrunk.to.operations).toBeLessThanOrEqual(2)
})
