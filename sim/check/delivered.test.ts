// Delivery as clients see it: each promise holds where it should, bites where it should, with its code.

import { describe, expect, test } from 'vitest'
import type { History } from '../history.ts'
import type { Plain } from '../plain.ts'
import { ms, nodeId, type OpId } from '../units.ts'
import { delivered, type DeliveredOptions, type Promised } from './delivered.ts'

/** `c1 sends a`, `c2? sends b` (no answer came), `n1 takes ab`. */
function historyOf(...lines: readonly string[]): History {
  return lines.map((line, at) => {
    const [who = '', verb = '', names = ''] = line.split(' ')
    const open = who.endsWith('?')
    return {
      ...{ id: (at + 1) as OpId, client: nodeId(who.replace('?', '')) },
      call: verb === 'sends' ? { send: names } : 'take',
      start: ms(at),
      end: open ? null : ms(at + 1),
      result: open ? undefined : verb === 'sends' ? 'ok' : [...names],
    }
  })
}

const fieldOf = (call: Plain): string | null => {
  const sent = typeof call === 'object' && call !== null && 'send' in call ? call['send'] : null
  return typeof sent === 'string' ? sent : null
}

const options: DeliveredOptions = {
  sent: ({ call }) => fieldOf(call),
  arrived: ({ client, result }) =>
    Array.isArray(result) ? { at: client, names: result.map((name) => `${name as string}`) } : null,
}

const saidOf = (promised: Promised, ...lines: readonly string[]): string => {
  const { verdict, code, why } = delivered({ ...options, ...promised }).judge(historyOf(...lines))
  return verdict === 'fail' ? `${code} ${why}` : verdict
}

const sends = ['c1 sends a', 'c1 sends b', 'c2 sends c']

describe('delivery', () => {
  test.each<[string, Promised, readonly string[], string]>([
    ['nothing is promised', {}, ['n1 takes ba'], 'pass'],
    ['out of thin air', {}, ['n1 takes abx'], 'WL2005 n1: x arrived, and was never sent'],
    ['at most once', { once: 'at most' }, ['n1 takes ab'], 'pass'],
    [
      'twice at one',
      { once: 'at most' },
      ['n1 takes ab', 'n1 takes b'],
      'WL2010 n1: b arrived 2 times',
    ],
    [
      'twice at two',
      { once: 'at most' },
      ['n1 takes ab', 'n2 takes b'],
      'WL2010 b arrived at n1 and at n2',
    ],
    ['at least once, by someone', { once: 'at least' }, ['n1 takes ab', 'n2 takes bc'], 'pass'],
    ['missing', { once: 'at least' }, ['n1 takes ab'], 'WL2010 c never arrived'],
    ['everywhere', { once: 'exactly', everyone: true }, ['n1 takes abc', 'n2 takes cab'], 'pass'],
    [
      'missing somewhere',
      { once: 'at least', everyone: true },
      ['n1 takes abc', 'n2 takes ab'],
      'WL2010 n2: c never arrived',
    ],
    ['exactly once', { once: 'exactly' }, ['n1 takes abc'], 'pass'],
    ['in the order of each sender', { order: 'sender' }, ['n1 takes acb'], 'pass'],
    [
      'out of it',
      { order: 'sender' },
      ['n1 takes cba'],
      'WL2011 n1: a arrived after b, and was sent before it',
    ],
    ['one order, that of nobody', { order: 'total' }, ['n1 takes cba', 'n2 takes ca'], 'pass'],
    [
      'two orders',
      { order: 'total' },
      ['n1 takes ab', 'n2 takes ba'],
      'WL2011 n1 received a before b, and n2 received b before a',
    ],
  ])('%s', (_what, promised, takes, said) => {
    expect(saidOf(promised, ...sends, ...takes)).toBe(said)
  })

  test('what nobody knows to have been sent is not missed, and may arrive', () => {
    expect(saidOf({ once: 'exactly' }, 'c1? sends a', 'n1 takes a')).toBe('pass')
    expect(saidOf({ once: 'exactly' }, 'c1? sends a', 'n1 takes ')).toBe('pass')
  })

  test('a read of all that has arrived replaces the one before', () => {
    const lines = [...sends, 'n1 takes ab', 'n1 takes abc']
    expect(saidOf({ once: 'exactly' }, ...lines)).toBe('WL2010 n1: a arrived 2 times')
    const whole = delivered({ ...options, once: 'exactly', whole: true })
    expect(whole.judge(historyOf(...lines)).verdict).toBe('pass')
  })

  test('where nothing tells what has arrived, nobody can say', () => {
    expect(saidOf({ once: 'exactly' }, ...sends)).toBe('inconclusive')
  })

  test('it says what it demands', () => {
    expect(delivered({ ...options, once: 'exactly', order: 'sender' }).about).toBe(
      'what was sent arrives exactly once, in the order of its sender',
    )
  })
})
