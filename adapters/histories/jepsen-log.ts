// The log of a Jepsen test, as etcd's were written: one event a line, in the order of time. A failed
// compare-and-set is an observation here: another value was there (the register model of Porcupine).

import { nearest } from '../../sim/nearest.ts'
import type { Plain } from '../../sim/plain-value.ts'
import { answerOf, type Asked, callOf } from './calls.ts'
import { type EventType, eventTypes, type Fate } from './event.ts'
import { Pairing } from './pairing.ts'
import { Broken, type Spot } from './spot.ts'

const lineForm = 'INFO  jepsen.util - PROCESS  :invoke|:ok|:fail|:info  :read|:write|:cas  VALUE'
const head = /^(?:INFO|DEBUG|WARN)\s+jepsen\.util\s+-\s+/u

/** Reads a line at a time. */
export class JepsenLog {
  readonly pairing: Pairing = new Pairing()

  /** @throws Broken where the line is none of such a log */
  line(text: string, line: number): void {
    if (text.trim() === '') return
    const begin = head.exec(text)?.[0]
    if (begin === undefined) {
      throw new Broken({
        spot: { line, column: 1 },
        sentence: 'this is no line of a Jepsen log',
        given: text,
        expected: lineForm,
      })
    }
    const words = wordsOf(text, begin.length, line)
    const [process, type, f, value] = words
    if (process === undefined || type === undefined || f === undefined || value === undefined) {
      throw new Broken({
        spot: { line, column: text.length + 1 },
        sentence: 'this line is cut short',
        given: text.slice(begin.length),
        expected: lineForm,
      })
    }
    if (!/^\d+$/u.test(process.text))
      throw new Broken({ ...wrong(process, 'this is no process'), expected: 'a number' })
    this.#event(`process ${process.text}`, typeOf(type), f, value, words[4] ?? null)
  }

  #event(process: string, type: EventType, f: Word, value: Word, more: Word | null): void {
    if (more !== null)
      throw new Broken({ ...wrong(more, 'this is one word too many'), expected: 'the end of line' })
    const name = f.text.replace(/^:/u, '')
    const didNot = type === 'fail' || type === 'info'
    if (type === 'invoke') {
      const asked: Asked = { f: name, value: name === 'read' ? null : valueOf(value) }
      const { spot } = f
      this.pairing.call(process, callIn(asked, f, value), spot)
      return
    }
    const call = this.pairing.pending(process, f.spot)
    sameCall(call, name, f)
    // What did not return its value says why in its place: `:timed-out`.
    const said = didNot && value.text.startsWith(':') ? null : valueOf(value)
    this.pairing.end(process, fateOf(type, { f: name, value: said }), f.spot)
  }
}

function fateOf(type: EventType, asked: Asked): Fate {
  if (type === 'info') return { kind: 'open' }
  if (type === 'ok') return { kind: 'answered', result: answerOf(asked) }
  return asked.f === 'cas' ? { kind: 'answered', result: false } : { kind: 'dropped' }
}

interface Word {
  readonly text: string
  readonly spot: Spot
}

/** The words behind the head; brackets keep theirs together. */
function wordsOf(text: string, from: number, line: number): Word[] {
  const words: Word[] = []
  for (const match of text.slice(from).matchAll(/\[[^\]]*\]?|[^\s[]+/gu)) {
    words.push({ text: match[0], spot: { line, column: from + match.index + 1 } })
  }
  return words
}

function typeOf(word: Word): EventType {
  const type = eventTypes.find((one) => `:${one}` === word.text)
  if (type !== undefined) return type
  const near = nearest(
    word.text,
    eventTypes.map((one) => `:${one}`),
  )
  throw new Broken({
    ...wrong(word, 'this is no type of an event'),
    expected: ':invoke  :ok  :fail  :info',
    ...(near === null ? {} : { near }),
  })
}

function callIn(asked: Asked, f: Word, value: Word): Plain {
  const read = ['read', 'write', 'cas'].includes(asked.f) ? callOf(asked) : null
  if (read !== null && 'call' in read) return read.call
  if (read !== null && read.wrong === 'value')
    throw new Broken({ ...wrong(value, 'this is no value of that call'), expected: read.expected })
  const near = nearest(f.text, [':read', ':write', ':cas'])
  throw new Broken({
    ...wrong(f, 'this operation is unknown'),
    expected: ':read  :write  :cas',
    ...(near === null ? {} : { near }),
  })
}

/** A return is of the call that its process waits for. */
function sameCall(call: Plain, name: string, f: Word): void {
  const { kind } = call as { readonly kind: string }
  if (kind === name) return
  throw new Broken({
    ...wrong(f, 'the process has called something else'),
    expected: `:${kind}`,
  })
}

/** `nil`, a whole number, or two of these in brackets. */
function valueOf(word: Word): Plain {
  const one = scalarOf(word.text)
  if (one !== undefined) return one
  const pair = /^\[\s*(\S+)\s+(\S+)\s*\]$/u.exec(word.text)
  const [from, to] = [scalarOf(pair?.[1] ?? ''), scalarOf(pair?.[2] ?? '')]
  if (from !== undefined && to !== undefined) return [from, to]
  const isCut = word.text.startsWith('[') && !word.text.endsWith(']')
  throw new Broken({
    ...wrong(word, isCut ? 'this line is cut short' : 'this is no value'),
    expected: 'nil, a whole number, or [OLD NEW]',
  })
}

function scalarOf(text: string): number | null | undefined {
  if (text === 'nil') return null
  const number = /^-?\d+$/u.test(text) ? Number(text) + 0 : Number.NaN
  return Number.isSafeInteger(number) ? number : undefined
}

const wrong = (
  { text, spot }: Word,
  sentence: string,
): { readonly spot: Spot; readonly sentence: string; readonly given: string } => ({
  ...{ spot, sentence, given: text },
})
