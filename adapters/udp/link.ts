// The way to one peer over UDP: nothing is opened, nothing ends, and nobody says whether a message
// came. What does not fit into one datagram, or finds a full queue, is dropped.

import type { Message } from '../../sim/actor.ts'
import type { DropWhy } from '../../sim/trace.ts'
import type { NodeId } from '../../sim/units.ts'
import type { Link } from '../transport.ts'
import { sealMail } from '../wire.ts'
import { datagramMax } from './datagram.ts'

export interface DatagramOwner {
  /** Hands a datagram to the system. */
  post(link: DatagramLink, kind: string, mail: Uint8Array): void
  dropped(peer: NodeId, message: string, why: DropWhy): void
  /** A message is longer than a datagram. */
  tooLong(peer: NodeId, kind: string, bytes: number, max: number): void
}

/** The link of one peer. */
export class DatagramLink implements Link {
  readonly peer: NodeId
  /** what stands before the mail in every datagram of this link */
  readonly envelope: Uint8Array
  readonly #owner: DatagramOwner
  readonly #life: number
  readonly #mailMax: number

  /** @param frameMax bytes of a mail that every carrier takes */
  constructor(
    peer: NodeId,
    envelope: Uint8Array,
    owner: DatagramOwner,
    { life, frameMax }: { readonly life: number; readonly frameMax: number },
  ) {
    this.peer = peer
    this.envelope = envelope
    this.#owner = owner
    this.#life = life
    this.#mailMax = Math.min(frameMax, datagramMax - envelope.length)
  }

  send(message: Message, nth: number): void {
    this.sendSealed(message.kind, sealMail(message, { life: this.#life, nth }))
  }

  sendSealed(kind: string, mail: Uint8Array): void {
    if (mail.length <= this.#mailMax) return this.#owner.post(this, kind, mail)
    this.#owner.dropped(this.peer, kind, 'full')
    this.#owner.tooLong(this.peer, kind, mail.length, this.#mailMax)
  }

  close(): void {
    // A datagram's link never ends.
  }
}
