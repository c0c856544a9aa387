// A space-time diagram in text: a lane a node, time downwards, an arrow where a message arrived, a
// cross where one was lost. It draws the events it is given (story.ts chose them), each with its
// number, and puts operations and notes of a step into the margin.

import type { Trace, TraceEvent } from '../sim/trace.ts'
import type { EventId, NodeId } from '../sim/units.ts'
import { briefBody, briefCall } from './brief.ts'
import { inShort } from './fault-words.ts'
import { clipped, columns, type Page, pad, padLeft, printable } from './page.ts'
import { isStep, peersOf, type Story } from './story.ts'
import { millis } from './words.ts'

const timeWide = 9
const lanesMax = 5
const laneMin = 11
const laneMax = 16
const marginMin = 30

/**
 * @param trace the whole trace: notes and operations of a step are looked up in it
 * @returns lines without line breaks; none for an empty story
 */
export function diagram(story: Story, trace: Trace, page: Page): string[] {
  if (story.events.length === 0) return []
  const lanes = story.nodes.slice(0, lanesMax)
  const room = Math.floor((page.width - timeWide - marginMin) / Math.max(1, lanes.length))
  const wide = Math.max(laneMin, Math.min(laneMax, room))
  const canvas: Canvas = { lanes, wide, page, everybody: everybodyIn(trace) }
  const margins = marginsOf(trace)
  const head = lanes.map((id) => pad(clipped(id, wide - 1), wide)).join('')
  const lines = [`${padLeft('ms', timeWide - 3)}   ${head}`.trimEnd()]
  for (const event of story.events) {
    lines.push(rowOf(event, story, canvas, margins.get(event.id) ?? []))
  }
  return lines
}

interface Canvas {
  readonly lanes: readonly NodeId[]
  readonly wide: number
  readonly page: Page
  /** all nodes of the run, so that a cut from all others can be told as such */
  readonly everybody: readonly NodeId[]
}

const everybodyIn = (trace: Trace): readonly NodeId[] => [
  ...new Set(trace.flatMap(({ kind, node }) => (kind === 'start' && node !== null ? [node] : []))),
]

function rowOf(event: TraceEvent, story: Story, canvas: Canvas, margin: readonly string[]): string {
  const { page } = canvas
  const guilty = event.id === story.guilty
  const drawn = picture(event, canvas)
  const mark = guilty ? `${page.ink.bad(page.glyphs.fail)} ` : ''
  const room = page.width - timeWide - columns(drawn.cells) - columns(mark) - 8
  // What the actor says of its step tells more than what was in the message.
  const words = [...margin, ...drawn.words].join(' · ')
  const tail = clipped(words, Math.max(8, room))
  const number = page.ink.faint(pad(`e${event.id}`, 6))
  return `${padLeft(millis(event.time), timeWide - 3)}   ${drawn.cells} ${number} ${mark}${tail}`.trimEnd()
}

interface Picture {
  readonly cells: string
  readonly words: readonly string[]
}

function picture(event: TraceEvent, canvas: Canvas): Picture {
  const { glyphs } = canvas.page
  switch (event.kind) {
    case 'receive': {
      const from = canvas.lanes.indexOf(event.from)
      const to = event.node === null ? -1 : canvas.lanes.indexOf(event.node)
      const words = [event.copy === 2 ? 'a copy' : '', briefBody(event.body)].filter(
        (word) => word !== '',
      )
      if (from < 0 || to < 0 || from === to) {
        return { cells: onLane(to, `${glyphs.right} ${kindOf(event.message)}`, canvas), words }
      }
      return { cells: arrow(from, to, kindOf(event.message), false, canvas), words }
    }
    case 'drop': {
      const peers = peersOf(event.message)
      const from = peers === null ? -1 : canvas.lanes.indexOf(peers.from)
      const to = peers === null ? -1 : canvas.lanes.indexOf(peers.to)
      const words = [`${dropped[event.why]}${event.copy === 2 ? ' (a copy)' : ''}`]
      if (from < 0 || to < 0 || from === to) {
        return {
          cells: onLane(Math.max(from, to), `${kindOf(event.message)} ${glyphs.fail}`, canvas),
          words,
        }
      }
      return { cells: arrow(from, to, kindOf(event.message), true, canvas), words }
    }
    case 'expire':
      return { cells: mark(event.node, `${glyphs.unsure} ${event.timer.kind}`, canvas), words: [] }
    case 'lost':
      return {
        cells: mark(event.node, `${glyphs.never} lost ${event.peer}`, canvas),
        words: [`the connection to ${event.peer} ended: ${event.why}`],
      }
    case 'crash':
      return {
        cells: mark(event.node, `${glyphs.down} crash`, canvas),
        words: [
          event.undone.length === 0 ? 'nothing undone' : `${event.undone.length} writes undone`,
        ],
      }
    case 'start':
      return { cells: mark(event.node, 'start', canvas), words: [`life ${event.life}`] }
    case 'fault':
      return { cells: band(canvas), words: [inShort(event.fault, canvas.everybody)] }
    default:
      return { cells: mark(event.node, event.kind, canvas), words: [] }
  }
}

