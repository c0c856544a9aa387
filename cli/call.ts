// `call`: one request to a running system. Who receives is asked of discovery; letters go out through
// a sender in this process, which is the same actor that clients run.

import { createInterface } from 'node:readline/promises'
import { printable } from '../reports/page.ts'
import { written } from '../reports/json.ts'
import type { Row } from '../protocols/ack-retry/wire-caller.ts'
import { placeOf } from '../protocols/ack-retry/address.ts'
import { nearest } from '../sim/nearest.ts'
import { Mistake } from '../sim/problem.ts'
import type { Parsed } from './arguments.ts'
import { type Asked, sendLetters, wishesIn } from './call-send.ts'
import { callWords } from './commands.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'
import { named, urlIn } from './served.ts'

/** The list, or what the command ends with because there is none. */
type Found = { readonly rows: readonly Row[] } | { readonly code: ExitCode; readonly why: string }

/** Asks what was asked. */
export async function call(parsed: Parsed, context: Context): Promise<ExitCode> {
  const [word, operation, ...words] = parsed.words
  if (word === undefined) throw usage('call which system?', context)
  const target = named(word, 'call')
  const url = urlIn(parsed.given, 'at', 'http://127.0.0.1:5000')
  const asked: Asked = { parsed, context, url, label: target.label }
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true
  if (operation === undefined && !isTerminal) throw operations(target.label, context)
  if (operation === 'list' && words.length === 0) return list(asked)
  if (operation === 'send' && words.length <= 2) return send(asked, target.variant, words)
  if (operation === undefined) return prompt(asked, target.variant)
  if (callWords.includes(operation)) throw operations(target.label, context)
  throw unknownOperation(operation, target.label, context)
}

async function list(asked: Asked): Promise<ExitCode> {
  const found = await receivers(asked.url)
  if ('code' in found) return unanswered(found, asked)
  const { context, url, parsed } = asked
  if (parsed.given['json'] !== undefined) {
    const document = {
      ...{ schema: 'worldline.call/1', system: 'ack-retry', at: shown(url), exitCode: exits.pass },
      receivers: found.rows.map(({ id, at, lastSeen }, nth) => {
        const { host, port, spoken } = placeIn(at)
        const wire = spoken === 'tcp' ? 'worldline/1' : 'plain'
        return { number: nth + 1, id, host, port, wire, lastSeen }
      }),
    }
    context.document(written(document, parsed.given['json'] === 'stream'))
    return exits.pass
  }
  context.out(`  receivers at ${shown(url)}\n${rowsText(found.rows, context)}`)
  return exits.pass
}

async function prompt(asked: Asked, variant: 'correct' | 'original'): Promise<ExitCode> {
  const found = await receivers(asked.url)
  if ('code' in found) return unanswered(found, asked)
  const { context, url } = asked
  context.out(`  receivers at ${shown(url)}\n${rowsText(found.rows, context)}`)
  if (found.rows.length === 0) return exits.inconclusive
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const answer = (await terminal.question('  send to which? ')).trim()
    if (answer === '') return exits.pass
    return await send(asked, variant, [answer])
  } catch (error) {
    // Ctrl-C or the end of the input at the question.
    if (error instanceof Error && 'code' in error && error.code === 'ABORT_ERR')
      return exits.interrupted
    throw error
  } finally {
    terminal.close()
  }
}

async function send(
  asked: Asked,
  variant: 'correct' | 'original',
  [whom, text]: readonly string[],
): Promise<ExitCode> {
  if (whom === undefined) throw operations(asked.label, asked.context)
  wishesIn(asked.parsed.given) // a mistake is told before anybody is asked
  const found = await receivers(asked.url)
  if ('code' in found) return unanswered(found, asked)
  if (found.rows.length === 0) return refused(asked, 'nobody is listed')
  if (whom === 'any') return sendLetters(asked, variant, null, text ?? null)
  const row = chosen(whom, found.rows)
  if (row !== null) return sendLetters(asked, variant, row, text ?? null)
  const why = /^\d+$/u.test(whom)
    ? `there is no receiver ${whom}: ${found.rows.length} are listed`
    : `no receiver "${whom}" is listed`
  return refused(asked, why)
}

