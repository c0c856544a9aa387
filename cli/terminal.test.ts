import { describe, expect, test } from 'vitest'
import { ascii, unicode } from '../reports/page.ts'
import { fitted, pageOf, type Rendering, wantsAscii, wantsColor, widthOf } from './terminal.ts'

const tty = { isTTY: true, columns: 90 }
const pipe = {}

describe('colour is decided by the flag, then our variable, NO_COLOR, FORCE_COLOR, the stream', () => {
  test.each`
    flag        | env                                               | screen  | colour
    ${null}     | ${{}}                                             | ${tty}  | ${true}
    ${null}     | ${{}}                                             | ${pipe} | ${false}
    ${null}     | ${{ NO_COLOR: '1' }}                              | ${tty}  | ${false}
    ${null}     | ${{ NO_COLOR: '' }}                               | ${tty}  | ${true}
    ${null}     | ${{ FORCE_COLOR: '1' }}                           | ${pipe} | ${true}
    ${null}     | ${{ FORCE_COLOR: '0' }}                           | ${tty}  | ${false}
    ${null}     | ${{ NO_COLOR: '1', FORCE_COLOR: '1' }}            | ${tty}  | ${false}
    ${null}     | ${{ TERM: 'dumb' }}                               | ${tty}  | ${false}
    ${'always'} | ${{ NO_COLOR: '1' }}                              | ${pipe} | ${true}
    ${'never'}  | ${{ FORCE_COLOR: '1' }}                           | ${tty}  | ${false}
    ${'auto'}   | ${{ NO_COLOR: '1' }}                              | ${tty}  | ${false}
    ${null}     | ${{ WORLDLINE_COLOR: 'always' }}                  | ${pipe} | ${true}
    ${'never'}  | ${{ WORLDLINE_COLOR: 'always' }}                  | ${tty}  | ${false}
    ${null}     | ${{ WORLDLINE_COLOR: 'never', FORCE_COLOR: '1' }} | ${tty}  | ${false}
  `('--color $flag, $env: $colour', ({ flag, env, screen, colour }) => {
    expect(wantsColor(flag, env, screen)).toBe(colour)
  })

  test('and the ink follows the decision', async () => {
    const rendering: Rendering = { color: 'always', ascii: false, width: null, timing: true }
    const colored = await pageOf(rendering, {}, pipe)
    expect(colored.ink.bad('FAIL')).toBe('\u001b[31mFAIL\u001b[39m')
    const plain = await pageOf({ ...rendering, color: null }, { NO_COLOR: '1' }, tty)
    expect(plain.ink.bad('FAIL')).toBe('FAIL')
  })
})

describe('glyphs beyond ASCII need a locale that can show them', () => {
  test.each`
    env                                     | only
    ${{}}                                   | ${false}
    ${{ LANG: 'en_US.UTF-8' }}              | ${false}
    ${{ LANG: 'C.utf8' }}                   | ${false}
    ${{ LANG: 'C' }}                        | ${true}
    ${{ LANG: 'de_DE.ISO-8859-1' }}         | ${true}
    ${{ LC_ALL: 'POSIX', LANG: 'C.UTF-8' }} | ${true}
    ${{ TERM: 'dumb', LANG: 'C.UTF-8' }}    | ${true}
  `('$env', async ({ env, only }) => {
    expect(wantsAscii(false, env)).toBe(only)
    const page = await pageOf({ color: null, ascii: false, width: null, timing: true }, env, pipe)
    expect(page.glyphs).toBe(only ? ascii : unicode)
    expect(fitted('a → b', page)).toBe(only ? 'a > b' : 'a → b')
  })
})

test.each`
  flag    | screen                           | width
  ${null} | ${tty}                           | ${90}
  ${null} | ${{ isTTY: true, columns: 250 }} | ${100}
  ${null} | ${{ isTTY: true, columns: 12 }}  | ${40}
  ${null} | ${pipe}                          | ${100}
  ${null} | ${{ isTTY: true, columns: 0 }}   | ${100}
  ${72}   | ${tty}                           | ${72}
`('a line has $width columns of $screen, --width $flag', ({ flag, screen, width }) => {
  expect(widthOf(flag, screen)).toBe(width)
})
