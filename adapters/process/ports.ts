// Whether anybody still has the port of an address, asked from outside.

import { connect } from 'node:net'
import { createSocket } from 'node:dgram'

import type { NodeId } from '../../sim/units.ts'
import { type Spot, spotOf } from '../address.ts'

/** @returns true while somebody takes connections there or, of a `udp/` address, datagrams */
export async function isHeld(address: NodeId): Promise<boolean> {
  const spot = spotOf(address)
  if (spot === null) return false
  if (await takesConnections(spot)) return true
  return spot.carrier === 'udp' && (await takesDatagrams(spot))
}

function takesConnections(spot: Spot): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(spot)
    const answer = (open: boolean): void => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
  })
}

/** Nobody answers a datagram that is not his, so the port is asked for: who has it keeps it. */
function takesDatagrams({ host, port }: Spot): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close()
      resolve(error.code === 'EADDRINUSE')
    })
    socket.bind(port, host, () => socket.close(() => resolve(false)))
  })
}

/** Whether there is such a process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