/** By number on the list, by id, or by a part of the id that only one has. */
function chosen(whom: string, rows: readonly Row[]): Row | null {
  if (/^\d{1,4}$/u.test(whom)) return rows[Number(whom) - 1] ?? null
  const matching = rows.filter(({ id }) => id.startsWith(whom.toLowerCase()))
  return matching.length === 1 ? (matching[0] ?? null) : null
}

/** Who is listed there. */
async function receivers(url: URL): Promise<Found> {
  const { ask } = await import('../adapters/http/request.ts')
  const { rowsIn } = await import('../protocols/ack-retry/wire-caller.ts')
  const incoming = await ask({
    ...{ method: 'GET', url: new URL('/receivers', url), body: null, signal: null },
    ...{ within: 5_000, bodyMax: 1_048_576 },
  })
  if (incoming.kind === 'failed') return { code: exits.inconclusive, why: incoming.why }
  const rows = rowsIn(incoming.answer)
  if (typeof rows !== 'string') return { rows }
  const answered = incoming.answer.status >= 400 && incoming.answer.status < 500
  return { code: answered ? exits.fail : exits.inconclusive, why: rows }
}

function unanswered({ code, why }: { code: ExitCode; why: string }, asked: Asked): ExitCode {
  const { context, url, parsed, label } = asked
  if (parsed.given['json'] !== undefined) {
    const answer = code === exits.fail ? 'refused' : 'none'
    context.document(
      written(
        {
          ...{ schema: 'worldline.call/1', system: 'ack-retry', at: shown(url), exitCode: code },
          ...{ answer, why },
        },
        parsed.given['json'] === 'stream',
      ),
    )
    return code
  }
  const { ink } = context.notePage
  const what = code === exits.fail ? 'refused' : 'no answer'
  context.note(`  ${ink.bad(what)}   ${printable(`${shown(url)}: ${why}`)}     exit ${code}\n`)
  if (code !== exits.fail) {
    context.note(`    start one   ${context.name} serve ${label}     or name another   --at URL\n`)
  }
  return code
}

function refused({ context, parsed, url }: Asked, why: string): ExitCode {
  if (parsed.given['json'] !== undefined) {
    const head = { schema: 'worldline.call/1', system: 'ack-retry', at: shown(url) }
    const document = { ...head, exitCode: exits.fail, answer: 'refused', why }
    context.document(written(document, parsed.given['json'] === 'stream'))
  } else context.note(`  ${context.notePage.ink.bad('refused')}   ${printable(why)}     exit 1\n`)
  return exits.fail
}

function rowsText(rows: readonly Row[], { page }: Context): string {
  if (rows.length === 0) return `    ${page.ink.faint('nobody')}\n`
  const now = Date.now() / 1_000
  return rows
    .map(({ id, at, lastSeen }, nth) => {
      const { host, port } = placeIn(at)
      const seen =
        lastSeen === null ? '' : `   seen ${Math.max(0, Math.round(now - lastSeen))} s ago`
      return `    ${nth + 1}  ${printable(id)}   ${host}:${port}${seen}\n`
    })
    .join('')
}

function placeIn(at: Row['at']): { host: string; port: number; spoken: string } {
  const place = placeOf(at)
  if (place === null) throw new Error('a row of the list has an address')
  return place
}

const shown = (url: URL): string => url.href.replace(/\/$/u, '')

const usage = (sentence: string, { name }: Context): Mistake =>
  new Mistake([
    {
      code: 'WL1001',
      sentence,
      lines: [`for example   ${name} call ack-retry list`, `see           ${name} call --help`],
    },
  ])

/** Without an operation there is nothing to do, except where somebody can be asked. */
const operations = (label: string, { name }: Context): Mistake =>
  new Mistake([
    {
      code: 'WL1001',
      sentence: `call ${label} needs an operation.`,
      lines: [
        `list                          ${name} call ${label} list`,
        `send <id|number|any> [text]   ${name} call ${label} send 1`,
        'both take                     --at URL   --json   (send: --count N   --within 30s)',
      ],
    },
  ])

function unknownOperation(word: string, label: string, { name }: Context): Mistake {
  const near = nearest(word, callWords)
  return new Mistake([
    {
      code: 'WL1001',
      sentence: `ack-retry has no operation "${word}".`,
      lines: [
        ...(near === null ? [] : [`did you mean   ${name} call ${label} ${near} ?`]),
        `operations     ${callWords.join('  ')}`,
      ],
    },
  ])
}
