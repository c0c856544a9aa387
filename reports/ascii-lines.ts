// Lines for a terminal without Unicode: some signs take more columns there than they did, and a line
// that was cut to fit has to fit still. What was too wide before, a command or a name, stays whole.

import { columns, inAscii } from './page.ts'

const cut = '…'

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
  // It was cut there anyway: the longer sign takes the place of a few more characters.
  const at = line.lastIndexOf(cut)
  return at === -1 ? plain : inAscii(withoutLast(line.slice(0, at), excess) + line.slice(at))
}

/** Without so many of its last columns; escapes of colours stay. */
function withoutLast(text: string, count: number): string {
  // oxlint-disable-next-line no-control-regex -- escapes begin with that character
  const parts = text.split(/(\u001b\[[0-9;]*m)/u)
  let left = count
  for (let at = parts.length - 1; at >= 0 && left > 0; at -= 2) {
    const characters = [...(parts[at] ?? '')]
    const taken = Math.min(left, characters.length)
    parts[at] = characters.slice(0, characters.length - taken).join('')
    left -= taken
  }
  return parts.join('')
}
