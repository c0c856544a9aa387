// The normal form in which the search for one order of all operations meets a history: what each client
// did, one thing after the other. Objects are not told apart here: the order is one for all of them.

import type { History } from '../../history.ts'
import { accessMachine } from '../linearizability/access-machine.ts'
import { access, type Accesses, accessesOf } from '../linearizability/accesses.ts'
import { type Machine, machineOf } from '../linearizability/machine.ts'
import { never, type Part, partsOf } from '../linearizability/part.ts'
import type { ValuesFound } from '../linearizability/readers-left.ts'
import type { Model } from '../model.ts'
import { type Clients, clientsOf } from './clients.ts'

/** Operations are numbered from 0 in the order of their calls; those that did not happen are left out. */
export interface Program extends Clients {
  readonly size: number
  /** place of each operation in the history */
  readonly place: Int32Array
  /** when each operation ended, for the order in which turns are tried; infinite where it did not */
  readonly end: Float64Array
  /** independent object of each operation, and the machine of each object */
  readonly object: Int32Array
  readonly machines: readonly Machine[]
  /** kind of each operation in the machine of its object */
  readonly kind: Int32Array
  /** kinds of open operations: the object and the kind in its machine */
  readonly openObject: Int32Array
  readonly openKind: Int32Array
  /** open kind of each operation; -1: it has an answer, or it only looks */
  readonly openOf: Int32Array
  /** values found and set; state `s` of object `o` is the value `valueFrom[o] + s`, or none where -1 */
  readonly known: ValuesFound
  readonly valueFrom: Int32Array
}

/** @param model of which each independent object is a machine of its own */
export function programOf(history: History, model: Model): Program {
  const parts = partsOf(history, model)
  const accesses = parts.map((part) => accessesOf(history, part, model))
  const machines = parts.map((part, at) => {
    const its = accesses[at] ?? null
    return its === null ? machineOf(history, part, model) : accessMachine(its)
  })
  const numbers = numbersOf(history, parts)
  const { place, object, inPart } = numbers
  const size = place.length
  const kind = Int32Array.from(place, (_, one) => {
    const machine = machines[object[one] as number]
    return machine?.kinds[inPart[one] as number] ?? 0
  })
  const isOpen = Uint8Array.from(place, (_, one) =>
    parts[object[one] as number]?.ret[inPart[one] as number] === never ? 1 : 0,
  )
  const clients = clientsOf(history, place, isOpen)
  const opens = openKindsOf({ object, kind, isOpen, machines })
  const values = valuesOf({ ...numbers, accesses, isOpen, clients })
  const end = Float64Array.from(place, (at) => history[at]?.end ?? Number.POSITIVE_INFINITY)
  return { size, place, end, object, machines, kind, ...clients, ...opens, ...values }
}

interface Numbers {
  readonly place: Int32Array
  readonly object: Int32Array
  /** number of the operation in the part of its object */
  readonly inPart: Int32Array
}

function numbersOf(history: History, parts: readonly Part[]): Numbers {
  const objects = new Int32Array(history.length).fill(-1)
  const numbers = new Int32Array(history.length)
  parts.forEach((part, object) => {
    for (let one = 0; one < part.size; one++) {
      objects[part.place[one] as number] = object
      numbers[part.place[one] as number] = one
    }
  })
  const place = Int32Array.from(history.keys()).filter((at) => (objects[at] as number) >= 0)
  const object = place.map((at) => objects[at] as number)
  return { place, object, inPart: place.map((at) => numbers[at] as number) }
}

interface Kinds {
  readonly object: Int32Array
  readonly kind: Int32Array
  readonly isOpen: Uint8Array
  readonly machines: readonly Machine[]
}

function openKindsOf({
  object,
  kind,
  isOpen,
  machines,
}: Kinds): Pick<Program, 'openOf' | 'openObject' | 'openKind'> {
  const openOf = new Int32Array(object.length).fill(-1)
  const first: number[] = []
  const known = new Map<string, number>()
  for (let one = 0; one < object.length; one++) {
    const its = object[one] as number
    if (isOpen[one] === 0 || machines[its]?.isObserver(kind[one] as number) === true) continue
    const name = `${its} ${kind[one]}`
    let number = known.get(name)
    if (number === undefined) known.set(name, (number = first.push(one) - 1))
    openOf[one] = number
  }
  const openObject = Int32Array.from(first, (one) => object[one] as number)
  const openKind = Int32Array.from(first, (one) => kind[one] as number)
  return { openOf, openObject, openKind }
}

interface Valued extends Numbers {
  readonly accesses: readonly (Accesses | null)[]
  readonly isOpen: Uint8Array
  readonly clients: Clients
}

/** Objects whose states are no values found or set (texts that grow, any model) are left out. */
function valuesOf({
  object,
  inPart,
  accesses,
  isOpen,
  clients,
}: Valued): Pick<Program, 'known' | 'valueFrom'> {
  const size = object.length
  const valueFrom = new Int32Array(accesses.length).fill(-1)
  let values = 0
  accesses.forEach((its, at) => {
    if (its === null || its.kind.includes(access.append)) return
    valueFrom[at] = values
    values += its.values.length
  })
  const found = new Int32Array(size).fill(-1)
  const set = new Int32Array(size).fill(-1)
  const writers = new Int32Array(values)
  for (let one = 0; one < size; one++) {
    const its = accesses[object[one] as number]
    const base = valueFrom[object[one] as number] as number
    if (base < 0 || its === undefined || its === null) continue
    const number = inPart[one] as number
    const what = its.kind[number]
    if (what === access.write || what === access.update)
      set[one] = base + (its.to[number] as number)
    if (isOpen[one] === 1) continue
    if (what === access.read || what === access.update)
      found[one] = base + (its.from[number] as number)
    const value = set[one] as number
    if (value >= 0) writers[value] = (writers[value] as number) + 1
  }
  const setBefore = new Int32Array(size)
  for (const lane of clients.lanes) {
    // What the client itself sets after it found a value comes too late.
    const after = new Map<number, number>()
    for (let at = lane.length - 1; at >= 0; at--) {
      const one = lane[at] as number
      const [read, value] = [found[one] as number, set[one] as number]
      // Nobody finds what he sets himself, either.
      if (read >= 0) setBefore[one] = (writers[read] as number) - (after.get(read) ?? 0)
      if (value >= 0) after.set(value, (after.get(value) ?? 0) + 1)
    }
  }
  return { known: { found, set, isOpen, setBefore, values }, valueFrom }
}
