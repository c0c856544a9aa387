// The page a renderer writes on: how wide it is, which glyphs it can show and how it is coloured.
// Renderers never look at a terminal, an environment or a clock; the command line decides these
// four things once and hands them over.

/** Paints a text; with colour off each returns its text unchanged. Never the only sign of anything. */
export interface Ink {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
  readonly faint: (text: string) => string
  readonly strong: (text: string) => string
  readonly accent: (text: string) => string
}

export interface Glyphs {
  readonly ok: string
  readonly fail: string
  readonly unsure: string
  readonly goal: string
  readonly never: string
  readonly bullet: string
  readonly dot: string
  readonly up: string
  readonly busy: string
  readonly down: string
  readonly paused: string
  /** drawn along the time in which something lasts */
  readonly lasting: string
  readonly instant: string
  /** who leads where there are no terms */
  readonly leads: string
  /** in a log: the last entry that a leader knows to be there, and the one that it sends next */
  readonly match: string
  readonly next: string
  /** eight heights, lowest first */
  readonly bars: readonly string[]
  readonly full: string
  readonly empty: string
  readonly right: string
  readonly left: string
  readonly line: string
  readonly lane: string
  readonly fromRight: string
  readonly fromLeft: string
  /** a lane whose node is down draws nothing, one that stands still draws this */
  readonly still: string
  readonly timer: string
  /** a fault across the lanes */
  readonly band: string
}

export const unicode: Glyphs = {
  ok: '✓',
  fail: '✕',
  unsure: '?',
  goal: '◦',
  never: '!',
  bullet: '·',
  dot: '·',
  up: '·',
  busy: '▪',
  down: 'x',
  paused: '=',
  lasting: '═',
  instant: '╵',
  leads: '*',
  match: '●',
  next: '▲',
  bars: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  full: '█',
  empty: '░',
  right: '▶',
  left: '◀',
  line: '─',
  lane: '│',
  fromRight: '┤',
  fromLeft: '├',
  still: '┊',
  timer: '◷',
  band: '▒',
}

/** Every glyph in one ASCII character, except the two words the exit of a check is known by. */
export const ascii: Glyphs = {
  ok: 'ok',
  fail: 'FAIL',
  unsure: '?',
  goal: 'o',
  never: '!',
  bullet: '-',
  dot: '-',
  up: '.',
  busy: 'o',
  down: 'x',
  paused: '=',
  lasting: '~',
  instant: "'",
  leads: '*',
  match: 'o',
  next: '^',
  bars: ['_', '.', ':', '-', '=', '+', '*', '#'],
  full: '#',
  empty: '.',
  right: '>',
  left: '<',
  line: '-',
  lane: '|',
  fromRight: '|',
  fromLeft: '|',
  still: ':',
  timer: '*',
  band: '~',
}

export interface Page {
  /** columns a line may take; identifiers and commands may go beyond */
  readonly width: number
  readonly glyphs: Glyphs
  readonly ink: Ink
  /** false: nothing that depends on the wall clock is written */
  readonly timing: boolean
}

const asItIs = (text: string): string => text

/** No colour at all. */
export const plainInk: Ink = {
  good: asItIs,
  bad: asItIs,
  warn: asItIs,
  faint: asItIs,
  strong: asItIs,
  accent: asItIs,
}

/** A page for tests and files: a hundred columns, no colour. */
export const plainPage: Page = { width: 100, glyphs: unicode, ink: plainInk, timing: true }

const replacements: readonly (readonly [RegExp, string])[] = [
  [/[·•◦]/gu, '-'],
  [/[–—─]/gu, '-'],
  [/[→▶]/gu, '>'],
  [/[←◀]/gu, '<'],
  [/[│┃├┤┼┌┐└┘]/gu, '|'],
  [/×/gu, 'x'],
  [/µ/gu, 'u'],
  [/≤/gu, '<='],
  [/≥/gu, '>='],
  [/±/gu, '+-'],
  [/…/gu, '...'],
  [/[“”«»]/gu, '"'],
  [/[‘’]/gu, "'"],
  [/✓/gu, 'ok'],
  [/[✕✗]/gu, 'FAIL'],
]

/**
 * What an ASCII terminal can show of a text: the signs that renderers and scenarios write inside
 * sentences, one by one, and `?` for any other character.
 */
export function inAscii(text: string): string {
  let plain = text
  for (const [sign, instead] of replacements) plain = plain.replace(sign, instead)
  // Control characters stay: escapes are the business of the colour decision.
  return plain.replace(/\P{ASCII}/gu, '?')
}

/** `✕ FAIL`, `✕ DIVERGED`: a word that nobody likes with its sign, which in ASCII is the word FAIL. */
export function failed(word: string, { glyphs }: Pick<Page, 'glyphs'>): string {
  return glyphs.fail === ascii.fail ? word : `${glyphs.fail} ${word}`
}

/** Columns of a text: its characters without the escapes of the colours. */
export function columns(text: string): number {
  // oxlint-disable-next-line no-control-regex -- escapes begin with that character
  return [...text.replace(/\u001b\[[0-9;]*m/gu, '')].length
}

/** Fills a text with spaces up to a width; a longer one stays as it is. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)))
}

/** Puts a text at the right end of a width. */
export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - columns(text))) + text
}

/**
 * A text from outside (messages, names, errors) made fit for one line of a terminal: control
 * characters, the start of every escape sequence, are shown as their code; so are marks that turn
 * the direction of writing, ends of lines that are none of ours, and halves of characters.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\p{Cs}\u2028\u2029]/gu, shown)
}

function shown(one: string): string {
  if (one === '\n') return '\\n'
  if (one === '\t') return ' '
  const code = one.charCodeAt(0).toString(16)
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`
}

/** Cuts a text to a width, with an ellipsis where something is missing. */
export function clipped(text: string, width: number): string {
  if (columns(text) <= width) return text
  return width <= 1
    ? text.slice(0, Math.max(0, width))
    : `${[...text].slice(0, width - 1).join('')}…`
}

/** Items side by side, separated by bullets, in lines of at most `width` columns. */
export function wrapListed(items: readonly string[], indent: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const item of items) {
    if (line !== '' && indent.length + columns(line) + 3 + columns(item) > width) {
      lines.push(indent + line)
      line = ''
    }
    line = line === '' ? item : `${line} · ${item}`
  }
  if (line !== '') lines.push(indent + line)
  return lines
}

/** Items with bullets between them, as many on a line as there is room for; none is broken. */
export function itemRows(items: readonly string[], room: number, page: Page): string[] {
  const lines: string[] = []
  let line = ''
  for (const item of items) {
    const longer = line === '' ? item : `${line} ${page.glyphs.bullet} ${item}`
    if (line !== '' && columns(longer) > room) {
      lines.push(line)
      line = item
    } else line = longer
  }
  lines.push(line)
  return lines
}
