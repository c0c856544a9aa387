// Where a node listens: at the port it was told, else at the one it had before, else at any.

import { isInUse } from '../../adapters/address.ts'
import { Doorstep } from '../../adapters/outside/doorstep.ts'
import type { NodeId } from '../../sim/units.ts'
import { keep, kept } from './keepsakes.ts'
import type { Home, ServedOrder } from './orders.ts'

/**
 * Binds the port, and remembers it.
 * @throws Mistake WL5002 when the port that was asked for is taken, WL5007 when it cannot be written
 *   down, with nothing left open
 */
export async function settle(
  id: NodeId,
  { hosts, port }: ServedOrder,
  { house }: Home,
): Promise<Doorstep> {
  const before = house === null ? null : kept(house, 'port')
  const doorstep = await at(id, hosts, port, before)
  try {
    if (house !== null) keep(house, 'port', String(doorstep.spot.port))
    return doorstep
  } catch (error) {
    await doorstep.close()
    throw error
  }
}

async function at(
  id: NodeId,
  hosts: readonly string[],
  port: number | null,
  before: string | null,
): Promise<Doorstep> {
  if (port !== null && port !== 0) return Doorstep.on(id, hosts, port)
  try {
    return await Doorstep.on(id, hosts, Number(before ?? 0))
  } catch (error) {
    if (before !== null && isInUse(error)) return Doorstep.on(id, hosts, 0)
    throw error
  }
}
