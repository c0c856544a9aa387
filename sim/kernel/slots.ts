// Where the orders of pending events keep what they know of a slot: one record of 32 bytes, half a
// cache line, in one buffer seen as doubles and as integers. What an event means (its kind, its
// operands, its body) is not here: no order looks at it.

/** Doubles in a record; index of a slot's record is `slot * doubles`. */
export const doubles = 4
/** Integers in a record; index of a slot's record is `slot * ints`. */
export const ints = 8

/** Double 0: when it is due. Double 3: its number in line, kept by the heap alone. */
export const timeAt = 0
export const lineAt = 3
/** Integers 2 to 4: neighbours in the wheel's list (`next` also links free slots) and the place. */
export const nextAt = 2
export const prevAt = 3
/** Position in the heap or bucket of the wheel; `popped` and `free` are no place at all. */
export const placeAt = 4

export const popped = -1
export const free = -2
/** End of a list. */
export const none = -1

/** The records of all slots, in room for `room` of them. */
export class Slots {
  room: number
  double: Float64Array
  int: Int32Array

  constructor(room: number) {
    this.room = room
    this.double = new Float64Array(room * doubles)
    this.int = new Int32Array(this.double.buffer)
  }

  /** Twice the room; every record stays where it is. */
  grow(): void {
    const old = this.double
    this.room *= 2
    this.double = new Float64Array(this.room * doubles)
    this.double.set(old)
    this.int = new Int32Array(this.double.buffer)
  }
}
