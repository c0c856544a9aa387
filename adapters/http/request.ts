// One HTTP request to somebody who may be anybody: bounded in bytes and time, and whatever goes
// wrong is a value. No redirects, no second try.

import { request } from 'node:http'

import type { Ended } from '../../sim/actor.ts'
import type { HttpAnswer } from '../../sim/outside.ts'

export interface Outgoing {
  readonly method: string
  readonly url: URL
  readonly body: string | null
  /** ms until the whole answer has to be there */
  readonly within: number
  /** bytes of its body */
  readonly bodyMax: number
  readonly signal: AbortSignal | null
}

export type Incoming =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  /** nobody there, or what is there does not answer as HTTP is spoken */
  | { readonly kind: 'failed'; readonly ended: Ended; readonly why: string }

/** One request, one answer or the reason why there is none; it always settles. */
export function ask({ method, url, body, within, bodyMax, signal }: Outgoing): Promise<Incoming> {
  return new Promise((resolve) => {
    const outgoing = request(url, {
      method,
      agent: false,
      headers:
        body === null
          ? { accept: 'application/json' }
          : {
              accept: 'application/json',
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(body),
            },
    })
    const settle = (incoming: Incoming): void => {
      clearTimeout(late)
      signal?.removeEventListener('abort', stop)
      outgoing.on('error', () => {}) // what follows the end of it is of no interest
      outgoing.destroy()
      resolve(incoming)
    }
    const fail = (ended: Ended, why: string): void => settle({ kind: 'failed', ended, why })
    const late = setTimeout(() => fail('reset', `it said nothing within ${within} ms`), within)
    const stop = (): void => fail('closed', 'we are ending')
    signal?.addEventListener('abort', stop, { once: true })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const nobody = error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND'
      fail(nobody ? 'refused' : 'reset', wordsOf(error))
    })
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > bodyMax) fail('reset', `its answer has more than ${bodyMax} bytes`)
        else chunks.push(chunk)
      })
      response.on('error', (error) => fail('reset', wordsOf(error)))
      response.on('close', () => fail('reset', 'its answer broke off'))
      response.on('end', () => {
        const type = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
        const text = Buffer.concat(chunks).toString('utf8')
        const status = response.statusCode ?? 0
        settle({ kind: 'answer', answer: { status, type, body: text } })
      })
    })
    outgoing.end(body ?? undefined)
    if (signal?.aborted === true) stop()
  })
}

function wordsOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'nobody listens there'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'there is no such host'
    case 'ECONNRESET':
      return 'it hung up'
    default:
      return error.code?.startsWith('HPE_') === true ? 'it does not speak HTTP' : error.message
  }
}
