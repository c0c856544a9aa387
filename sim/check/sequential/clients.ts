// The order of each client: what it called after something had ended comes after that. A client that
// has several operations under way at once has several lanes, and in each one thing comes after another.

import type { History } from '../../history.ts'

/** That of each of these lanes so many operations are in. */
export interface Needs {
  readonly lanes: readonly number[]
  readonly counts: readonly number[]
}

export interface Clients {
  /** answered operations of each lane, in order */
  readonly lanes: readonly Int32Array[]
  /** lane of each operation; -1: its outcome is unknown */
  readonly lane: Int32Array
  /** what has to be in before an operation, apart from its own lane; null: nothing */
  readonly needs: readonly (Needs | null)[]
  /** by client, its open operations in order of call: each one needs no less than the one before */
  readonly waiting: readonly Int32Array[]
}

interface Lane {
  readonly number: number
  readonly operations: number[]
  /** when its last operation ended */
  end: number
}

/**
 * @param place of each operation in the history, in order of call
 * @param isOpen 1: its outcome is unknown; nothing comes after it
 */
export function clientsOf(history: History, place: Int32Array, isOpen: Uint8Array): Clients {
  const lanes: Lane[] = []
  const clients = new Map<string, { readonly lanes: Lane[]; readonly waiting: number[] }>()
  const lane = new Int32Array(place.length).fill(-1)
  const needs: (Needs | null)[] = []
  for (let one = 0; one < place.length; one++) {
    const operation = history[place[one] as number]
    if (operation === undefined) continue
    let client = clients.get(operation.client)
    if (client === undefined) clients.set(operation.client, (client = { lanes: [], waiting: [] }))
    let own: Lane | undefined
    if (isOpen[one] === 1) client.waiting.push(one)
    else {
      own = client.lanes.find(({ end }) => end <= operation.start)
      if (own === undefined) {
        own = { number: lanes.length, operations: [], end: 0 }
        lanes.push(own)
        client.lanes.push(own)
      }
    }
    needs.push(needsOf(client.lanes, own, operation.start))
    if (own === undefined) continue
    own.operations.push(one)
    own.end = operation.end ?? 0
    lane[one] = own.number
  }
  return {
    lanes: lanes.map(({ operations }) => Int32Array.from(operations)),
    lane,
    needs,
    waiting: Array.from(clients.values(), ({ waiting }) => Int32Array.from(waiting)).filter(
      ({ length }) => length > 0,
    ),
  }
}

/** Of a lane all have ended but perhaps the last. */
function needsOf(lanes: readonly Lane[], own: Lane | undefined, start: number): Needs | null {
  const others = lanes.filter((other) => other !== own)
  const counts = others.map(({ operations, end }) => operations.length - (end <= start ? 0 : 1))
  if (counts.every((count) => count <= 0)) return null
  return { lanes: others.map(({ number }) => number), counts }
}
