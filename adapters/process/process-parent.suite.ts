// The supervisor that process.test.ts kills: starts two nodes, says where they are, and stays.

import { Supervisor } from './process.ts'
import { nodeId } from '../../sim/units.ts'

const supervisor = new Supervisor({
  entry: new URL(
    `./process.suite.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
    import.meta.url,
  ),
  folder: process.argv[3] ?? '',
  origin: process.hrtime.bigint(),
  host: '127.0.0.1',
  carrier: 'tcp',
  within: 20_000,
  stillWithin: 10_000,
  onDeath: () => {},
})
const nodes = await supervisor.start(
  ['n1', 'n2'].map((id) => ({ id: nodeId(id), program: null, seed: 1, port: null })),
)
process.send?.(nodes)
setInterval(() => {}, 1_000)
