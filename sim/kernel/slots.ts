// What the orders of pending events know of a slot, in columns shared by both of them. What an event
// means (its kind, its operands, its body) is not here: no order looks at it. In these columns and
// in the files that use them a slot of -1 is no slot, as typed arrays hold no null.

/** The columns, in room for `room` slots. Growing replaces them: read them anew after a push. */
export class Slots {
  room: number
  /** when it is due */
  time: Float64Array
  /** its number in line, kept by the heap alone */
  line: Float64Array
  /** neighbours in a bucket's list; `next` also links the slots that are free */
  next: Int32Array
  prev: Int32Array
  /** position in the heap or bucket of the wheel; -1 when popped, -2 when free */
  place: Int32Array

  constructor(room: number) {
    this.room = room
    this.time = new Float64Array(room)
    this.line = new Float64Array(room)
    this.next = new Int32Array(room)
    this.prev = new Int32Array(room)
    this.place = new Int32Array(room)
  }

  /** Twice the room; every slot keeps what it has. */
  grow(): void {
    this.room *= 2
    this.time = longer(this.time)
    this.line = longer(this.line)
    this.next = twice(this.next)
    this.prev = twice(this.prev)
    this.place = twice(this.place)
  }
}

/** A copy of a column with twice the room. */
export function twice(column: Int32Array): Int32Array {
  const larger = new Int32Array(column.length * 2)
  larger.set(column)
  return larger
}

function longer(column: Float64Array): Float64Array {
  const larger = new Float64Array(column.length * 2)
  larger.set(column)
  return larger
}
