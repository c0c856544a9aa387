// Looks over a log of LevelDB before LevelDB reads it. LevelDB skips what is damaged in a log and
// says nothing, so rows that were acknowledged would be gone without a word. What a crash leaves is
// no damage: a batch that was cut short at the end. It repairs nothing.
//
// A log is blocks of 32 KiB, a block is records: a masked CRC-32C of type and bytes (4 bytes), how
// many bytes (2), the type (1), the bytes. A batch is one whole record or a first, middle ones and
// a last. Source: doc/log_format.md of LevelDB.

const block = 32_768
const header = 7
const whole = 1
const first = 2
const last = 4

/**
 * The place of a record that is damaged, though a later batch is there: every batch is synced
 * before the next one is written, so no crash leaves that.
 * @returns null when there is none
 */
export function damageIn(log: Uint8Array): number | null {
  for (let at = 0; at < log.length; ) {
    const room = block - (at % block)
    if (room < header) {
      at += room // too little for a record: filled up
      continue
    }
    const size = recordAt(log, at)
    if (size === null) return batchAfter(log, at) ? at : null
    at += size
  }
  return null
}

/** Whether a batch begins somewhere after this place. */
function batchAfter(log: Uint8Array, place: number): boolean {
  for (let at = place + 1; at + header <= log.length; at += 1) {
    const type = log[at + 6]
    if ((type === whole || type === first) && recordAt(log, at) !== null) return true
  }
  return false
}

/** @returns how long the record is, with its header; null when there is no sound one */
function recordAt(log: Uint8Array, at: number): number | null {
  const room = Math.min(block - (at % block), log.length - at)
  if (room < header) return null
  const view = new DataView(log.buffer, log.byteOffset + at, room)
  const length = view.getUint16(4, true)
  const type = view.getUint8(6)
  if (type < whole || type > last || header + length > room) return null
  const sum = masked(crc32c(log, at + 6, at + header + length))
  return sum === view.getUint32(0, true) ? header + length : null
}

/** As LevelDB stores it, so that a checksum of checksums is no weak one. */
const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0

/** Castagnoli's polynomial, bits reversed. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0x82f63b78 : 0)
  return rest
})

function crc32c(bytes: Uint8Array, from: number, to: number): number {
  let rest = 0xffffffff
  for (let at = from; at < to; at += 1) {
    rest = (rest >>> 8) ^ (table[(rest ^ (bytes[at] ?? 0)) & 0xff] ?? 0)
  }
  return (rest ^ 0xffffffff) >>> 0
}
