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
    // One buffer for all: that is what costs where a world is made for one seed.
    const buffer = new ArrayBuffer(room * 28)
    this.time = new Float64Array(buffer, 0, room)
    this.line = new Float64Array(buffer, room * 8, room)
    this.next = new Int32Array(buffer, room * 16, room)
    this.prev = new Int32Array(buffer, room * 20, room)
    this.place = new Int32Array(buffer, room * 24, room)
  }

  /** Twice the room; every slot keeps what it has. */
  grow(): void {
    const { time, line, next, prev, place } = this
    const larger = new Slots(this.room * 2)
    this.room = larger.room
    this.time = larger.time
    this.line = larger.line
    this.next = larger.next
    this.prev = larger.prev
    this.place = larger.place
    this.time.set(time)
    this.line.set(line)
    this.next.set(next)
    this.prev.set(prev)
    this.place.set(place)
  }
}

/** A copy of a column with twice the room. */
export function twice(column: Int32Array): Int32Array {
  const larger = new Int32Array(column.length * 2)
  larger.set(column)
  return larger
}