const dropped = {
  lost: 'lost',
  cut: 'lost: cut off',
  down: 'lost: it is down',
  reset: 'gone with its connection',
  gone: 'no such peer',
  full: 'the queue is full',
  unheard: 'nobody hears it',
  corrupt: 'damaged, rejected',
} as const

const kindOf = (message: string): string => peersOf(message)?.kind ?? message

/** The lanes with nothing on them. */
function emptyCells({ lanes, wide, page }: Canvas): string[] {
  return lanes.map(() => pad(page.glyphs.lane, wide))
}

function mark(node: NodeId | null, text: string, canvas: Canvas): string {
  return onLane(node === null ? -1 : canvas.lanes.indexOf(node), text, canvas)
}

function onLane(lane: number, text: string, canvas: Canvas): string {
  const cells = emptyCells(canvas)
  if (lane >= 0) cells[lane] = pad(clipped(text, canvas.wide - 1), canvas.wide)
  return cells.join('')
}

/**
 * From one lane to another. The tail stands on the sender's lane, the head on the receiver's, what
 * is between is line; the kind stands near the tail, where arrows that cross do not meet it.
 */
function arrow(from: number, to: number, kind: string, lost: boolean, canvas: Canvas): string {
  const { glyphs } = canvas.page
  const cells = [...emptyCells(canvas).join('')]
  const start = Math.min(from, to) * canvas.wide
  const stop = Math.max(from, to) * canvas.wide
  for (let place = start + 1; place < stop; place += 1) cells[place] = glyphs.line
  const label = ` ${clipped(kind, stop - start - 6)} `
  if (from < to) {
    cells[start] = glyphs.fromLeft
    cells[stop] = lost ? glyphs.lane : glyphs.right
    write(cells, start + 2, label)
    if (lost) fade(cells, start + 2 + label.length, stop, glyphs.fail)
  } else {
    cells[start] = lost ? glyphs.lane : glyphs.left
    cells[stop] = glyphs.fromRight
    write(cells, stop - 1 - label.length, label)
    if (lost) fade(cells, start + 1, stop - 1 - label.length, glyphs.fail, true)
  }
  return cells.join('')
}

function write(cells: string[], place: number, text: string): void {
  for (const [offset, one] of [...text].entries()) cells[place + offset] = one
}

/** The rest of a way that a lost message did not go: a cross, then nothing. */
function fade(
  cells: string[],
  from: number,
  to: number,
  cross: string,
  leftwards: boolean = false,
): void {
  for (let place = from; place < to; place += 1) cells[place] = ' '
  const sign = [...cross][0] ?? 'x'
  cells[leftwards ? to - 1 : from] = sign === 'F' ? 'X' : sign
}

/** What happens to all: across the lanes. */
const band = ({ lanes, wide, page }: Canvas): string =>
  pad(page.glyphs.lasting.repeat((lanes.length - 1) * wide + 1), lanes.length * wide)

/** By step: what it noted, asked, was told, drew and wrote. */
function marginsOf(trace: Trace): ReadonlyMap<EventId, string[]> {
  const margins = new Map<EventId, string[]>()
  const put = (step: EventId, text: string): void => {
    const words = margins.get(step)
    if (words === undefined) margins.set(step, [text])
    else if (!words.includes(text)) words.push(text)
  }
  for (const event of trace) {
    const step = isStep(event) ? event.id : event.cause
    if (step === null) continue
    const text = wordsOf(event)
    if (text !== null) put(step, text)
    for (const draw of event.draws) {
      const [, what, outcome] = /^random of (.+?)#\d+ at .+: (\d+)$/u.exec(draw) ?? []
      if (what !== undefined) put(step, `${what}: ${outcome}`)
    }
  }
  return margins
}

function wordsOf(event: TraceEvent): string | null {
  switch (event.kind) {
    case 'note':
      return printable(event.text)
    case 'invoke':
      return `asks ${briefCall(event.call)}`
    case 'complete':
      return `is told ${briefCall(event.result)}`
    case 'write': {
      const place = `${event.table}/${printable(String(event.key))}`
      return event.value === undefined ? `deletes ${place}` : `writes ${place}`
    }
    default:
      return null
  }
}
