// `npm run tables`: the evidence that a run stands on, as tables: that no decision moves when
// something else changes, and that every fault has the effect that was asked for.

import Table from 'cli-table3'
import { measured, proxyEffects } from '../adapters/proxy/effects.suite.ts'
import { damagedDisks } from '../sim/kernel/effects-disks.suite.ts'
import { effects } from '../sim/kernel/effects.suite.ts'
import { changes, movedBy } from '../sim/kernel/independence.suite.ts'

const plain = { style: { head: [], border: [] } }

const rounded = (value: number): string => String(Math.round(value * 1_000) / 1_000)

function drawTable(): string {
  const table = new Table({ ...plain, head: ['changed', 'decisions in both worlds', 'moved'] })
  for (const change of changes) {
    const { what, shared, moved } = movedBy(change)
    table.push([what, String(shared), String(moved)])
  }
  return table.toString()
}

function effectTable(): string {
  const head = ['fault', 'asked', 'measured', 'without it', 'unit']
  const table = new Table({ ...plain, head })
  for (const { fault, asked, unit, measure, faults } of [...effects, ...damagedDisks]) {
    table.push([fault, asked, rounded(measure(faults)), rounded(measure([])), unit])
  }
  return table.toString()
}

async function proxyTable(): Promise<string> {
  const head = ['fault', 'over', 'asked', 'measured', 'without it', 'unit']
  const table = new Table({ ...plain, head })
  for (const effect of proxyEffects) {
    const [seen, absent] = [await measured(effect, effect.faults), await measured(effect, [])]
    const { fault, over, asked, unit } = effect
    table.push([fault, over, asked, rounded(seen), rounded(absent), unit])
  }
  return table.toString()
}

process.stdout.write(`A decision is drawn under its name alone\n${drawTable()}\n\n`)
process.stdout.write(`Faults: asked, measured, absent\n${effectTable()}\n`)
process.stdout.write(
  `\nThe same faults made by proxies, on this machine now\n${await proxyTable()}\n`,
)
