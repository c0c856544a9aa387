import { describe, expect, test } from 'vitest'
import { plainPage } from '../../reports/page.ts'
import { strip } from '../../reports/strip.ts'
import { logsAt, rolesIn } from '../../sim/roles-in.ts'
import type { Run } from '../../sim/run.ts'
import { stateAt } from '../../sim/state-at.ts'
import { chiefs, chiefView, type MemberState } from './chiefs.test.toy.ts'
import { Experiment } from './experiment.ts'
import { settingsDefault } from './order.ts'
import type { Site } from './site.ts'

const ran = (seed: number): { site: Site; run: Run } => {
  const experiment = new Experiment(chiefs, { variant: null, settings: settingsDefault })
  return { site: experiment.siteFor(seed), run: experiment.run(seed, { trace: true }) }
}

describe('what the nodes of a run were', () => {
  const { site, run } = ran(7)
  const trace = run.trace ?? []
  const roles = rolesIn(trace, site.views, run.simTime)

  test('the strip shows terms, elections and who was down', () => {
    const { cast, until } = site
    const nodes = cast.nodes.map(({ id }) => id)
    const of = { nodes, trace, roles, until, end: run.simTime, broke: null }
    expect(strip(of, plainPage).join('\n')).toMatchInlineSnapshot(`
      "            0s        1s        2s        3s        4s
          m1      ·········xxxxxx·························
          m2      ······················????44444444444444
          m3      ··1111111111111111111111111·············
          net                         ═══════ m2 cut off
          ops        ▆▆█▆██▆█▆▆██▆▆█▆█
                  digit = leader of that term   ? = candidate   · = follower   x = down
                  ops = operations completed   column = 100 ms"
    `)
  })

  test('each spell is what the State at its beginning says, and no gap is but a crash', () => {
    for (const { id, spells } of roles) {
      for (const { name, term, event } of spells) {
        const state = stateAt(trace, id, event) as unknown as MemberState
        expect(chiefView.role(state)).toEqual({ name, term })
      }
      const gaps = spells.filter(({ to }, at) => to !== (spells[at + 1]?.from ?? run.simTime))
      const crashes = trace.filter(({ kind, node }) => kind === 'crash' && node === id)
      expect(gaps.map(({ to }) => to)).toEqual(crashes.map(({ time }) => time))
    }
  })

  test('logs are those of the instant; who is down has none', () => {
    const at = trace.find(({ kind, time }) => kind === 'expire' && time > 1_200_000)?.id ?? 0
    const logs = logsAt(trace, site.views, at)
    expect(logs.map(({ id, role, log }) => [id, role?.name, log?.cells.length])).toEqual([
      ['m1', undefined, undefined],
      ['m2', 'follower', 22],
      ['m3', 'leader', 23],
    ])
    const last = logsAt(trace, site.views, trace.length)
    const states = last.map(({ id }) => stateAt(trace, id, trace.length) as unknown as MemberState)
    expect(last.map(({ log }) => log)).toEqual(states.map((state) => chiefView.log?.(state)))
  })
})
