// The UDP socket of a node, and the port that it shares with the connections of the same node.

import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns'
import { isIP } from 'node:net'

import { listenProblem, type Spot } from '../address.ts'
import type { NodeId } from '../../sim/units.ts'

/** Asked of the system, which may give less: room for bursts and for the longest datagram. */
const receiveBuffer = 4 << 20
const sendBuffer = 1 << 20

/** A socket, and how many datagrams wait until the names of their hosts are known. */
export interface Door {
  readonly socket: Socket
  readonly unresolved: () => number
}

/**
 * Binds the port.
 * @throws Mistake WL5002 when it is taken, with nothing left open
 */
export async function openSocket(id: NodeId, spot: Spot): Promise<Door> {
  let unresolved = 0
  const socket = createSocket({
    type: spot.host.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: receiveBuffer,
    sendBufferSize: sendBuffer,
    // An address is sent to within the call; the platform would wait a turn for each datagram.
    lookup: (host, options, callback) => {
      const family = isIP(host)
      if (family !== 0) return callback(null, host, family)
      unresolved += 1
      lookup(host, options, (error, address, found) => {
        unresolved -= 1
        callback(error, address, found)
      })
    },
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close()
      reject(listenProblem(error, id, spot, 'udp'))
    })
    socket.bind(spot.port, spot.host, () => {
      socket.removeAllListeners('error')
      resolve()
    })
  })
  return { socket, unresolved: () => unresolved }
}
