// Lines for a terminal without Unicode: some signs take more columns there than they did, and a line
// that was cut to fit has to fit still. What was too wide before, a command or a name, stays whole, and
// so does a sentence for which nothing can give way.

import { columns, inAscii } from './page.ts'

// oxlint-disable-next-line no-control-regex -- escapes begin with that character
const cut = /…(?=\u001b\[| {2}|$)/gu
// oxlint-disable-next-line no-control-regex -- escapes begin with that character
const escapes = /(\u001b\[[0-9;]*m)/gu

/** @param text of any number of lines */
export const asciiLines = (text: string, width: number): string =>
  text
    .split('\n')
    .map((line) => asciiLine(line, width))
    .join('\n')

function asciiLine(line: string, width: number): string {
  const plain = inAscii(line)
  const excess = columns(plain) - width
  if (excess <= 0 || columns(line) > width) return plain
  // It was cut there anyway: the longer sign takes the place of a few more characters. Inside a
  // sentence the sign is a word of it, and takes nothing: then gaps between columns give way.
  const at = Array.from(line.matchAll(cut), ({ index }) => index).findLast((one) =>
    gives(line, one, excess),
  )
  const shorter =
    at === undefined
      ? narrowed(line, excess)
      : withoutLast(line.slice(0, at), excess) + line.slice(at)
  return inAscii(shorter)
}

/** Whether so many columns before a cut are of what was cut there: at the end of a line, of it all. */
function gives(line: string, at: number, count: number): boolean {
  const before = [...line.slice(0, at).replace(escapes, '')].slice(-count).join('')
  if (columns(before) < count) return false
  return columns(line.slice(at)) === 1 || !/\S {2}/u.test(before)
}

/** With so many columns less in its gaps, the last ones first, of which two columns stay. */
function narrowed(line: string, count: number): string {
  const parts = line.split(/(?<=\S)( {3,})(?=\S)/u)
  let left = count
  for (let at = parts.length - 2; at > 0 && left > 0; at -= 2) {
    const gap = parts[at] ?? ''
    const taken = Math.min(left, gap.length - 2)
    parts[at] = gap.slice(taken)
    left -= taken
  }
  return left > 0 ? line : parts.join('')
}

/** Without so many of its last columns; escapes of colours stay. */
function withoutLast(text: string, count: number): string {
  const parts = text.split(escapes)
  let left = count
  for (let at = parts.length - 1; at >= 0 && left > 0; at -= 2) {
    const characters = [...(parts[at] ?? '')]
    const taken = Math.min(left, characters.length)
    parts[at] = characters.slice(0, characters.length - taken).join('')
    left -= taken
  }
  return parts.join('')
}
