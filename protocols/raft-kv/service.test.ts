import { expect, test } from 'vitest'
import fc from 'fast-check'
import type { KvCommand, KvResult } from './messages.ts'
import { kvService } from './service.ts'
import { rowsMax } from './shapes.ts'

const asked = (...commands: KvCommand[]): KvResult[] => {
  const state = kvService.init()
  return commands.map((command) => kvService.apply(state, command))
}
const put = (key: string, value: string): KvCommand => ({ kind: 'put', key, value })
const get = (key: string): KvCommand => ({ kind: 'get', key })
const cas = (key: string, from: string | null, to: string | null): KvCommand => ({
  kind: 'cas',
  ...{ key, from, to },
})
const range = (from: string, to: string): KvCommand => ({ kind: 'range', from, to })

test.each`
  because                                  | commands                                                        | last
  ${'what was put is there'}               | ${[put('x', '1'), get('x')]}                                    | ${'1'}
  ${'what was put last is there'}          | ${[put('x', '1'), put('x', '2'), get('x')]}                     | ${'2'}
  ${'what was never put is null'}          | ${[put('y', '1'), get('x')]}                                    | ${null}
  ${'what was deleted is null'}            | ${[put('x', '1'), del('x'), get('x')]}                          | ${null}
  ${'to delete nothing is fine'}           | ${[del('x')]}                                                   | ${true}
  ${'what is compared with is set'}        | ${[put('x', '1'), cas('x', '1', '2'), get('x')]}                | ${'2'}
  ${'what differs is told'}                | ${[put('x', '1'), cas('x', '0', '2')]}                          | ${{ found: '1' }}
  ${'what differs stays'}                  | ${[put('x', '1'), cas('x', '0', '2'), get('x')]}                | ${'1'}
  ${'nothing may be compared with'}        | ${[cas('x', null, '1'), get('x')]}                              | ${'1'}
  ${'nothing may be set'}                  | ${[put('x', '1'), cas('x', '1', null), get('x')]}               | ${null}
  ${'a range begins with its first key'}   | ${[put('a', '1'), range('a', 'b')]}                             | ${[['a', '1']]}
  ${'a range ends before its last'}        | ${[put('b', '1'), range('a', 'b')]}                             | ${[]}
  ${'a range is in order, not as put'}     | ${[put('b', '2'), put('a', '1'), range('', 'c')]}               | ${[['a', '1'], ['b', '2']]}
  ${'the order is that of bytes in UTF-8'} | ${[put('😀', '2'), put('\ue000', '1'), range('', '\u{f0000}')]} | ${[['\ue000', '1'], ['😀', '2']]}
`('$because', ({ commands, last }: { commands: KvCommand[]; last: KvResult }) =>
  expect(asked(...commands).at(-1)).toEqual(last),
)

function del(key: string): KvCommand {
  return { kind: 'delete', key }
}

test('a range has so many rows and no more, the first ones', () => {
  const puts = Array.from({ length: rowsMax + 5 }, (_, nth) => put(`k${1_000 + nth}`, '1'))
  const found = asked(...puts.toReversed(), range('', 'z')).at(-1)
  expect(found).toHaveLength(rowsMax)
  expect(found).toEqual(puts.slice(0, rowsMax).map((one) => ['key' in one ? one.key : '', '1']))
})

test('what only looks changes nothing', () => {
  const key = fc.constantFrom('a', 'b', 'c')
  const value = fc.constantFrom('1', '2')
  const command: fc.Arbitrary<KvCommand> = fc.oneof(
    key.map(get),
    fc.tuple(key, value).map(([k, v]) => put(k, v)),
    key.map(del),
    fc.tuple(key, fc.option(value), fc.option(value)).map(([k, from, to]) => cas(k, from, to)),
    fc.tuple(key, key).map(([from, to]) => range(from, to)),
  )
  fc.assert(
    fc.property(fc.array(command), command, (before, one) => {
      const state = kvService.init()
      for (const earlier of before) kvService.apply(state, earlier)
      const was = new Map(state)
      kvService.apply(state, one)
      if (kvService.reads?.(one) === true) expect(state).toEqual(was)
    }),
  )
})
